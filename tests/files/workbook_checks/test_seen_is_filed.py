"""What a reader of the workbook sees is what is filed: names, neighbours, rows and columns."""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Mapping
from functools import cache
from html import escape, unescape
from pathlib import Path
from shutil import which
from typing import cast

import openpyxl
import pytest

from focusxl.checks import check
from focusxl.checks.finding import Finding
from focusxl.errors import NotFilled
from focusxl.files import Reading, read
from focusxl.files.openxml.addresses import cell_name, parse_area
from focusxl.files.pages.layout import pages
from focusxl.files.reading.template import ABSENT_NAME
from focusxl.files.template.names import Flavour, box_name, fact_name
from focusxl.files.writing.filling import fill_workbook
from focusxl.filings.computation import compute
from focusxl.filings.filing import Filing, Refused
from focusxl.filings.samples import load_sample
from focusxl.forms.loader import load_edition
from focusxl.text import quoted
from focusxl_workbook.fill import filled
from focusxl_workbook.templates import template, template_of_firm
from tests.support.edited_workbook import places, sheet_part, with_cell
from tests.support.parts import packed, parts_of, with_part

pytestmark = pytest.mark.slow

EDITIONS = ("2014", "2026")
FLAVOURS: tuple[Flavour, ...] = ("udf", "native")
ENDINGS: dict[Flavour, str] = {"udf": ".xlsm", "native": ".xlsx"}


@cache
def whole(edition: str, flavour: Flavour) -> bytes:
    """The whole form, filled with the sample of its edition."""
    form = load_edition(edition)
    nothing = Filing(form, {}, whole=True)
    return filled(template(form, flavour), nothing, load_sample(edition), flavour)


@cache
def of_firm(flavour: Flavour) -> bytes:
    """The pages of one firm, filled with its sample."""
    return template_of_firm(load_sample("2026"), flavour)[0]


@pytest.fixture(params=FLAVOURS)
def flavour(request: pytest.FixtureRequest) -> Flavour:
    return cast(Flavour, request.param)


@pytest.fixture(params=EDITIONS)
def edition(request: pytest.FixtureRequest) -> str:
    return cast(str, request.param)


def reading_of(content: bytes, tmp_path: Path, flavour: Flavour) -> Reading:
    path = tmp_path / f"book{ENDINGS[flavour]}"
    path.write_bytes(content)
    return read(path)


def found(content: bytes, tmp_path: Path, flavour: Flavour) -> list[Finding]:
    """Give what blocks the report."""
    reading = reading_of(content, tmp_path, flavour)
    findings = check(compute(reading.filing), reading.findings).findings
    return [finding for finding in findings if finding.blocks]


def with_names(content: bytes, changes: Mapping[str, str]) -> bytes:
    """Let names point to other cells, given as ``'Net capital'!$D$7``."""

    def change(book: str) -> str:
        for name, target in changes.items():
            pattern = rf'(<definedName name="{name}"[^>]*>)[^<]+'
            book, count = re.subn(pattern, rf"\g<1>{escape(target, quote=False)}", book)
            assert count == 1, name
        return book

    return with_part(content, "xl/workbook.xml", change)


def beside(content: bytes, name: str, down: int, across: int) -> str | None:
    """Give the cell beside that of a name; None beyond the edge of the sheet."""
    sheet, cell = places(content)[name]
    area = parse_area(cell)
    assert area is not None
    if area.top + down < 1 or area.left + across < 1:
        return None
    moved = cell_name(area.top + down, area.left + across)
    letters = moved.rstrip("0123456789")
    return f"'{sheet}'!${letters}${moved[len(letters) :]}"


def test_the_filled_workbook_has_nothing_that_blocks(
    tmp_path: Path, edition: str, flavour: Flavour
) -> None:
    assert found(whole(edition, flavour), tmp_path, flavour) == []


@pytest.mark.parametrize(("down", "across"), [(0, 1), (0, -1), (1, 0), (-1, 0), (0, 2)], ids=str)
def test_a_name_that_is_moved_to_a_cell_beside_is_found(
    tmp_path: Path, edition: str, down: int, across: int
) -> None:
    """Every box of the edition is moved, one in four at a time."""
    content = whole(edition, "native")
    form = load_edition(edition)
    numbers = [number for number in form.boxes if number not in ("25",)]
    for first in range(4):
        some = numbers[first::4]
        moves = {
            box_name(number): target
            for number in some
            if (target := beside(content, box_name(number), down, across)) is not None
        }
        reading = reading_of(with_names(content, moves), tmp_path, "native")
        told = {f.box for f in reading.findings if f.id in ("WB-08", "WB-11") and f.blocks}
        assert {box_name(number) for number in some if number in told} == moves.keys()


