"""The macros of buttons and pictures in a workbook."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from focusxl.checks.finding import Finding
from focusxl.checks.general import general_finding
from focusxl.files.macros.known import known_macros
from focusxl.files.macros.parts import PartRelation, plain
from focusxl.files.openxml.package import Package, Relation
from focusxl.text import in_one_line

_MODULE = "FocusXLButtons."
_THIS_WORKBOOK = "[0]!"
IN_VML = re.compile(rb"<(?:[\w.-]+:)?FmlaMacro\b[^>]*>([^<]*)<", re.IGNORECASE)
ASSIGNED = re.compile(rb"""\bmacro\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
CONTROL = re.compile(rb"<(?:[\w.-]+:)?controlPr\b[^>]*>", re.IGNORECASE)
_LONGEST = 120


def examine_buttons(package: Package, relations: tuple[PartRelation, ...]) -> Iterator[Finding]:
    """Find buttons, pictures and shapes with a macro that is not FocusXL's."""
    told: set[str] = set()
    for part, relation in relations:
        for macro in _macros(package, part, relation):
            name = _name(macro)
            if not is_our_macro(macro) and name not in told:
                told.add(name)
                yield general_finding(
                    "MAC-05",
                    reported=in_one_line(name, _LONGEST),
                    expected=" or ".join(sorted(known_macros().buttons)),
                )


def is_our_macro(macro: bytes) -> bool:
    """Tell whether a button, as the file writes it, has no macro or one of FocusXL's."""
    name = _name(macro)
    bare = name.removeprefix(_THIS_WORKBOOK).removeprefix(_MODULE)
    return not name or bare in known_macros().buttons


def _name(macro: bytes) -> str:
    return html.unescape(macro.decode("utf-8", "replace")).strip()


def _macros(package: Package, part: str, relation: Relation) -> list[bytes]:
    """Give the macros in the part of a relation; a sheet lists those of its own controls."""
    if relation.external or relation.target not in package.parts or part not in package.parts:
        return []
    match relation.kind:
        case "vmlDrawing":
            return [*IN_VML.findall(plain(package.read(relation.target)))]
        case "drawing":
            return _assigned(plain(package.read(relation.target)))
        case "ctrlProp":
            return _assigned(b"".join(CONTROL.findall(plain(package.read(part)))))
    return []


def _assigned(content: bytes) -> list[bytes]:
    return [one or other for one, other in ASSIGNED.findall(content)]
