"""Whatever could run in a workbook and is not ours is named, in a file nobody has opened."""

from __future__ import annotations

import io
import random
import re
import struct
import zipfile
from collections.abc import Callable
from contextlib import suppress
from importlib.resources import files
from pathlib import Path

import openpyxl
import pytest
import xlwings
from pyopenvba import ExcelFile, VBAModuleKind
from pyopenvba.cfb import CFB

from focusxl.failure_log import log_file
from focusxl.files import Reading
from focusxl.files.macros.known import LIST, known_macros, module_digest
from focusxl.files.macros.parts import RUNNING
from focusxl.files.macros.vba import FOREIGN_CODE
from focusxl.files.macros.vba_project import NotPlainVba, read_vba_project
from focusxl.files.macros.vba_text import holds_code, normal_form
from focusxl.files.writing.filling import fill_workbook
from focusxl_udfs.functions import catalogue
from focusxl_udfs.vba import known_macros as keeping
from focusxl_udfs.vba.project import our_source, standard_modules
from tests.support.parts import parts_of, with_parts
from tests.support.sample_books import sample_filing
from tests.support.taking import Take
from tests.support.vba_books import (
    MODULE,
    OFFSET,
    PROJECT,
    compiled,
    native,
    project,
    template,
    with_modules,
    with_project,
    with_records,
    with_vba,
)

pytestmark = pytest.mark.slow

RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MICROSOFT = "http://schemas.microsoft.com/office/2006/relationships"
SHELL = '\r\nPublic Sub Foreign()\r\n    Shell "calc"\r\nEnd Sub\r\n'


def found(reading: Reading) -> list[str]:
    """The checks of foreign code that fired, each with what it found."""
    return [
        f"{one.id} {one.place} {one.reported}".replace("  ", " ")
        for one in reading.findings
        if one.id.startswith("MAC-")
    ]


def shellful(source: str) -> str:
    return source + SHELL


# --- Ours ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["book.xlsm", "native.xlsx"])
def test_our_workbooks_are_ours(take: Take, name: str) -> None:
    content = template() if name.endswith("m") else native()
    assert found(take(name, content)) == []


def as_another_editor_writes_it(source: str) -> str:
    """Names in other capitals, other blanks, blank lines, no attributes: the same code."""
    lines = [line for line in source.split("\r\n") if not line.startswith("Attribute ")]
    changed = []
    for line in lines:
        pieces = re.split('("(?:[^"]|"")*")', line)
        pieces[::2] = [
            piece.upper().replace(", ", " ,\t ").replace("(", "( ") for piece in pieces[::2]
        ]
        changed += ["", "".join(pieces) + "  "]
    return 'Attribute VB_Name = "Other"\r\n' + "\r\n".join(changed)


def test_what_excel_does_to_the_looks_of_code_is_not_foreign(take: Take) -> None:
    names = [*standard_modules(()), "ThisWorkbook"]
    content = with_modules(dict.fromkeys(names, as_another_editor_writes_it))
    assert parts_of(content)[PROJECT] != project()
    assert found(take("book.xlsm", content)) == []


def test_an_empty_module_of_a_new_sheet_is_not_foreign(take: Take) -> None:
    def change(book: ExcelFile) -> None:
        book.vba_project().add_module("Tabelle12", "Option Explicit\r\n")

    assert found(take("book.xlsm", with_vba(change))) == []


def test_code_that_excel_has_compiled_is_not_foreign(take: Take) -> None:
    assert found(take("book.xlsm", with_project(compiled))) == []


# --- Foreign modules -----------------------------------------------------------------------

CHANGED = "MAC-01 the module {} was changed"