def test_a_name_on_the_printed_number_of_any_box_is_found(tmp_path: Path, edition: str) -> None:
    content = whole(edition, "native")
    numbers = {
        cell.text: (page.page.sheet, cell.address)
        for page in pages(load_edition(edition))
        for cell in page.cells
        if cell.role == "box_number"
    }
    home = {name: sheet for name, (sheet, _) in places(content).items()}
    moves = {}
    for number, (sheet, address) in list(numbers.items())[::7]:
        if home[box_name(number)] == sheet:
            letters = address.rstrip("0123456789")
            moves[box_name(number)] = f"'{sheet}'!${letters}${address[len(letters) :]}"
    reading = reading_of(with_names(content, moves), tmp_path, "native")
    told = {box_name(f.box) for f in reading.findings if f.id == "WB-11" and f.box}
    assert moves.keys() <= told
    assert len(moves) > 15


def with_inserted(content: bytes, sheet: str, *, row: int = 0, column: int = 0) -> bytes:
    """Insert a row or a column as a spreadsheet does: all that stands behind it moves."""

    def moved(cell: re.Match[str]) -> str:
        area = parse_area(cell[0].replace("$", ""))
        assert area is not None
        new = cell_name(area.top + (0 < row <= area.top), area.left + (0 < column <= area.left))
        letters = new.rstrip("0123456789")
        between = "$" if "$" in cell[0] else ""
        return f"{between}{letters}{between}{new[len(letters) :]}"

    corner = re.compile(r"\$?\b[A-Z]{1,3}\$?[1-9][0-9]*\b")

    def move_cells(text: str) -> str:
        text = re.sub(
            r'(?<=[ <])(?:r|ref|sqref)="[A-Z0-9: ]*[A-Z][A-Z0-9: ]*"',
            lambda found: corner.sub(moved, found[0]),
            text,
        )
        text = re.sub(
            r'<row r="(\d+)"',
            lambda found: f'<row r="{int(found[1]) + (0 < row <= int(found[1]))}"',
            text,
        )

        def span(found: re.Match[str]) -> str:
            first, last = (int(edge) + (0 < column <= int(edge)) for edge in found.groups())
            return f'<col min="{first}" max="{last}"'

        return re.sub(r'<col min="(\d+)" max="(\d+)"', span, text)

    def move_names(book: str) -> str:
        reference = re.escape(f"{escape(quoted(sheet), quote=False)}!") + r"[$A-Z0-9:]+"
        return re.sub(reference, lambda found: corner.sub(moved, found[0]), book)

    parts = parts_of(content)
    part = sheet_part(content, sheet)
    parts[part] = move_cells(parts[part].decode()).encode()
    parts["xl/workbook.xml"] = move_names(parts["xl/workbook.xml"].decode()).encode()
    return packed(parts)


@pytest.mark.parametrize("at", [1, 4, 9, 15, 30])
def test_names_move_with_an_inserted_row(
    tmp_path: Path, edition: str, flavour: Flavour, at: int
) -> None:
    content = whole(edition, flavour)
    for sheet in ("Cover", "Segregation", "30.7 funds"):
        content = with_inserted(content, sheet, row=at)
    assert found(content, tmp_path, flavour) == []


@pytest.mark.parametrize("at", [1, 2, 5, 6, 7, 8, 10, 11, 12])
def test_names_move_with_an_inserted_column(
    tmp_path: Path, edition: str, flavour: Flavour, at: int
) -> None:
    content = whole(edition, flavour)
    others = ("Cover", "Minimum capital" if edition == "2014" else "Income")
    for sheet in ("Segregation", *(others if at < 9 else ())):
        content = with_inserted(content, sheet, column=at)
    assert found(content, tmp_path, flavour) == []


@pytest.mark.parametrize("across", [1, -1])
def test_a_name_beside_its_cell_is_found_where_a_column_was_inserted(
    tmp_path: Path, across: int
) -> None:
    content = with_inserted(whole("2014", "native"), "Segregation", column=1)
    target = beside(content, "box_7070", 0, across)
    assert target is not None
    findings = found(with_names(content, {"box_7070": target}), tmp_path, "native")
    assert ("WB-11", "7070") in [(f.id, f.box) for f in findings]


