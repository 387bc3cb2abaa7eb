"""Every check that is of no one box of the form is seen to fire, from a file, by the command.

What is done to a workbook cell by cell is listed in ``test_hazards.py``; the rest stands here:
files of data that a filer might hand over, and workbooks whose pages, answers or macros are wrong.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import xlwings
from pyopenvba import ExcelFile, VBAModuleKind

from focusxl import library
from focusxl.files.reading.template import ABSENT_NAME
from focusxl.files.template.names import (
    Flavour,
    box_name,
    fact_name,
    nothing_name,
    signature_name,
)
from focusxl.files.writing.signing import signed as sign
from focusxl.filings.canonical_inputs import inputs_sha256
from focusxl.filings.samples import load_sample, sample_data
from focusxl.filings.signature import Signature
from focusxl.forms.general_checks import general_checks
from focusxl_workbook.templates import template_of_firm
from tests.cli.test_hazards import HAZARDS
from tests.cli.test_import import OF_LEDGER
from tests.support.command_line import validated
from tests.support.earlier_workbook import unstated
from tests.support.parts import packed, parts_of, with_part

Books = Mapping[Flavour, Path]
Data = dict[str, Any]


def data(edition: str, boxes: Mapping[str, object], **also: object) -> Data:
    return {"edition": edition, "boxes": dict(boxes), **also}


OF_2014, OF_2026 = sample_data("2014"), sample_data("2026")
SEGREGATION = {n: v for n, v in OF_2014["boxes"].items() if re.fullmatch(r"7[01]\d\d", n)}
BUT_SEGREGATION = {n: v for n, v in OF_2014["boxes"].items() if n not in SEGREGATION}
# The cover and the CFTC's pages of a firm that marks no other kind.
CFTC = {
    n: v
    for n, v in OF_2026["boxes"].items()
    if re.fullmatch(r"(1|2|3|4)\d|7\d{3}|8[57]\d\d|198|199|120(0[7-9]|1[0-3])", n)
}
FCM = {"facts": OF_2026["facts"]}
NO_DEALER_OPTIONS = {"nothing_to_report": ["dealer_options"]}


def signed(*signatures: tuple[str, str, int], asks: bool = True) -> Data:
    """A report of a firm that requires review or not, signed by role, name and hour.

    An hour below zero: for other inputs.
    """
    facts = {"retail_forex": False, "review_required": asks}
    report = data("2014", {"7010": 5}, facts=facts)
    now = inputs_sha256(library.Filing.from_boxes(**report).report)
    lines = [
        {
            **{"role": role, "name": name, "at": f"2014-07-24T{abs(hour):02}:00:00Z"},
            "inputs": now if hour > 0 else "0" * 64,
        }
        for role, name, hour in signatures
    ]
    return {**report, "signatures": lines}


JANE, BOB = ("preparer", "Jane Doe", 9), ("reviewer", "Bob Roe", 10)

# For each check: a file of data over which it fires, and one like it over which it does not.
DATA: dict[str, tuple[Data, Data]] = {
    "AMT-01": (data("2014", {"7010": "N/A"}), data("2014", {"7010": "(5)"})),
    "AMT-02": (data("2014", {"7010": "#REF!"}), data("2014", {"7010": 5})),
    "AMT-03": (data("2014", {"7010": 10**15}), data("2014", {"7010": 10**15 - 1})),
    "AMT-04": (data("2014", {"7070": -1}), data("2014", {"7070": 0})),
    "AMT-05": (data("2014", {"7010": 1.5}), data("2014", {"7010": 2})),
    "BOX-01": (data("2014", {"40": "yes"}), data("2014", {"40": "X"})),
    "BOX-02": (data("2014", {"25": "June 30"}), data("2014", {"25": "2014-06-30"})),
    "BOX-03": (data("2014", {"9999": 1}), data("2014", {"7010": 1})),
    "BOX-05": (data("2014", {**BUT_SEGREGATION, "7010": 5}), OF_2014),
    "TXT-01": (data("2014", {"14": "1962-08-01"}), data("2014", {"14": "8-41562"})),
    "TXT-02": (data("2014", {"14": "None"}), data("2014", {"14": "8-41562"})),
    "TXT-03": (data("2014", {"23": 10018}), data("2014", {"23": "10018"})),
    "FACT-01": (
        data("2014", {"7465": 20_000_000}),
        data("2014", {"7465": 20_000_000}, facts={"retail_forex": False}),
    ),
    "FACT-02": (
        data("2026", {"3520": 100, "3660": 30}),
        data("2026", {"3520": 100, "3660": 30, "12000": "X"}),
    ),
    "FACT-03": (
        data("2026", {"3520": 100, "3660": 30, "3750": 70}),
        data("2026", {"3520": 100, "3660": 30, "3750": 70, "12000": "X"}),
    ),
    "FACT-05": (
        data("2014", {"7010": 5}, facts={"left_handed": True}),
        data("2014", {"7010": 5}, facts={"retail_forex": True}),
    ),
    "FACT-06": (
        data("2026", {"3750": 100, "3800": 801}, facts={"alternative_method": False}),
        data("2026", {"3750": 100, "3800": 800}, facts={"alternative_method": False}),
    ),
    "PAGE-01": ({**OF_2026, "boxes": {**OF_2026["boxes"], "12067": 7}}, OF_2026),
    "PAGE-04": (
        data("2014", {**OF_2014["boxes"], "7210": 5}, **NO_DEALER_OPTIONS),
        data("2014", {**OF_2014["boxes"], "7210": 0}, **NO_DEALER_OPTIONS),
    ),
    "PAGE-06": (
        data("2014", OF_2014["boxes"], nothing_to_report=["cover"]),
        data("2014", OF_2014["boxes"], **NO_DEALER_OPTIONS),
    ),
    "PAGE-07": (
        data("2014", {"7010": 5}, nothing_to_report=["page_99"]),
        data("2014", {"7010": 5}, **NO_DEALER_OPTIONS),
    ),
    "PAGE-08": (
        data("2026", {**CFTC, "200": 5}, **FCM),
        data("2026", {**CFTC, "200": 5, "12000": "X"}, **FCM),
    ),
    "EDN-01": (data("2014", {"25": "2021-10-31"}), data("2014", {"25": "2021-09-30"})),
    "PART-01": (data("2014", {"7200": 0}), OF_2014),
    "PART-02": (data("2014", {"7194": 0}), data("2014", SEGREGATION)),
    "PART-03": (data("2014", {"7180": 5, "7190": 5}), data("2014", SEGREGATION)),
    "SIGN-01": (signed(BOB), signed(JANE, BOB)),
    "SIGN-02": (signed(JANE), signed(JANE, BOB)),
    "SIGN-03": (signed(JANE, ("reviewer", "jane doe", 10)), signed(JANE, BOB)),
    "SIGN-04": (signed(JANE, ("reviewer", "Bob Roe", 8)), signed(JANE, BOB)),
    "SIGN-05": (signed(("preparer", "Jane Doe", -9), asks=False), signed(JANE, asks=False)),
    "VAR": (
        data("2014", {"7010": 20_000_000}, prior={"7010": 2_000_000}),
        data("2014", {"7010": 2_900_000}, prior={"7010": 2_000_000}),
    ),
    "VAR-NOTE": (
        data("2014", {"7010": 7_000_000}, prior={"7010": 5_000_000}),
        data("2014", {"7010": 6_000_000}, prior={"7010": 5_000_000}),
    ),
    "VAR-SAME": (
        {**OF_2014, "prior": OF_2014["boxes"]},
        {**OF_2014, "prior": {**OF_2014["boxes"], "7010": 342_539_728}},
    ),
    "VAR-PAGES": (
        {**OF_2014, "prior": {**OF_2014["boxes"], "7010": 342_539_728}},
        {**OF_2014, "prior": dict.fromkeys(SEGREGATION, 1)},
    ),
    "VAR-DATE": (
        data("2014", {"25": "2014-06-30"}, prior={"25": "2014-06-30", "7010": 5}),
        data("2014", {"25": "2014-06-30"}, prior={"25": "2014-05-31", "7010": 5}),
    ),
    "VAR-DATA": (
        data("2014", {"7010": 5}, prior={"7010": "five"}),
        data("2014", {"7010": 5}, prior={"7010": "5", "13": "HSBC"}),
    ),
    "HST-01": (
        data("2026", {"25": "2026-06-30", "4340": 6_000_000_000, "4333": "X"}),
        data("2026", {"25": "2026-06-30", "4340": 6_000_000_000, "4332": "X"}),
    ),
    "HST-02": (
        data("2026", {"25": "2026-06-30", "4340": 400_000_000, "4333": "X"}),
        data("2026", {"25": "2026-05-31", "4340": 400_000_000, "4333": "X"}),
    ),
    "HST-03": (
        data("2026", {"3520": 80, "12000": "X"}, prior={"3750": 100}),
        data("2026", {"3520": 81, "12000": "X"}, prior={"3750": 100}),
    ),
}
OF_ONE_BOX = {"VAR": "VAR-7010", "VAR-NOTE": "VAR-7010"}
"""What is found against the period before names the box."""


@pytest.mark.parametrize("check", DATA)
def test_a_check_fires_over_a_file_of_data(check: str, tmp_path: Path) -> None:
    fires, silent = DATA[check]
    check = OF_ONE_BOX.get(check, check)
    assert check in found(tmp_path, "fires.json", json.dumps(fires))
    assert check not in found(tmp_path, "silent.json", json.dumps(silent))


def found(folder: Path, name: str, content: str | bytes) -> set[str]:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return {finding["id"] for finding in validated(path).findings}


# --- Files ---------------------------------------------------------------------------------

FILES: dict[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "FILE-01": (("cut-off.json", '{"edition": "2014", "boxes": {'), ("whole.csv", "7010,5\n")),
    "BOX-04": (("twice.csv", "7010,5\n7010,6\n"), ("twice.csv", "7010,5\n7010,5\n")),
}


@pytest.mark.parametrize("check", FILES)
def test_a_check_fires_over_a_file(check: str, tmp_path: Path) -> None:
    fires, silent = FILES[check]
    assert check in found(tmp_path, *fires)
    assert check not in found(tmp_path, *silent)


# --- Workbooks -----------------------------------------------------------------------------

PLACE = r'<definedName name="{}"[^>]*>([^<]+)<'


def with_entry(content: bytes, name: str, inside: str, kind: str = "") -> bytes:
    """Store something else in the cell of a name; with nothing inside, the cell is empty."""
    book = parts_of(content)["xl/workbook.xml"].decode()
    target = re.search(PLACE.format(name), book)
    assert target is not None, name
    sheet, _, cell = target[1].replace("&apos;", "").replace("'", "").rpartition("!")
    sheets = re.findall(r'<sheet name="([^"]+)"', book)
    part = f"xl/worksheets/sheet{sheets.index(sheet) + 1}.xml"
    cell = cell.replace("$", "")
    stored = re.compile(rf'<c r="{cell}"((?: s="\d+")?)[^>]*?(?:/>|>.*?</c>)')
    row = re.compile(rf'<row r="{re.sub("[A-Z]", "", cell)}"[^>]*[^/]>.*?(?=</row>)')

    def change(text: str) -> str:
        if stored.search(text):
            return stored.sub(rf'<c r="{cell}"\1{kind}>{inside}</c>', text, count=1)
        return row.sub(rf'\g<0><c r="{cell}"{kind}>{inside}</c>', text, count=1)

    return with_part(content, part, change)


def with_words(content: bytes, name: str, words: str) -> bytes:
    return with_entry(content, name, f"<is><t>{words}</t></is>", ' t="inlineStr"')


@cache
def of_firm() -> bytes:
    """The pages of edition 2026 that the synthetic firm reports, filled with its report."""
    return template_of_firm(load_sample("2026"), "native")[0]


def without_options(content: bytes) -> bytes:
    for number in ("7200", "7210", "7220"):
        content = with_entry(content, box_name(number), "")
    return content


def on_no_page(content: bytes) -> bytes:
    """Let the name of a box point to the cell that stands for the boxes of absent pages."""
    absent = re.search(PLACE.format(ABSENT_NAME), parts_of(content)["xl/workbook.xml"].decode())
    assert absent is not None
    pattern = rf'(<definedName name="{box_name("200")}"[^>]*>)[^<]+'
    return with_part(
        content, "xl/workbook.xml", lambda book: re.sub(pattern, rf"\g<1>{absent[1]}", book)
    )


def shown_again(content: bytes) -> str:
    """Give the name of a cell that shows an amount of another page a second time."""
    names = re.findall(r'<definedName name="(again_\d+_\d+)"', book_of(content))
    given = OF_2026["boxes"]
    return next(name for name in names if isinstance(given.get(name.split("_")[2]), int))


def book_of(content: bytes) -> str:
    return parts_of(content)["xl/workbook.xml"].decode()


def signed_with_another_name(content: bytes) -> bytes:
    at = datetime.datetime(2014, 7, 24, 9, tzinfo=datetime.UTC)
    book = sign(content, Signature("preparer", "Jane Doe", at, "0" * 64))
    return with_words(book, signature_name("preparer", "name"), "John Doe")


# What is done to the native workbook of the 2014 filing, and to that of the synthetic firm.
IN_2014: dict[str, Callable[[bytes], bytes]] = {
    "FACT-07": lambda book: with_words(book, fact_name("retail_forex"), "Maybe"),
    "PAGE-03": without_options,
    "WB-26": unstated,
    "SIGN-06": signed_with_another_name,
    "PAGE-05": lambda book: with_words(book, nothing_name("dealer_options"), "None"),
}
IN_2026: dict[str, Callable[[bytes], bytes]] = {
    "FACT-04": lambda book: with_entry(book, fact_name("futures_commission_merchant"), ""),
    # A firm with models reports pages that this workbook has not.
    "PAGE-02": lambda book: with_words(book, box_name("12006"), "X"),
    "WB-12": lambda book: with_entry(book, ABSENT_NAME, "<v>5</v>"),
    "WB-13": lambda book: with_entry(book, shown_again(book), "<v>5</v>"),
    "WB-24": on_no_page,
}


@pytest.mark.parametrize("check", IN_2014)
def test_a_check_fires_over_the_workbook_of_2014(check: str, filled: Books, tmp_path: Path) -> None:
    book = filled["native"].read_bytes()
    assert check in found(tmp_path, "fires.xlsx", IN_2014[check](book))
    assert check not in found(tmp_path, "silent.xlsx", book)


@pytest.mark.slow
@pytest.mark.parametrize("check", IN_2026)
def test_a_check_fires_over_the_workbook_of_a_firm(check: str, tmp_path: Path) -> None:
    assert check in found(tmp_path, "fires.xlsx", IN_2026[check](of_firm()))
    assert check not in found(tmp_path, "silent.xlsx", of_firm())


# --- Macros --------------------------------------------------------------------------------

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def damaged_macros(content: bytes) -> bytes:
    return packed({**parts_of(content), "xl/vbaProject.bin": b"no project"})


def macros_of_the_first_version(content: bytes, folder: Path) -> bytes:
    """It carried the whole module of xlwings, and its class Dictionary."""
    path = folder / "first.xlsm"
    path.write_bytes(content)
    source = Path(xlwings.__file__).parent
    whole = (source / "xlwings.bas").read_text("ascii").replace("\n", "\r\n")
    dictionary = (source / "addin" / "Dictionary.cls").read_text("ascii").replace("\n", "\r\n")
    with ExcelFile(path) as book:
        book.set_module("xlwings", whole)
        book.vba_project().add_module("Dictionary", dictionary, kind=VBAModuleKind.other)
        book.save()
    return path.read_bytes()


def with_relation(content: bytes) -> bytes:
    relation = f'<Relationship Id="rIdX" Type="{OFFICE}/oleObject" Target="foreign.bin"/>'
    end = "</Relationships>"
    return with_part(
        content, "xl/_rels/workbook.xml.rels", lambda text: text.replace(end, relation + end)
    )


def with_foreign_button(content: bytes) -> bytes:
    parts = parts_of(content)
    (drawing, *_) = [name for name, part in parts.items() if b"[0]!ValidateOnly" in part]
    return with_part(content, drawing, lambda text: text.replace("[0]!ValidateOnly", "[0]!Foreign"))


def with_name_that_runs(content: bytes) -> bytes:
    name = '<definedName name="Auto_Open">Cover!$A$1</definedName>'
    end = "</definedNames>"
    return with_part(content, "xl/workbook.xml", lambda text: text.replace(end, name + end))


def with_interpreter(content: bytes) -> bytes:
    """Beside the first of the settings stands what is started."""
    sheets = re.findall(r'<sheet name="([^"]+)"', book_of(content))
    part = f"xl/worksheets/sheet{sheets.index('xlwings.conf') + 1}.xml"
    cell = r'<c r="B1"((?: s="\d+")?)[^>]*?(?:/>|>.*?</c>)'
    new = r'<c r="B1"\1 t="inlineStr"><is><t>C:\\Windows\\cmd.exe</t></is></c>'
    return with_part(content, part, lambda text: re.sub(cell, new, text, count=1))


MACROS: dict[str, Callable[[bytes], bytes]] = {
    "MAC-01": damaged_macros,
    "MAC-04": with_relation,
    "MAC-05": with_foreign_button,
    "MAC-06": with_name_that_runs,
    "MAC-07": with_interpreter,
}


@pytest.mark.parametrize("check", MACROS)
def test_a_check_of_macros_fires(check: str, templates: Books, tmp_path: Path) -> None:
    book = templates["udf"].read_bytes()
    assert check in found(tmp_path, "fires.xlsm", MACROS[check](book))
    assert check not in found(tmp_path, "silent.xlsm", book)


def test_macros_of_an_earlier_version_are_told(templates: Books, tmp_path: Path) -> None:
    book = macros_of_the_first_version(templates["udf"].read_bytes(), tmp_path)
    told = found(tmp_path, "book.xlsm", book)
    assert "MAC-02" in told
    assert "MAC-01" not in told


def test_macros_in_a_workbook_that_says_it_has_none_are_told(
    templates: Books, tmp_path: Path
) -> None:
    assert "MAC-03" in found(tmp_path, "book.xlsx", templates["udf"].read_bytes())
    assert "MAC-03" not in found(tmp_path, "native.xlsx", templates["native"].read_bytes())


def test_every_general_check_is_seen_to_fire() -> None:
    # Those of the trial balance fire in test_import.py, each in a workbook that it was loaded into.
    here = OF_LEDGER | DATA.keys() | FILES.keys() | IN_2014.keys() | IN_2026.keys() | MACROS.keys()
    in_cells = {hazard.check for hazard in HAZARDS.values()}
    # A page whose texts alone were carried is seen in test_roll.py.
    assert here | in_cells | {"MAC-02", "MAC-03", "VAR-BLANK"} == general_checks().keys()