@pytest.mark.parametrize(
    "name",
    ["FocusXLFunctions", "FocusXLBridge", "FocusXLButtons", "FocusXLDescriptions", "xlwings"],
)
def test_a_module_with_a_strangers_code(take: Take, name: str) -> None:
    assert found(take("book.xlsm", with_modules({name: shellful}))) == [CHANGED.format(name)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        # In the function that every total calls.
        ("    FOCUS_LINE = CallFunction", '    Shell "calc": FOCUS_LINE = CallFunction'),
        # A text is told from another by its blanks and capitals.
        ('"FOCUS_LINE"', '"FOCUS_line"'),
        ('"FOCUS_LINE", packed', '"FOCUS_LINE ", packed'),
        # A comment that a line continuation makes code, or that hides code.
        ("Option Explicit", "Option Explicit ' _\r\n"),
        ("Option Explicit", 'Attribute VB_Name = "x": Shell "calc"\r\nOption Explicit'),
        ("Option Explicit", 'Attribute VB_Name = Shell("calc")\r\nOption Explicit'),
        ("Option Explicit", "Option Explicit\x0bSub x()"),
        ("Option Explicit", "Option Explicit\rSub x()"),
        ("ReDim packed(", "Redim Preserve packed("),
    ],
)
def test_a_changed_line(take: Take, old: str, new: str) -> None:
    content = with_modules({"FocusXLFunctions": lambda source: source.replace(old, new, 1)})
    assert found(take("book.xlsm", content)) == [CHANGED.format("FocusXLFunctions")]


def test_a_module_a_form_and_event_procedures_of_a_stranger(take: Take) -> None:
    def change(book: ExcelFile) -> None:
        modules = book.vba_project()
        modules.add_module("Foreign", SHELL.lstrip())
        modules.add_module("ForeignClass", SHELL.lstrip(), kind=VBAModuleKind.other)
        for name, event in (("ThisWorkbook", "Workbook_Open2"), ("Sheet3", "Worksheet_Change")):
            source = book.get_module(name)
            book.set_module(name, source + f"\r\nPrivate Sub {event}()\r\nEnd Sub\r\n")

    assert sorted(found(take("book.xlsm", with_vba(change)))) == [
        "MAC-01 the module Foreign is not one of FocusXL's",
        "MAC-01 the module ForeignClass is not one of FocusXL's",
        "MAC-01 the module Sheet3 is not one of FocusXL's",
        CHANGED.format("ThisWorkbook"),
    ]


def test_a_form_of_a_stranger(take: Take) -> None:
    def change(book: ExcelFile) -> None:
        book.add_form("ForeignForm")

    told = found(take("book.xlsm", with_vba(change)))
    assert "MAC-01 there is a form ForeignForm" in told


def test_a_missing_module(take: Take) -> None:
    def change(book: ExcelFile) -> None:
        book.vba_project().delete_module("FocusXLBridge")

    assert found(take("book.xlsm", with_vba(change))) == [
        "MAC-01 of FocusXL's modules these are missing: focusxlbridge"
    ]


def test_macros_of_an_earlier_version_are_told_from_foreign_ones(take: Take) -> None:
    """Of the first version, which carried the whole module of xlwings, and its class Dictionary."""
    folder = Path(xlwings.__file__).parent
    whole = (folder / "xlwings.bas").read_text("ascii").replace("\n", "\r\n")
    dictionary = (folder / "addin" / "Dictionary.cls").read_text("ascii").replace("\n", "\r\n")

    def change(book: ExcelFile) -> None:
        book.set_module("xlwings", whole)
        book.vba_project().add_module("Dictionary", dictionary, kind=VBAModuleKind.other)

    reading = take("book.xlsm", with_vba(change))
    assert found(reading) == ["MAC-02 0.1.0"]
    [message] = [one.message for one in reading.findings if one.id == "MAC-02"]
    assert "FocusXL 0.1.0 (Dictionary, xlwings)" in message
    assert "focusxl fill" in message


def test_macros_of_the_version_before_are_still_run(take: Take) -> None:
    """That another version made the workbook is said once, by the note WB-26."""
    source = Path(__file__).with_name("earlier") / "xlwings-0.2.0.bas"
    text = source.read_text("ascii").replace("\n", "\r\n")
    assert found(take("book.xlsm", with_modules({"xlwings": lambda _: text}))) == []
    one_word_more = text.replace("-B -E -P", "-B")
    changed = take("book.xlsm", with_modules({"xlwings": lambda _: one_word_more}))
    assert found(changed) == [CHANGED.format("xlwings")]


