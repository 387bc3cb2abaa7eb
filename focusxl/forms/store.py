"""The store of the compiled form: in the package, or beside its sources in a clone.

A wheel has it from its build. In a clone the form is compiled on first use and kept while its
sources are unchanged; it is JSON, so that nothing in it can be executed. It is kept in the clone
or, where that is not writable, in the user's cache.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

FORMS = Path(__file__).parent
"""The folder of the form data."""
SAMPLES = FORMS.parent / "samples"
BUILT_IN = FORMS / "compiled"
IN_A_PACKAGE: Mapping[str, Any] = {}
"""The header of a part that was compiled for a package, whose sources never change."""

_PACKAGE = FORMS.parent
_OF_SOURCES = (".yaml", ".py")
"""Endings of the sources: the form data, and the code that compiles it."""
_NO_SOURCES = ("compiled", "__pycache__")
_UNSURE = 2_000_000_000
"""Nanoseconds within which two changes of a file may get the same time from the file system."""

Stamp = Mapping[str, list[int]]
"""Size and time of each source, by which it is known to be unchanged."""


class Kept(NamedTuple):
    """A compiled part in its file, with the header that identifies its sources."""

    header: Mapping[str, Any]
    body: bytes


def compiled(part: str) -> Any:
    """Give a compiled part of the form, such as an edition by its name.

    Raises:
        FormDataError: it has to be compiled, and the form data is not consistent.
    """
    for folder in _folders():
        kept = _read(folder / f"{part}.json")
        if kept is not None and _is_of_its_sources(kept, folder / f"{part}.json"):
            return json.loads(kept.body)
    return json.loads(_compiled_now(part))


def _compiled_now(part: str) -> bytes:
    """Compile a part, and keep it where that is possible."""
    from focusxl.forms.compiler import compile_part

    header = _header()
    body = compile_part(part)
    for folder in _folders():
        if _write(folder / f"{part}.json", content_of(body, header)):
            break
    return body


def content_of(body: bytes, header: Mapping[str, Any]) -> bytes:
    """Give the content of a file: checksum, header and compiled part."""
    rest = json.dumps(header).encode() + b"\n" + body
    return b"%08x\n%s" % (zlib.crc32(rest), rest)


def _folders() -> Iterator[Path]:
    yield BUILT_IN
    cache = _user_cache()
    if cache is not None:
        yield cache / "focusxl" / hashlib.sha256(str(FORMS).encode()).hexdigest()[:16]


def _user_cache() -> Path | None:
    """Give the user's cache folder, by the custom of the system."""
    named = os.environ.get("LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME")
    if named and Path(named).is_absolute():
        return Path(named)
    try:
        home = Path.home()
    except RuntimeError:
        return None
    if sys.platform == "win32":
        return home / "AppData" / "Local"
    return home / ("Library/Caches" if sys.platform == "darwin" else ".cache")


def _read(path: Path) -> Kept | None:
    """Read a compiled part; None if there is none, or if it is damaged."""
    try:
        total, _, rest = path.read_bytes().partition(b"\n")
        if int(total, 16) != zlib.crc32(rest):
            return None
        line, _, body = rest.partition(b"\n")
        header = json.loads(line)
    except (OSError, ValueError):
        return None
    return Kept(header, body) if isinstance(header, dict) else None


def _is_of_its_sources(kept: Kept, path: Path) -> bool:
    """Tell whether a compiled part is up to date with its sources.

    One in a package is. Otherwise the sources are read only if one has another size or time, or was
    changed so shortly before compiling that its time does not tell.
    """
    if kept.header == IN_A_PACKAGE:
        return path.parent == BUILT_IN
    now = stamp_of_sources()
    if kept.header.get("stamp") == now and all(
        changed < kept.header["made"] - _UNSURE for _, changed in now.values()
    ):
        return True
    header = _header()
    if kept.header.get("digest") != header["digest"]:
        return False
    _write(path, content_of(kept.body, header))
    return True


def _header() -> Mapping[str, Any]:
    """Give the header of a part that is compiled now."""
    made = time.time_ns()
    return {"made": made, "stamp": stamp_of_sources(), "digest": digest_of_sources()}


def stamp_of_sources() -> Stamp:
    """Give the size and the time of every source."""
    return {
        name: [status.st_size, status.st_mtime_ns]
        for name, status in ((name, entry.stat()) for name, entry in _sources())
    }


def digest_of_sources() -> str:
    """Give the SHA-256 of all sources, with their names."""
    digest = hashlib.sha256()
    for name, entry in _sources():
        content = hashlib.sha256(Path(entry.path).read_bytes()).hexdigest()
        digest.update(f"{name}\n{content}\n".encode())
    return digest.hexdigest()


def _sources() -> list[tuple[str, os.DirEntry[str]]]:
    """Give every source with its name."""
    folders = [("formulas", os.fspath(_PACKAGE / "formulas")), ("samples", os.fspath(SAMPLES))]
    folders.append(("forms", os.fspath(FORMS)))
    found: list[tuple[str, os.DirEntry[str]]] = []
    for name, folder in folders:
        with os.scandir(folder) as entries:
            for entry in entries:
                inside = f"{name}/{entry.name}"
                if entry.name.endswith(_OF_SOURCES):
                    found.append((inside, entry))
                elif name == "forms" and entry.name not in _NO_SOURCES and entry.is_dir():
                    folders.append((inside, entry.path))
    return sorted(found, key=lambda source: source[0])


def _write(path: Path, content: bytes) -> bool:
    """Write a file whole or not at all; tell whether it could be written.

    Several runs may write it at once: each writes a file of its own and renames it, and all of them
    are right.
    """
    passing = path.with_name(f".{path.name}-{os.getpid()}-{time.time_ns()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        passing.write_bytes(content)
        passing.replace(path)
    except OSError:
        with suppress(OSError):
            passing.unlink()
        return False
    return True
