"""The copy of a workbook in which only FocusXL's macros run."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from focusxl.files.macros.buttons import ASSIGNED, CONTROL, IN_VML, is_our_macro
from focusxl.files.macros.names import is_foreign_name
from focusxl.files.macros.parts import main_part, relations_of, running
from focusxl.files.openxml.package import Package
from focusxl.files.openxml.parts import Parts, links_part, write_parts
from focusxl_udfs.libreoffice.carried import CONTENT_TYPES, VBA

_DECLARES_MACROS = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_DECLARES_NONE = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_VBA_TYPE = re.compile(rb'<Override [^>]*ContentType="application/vnd\.ms-office\.vba[^>]*/>')
_RELATIONSHIP = re.compile(rb"<(?:[\w.-]+:)?Relationship\b[^>]*>")
_NAME = re.compile(rb"<(?:[\w.-]+:)?definedName\b([^>]*)>([^<]*)</(?:[\w.-]+:)?definedName>")
_ATTRIBUTE = re.compile(rb"""([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")


def without_foreign_code(package: Package) -> bytes:
    """Remove what runs or fetches from a workbook, and restore FocusXL's own macros in it.

    The result may still hold parts that cannot be removed in this way, and must be examined.
    """
    # Imported here, since only a workbook with macros needs the VBA writer.
    from focusxl_udfs.vba.project import macro_enabled
    from focusxl_udfs.worksheet.functions import catalogue

    parts: Parts = {name: package.read(name) for name in package.parts}
    had_macros = _DECLARES_MACROS in parts[CONTENT_TYPES] and VBA in parts
    for part, relation in _foreign_relations(package):
        _drop_relation(parts, part, relation)
    for name, content in parts.items():
        if name.lower().endswith(".vml"):
            parts[name] = IN_VML.sub(_our_macro_only, content)
        elif name.startswith("xl/drawings/"):
            parts[name] = ASSIGNED.sub(_our_macro_only, content)
        elif name.startswith("xl/worksheets/"):
            parts[name] = CONTROL.sub(_our_control_only, content)
    main = main_part(package)
    parts[main] = _NAME.sub(_plain_name_only, parts[main])
    parts.pop(VBA, None)
    types = parts[CONTENT_TYPES].replace(_DECLARES_MACROS, _DECLARES_NONE)
    parts[CONTENT_TYPES] = _VBA_TYPE.sub(b"", types)
    workbook: bytes = write_parts(parts)
    return macro_enabled(workbook, catalogue()) if had_macros else workbook


def _foreign_relations(package: Package) -> Iterator[tuple[str, str]]:
    """Give the relations to parts that run, each by its part and its id."""
    for part in {part for part, _ in relations_of(package)}:
        for name, relation in package.relations(part).items():
            if relation.kind == "vbaProject" or running(package, relation) is not None:
                yield part, name


def _drop_relation(parts: Parts, part: str, relation: str) -> None:
    of_part = links_part(part).lstrip("/")

    def others_only(found: re.Match[bytes]) -> bytes:
        return b"" if _attributes(found[0]).get("Id") == relation else found[0]

    parts[of_part] = _RELATIONSHIP.sub(others_only, parts[of_part])


def _attributes(element: bytes) -> dict[str, str]:
    return {
        name.decode(): html.unescape((one or other).decode("utf-8", "replace"))
        for name, one, other in _ATTRIBUTE.findall(element)
    }


def _our_macro_only(found: re.Match[bytes]) -> bytes:
    assigned = next((group for group in found.groups() if group is not None), b"")
    return found[0] if is_our_macro(assigned) else found[0].replace(assigned, b"")


def _our_control_only(found: re.Match[bytes]) -> bytes:
    return ASSIGNED.sub(_our_macro_only, found[0])


def _plain_name_only(found: re.Match[bytes]) -> bytes:
    text = html.unescape(found[2].decode("utf-8", "replace"))
    return b"" if is_foreign_name(_attributes(found[1]), text) else found[0]