def test_an_earlier_module_that_was_changed_is_foreign(take: Take) -> None:
    whole = (Path(xlwings.__file__).parent / "xlwings.bas").read_text("ascii")
    content = with_modules({"xlwings": lambda _: shellful(whole.replace("\n", "\r\n"))})
    assert found(take("book.xlsm", content)) == [CHANGED.format("xlwings")]


# --- What a project has beside its modules -------------------------------------------------


@pytest.mark.parametrize(
    ("code", "table"),
    [(b"\x05\x00Shell\x00", b""), (b"", b"\x0cCreateObject\x01"), (b"POWERSHELL -enc", b"")],
)
def test_compiled_code_that_is_not_of_the_text(take: Take, code: bytes, table: bytes) -> None:
    told = found(take("book.xlsm", with_project(lambda one: compiled(one, code, table))))
    assert len(told) == 1
    assert told[0].startswith("MAC-01 their compiled code names ")


@pytest.mark.parametrize(
    ("record", "identifier", "shown"),
    [
        (0x0E, r"*\A\\server\share\evil.xla", r"they use *\A\\server\share\evil.xla"),
        (0x0D, r"*\G{420B2830-E718-11CF-893D-00A0C9054228}#1.0#0#C:\scrrun.dll#", "they use *"),
        (0x0D, r"*\G{00020430-0000-0000-C000-000000000046}#2.0#0#\\server\x.tlb#", "they use *"),
    ],
)
def test_a_reference_to_a_strangers_library(
    take: Take, record: int, identifier: str, shown: str
) -> None:
    data = struct.pack("<I", len(identifier)) + identifier.encode()
    data += data if record == 0x0E else b""

    def change(records: list[tuple[int, bytes]]) -> list[tuple[int, bytes]]:
        first = next(index for index, (one, _) in enumerate(records) if one == 0x0F)
        return [*records[:first], (0x16, b"Foreign"), (record, data + bytes(6)), *records[first:]]

    told = set(found(take("book.xlsm", with_project(lambda one: with_records(one, change)))))
    assert len(told) == 1
    assert shown in told.pop()


def test_the_reference_that_excel_adds_for_its_own_forms(take: Take) -> None:
    forms = (
        r"*\G{25A06F1F-CB74-4EA9-99E8-704B89FB01D7}#2.0#0#C:\Users\x\AppData\Local\Temp\VBE"
        r"\MSForms.exd#Microsoft Forms 2.0 Object Library"
    )
    data = struct.pack("<I", len(forms)) + forms.encode() + bytes(26)

    def change(records: list[tuple[int, bytes]]) -> list[tuple[int, bytes]]:
        first = next(index for index, (one, _) in enumerate(records) if one == 0x0F)
        return [*records[:first], (0x16, b"MSForms"), (0x30, data), *records[first:]]

    assert found(take("book.xlsm", with_project(lambda one: with_records(one, change)))) == []


def test_constants_that_change_what_is_compiled(take: Take) -> None:
    def change(records: list[tuple[int, bytes]]) -> list[tuple[int, bytes]]:
        return [(one, b"Mac = 1" if one == 0x0C else data) for one, data in records]

    told = found(take("book.xlsm", with_project(lambda one: with_records(one, change))))
    assert told == ["MAC-01 they are compiled with constants of their own"]


def hidden(records: list[tuple[int, bytes]]) -> list[tuple[int, bytes]]:
    """Leave the last module out of the list: its stream stays."""
    last = max(index for index, (one, _) in enumerate(records) if one == MODULE)
    return [*records[:last], (0x10, b"")]


def doubled(records: list[tuple[int, bytes]]) -> list[tuple[int, bytes]]:
    """State a second place for each text."""
    return [one for each in records for one in ([each, each] if each[0] == OFFSET else [each])]


