"""The kept templates, which are used while they are what the code builds.

Their sources are identified by a digest of the form data and of every module that took part, and by
the versions of the libraries. If any source or a kept file has changed, the template is built. Run
this file as a module to renew the kept templates.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path
from typing import Any

from focusxl.files.openxml.parts import read_parts, write_parts
from focusxl.files.openxml.xml_text import with_entities
from focusxl.files.template.names import Flavour
from focusxl.forms.edition import Edition
from focusxl.forms.loader import editions, load_edition

USUAL_INTERPRETER = "pythonw"
"""The interpreter named in the kept templates."""
LIST = "kept.json"
ENDINGS: dict[Flavour, str] = {"udf": ".xlsm", "native": "-native.xlsx"}
_PACKAGES = ("focusxl", "focusxl_udfs", "focusxl_workbook")
_LIBRARIES = ("XlsxWriter", "pyOpenVBA", "xlwings")
_DATA = {"focusxl": ("forms",), "focusxl_udfs": ("vba",)}
"""Folders of sources other than modules: the form, and the macros."""
_TEXTS = "xl/sharedStrings.xml"


def kept_name(edition: str, flavour: Flavour) -> str:
    """Give the name of the file of a kept template."""
    return f"FocusXL-{edition}{ENDINGS[flavour]}"


def kept_template(edition: Edition, flavour: Flavour, interpreter: str) -> bytes | None:
    """Give the kept template of all pages of an edition; None if it has to be built."""
    if edition.name not in editions() or edition is not load_edition(edition.name):
        return None
    name = kept_name(edition.name, flavour)
    for folder in _folders():
        try:
            kept = json.loads((folder / LIST).read_text("utf-8"))
            content = (folder / name).read_bytes()
        except OSError:
            continue
        if hashlib.sha256(content).hexdigest() == kept["files"].get(name) and is_current(kept):
            return content if flavour == "native" else _calling(content, interpreter)
    return None


def is_current(kept: dict[str, Any]) -> bool:
    """Tell whether the code, the form and the libraries are those of the kept list."""
    if kept["libraries"] != _libraries():
        return False
    return bool(kept["sources"] == _digest(kept["modules"]))


def _folders() -> Iterator[Path]:
    """Give the possible folders of the kept templates: in the package, or beside it in a clone."""
    package = Path(str(files("focusxl_workbook")))
    yield package / "kept"
    yield package.parent


def _calling(workbook: bytes, interpreter: str) -> bytes | None:
    """Write another interpreter into the settings; None if the text is not found exactly once."""
    if interpreter == USUAL_INTERPRETER:
        return workbook
    parts = read_parts(workbook)
    texts = parts[_TEXTS].decode()
    usual, wanted = (
        f"<si><t>{with_entities(one)}</t></si>" for one in (USUAL_INTERPRETER, interpreter)
    )
    plain = interpreter.isprintable() and interpreter == interpreter.strip()
    if not plain or "_x" in interpreter or texts.count(usual) != 1 or wanted in texts:
        return None
    parts[_TEXTS] = texts.replace(usual, wanted).encode()
    return write_parts(parts)


def _stored(text: str) -> str:
    return f"<si><t>{with_entities(text)}</t></si>"


def _libraries() -> dict[str, str]:
    found = {}
    for library in _LIBRARIES:
        try:
            found[library] = version(library)
        except PackageNotFoundError:
            found[library] = ""
    return found


def _digest(modules: Iterable[str]) -> str:
    """Give the digest of modules and of all form data, with normalized line ends."""
    folders = {package: Path(str(files(package))) for package in _PACKAGES}
    digest = hashlib.sha256()
    for name in sorted(modules):
        package, *below = name.split(".")
        path = folders[package].joinpath(*below)
        source = path / "__init__.py"
        _add(digest, name, source if source.exists() else path.with_suffix(".py"))
    for package, names in _DATA.items():
        for name in names:
            for path in sorted((folders[package] / name).rglob("*")):
                if path.suffix in (".yaml", ".bas", ".cls"):
                    _add(digest, path.relative_to(folders[package]).as_posix(), path)
    return digest.hexdigest()


def _add(digest: Any, name: str, path: Path) -> None:
    content = path.read_bytes().replace(b"\r\n", b"\n") if path.exists() else b""
    digest.update(f"{name} {len(content)}\n".encode())
    digest.update(content)


def modules_of_a_build() -> list[str]:
    """Give FocusXL's loaded modules, which after a build are those that took part."""
    return sorted(name for name in sys.modules if name.partition(".")[0] in _PACKAGES)


def main() -> None:
    """Build the kept templates again if they differ, and record their sources."""
    from focusxl_udfs.worksheet.functions import catalogue
    from focusxl_workbook.build import build_template

    folder = Path(str(files("focusxl_workbook"))).parent
    digests = {}
    for edition in editions():
        for flavour in ENDINGS:
            name = kept_name(edition, flavour)
            built = build_template(load_edition(edition), flavour, catalogue()).content
            path = folder / name
            if not path.exists() or path.read_bytes() != built:
                path.write_bytes(built)
                print(f"Built {name} again.")
            digests[name] = hashlib.sha256(built).hexdigest()
    modules = [name for name in modules_of_a_build() if name != "focusxl_workbook.kept_templates"]
    kept = {
        "files": digests,
        "libraries": _libraries(),
        "sources": _digest(modules),
        "modules": modules,
    }
    (folder / LIST).write_text(json.dumps(kept, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
