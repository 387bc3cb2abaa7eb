"""The parts of a workbook that LibreOffice would lose or change, restored after it saves.

LibreOffice writes the VBA project anew from what it holds in memory: our stand-ins, and class
modules in a form Excel does not know. It leaves out the ribbon, which it has not, the theme and the
names by which the project knows its sheets, and writes buttons so that not even LibreOffice finds
them again. So the original parts go into the saved file unchanged.
"""

import os
import re
import tempfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import quoteattr

from focusxl.files.openxml.parts import WORKBOOK, Parts, links, links_part, sheets, write_parts
from focusxl.files.writing.atomic_writes import writing_into
from focusxl.files.writing.journal import BEGINNING, ENDING
from focusxl_udfs.libreoffice.parts import code_name, drawing_of, read_parts

VBA = "xl/vbaProject.bin"
THEME = "xl/theme/theme1.xml"
CONTENT_TYPES = "[Content_Types].xml"
THEME_TYPE = "application/vnd.openxmlformats-officedocument.theme+xml"
THEME_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/theme"
PACKAGE_LINKS = "_rels/.rels"
RIBBON_PART = "customUI/customUI14.xml"
RIBBON_LINK = "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"
RIBBON_ID = "rIdFocusXLRibbon"
SHAPE_KIND = re.compile(rb'ObjectType="([^"]*)"')
REFERS_ELSEWHERE = re.compile(rb"\b(?:relid|r:id)=")
CONTROLS = re.compile(
    rb'<mc:AlternateContent xmlns:mc="[^"]*"><mc:Choice Requires="x14"><controls>.*?</controls>'
    rb"</mc:Choice></mc:AlternateContent>",
    re.DOTALL,
)
"""The second record of the buttons, which LibreOffice writes after a sheet's cells."""
CONTROL_SHAPE = re.compile(
    rb'<mc:AlternateContent xmlns:mc="[^"]*"><mc:Choice xmlns:a14="[^"]*" Requires="a14">.*?'
    rb"</mc:Choice></mc:AlternateContent>",
    re.DOTALL,
)
"""The third record of the buttons, in the drawing."""


@dataclass(frozen=True, slots=True)
class CarriedParts:
    """The parts of the opened file that are copied into the saved one."""

    vba: bytes | None = None
    theme: bytes | None = None
    modules: frozenset[str] = frozenset()
    ribbon: bytes | None = None
    buttons: Mapping[str, bytes] = field(default_factory=dict)
    """The drawing of each sheet with buttons, by the name of the sheet's VBA module."""


def read_carried(source: Path, modules: frozenset[str]) -> CarriedParts:
    """Read the parts to be copied from the opened file."""
    parts = read_parts(source)
    if WORKBOOK not in parts:
        return CarriedParts()
    buttons = {}
    for sheet in sheets(parts).values():
        module = code_name(parts[sheet])
        drawing = drawing_of(parts, sheet)
        if module and drawing and _can_be_carried(parts[drawing]):
            buttons[module] = parts[drawing]
    ribbon = parts.get(RIBBON_PART)
    return CarriedParts(parts.get(VBA), parts.get(THEME), modules, ribbon, buttons)


def _can_be_carried(drawing: bytes) -> bool:
    return b"Button" in SHAPE_KIND.findall(drawing) and not REFERS_ELSEWHERE.search(drawing)


def carry_over(saved: Path, carried: CarriedParts, modules: Mapping[str, str]) -> None:
    """Put the carried parts into a workbook LibreOffice has just saved.

    `modules` gives the VBA module of each sheet, and under "" that of the workbook. The saved
    file is replaced in one step and keeps its time, by which LibreOffice would otherwise take it
    for changed by somebody else.
    """
    parts = read_parts(saved)
    if VBA in parts and carried.vba is not None:
        known = {sheet: module for sheet, module in modules.items() if module in carried.modules}
        _name_modules(parts, known)
        parts[VBA] = carried.vba
        if carried.ribbon is not None and RIBBON_PART not in parts:
            _link_ribbon(parts)
            parts[RIBBON_PART] = carried.ribbon
    if carried.theme is not None and THEME not in parts:
        _link_theme(parts)
        parts[THEME] = carried.theme
    for sheet, part in sheets(parts).items():
        if drawing := carried.buttons.get(modules.get(sheet, "")):
            _carry_buttons(parts, part, drawing)
    _replace(saved, parts)


