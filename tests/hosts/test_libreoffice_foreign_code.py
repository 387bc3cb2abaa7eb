"""A stranger's macros in a workbook that LibreOffice opens for us: none of them runs."""

import io
import os
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from pyopenvba import ExcelFile, VBAModuleKind

from focusxl.files import read
from focusxl.forms.loader import load_edition
from focusxl_udfs.functions import catalogue
from focusxl_udfs.libreoffice import LibreOfficeError
from focusxl_udfs.libreoffice.host import HostedWorkbook, LibreOfficeHost
from focusxl_udfs.libreoffice.office import Office
from focusxl_workbook.build import build_template
from tests.support.parts import packed, parts_of

Change = Callable[[ExcelFile], None]
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@cache
def template(native: bool = False) -> bytes:
    edition = load_edition("2014")
    if native:
        return build_template(edition, "native").content
    return build_template(edition, "udf", catalogue()).content


@pytest.fixture
def mark(tmp_path: Path) -> Path:
    """The file that a stranger's code leaves where it ran."""
    return tmp_path / "foreign-code-ran"


def leaving(mark: Path) -> str:
    return (
        f'    Dim handle\r\n    handle = FreeFile\r\n    Open "{mark}" For Output As #handle\r\n'
        "    Close #handle\r\n"
    )


def in_our_function(mark: Path) -> Change:
    def change(book: ExcelFile) -> None:
        head, _, rest = book.get_module("FocusXLFunctions").partition("    Dim packed() As Variant")
        assert rest
        book.set_module(
            "FocusXLFunctions", f"{head}{leaving(mark)}    Dim packed() As Variant{rest}"
        )

    return change


def in_our_buttons(mark: Path) -> Change:
    def change(book: ExcelFile) -> None:
        head, sub, rest = book.get_module("FocusXLButtons").partition("Sub ValidateOnly()\r\n")
        assert rest
        book.set_module("FocusXLButtons", f"{head}{sub}{leaving(mark)}{rest}")

    return change


def in_modules_of_his_own(mark: Path) -> Change:
    def procedure(head: str) -> str:
        return f"{head}\r\n{leaving(mark)}End {head.split()[1]}\r\n"

    def change(book: ExcelFile) -> None:
        standard = ["Public Function FOREIGN() As Variant", "Public Sub Auto_Open()"]
        book.vba_project().add_module("Foreign", "".join(map(procedure, standard)))
        book.vba_project().add_module(
            "ForeignClass",
            procedure("Private Sub Class_Initialize()"),
            kind=VBAModuleKind.other,
        )
        opening = ("Open", "Activate", "SheetChange(ByVal sheet, ByVal target)")
        events = "".join(procedure(f"Private Sub Workbook_{one}") for one in opening)
        book.set_module("ThisWorkbook", events.replace("Open\r", "Open()\r"))
        book.set_module("Sheet2", procedure("Private Sub Worksheet_Change(ByVal target)"))

    return change


def hostile(path: Path, change: Change) -> Path:
    """Our workbook with a stranger's macros, and a cell that calls them while it is loaded."""
    book = openpyxl.load_workbook(io.BytesIO(template()), keep_vba=True)
    book["Start"]["Z1"] = "=FOREIGN()+NOW()*0"
    book["Start"]["Z2"] = '=FOCUS_LINE("2014",7040,1,NOW()*0)'
    book.save(path)
    with ExcelFile(path) as vba:
        change(vba)
        vba.save()
    return path


def use(workbook: HostedWorkbook) -> None:
    """Let a total compute, and press a button."""
    entry = workbook.book.names["box_7010"].refers_to_range
    entry.value = 5_000
    total = workbook.book.names["box_7040"].refers_to_range
    assert total.value == 5_000
    workbook.press("Validate")
    assert workbook.book.names["verdict"].refers_to_range.value == "BLOCKED"


