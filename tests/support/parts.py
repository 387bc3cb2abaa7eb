"""A workbook file taken apart and put together, for changes that no spreadsheet would make."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping


def parts_of(content: bytes) -> dict[str, bytes]:
    """Give the parts of a workbook by name, in their order."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Make a workbook of parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method, compresslevel=1) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return stream.getvalue()


def with_part(content: bytes, name: str, change: Callable[[str], str]) -> bytes:
    """Change one part of a workbook; the change must change something."""
    parts = parts_of(content)
    old = parts[name].decode()
    new = change(old)
    assert new != old, f"{name} was not changed"
    return packed({**parts, name: new.encode()})


def with_parts(content: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """Change the parts of a workbook; a part changed to None is left out."""
    changed = {name: change(name, part) for name, part in parts_of(content).items()}
    return packed({name: part for name, part in changed.items() if part is not None})