def _name_modules(parts: Parts, modules: Mapping[str, str]) -> None:
    for sheet, part in sheets(parts).items():
        if module := modules.get(sheet):
            parts[part] = _with_code_name(parts[part], "sheetPr", module)
    if module := modules.get(""):
        parts[WORKBOOK] = _with_code_name(parts[WORKBOOK], "workbookPr", module)


def _with_code_name(content: bytes, element: str, module: str) -> bytes:
    if f"<{element} codeName=".encode() in content:
        return content
    named = f"<{element} codeName={quoteattr(module)} ".encode()
    return content.replace(f"<{element} ".encode(), named, 1)


def _carry_buttons(parts: Parts, sheet: str, drawing: bytes) -> None:
    part = drawing_of(parts, sheet)
    # A button or note more or less: the user has changed them, and LibreOffice's account counts.
    if part is None or _kinds(parts[part]) != _kinds(drawing):
        return
    parts[part] = drawing
    parts[sheet] = CONTROLS.sub(b"", parts[sheet])
    for link, (kind, target) in links(parts, sheet).items():
        if kind == "ctrlProp":
            _drop_link(parts, sheet, link)
            _drop_part(parts, target)
        elif kind == "drawing":
            parts[target] = CONTROL_SHAPE.sub(b"", parts[target])


def _kinds(drawing: bytes) -> Counter[bytes]:
    return Counter(SHAPE_KIND.findall(drawing))


def _drop_link(parts: Parts, part: str, link: str) -> None:
    entry = re.compile(rb'<Relationship Id="%s"[^>]*/>' % re.escape(link.encode()))
    parts[links_part(part)] = entry.sub(b"", parts[links_part(part)])


def _drop_part(parts: Parts, part: str) -> None:
    entry = re.compile(rb'<Override PartName="/%s"[^>]*/>' % re.escape(part.encode()))
    parts[CONTENT_TYPES] = entry.sub(b"", parts[CONTENT_TYPES])
    parts.pop(part, None)


def _link_theme(parts: Parts) -> None:
    link = f'<Relationship Id="rIdTheme" Type="{THEME_LINK}" Target="theme/theme1.xml"/>'
    kind = f'<Override PartName="/{THEME}" ContentType="{THEME_TYPE}"/>'
    of_workbook = links_part(WORKBOOK)
    parts[of_workbook] = _before_end(parts[of_workbook], "Relationships", link)
    parts[CONTENT_TYPES] = _before_end(parts[CONTENT_TYPES], "Types", kind)


def _link_ribbon(parts: Parts) -> None:
    link = f'<Relationship Id="{RIBBON_ID}" Type="{RIBBON_LINK}" Target="{RIBBON_PART}"/>'
    kind = f'<Override PartName="/{RIBBON_PART}" ContentType="application/xml"/>'
    parts[PACKAGE_LINKS] = _before_end(parts[PACKAGE_LINKS], "Relationships", link)
    parts[CONTENT_TYPES] = _before_end(parts[CONTENT_TYPES], "Types", kind)


def _before_end(content: bytes, element: str, addition: str) -> bytes:
    return content.replace(f"</{element}>".encode(), f"{addition}</{element}>".encode())


def _replace(saved: Path, parts: Parts) -> None:
    before = saved.stat()
    with writing_into(saved.parent):
        _replace_by(saved, parts, before)


def _replace_by(saved: Path, parts: Parts, before: os.stat_result) -> None:
    handle, name = tempfile.mkstemp(dir=saved.parent, prefix=BEGINNING, suffix=ENDING)
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(write_parts(parts))
            stream.flush()
            os.fsync(stream.fileno())
        beside.chmod(before.st_mode)
        os.utime(beside, ns=(before.st_atime_ns, before.st_mtime_ns))
        beside.replace(saved)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