def test_names_of_facts_that_were_swapped_are_found(tmp_path: Path, flavour: Flavour) -> None:
    content = whole("2026", flavour)
    one, other = (fact_name(fact) for fact in list(load_edition("2026").facts)[:2])
    swapped = {one: str(beside(content, other, 0, 0)), other: str(beside(content, one, 0, 0))}
    findings = found(with_names(content, swapped), tmp_path, flavour)
    told = [f for f in findings if f.id == "WB-11"]
    assert [f.reported for f in told] == [
        f"{name} at {unescape(target).replace(chr(39), '').replace('$', '')}"
        for name, target in swapped.items()
    ]
    for fact, finding in zip(load_edition("2026").facts.values(), told, strict=False):
        assert f"beside it, not “{fact.question}”; the answer would be taken" in finding.message


def absent_cell(content: bytes) -> str:
    return str(beside(content, ABSENT_NAME, 0, 0))


@pytest.mark.parametrize("count", [1, 2, 1000])
def test_a_box_is_not_absent_while_its_page_is_there(
    tmp_path: Path, flavour: Flavour, count: int
) -> None:
    content = of_firm(flavour)
    form = load_edition("2026")
    form_page = next(one for one in form.pages if one.sheet == "Income")
    numbers = [placed.box.number for placed in form.defined_on(form_page)][:count]
    moves = {box_name(number): absent_cell(content) for number in numbers}
    findings = found(with_names(content, moves), tmp_path, flavour)
    (told,) = [f for f in findings if f.id == "WB-24"]
    assert told.check_class == "must-fix"
    assert told.message.startswith(
        f"The page Income is in this workbook, but the names of its boxes {numbers[0]}"
    )


def test_pages_that_a_workbook_was_made_without_are_no_finding(
    tmp_path: Path, flavour: Flavour
) -> None:
    assert found(of_firm(flavour), tmp_path, flavour) == []


def test_a_sheet_of_the_filers_own_may_be_called_like_a_page(
    tmp_path: Path, flavour: Flavour
) -> None:
    form = load_edition("2026")
    on_pages = {sheet for sheet, _ in places(of_firm(flavour)).values()}
    absent = next(one.sheet for one in form.pages if one.sheet not in on_pages)
    book = with_part(
        of_firm(flavour),
        "xl/workbook.xml",
        lambda t: (
            t.replace('name="Checks" ', f'name="{escape(absent)}" ')
            .replace("Checks!$", f"'{escape(absent, quote=False)}'!$")
            .replace("'Checks'!$", f"'{escape(absent, quote=False)}'!$")
        ),
    )
    assert "WB-24" not in {f.id for f in found(book, tmp_path, flavour)}


def test_an_amount_in_a_total_that_may_be_typed_may_be_a_formula(
    tmp_path: Path, flavour: Flavour
) -> None:
    amount = int(str(load_sample("2026").values["1640"]))
    for formula, check_id in ((f"{amount - 1}+1", "WB-15"), (f"{amount}+1", "WB-16")):
        book = with_cell(whole("2026", flavour), "box_1640", f"<f>{formula}</f><v>{amount}</v>")
        reading = reading_of(book, tmp_path, flavour)
        assert [(f.id, f.box) for f in reading.findings] == [(check_id, "1640")]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"box_7070": ("box_7100", 0, 0)}, "the names box_7070 and box_7100 both point to"),
        ({"box_7070": ("box_7070", 0, 1)}, "The name box_7070 points to cell L21"),
        ({"box_7070": ("box_7070", 0, 2)}, "which holds the printed number 7070 itself"),
        ({"fact_retail_forex": ("fact_retail_forex", 1, 0)}, "fact_review_required both point to"),
        (
            {"fact_review_required": ("fact_review_required", 1, 0)},
            "The name fact_review_required points",
        ),
        ({"fact_retail_forex": ("box_7070", 0, 0)}, "both point to Segregation!K21"),
    ],
)
def test_a_template_whose_names_point_elsewhere_is_not_filled_in(
    flavour: Flavour, changes: Mapping[str, tuple[str, int, int]], words: str
) -> None:
    content = template(load_edition("2014"), flavour)
    moves = {
        name: str(beside(content, near, down, across))
        for name, (near, down, across) in changes.items()
    }
    with pytest.raises(NotFilled, match=re.escape(words)):
        fill_workbook(with_names(content, moves), load_sample("2014"), {})


