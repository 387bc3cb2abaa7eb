"""What keeps a reader from seeing a box: each is told, and what only looks unusual is not."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from focusxl.files import read
from focusxl.files.openxml.cell_looks import Look, hardly_differ, read_looks
from tests.support.parts import with_parts
from tests.support.sample_books import INPUTS, Book

pytestmark = pytest.mark.slow

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def looks_of(font: str, fill: str = '<patternFill patternType="none"/>') -> Look:
    styles = (
        f'<styleSheet xmlns="{MAIN}"><fonts><font>{font}</font></fonts>'
        f"<fills><fill>{fill}</fill></fills>"
        '<borders><border><left><color rgb="FFFFFFFF"/></left></border></borders>'
        '<cellStyleXfs><xf fontId="9" fillId="9"/></cellStyleXfs>'
        '<cellXfs><xf fontId="0" fillId="0"><alignment shrinkToFit="1"/></xf></cellXfs>'
        "</styleSheet>"
    )
    return read_looks(io.BytesIO(styles.encode())).of(0)


def solid(colour: str) -> str:
    return f'<patternFill patternType="solid"><fgColor {colour}/></patternFill>'


@pytest.mark.parametrize(
    ("font", "fill"),
    [
        ('<color rgb="FFFFFFFF"/>', '<patternFill patternType="none"/>'),
        ('<color rgb="FFFFF8E1"/>', solid('rgb="FFFFF8E1"')),
        ('<color rgb="FFFFFFFF"/>', solid('rgb="FFFFF8E1"')),
        ('<color theme="0"/>', solid('indexed="9"')),
        ('<color theme="0" tint="-0.05"/>', solid('theme="0"')),
        ('<color indexed="64"/>', solid('theme="1"')),
        ('<color auto="1"/>', solid('rgb="FF000000"')),
        ("", solid('rgb="FF000000"')),
        ('<color indexed="13"/>', solid('rgb="FFFFFF00"')),
    ],
)
def test_text_in_the_colour_of_its_ground_is_blank(font: str, fill: str) -> None:
    assert looks_of(font, fill).is_blank


@pytest.mark.parametrize(
    ("font", "fill"),
    [
        ("", '<patternFill patternType="none"/>'),
        ('<color rgb="FFBFBFBF"/>', '<patternFill patternType="none"/>'),
        ('<color rgb="FFFFFFFF"/>', solid('rgb="FF1F3864"')),
        ('<color rgb="FF1F3864"/>', solid('rgb="FFFFF8E1"')),
        # What is not known is not held against anyone.
        ('<color theme="5"/>', solid('theme="5"')),
        ('<color rgb="FFFFFFFF"/>', "<gradientFill><stop/></gradientFill>"),
        ('<color rgb="FFFFFFFF"/>', '<patternFill patternType="gray125"/>'),
        ('<color indexed="45"/>', solid('indexed="45"')),
    ],
)
def test_text_that_can_be_seen_is_not(font: str, fill: str) -> None:
    assert not looks_of(font, fill).is_blank


def test_size_and_shrinking_are_read() -> None:
    look = looks_of('<sz val="6.5"/>')
    assert (look.size, look.shrinks) == (6.5, True)


def test_contrast_has_its_limit_between_what_is_seen_and_what_is_not() -> None:
    white = (255, 255, 255)
    assert hardly_differ(white, (230, 230, 230))  # 1.25 to 1
    assert not hardly_differ(white, (225, 225, 225))


Change = Callable[[Any, Mapping[str, Any]], None]
SHEET = "Segregation"


def told(tmp_path: Path, change: Change, box: str = "7010", **values: Any) -> list[tuple[str, str]]:
    """Give what is said of a box after a change to its sheet."""
    book = Book(values={**INPUTS, **values}, also=change)
    book.totals = {}
    findings = read(book.save(tmp_path / "book.xlsx")).findings
    return [(f.id, f.reported or "") for f in findings if f.box == box]


ROW = Book().place("7010")[1] - 1


@pytest.mark.parametrize(
    ("height", "expected"),
    [
        (0.75, "row (3, 0.75 points high)"),
        (4.5, "row (3, 4.5 points high)"),
        (0, "row (3)"),
        (8, None),
        (15, None),
    ],
)
def test_a_row_that_is_too_low_hides_its_box(
    tmp_path: Path, height: float, expected: str | None
) -> None:
    found = told(tmp_path, lambda _, sheets: sheets[SHEET].set_row(ROW, height))
    assert found == ([] if expected is None else [("WB-05", expected)])


NARROW = "its column is too narrow for it, so that it shows ####"


@pytest.mark.parametrize(
    ("width", "value", "expected"),
    [
        (0.1, 1, ("WB-05", "column (M, 0.140625 characters wide)")),
        (3, 342539729, ("WB-23", NARROW)),
        (3, 34, None),
        (10, 342539729, None),
        (8, 342539729342539, ("WB-23", NARROW)),
        (16, 342539729342539, None),
    ],
)
def test_a_column_that_is_too_narrow_for_its_number(
    tmp_path: Path, width: float, value: int, expected: tuple[str, str] | None
) -> None:
    def narrow(_: Any, sheets: Mapping[str, Any]) -> None:
        sheets[SHEET].set_column("M:M", width)

    found = told(tmp_path, narrow, **{"7010": value})
    assert found == ([] if expected is None else [expected])


def test_a_sheet_that_shows_no_zeros_hides_those_that_are_entered(tmp_path: Path) -> None:
    def hide(_: Any, sheets: Mapping[str, Any]) -> None:
        sheets[SHEET].hide_zero()

    assert told(tmp_path, hide, **{"7010": 0}) == [("WB-23", "the sheet is set to show no zeros")]
    assert told(tmp_path, hide, **{"7010": 5}) == []


def test_rows_may_be_hidden_by_default(tmp_path: Path) -> None:
    def change(name: str, part: bytes) -> bytes:
        if name != "xl/worksheets/sheet3.xml":
            return part
        changed = part.replace(b"<sheetFormatPr ", b'<sheetFormatPr zeroHeight="1" ')
        assert changed != part
        return re.sub(rb'(<row r="4" )', rb'\1ht="15" customHeight="1" ', changed)

    path = tmp_path / "book.xlsx"
    path.write_bytes(with_parts(Book().content(), change))
    hidden = {f.box: f.reported for f in read(path).findings if f.id == "WB-05"}
    assert hidden["7010"] == "row (3)"
    assert "7020" not in hidden


@pytest.mark.parametrize(
    ("rule", "hides"),
    [
        ({"type": "cell", "criteria": ">", "value": 0, "font": {"font_color": "#FFFFFF"}}, True),
        ({"type": "cell", "criteria": ">", "value": 0, "font": {"num_format": ";;;"}}, True),
        (
            {
                "type": "formula",
                "criteria": "=TRUE",
                "font": {"font_color": "#112233", "bg_color": "#112233"},
            },
            True,
        ),
        ({"type": "formula", "criteria": "=TRUE", "font": {"num_format": "#,##0,"}}, True),
        ({"type": "formula", "criteria": "=TRUE", "font": {"num_format": '0"000"'}}, True),
        ({"type": "formula", "criteria": "=TRUE", "font": {"num_format": "0.0E+0"}}, True),
        ({"type": "formula", "criteria": "=TRUE", "font": {"num_format": "#,##0;[Red]-0"}}, False),
        ({"type": "data_bar", "bar_only": True}, True),
        ({"type": "icon_set", "icon_style": "3_arrows", "icons_only": True}, True),
        ({"type": "data_bar"}, False),
        ({"type": "cell", "criteria": ">", "value": 0, "font": {"bg_color": "#F8CBAD"}}, False),
        ({"type": "cell", "criteria": ">", "value": 0, "font": {"num_format": "0.0"}}, False),
        ({"type": "formula", "criteria": "=TRUE", "font": {"border": 2}}, False),
    ],
)
def test_a_conditional_format_that_can_hide_a_box_is_told(
    tmp_path: Path, rule: dict[str, Any], hides: bool
) -> None:
    def lay(workbook: Any, sheets: Mapping[str, Any]) -> None:
        options = {key: value for key, value in rule.items() if key != "font"}
        if "font" in rule:
            options["format"] = workbook.add_format(rule["font"])
        sheets[SHEET].conditional_format("A1:M3", options)
        sheets["Cover"].conditional_format("A1:A1", {**options})

    found = told(tmp_path, lay)
    assert found == (
        [("WB-23", "a conditional format can hide it or show a different number")] if hides else []
    )
    assert told(tmp_path, lay, "7020") == []