ATTACKS = (in_our_function, in_our_buttons, in_modules_of_his_own)


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_foreign_runs_when_a_workbook_is_opened_and_used(
    libreoffice: LibreOfficeHost, tmp_path: Path, mark: Path, attack: Callable[[Path], Change]
) -> None:
    path = hostile(tmp_path / "report.xlsm", attack(mark))
    before = path.read_bytes()
    saved = tmp_path / "saved.xlsm"
    with libreoffice.open(path) as workbook:
        assert all("The macros of this workbook are not" in one for one in workbook.left_out)
        assert workbook.left_out
        use(workbook)
        workbook.save(saved)
    assert path.read_bytes() == before
    assert [one for one in read(saved).findings if one.id.startswith("MAC-")] == []
    with libreoffice.open(saved) as again:
        assert again.left_out == ()
        use(again)
    assert not mark.exists()


@pytest.mark.parametrize("attack", [in_our_function, in_our_buttons])
def test_the_attack_would_succeed_on_one_who_trusts_the_file(
    office: Office, tmp_path: Path, mark: Path, attack: Callable[[Path], Change]
) -> None:
    path = hostile(tmp_path / "report.xlsm", attack(mark))
    with LibreOfficeHost(office=office, trusting=True) as host, host.open(path) as workbook:
        workbook.press("Validate")
    assert mark.exists()


