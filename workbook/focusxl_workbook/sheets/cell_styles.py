"""Excel's own cell styles, added to a finished workbook, since XlsxWriter cannot."""

from __future__ import annotations

import re
from collections.abc import Mapping

from focusxl.files.openxml.parts import read_parts, write_parts
from focusxl.files.pages.styles import CellStyle

_STYLES_PART = "xl/styles.xml"
_BUILT_IN_NUMBER: dict[CellStyle, int] = {"Input": 20, "Calculation": 22, "Check Cell": 23}
_FORMAT = re.compile(r"<xf [^>]*?(?:/>|>.*?</xf>)", re.DOTALL)


def with_cell_styles(workbook: bytes, styles: Mapping[int, CellStyle]) -> bytes:
    """Attach a cell style to formats, given by their index among the formats of the file."""
    parts = read_parts(workbook)
    text = parts[_STYLES_PART].decode()
    order = sorted(set(styles.values()), key=_BUILT_IN_NUMBER.__getitem__)
    formats = _section(text, "cellXfs")
    rows = _FORMAT.findall(formats)
    masters = _section(text, "cellStyleXfs")
    names = _section(text, "cellStyles")
    first = len(_FORMAT.findall(masters))
    new_masters, new_names = [], []
    for offset, style in enumerate(order):
        example = rows[next(place for place, name in styles.items() if name == style)]
        new_masters.append(_as_master(example))
        new_names.append(
            f'<cellStyle name="{style}" xfId="{first + offset}" '
            f'builtinId="{_BUILT_IN_NUMBER[style]}" customBuiltin="1"/>'
        )
    for place, style in styles.items():
        number = first + order.index(style)
        rows[place] = re.sub(r'xfId="\d+"', f'xfId="{number}"', rows[place], count=1)
    text = text.replace(formats, _filled("cellXfs", rows))
    text = text.replace(masters, _filled("cellStyleXfs", _FORMAT.findall(masters) + new_masters))
    old_names = re.findall(r"<cellStyle [^>]*/>", names)
    text = text.replace(names, _filled("cellStyles", old_names + new_names))
    parts[_STYLES_PART] = text.encode()
    return write_parts(parts)


def _section(text: str, name: str) -> str:
    found = re.search(rf"<{name} .*?</{name}>", text, re.DOTALL)
    if found is None:
        raise ValueError(f"the styles of the workbook have no {name}")
    return found[0]


def _filled(name: str, rows: list[str]) -> str:
    return f'<{name} count="{len(rows)}">{"".join(rows)}</{name}>'


def _as_master(row: str) -> str:
    """Make the style's own format from a format that uses it, without its reference to a style."""
    return re.sub(r' xfId="\d+"', "", row, count=1)