def saved_by_libreoffice(content: bytes, flavour: Flavour, folder: Path) -> bytes:
    before = folder / f"before{ENDINGS[flavour]}"
    before.write_bytes(content)
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--convert-to",
            "xlsx",
            "--outdir",
            f"{folder}/after",
            str(before),
        ],
        check=True,
        capture_output=True,
        timeout=600,
    )
    return (folder / "after" / "before.xlsx").read_bytes()


@pytest.mark.host
@pytest.mark.skipif(which("soffice") is None, reason="LibreOffice is not installed")
def test_what_libreoffice_saves_has_nothing_that_blocks(
    tmp_path: Path, edition: str, flavour: Flavour
) -> None:
    content = saved_by_libreoffice(whole(edition, flavour), flavour, tmp_path)
    reading = reading_of(content, tmp_path, "native")
    assert [(f.id, f.box, f.message) for f in reading.findings] == []
    before = reading_of(whole(edition, flavour), tmp_path, flavour).filing.values
    # Without Python, a total whose stored value is an empty text is calculated anew, to an error.
    errors = {n: v for n, v in reading.filing.values.items() if isinstance(v, Refused)}
    assert {v.reported for v in errors.values()} <= {"#VALUE!"}
    assert flavour == "udf" or not errors
    assert all(reading.filing.edition.box(n).kind == "total" for n in errors)
    assert {n: v for n, v in reading.filing.values.items() if n not in errors} == before


def test_what_openpyxl_saves_lacks_the_values_of_formulas_and_nothing_else(
    tmp_path: Path, edition: str, flavour: Flavour
) -> None:
    before = reading_of(whole(edition, flavour), tmp_path, flavour)
    book = openpyxl.load_workbook(io.BytesIO(whole(edition, flavour)), keep_vba=flavour == "udf")
    stream = io.BytesIO()
    book.save(stream)
    after = reading_of(stream.getvalue(), tmp_path, flavour)
    assert [f.id for f in after.findings] == ["WB-03"]
    inputs = {n for n in before.filing.values if before.filing.edition.box(n).kind != "total"}
    assert {n: after.filing.values[n] for n in inputs} == {
        n: before.filing.values[n] for n in inputs
    }


def test_the_empty_template_as_openpyxl_saves_it_has_no_finding(
    tmp_path: Path, edition: str, flavour: Flavour
) -> None:
    """Its formulas have no values either, and would show none."""
    content = template(load_edition(edition), flavour)
    book = openpyxl.load_workbook(io.BytesIO(content), keep_vba=flavour == "udf")
    stream = io.BytesIO()
    book.save(stream)
    assert reading_of(stream.getvalue(), tmp_path, flavour).findings == ()


def test_the_parts_of_the_template_may_be_spelled_in_capitals(
    tmp_path: Path, edition: str, flavour: Flavour
) -> None:
    content = whole(edition, flavour)
    shouted = packed({name.upper(): part for name, part in parts_of(content).items()})
    assert found(shouted, tmp_path, flavour) == []


def test_an_amount_beside_every_page_is_found(tmp_path: Path, edition: str) -> None:
    content = whole(edition, "native")
    sheets = [form_page.sheet for form_page in load_edition(edition).pages]
    for sheet in sheets:

        def add(text: str) -> str:
            # A row that stores no cell is one tag.
            text = re.sub(r'(<row r="4" [^>]*)/>', r"\1></row>", text, count=1)
            return re.sub(
                r'(<row r="4" [^>]*>.*?)(?=</row>)', r'\1<c r="AF4"><v>7</v></c>', text, count=1
            )

        content = with_part(content, sheet_part(content, sheet), add)
    reading = reading_of(content, tmp_path, "native")
    told = [f for f in reading.findings if f.id == "WB-22"]
    assert sorted(str(f.place.sheet) for f in told) == sorted(sheets)
    assert all(f.check_class == "explain" and f.place.cell == "AF4" for f in told)
    result = check(compute(reading.filing), reading.findings)
    assert sum(f.id == "WB-22" for f in result.findings) == len(sheets)