def test_the_copy_is_a_document_without_a_file_and_leaves_none(
    libreoffice: LibreOfficeHost, tmp_path: Path, mark: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    path = hostile(tmp_path / "report.xlsm", in_our_function(mark))
    with libreoffice.open(path) as workbook:
        assert workbook.document.getURL() == ""
        workbook.press("Validate and export")
        assert list(temporary.iterdir()) == []
    assert sorted(one.name for one in tmp_path.iterdir()) == ["report.xlsm", "temporary"]


def test_our_own_workbook_is_opened_as_it_is(libreoffice: LibreOfficeHost, tmp_path: Path) -> None:
    path = tmp_path / "report.xlsm"
    path.write_bytes(template())
    with libreoffice.open(path) as workbook:
        assert workbook.left_out == ()
        assert workbook.document.getURL() == path.as_uri()
        use(workbook)


# --- What else a workbook can bring ----------------------------------------------------------


def put(content: bytes, new: dict[str, bytes]) -> bytes:
    return packed(parts_of(content) | new)


def part(content: bytes, name: str) -> bytes:
    return parts_of(content)[name]


def related(content: bytes, of: str, kind: str, target: str, more: dict[str, bytes]) -> bytes:
    folder, _, name = of.rpartition("/")
    relations = f"{folder}/_rels/{name}.rels"
    outside = ' TargetMode="External"' if ":" in target else ""
    entry = f'<Relationship Id="rIdX" Type="{RELATIONS}/{kind}" Target="{target}"{outside}/>'
    old = part(content, relations)
    new = old.replace(b"</Relationships>", entry.encode() + b"</Relationships>")
    return put(content, {relations: new, **more})


def edited(content: bytes, name: str, old: str, new: str) -> bytes:
    before = part(content, name)
    after = before.replace(old.encode(), new.encode(), 1)
    assert after != before
    return put(content, {name: after})


WORKBOOK, START = "xl/workbook.xml", "xl/worksheets/sheet1.xml"
DDE = (
    b'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b'<ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>'
)
BROUGHT: dict[str, Callable[[bytes], bytes]] = {
    "a name that runs by itself": lambda book: edited(
        book,
        WORKBOOK,
        "</definedNames>",
        '<definedName name="Auto_Open">Start!$A$1</definedName></definedNames>',
    ),
    "a live link": lambda book: related(
        book, WORKBOOK, "externalLink", "externalLinks/e1.xml", {"xl/externalLinks/e1.xml": DDE}
    ),
    "a connection": lambda book: related(
        book, WORKBOOK, "connections", "connections.xml", {"xl/connections.xml": b"<connections/>"}
    ),
    "a control": lambda book: related(
        book, START, "control", "../activeX/a.xml", {"xl/activeX/a.xml": b"<ocx/>"}
    ),
    "a link to a script": lambda book: related(
        book, START, "hyperlink", "vnd.sun.star.script:a.b.c?language=Basic", {}
    ),
    "a picture from outside": lambda book: related(
        book, START, "image", "http://127.0.0.1:9/x.png", {}
    ),
}


@pytest.mark.parametrize("what", BROUGHT)
def test_what_else_runs_is_left_out_of_the_copy(
    libreoffice: LibreOfficeHost, tmp_path: Path, what: str
) -> None:
    path = tmp_path / "report.xlsm"
    path.write_bytes(BROUGHT[what](template()))
    with libreoffice.open(path) as workbook:
        assert len(workbook.left_out) == 1
        use(workbook)
        workbook.save(tmp_path / "saved.xlsm")
    found = read(tmp_path / "saved.xlsm").findings
    assert [one for one in found if one.id.startswith("MAC-")] == []


def test_a_button_with_a_strangers_macro_does_nothing(
    libreoffice: LibreOfficeHost, tmp_path: Path
) -> None:
    path = tmp_path / "report.xlsm"
    drawing = "xl/drawings/vmlDrawing1.vml"
    path.write_bytes(edited(template(), drawing, "[0]!ValidateOnly", "[1]!Foreign"))
    with libreoffice.open(path) as workbook:
        assert len(workbook.left_out) == 1
        assert [button.caption for button in workbook.buttons] == ["Validate and export"]


def test_macros_in_a_native_workbook_are_left_out(
    libreoffice: LibreOfficeHost, tmp_path: Path
) -> None:
    path = tmp_path / "report.xlsx"
    vba = {"xl/vbaProject.bin": part(template(), "xl/vbaProject.bin")}
    path.write_bytes(related(template(native=True), WORKBOOK, "vbaProject", "vbaProject.bin", vba))
    with libreoffice.open(path) as workbook:
        assert len(workbook.left_out) == 1
        assert not workbook.document.BasicLibraries.hasByName("VBAProject")


def test_what_cannot_be_left_out_is_not_opened(
    libreoffice: LibreOfficeHost, tmp_path: Path
) -> None:
    path = tmp_path / "report.xlsm"
    # The workbook in an encoding in which the name is not looked for in the copy.
    content = BROUGHT["a name that runs by itself"](template())
    text = part(content, WORKBOOK).decode().replace('encoding="UTF-8"', 'encoding="UTF-16"')
    path.write_bytes(put(content, {WORKBOOK: text.encode("utf-16")}))
    with pytest.raises(LibreOfficeError, match=r"report\.xlsm.* is not opened: a copy"):
        libreoffice.open(path)
    assert libreoffice.office.documents() == []


# --- The command -----------------------------------------------------------------------------


def command(*arguments: object, **environment: str) -> "subprocess.CompletedProcess[str]":
    kept = {key: value for key, value in os.environ.items() if "DISPLAY" not in key}
    return subprocess.run(
        [sys.executable, "-m", "focusxl", "open", *map(str, arguments)],
        env=kept | environment,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


@pytest.mark.parametrize("name", ["other.xlsx", "other.xlsm", "letter.ods", "none.xlsm"])
def test_no_other_workbook_is_opened(tmp_path: Path, name: str) -> None:
    if name.startswith("other"):
        openpyxl.Workbook().save(tmp_path / name)
    elif name == "letter.ods":
        (tmp_path / name).write_bytes(put(template(native=True), {}).replace(b"xl/", b"xx/"))
    done = command(tmp_path / name, "--headless", "--save", tmp_path / "out.xlsx")
    assert done.returncode == 2
    assert name in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out.xlsx").exists()


def test_without_a_screen_there_is_a_sentence_and_no_waiting(tmp_path: Path) -> None:
    path = tmp_path / "report.xlsm"
    path.write_bytes(template())
    done = command(path)
    assert done.returncode == 2
    assert "no screen" in done.stderr
    assert "--headless" in done.stderr
    assert "Opening" not in done.stdout


def test_a_screen_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "report.xlsm"
    path.write_bytes(template())
    done = command(path, DISPLAY=":4711")
    assert done.returncode == 2
    assert "The screen that DISPLAY names (:4711) does not answer" in done.stderr
    assert "Opening" not in done.stdout


def test_the_command_says_what_it_left_out(office: Office, tmp_path: Path, mark: Path) -> None:
    path = hostile(tmp_path / "report.xlsm", in_our_function(mark))
    done = command(path, "--headless", "--save", tmp_path / "out.xlsm")
    assert done.returncode == 0
    assert "the module FocusXLFunctions was changed" in done.stderr, done.stderr
    assert (tmp_path / "out.xlsm").exists()
    assert not mark.exists()