def renamed(records: list[tuple[int, bytes]]) -> list[tuple[int, bytes]]:
    """Give each module another stream in the list's second alphabet."""
    other = "Sheet1".encode("utf-16-le")
    return [(one, other if one == 0x32 else data) for one, data in records]


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        (hidden, "which is not one of its modules"),
        (doubled, "not in order"),
        (renamed, "two names"),
        (lambda records: records[:-1], "no end"),
        (lambda records: [*records[:4], (0x19, b"x"), (0x10, b"")], "no text"),
    ],
)
def test_a_list_of_modules_that_can_be_read_in_two_ways(
    take: Take, change: Callable[[list[tuple[int, bytes]]], list[tuple[int, bytes]]], shown: str
) -> None:
    [told] = found(take("book.xlsm", with_project(lambda one: with_records(one, change))))
    assert told.startswith("MAC-01 they cannot be read: ")
    assert shown in told


def test_a_second_text_in_a_module(take: Take) -> None:
    def change(content: bytes) -> bytes:
        container = CFB.from_bytes(content)
        text = container.get_stream_at(["VBA"], "xlwings")
        container.write_stream_at(["VBA"], "xlwings", text + text)
        return bytes(container.to_bytes())

    [told] = found(take("book.xlsm", with_project(change)))
    assert told.startswith("MAC-01 they cannot be read: ")


def test_a_project_cut_off_or_damaged_anywhere_is_told_and_nothing_else() -> None:
    whole, dice = project(), random.Random(20260331)
    for _ in range(300):
        damaged = bytearray(whole)
        for _ in range(dice.randint(1, 20)):
            damaged[dice.randrange(len(damaged))] = dice.randrange(256)
        for content in (damaged, damaged[: dice.randrange(len(damaged))]):
            with suppress(NotPlainVba):
                read_vba_project(bytes(content))


def test_a_module_that_would_fill_the_memory(take: Take) -> None:
    # A chunk of 4096 letters packs into seven bytes: one letter, and one copy of it as long.
    chunk = b"\x03\xb0\x02A\xfc\x0f"
    packed = b"\x01" + chunk * 9_000

    def change(content: bytes) -> bytes:
        container = CFB.from_bytes(content)
        container.write_stream_at(["VBA"], "xlwings", packed)
        return bytes(container.to_bytes())

    [told] = found(take("book.xlsm", with_project(change)))
    assert "larger than any of FocusXL's" in told


@pytest.mark.parametrize(
    "content", [b"", b"not a container", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)]
)
def test_what_is_no_project_at_all(
    take: Take, content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    [told] = found(take("book.xlsm", with_project(lambda _: content)))
    assert told.startswith("MAC-01 they cannot be read: it is damaged")
    log = log_file()
    assert log is not None
    logged = log.read_text()
    assert "reading a VBA project" in logged
    assert "Traceback" in logged


@pytest.mark.parametrize(
    ("name", "modules"),
    [
        ("quickstart.xlsm", ["ThisWorkbook", "Sheet1", "Module1", "Sheet2"]),
        (
            "quickstart_standalone.xlsm",
            ["ThisWorkbook", "Sheet1", "Module1", "Sheet2", "xlwings", "Dictionary"],
        ),
        ("quickstart_addin.xlam", ["ThisWorkbook", "Dictionary", "xlwings", "Sheet2", "Module1"]),
    ],
)
def test_projects_that_excel_itself_has_saved_are_read(name: str, modules: list[str]) -> None:
    """Xlwings brings some, one with its compiled code: that names nothing its text does not."""
    workbook = (Path(xlwings.__file__).parent / name).read_bytes()
    read = read_vba_project(parts_of(workbook)[PROJECT])
    assert [module.name for module in read.modules] == modules
    assert not FOREIGN_CODE.search(read.compiled if name == "quickstart.xlsm" else b"")
    assert (b"RunPython" in read.compiled) is (name == "quickstart.xlsm")
    [sheet] = [module for module in read.modules if module.name == "Sheet2"]
    assert not holds_code(sheet.source)


# --- Macros where there are none -----------------------------------------------------------


def with_macros(content: bytes) -> bytes:
    """A workbook without macros, and our VBA in it all the same."""
    relation = f'<Relationship Id="rIdV" Type="{MICROSOFT}/vbaProject" Target="vbaProject.bin"/>'
    return added(content, "xl/_rels/workbook.xml.rels", relation, {PROJECT: project()})


def added(content: bytes, part: str, relation: str, more: dict[str, bytes] | None = None) -> bytes:
    """The workbook with a further relation of a part, and further parts."""
    whole = parts_of(content)
    old = whole.get(
        part,
        b"<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/"
        b"relationships'></Relationships>",
    )
    new = old.replace(b"</Relationships>", relation.encode() + b"</Relationships>")
    return put(content, {part: new, **(more or {})})


def put(content: bytes, new: dict[str, bytes]) -> bytes:
    """The workbook with some parts added or replaced."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in {**parts_of(content), **new}.items():
            archive.writestr(name, part)
    return packed.getvalue()


def test_a_native_workbook_has_no_macros(take: Take) -> None:
    assert found(take("native.xlsx", with_macros(native()))) == ["MAC-03 macros"]
    assert found(take("native.xlsm", with_macros(native()))) == ["MAC-03 macros"]
    assert found(take("book.xlsx", template())) == ["MAC-03 macros"]


def test_a_firms_signature_stays_when_the_workbook_is_filled_and_is_not_foreign(
    take: Take,
) -> None:
    kinds = ("vbaProjectSignature", "vbaProjectSignatureAgile", "vbaProjectSignatureV3")
    signed = template()
    for number, kind in enumerate(kinds):
        relation = (
            f'<Relationship Id="rIdS{number}" Type="{MICROSOFT}/{kind}" Target="{kind}.bin"/>'
        )
        part = {f"xl/{kind}.bin": kind.encode()}
        signed = added(signed, "xl/_rels/vbaProject.bin.rels", relation, part)
    filled = fill_workbook(signed, sample_filing(), {})
    assert found(take("book.xlsm", filled)) == []
    kept, was = parts_of(filled), parts_of(signed)
    for name in (PROJECT, "xl/_rels/vbaProject.bin.rels", *(f"xl/{kind}.bin" for kind in kinds)):
        assert kept[name] == was[name]


# --- Parts ---------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", sorted(RUNNING))
def test_a_part_that_runs_or_fetches(take: Take, kind: str) -> None:
    relation = f'<Relationship Id="rIdX" Type="{RELATION}/{kind}" Target="foreign.bin"/>'
    for name, content in (("book.xlsm", template()), ("native.xlsx", native())):
        changed = added(content, "xl/_rels/workbook.xml.rels", relation)
        assert found(take(name, changed)) == [f"MAC-04 {RUNNING[kind]} (xl/foreign.bin)"]


RIBBON = "customUI/customUI14.xml"


def with_ribbon(change: Callable[[bytes], bytes]) -> bytes:
    """The template, its ribbon changed."""
    return with_parts(template(), lambda name, part: change(part) if name == RIBBON else part)


@pytest.mark.parametrize(
    ("old", "new", "foreign"),
    [
        (b"", b"", False),
        (b"\n", b"\r\n", False),
        (b"RibbonValidate", b"Foreign", True),
        (b"<ribbon>", b'<ribbon startFromScratch="true">', True),
        (b"<customUI ", b'<customUI onLoad="Foreign" ', True),
    ],
)
def test_a_ribbon_is_ours_or_foreign(take: Take, old: bytes, new: bytes, foreign: bool) -> None:
    content = with_ribbon(lambda part: part.replace(old, new) if old else part)
    expected = [f"MAC-04 a custom ribbon ({RIBBON})"] if foreign else []
    assert found(take("book.xlsm", content)) == expected


def test_a_second_ribbon_is_foreign(take: Take) -> None:
    relation = (
        '<Relationship Id="rIdX" Type="http://schemas.microsoft.com/office/2006/relationships/ui/'
        'extensibility" Target="customUI/customUI.xml"/>'
    )
    content = added(template(), "_rels/.rels", relation)
    assert found(take("book.xlsm", content)) == ["MAC-04 a custom ribbon (customUI/customUI.xml)"]


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("image", "http://tracker.example/x.png"),
        ("image", r"file:///\\server\share\x.png"),
        ("oleObject", "cmd|/c calc"),
        ("attachedTemplate", "https://evil.example/x.dotm"),
    ],
)
def test_content_that_is_fetched_from_outside(take: Take, kind: str, target: str) -> None:
    relation = (
        f'<Relationship Id="rIdX" Type="{RELATION}/{kind}" Target="{target}" '
        'TargetMode="External"/>'
    )
    content = added(native(), "xl/worksheets/_rels/sheet2.xml.rels", relation)
    [told] = found(take("native.xlsx", content))
    assert told.startswith("MAC-04 ")
    assert target in told


@pytest.mark.parametrize(
    ("target", "starts"),
    [
        ("https://www.sec.gov/files/form-x-17a-5.pdf", False),
        ("mailto:controller@example.com", False),
        ("schedule.xlsx", False),
        ("file:///C:/Reports/schedule.xlsx", False),
        (r"C:\Reports\schedule.pdf", False),
        ("#Cover!A1", False),
        ("vnd.sun.star.script:Tools.Misc.Foreign?language=Basic&amp;location=share", True),
        ("macro:///Tools.Debug.Foreign()", True),
        ("javascript:alert(1)", True),
        ("ms-msdt:/id PCWDiagnostic", True),
        ("file:///C:/Users/Public/pythonw.EXE", True),
        ("invoice.pdf.lnk", True),
        (r"\\server\share\x.hta", True),
        ("run.bat?x=1", True),
    ],
)
def test_a_link_that_starts_a_program(take: Take, target: str, starts: bool) -> None:
    relation = (
        f'<Relationship Id="rIdX" Type="{RELATION}/hyperlink" Target="{target}" '
        'TargetMode="External"/>'
    )
    content = added(native(), "xl/worksheets/_rels/sheet2.xml.rels", relation)
    told = found(take("native.xlsx", content))
    assert [one[:33] for one in told] == (["MAC-04 a link that starts a progr"] if starts else [])


LINK = (
    '<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    "<{0} {1}/></externalLink>"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    ("element", "live"),
    [
        (("ddeLink", 'ddeService="cmd" ddeTopic="/c calc"'), True),
        (("oleLink", 'progId="Word.Document.8"'), True),
        (("externalBook", ""), False),
    ],
)
def test_a_live_link_to_another_program(
    take: Take, element: tuple[str, str], live: bool, encoding: str
) -> None:
    relation = (
        f'<Relationship Id="rIdX" Type="{RELATION}/externalLink" '
        'Target="externalLinks/externalLink1.xml"/>'
    )
    link = f'<?xml version="1.0" encoding="{encoding}"?>' + LINK.format(*element)
    parts = {"xl/externalLinks/externalLink1.xml": link.encode(encoding)}
    told = found(
        take("book.xlsm", added(template(), "xl/_rels/workbook.xml.rels", relation, parts))
    )
    expected = "MAC-04 a live link to another program (xl/externalLinks/externalLink1.xml)"
    assert told == ([expected] if live else [])


# --- Buttons -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("macro", "ours"),
    [
        ("[0]!ValidateOnly", True),
        ("FocusXLButtons.ValidateOnly", True),
        ("[0]!FocusXLButtons.ValidateOnly", True),
        ("ValidateOnly", True),
        ("[0]!Foreign", False),
        ("[1]!ValidateOnly", False),
        ("'C:\\evil.xlsm'!ValidateOnly", False),
        ("[0]!xlwings.RunPython", False),
        ("validateonly(", False),
    ],
)
def test_a_button_runs_our_macros_alone(take: Take, macro: str, ours: bool) -> None:
    def change(name: str, part: bytes) -> bytes:
        return part.replace(b"[0]!ValidateOnly", macro.encode()) if name.endswith("vml") else part

    told = found(take("book.xlsm", with_parts(template(), change)))
    assert told == ([] if ours else [f"MAC-05 {macro}"])


@pytest.mark.parametrize(
    "drawing",
    [
        '<xdr:wsDr xmlns:xdr="x"><xdr:sp macro="{}"/><xdr:pic macro=""/></xdr:wsDr>',
        "<a:wsDr xmlns:a='x'><a:pic macro = '{}' /></a:wsDr>",
    ],
)
@pytest.mark.parametrize("macro", ["[0]!Foreign", "&#91;0]!Foreign"])
def test_a_picture_runs_a_macro(take: Take, drawing: str, macro: str) -> None:
    relation = f'<Relationship Id="rIdX" Type="{RELATION}/drawing" Target="../drawings/d9.xml"/>'
    for encoding in ("utf-8", "utf-16"):
        declared = f'<?xml version="1.0" encoding="{encoding}"?>{drawing.format(macro)}'
        parts = {"xl/drawings/d9.xml": declared.encode(encoding)}
        content = added(native(), "xl/worksheets/_rels/sheet2.xml.rels", relation, parts)
        assert found(take("native.xlsx", content)) == ["MAC-05 [0]!Foreign"]


def test_a_control_of_a_sheet_runs_a_macro(take: Take) -> None:
    relation = f'<Relationship Id="rIdX" Type="{RELATION}/ctrlProp" Target="../ctrlProps/c.xml"/>'
    control = (
        b'<controls><control><controlPr macro="[0]!Foreign"/></control></controls></worksheet>'
    )
    sheet = parts_of(native())["xl/worksheets/sheet2.xml"].replace(b"</worksheet>", control)
    parts = {"xl/worksheets/sheet2.xml": sheet, "xl/ctrlProps/c.xml": b"<formControlPr/>"}
    content = added(native(), "xl/worksheets/_rels/sheet2.xml.rels", relation, parts)
    assert found(take("native.xlsx", content)) == ["MAC-05 [0]!Foreign"]


# --- Names ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("attributes", "text", "shown"),
    [
        ('name="Auto_Open"', "Cover!$A$1", "Auto_Open"),
        ('name="auto_close_2"', "Cover!$A$1", "auto_close_2"),
        ('name="_xlnm.Auto_Open" hidden="1"', "Cover!$A$1", "_xlnm.Auto_Open"),
        ('name="AutoActivate" localSheetId="1"', "Cover!$A$1", "AutoActivate"),
        ('name="run" xlm="1"', "Macro1!$A$1", "run"),
        ('name="run" function="1" vbProcedure="1"', "#REF!", "run"),
        ('name="run"', "EXEC(&quot;calc&quot;)", "run"),
        ('name="run"', "1+Call (1)", "run"),
        ('name="run"', "WEBSERVICE(&quot;http://x&quot;)", "run"),
        ('name="automatic"', "Cover!$A$1", None),
        ('name="recall"', "SUM(Cover!$A$1)+RECALL_1", None),
        ('name="_xlnm.Print_Area" localSheetId="1"', "Cover!$A$1:$B$2", None),
    ],
)
def test_a_name_that_runs_by_itself_or_is_a_macro(
    take: Take, attributes: str, text: str, shown: str | None
) -> None:
    name = f"<definedName {attributes}>{text}</definedName></definedNames>".encode()

    def change(part: str, content: bytes) -> bytes:
        is_main = part == "xl/workbook.xml"
        return content.replace(b"</definedNames>", name) if is_main else content

    told = found(take("native.xlsx", with_parts(native(), change)))
    assert told == ([] if shown is None else [f"MAC-06 {shown}"])


# --- Settings ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "value", "right"),
    [
        (1, r"C:\Users\Zoë & Co\venv\Scripts\pythonw.exe", True),
        (1, r"D:\Python312\python.exe", True),
        (
            1,
            r"C:\Program Files\a rather long name of a folder, as administrators like them, in"
            r" which Python stands\Scripts\pythonw.exe",
            True,
        ),
        (1, "pythonw", True),
        (1, "", True),
        (1, r"\\server\share\pythonw.exe", False),
        (1, "//server/share/pythonw.exe", False),
        (1, r"C:\Windows\System32\cmd.exe", False),
        (1, r"x\pythonw.exe", False),
        (1, r'C:\x" & calc & "\pythonw.exe', False),
        (1, r"%TEMP%\pythonw.exe", False),
        (2, r"C:\evil", False),
        (4, "evil", False),
        (12, "';import evil;'", False),
        (13, r"C:\evil", False),
    ],
)
def test_settings_from_which_a_program_could_be_started(
    take: Take, row: int, value: str, right: bool
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(template()), keep_vba=True)
    book["xlwings.conf"].cell(row, 2).value = value or None
    saved = io.BytesIO()
    book.save(saved)
    told = found(take("book.xlsm", saved.getvalue()))
    assert told == ([] if right else [f"MAC-07 xlwings.conf!B{row} {value}"])


def test_a_truth_in_the_settings(take: Take) -> None:
    def change(name: str, part: bytes) -> bytes:
        if not name.startswith("xl/worksheets/sheet") or b'r="B20"' not in part:
            return part
        return re.sub(rb'(<c r="B3"[^>]*t="b"[^>]*><v>)0', rb"\g<1>1", part)

    told = found(take("book.xlsm", with_parts(template(), change)))
    assert told == ["MAC-07 xlwings.conf!B3 TRUE"]


# --- The list of our macros, and how they are compared --------------------------------------


def test_the_kept_list_is_of_what_the_code_builds() -> None:
    kept = files("focusxl.files.macros").joinpath(LIST).read_text("utf-8")
    remedy = "Write it again: python -m focusxl_udfs.vba.known_macros"
    known = known_macros()
    assert keeping.known_macros(known.earlier, sorted(known.retired)) == kept, remedy


def test_no_text_of_ours_has_a_name_by_which_foreign_code_is_known() -> None:
    sources = [*standard_modules(catalogue()).values(), our_source("ThisWorkbook.cls")]
    assert [FOREIGN_CODE.findall(source.encode()) for source in sources] == [[]] * 7


def test_our_buttons_are_the_macros_that_take_nothing() -> None:
    assert {"ValidateAndExport", "ValidateOnly"} <= known_macros().buttons


def test_for_which_xlwings_a_workbook_was_built_does_not_make_it_foreign() -> None:
    ours = standard_modules(())["xlwings"]
    other = ours.replace("0.37.8", "0.38.11")
    assert other != ours
    assert module_digest("xlwings", other) == known_macros().current["xlwings"]
    assert module_digest("xlwings", other.replace(".dll", ".dl")) != module_digest("xlwings", ours)
    assert module_digest("FocusXLBridge", "x 1.2.3") != module_digest("FocusXLBridge", "x 1.2.4")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("If A=1 Then", "if  a = 1\tthen", True),
        ('x = "A b"', 'x="A b"', True),
        ('x = "A b"', 'x = "a b"', False),
        ('x = "A  b"', 'x = "A b"', False),
        ("x = 1 ' Note", "X=1 'note", True),
        ("x = 1", "x = 1 ' Note", False),
        ("x = 1\r\n\r\ny = 2", "x = 1\ny = 2", True),
        ("x = 1: y = 2", "x = 1\r\ny = 2", False),
        ("ab", "a b", False),
        ('x = "it""s  A"', 'x="it""s  A"', True),
        ('x = "it""s  A"', 'x="it""S  A"', False),
    ],
)
def test_two_texts_are_the_same_code(one: str, other: str, same: bool) -> None:
    assert (normal_form(one) == normal_form(other)) is same


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("", False),
        ('Attribute VB_Name = "Sheet1"\r\nAttribute VB_PredeclaredId = True\r\n', False),
        ("Option Explicit\r\n\r\n", False),
        ("Option Explicit: Sub x()", True),
        ("' a remark", True),
        ('Attribute VB_Name = "x" \' Sub', True),
    ],
)
def test_an_empty_module_is_told_from_one_with_code(source: str, code: bool) -> None:
    assert holds_code(source) is code
