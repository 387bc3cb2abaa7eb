"""Files that cannot be used: one sentence, exit status 2, nothing written, never a traceback."""

from __future__ import annotations

import io
import json
import os
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from focusxl.files.template.names import Flavour
from tests.support.command_line import Outcome, run, run_process
from tests.support.parts import packed, parts_of, with_part
from tests.support.real_books import with_cell

pytestmark = pytest.mark.slow

Books = dict[Flavour, Path]
Maker = Callable[[bytes], bytes | str]

OLE_FILE = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(504)


def zipped(**parts: bytes) -> bytes:
    return packed({name.replace("__", "/"): part for name, part in parts.items()})


def zip_bomb(_: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(70):
                part.write(bytes(1024 * 1024))
    return stream.getvalue()


def entity_bomb(book: bytes) -> bytes:
    entities = '<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    return with_part(
        book, "xl/workbook.xml", lambda t: t.replace("<workbook", entities + "<workbook")
    )


def hidden_entity_bomb(book: bytes) -> bytes:
    """The same in a part that nobody needs to read."""
    doctype = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    return with_part(
        book, "docProps/app.xml", lambda t: t.replace("<Properties", doctype + "<Properties")
    )


def other_workbook(_: bytes) -> bytes:
    import openpyxl

    stream = io.BytesIO()
    book = openpyxl.Workbook()
    book.active["A1"] = "My trial balance"
    book.save(stream)
    return stream.getvalue()


def other_edition(book: bytes) -> bytes:
    return with_part(
        book, "xl/sharedStrings.xml", lambda t: t.replace("<t>2014</t>", "<t>1999</t>")
    )


def one_byte_wrong(book: bytes) -> bytes:
    """Damage inside a packed sheet: the archive opens, the part does not."""
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        info = archive.getinfo("xl/worksheets/sheet3.xml")
    at = info.header_offset + 30 + len(info.filename) + info.compress_size // 2
    return book[:at] + bytes([book[at] ^ 0xFF]) + book[at + 1 :]


def stored_twice(book: bytes) -> bytes:
    return with_cell(book, "7010", "", '<v>1</v></c><c r="K9"><v>2</v>')


WORKBOOKS: dict[str, tuple[Maker, str]] = {
    "empty": (lambda _: b"", "is empty"),
    "text named .xlsx": (lambda _: "Box,Amount\n7010,5\n", "is not a workbook, whatever its name"),
    "HTML named .xlsx": (lambda _: "<html><table></table></html>", "is not a workbook"),
    "truncated": (lambda book: book[: len(book) // 2], "is damaged"),
    "cut at its end": (lambda book: book[:-10], "is damaged"),
    "one byte wrong": (one_byte_wrong, "is damaged in 'xl/worksheets/sheet3.xml'"),
    "zip bomb": (zip_bomb, "unpacks to more than a report can need"),
    "entity bomb": (entity_bomb, "declares a document type, which can hide an attack"),
    "entity bomb elsewhere": (hidden_entity_bomb, "declares a document type"),
    "another workbook": (other_workbook, "is not a FocusXL workbook"),
    "another edition": (other_edition, "is of an edition that this version does not know"),
    "another zip": (lambda _: zipped(readme=b"hello"), "is not a workbook"),
    "empty zip": (lambda _: zipped(), "is not a workbook"),
    "OpenDocument": (lambda _: zipped(mimetype=b"x"), "is an OpenDocument file"),
    "old .xls": (lambda _: OLE_FILE, "is in the old .xls format"),
    "with a password": (
        lambda _: OLE_FILE + "EncryptedPackage".encode("utf-16-le"),
        "is protected by a password",
    ),
    "binary garbage": (lambda _: random.Random(7).randbytes(5000), "is not a workbook"),
    "zip header and garbage": (
        lambda _: b"PK\x03\x04" + random.Random(8).randbytes(5000),
        "is damaged",
    ),
    "a cell stored twice": (stored_twice, "stores cell K9 twice"),
    "without its sheet": (
        lambda book: packed({n: p for n, p in parts_of(book).items() if "sheet3.xml" not in n}),
        "is damaged",
    ),
}

DATA: dict[str, tuple[str | bytes, str]] = {
    "empty": ("", "is empty"),
    "no JSON": ("boxes: 5", "JSON"),
    "cut off": ('{"edition": "2014", "boxes": {', "JSON"),
    "a list": ("[1, 2]", "object"),
    "a number": ("5", "object"),
    "null": ("null", "object"),
    "without boxes": ('{"edition": "2014"}', "has no “boxes”"),
    "without edition": ('{"boxes": {}}', "has no “edition”"),
    "boxes a list": ('{"edition": "2014", "boxes": [5]}', "“boxes” must be an object"),
    "edition a number": ('{"edition": 2014, "boxes": {}}', "“edition” must be text"),
    "unknown edition": ('{"edition": "1999", "boxes": {}}', "edition “1999”"),
    "edition a path": ('{"edition": "../2014", "boxes": {}}', "edition “../2014”"),
    "box a list": ('{"edition": "2014", "boxes": {"7010": [1]}}', "“7010”"),
    "unknown key": ('{"edition": "2014", "boxes": {}, "box": {}}', "unknown key “box”"),
    "fact a text": ('{"edition": "2014", "boxes": {}, "facts": {"retail_forex": "no"}}', "true or"),
    "too deep": ('{"edition": "2014", "boxes": ' + "[" * 50_000, "“d.json”"),
    "not UTF-8": ('{"edition": "2014", "boxes": {"13": "Zürich"}}'.encode("latin-1"), "UTF-8"),
    "binary garbage": (random.Random(9).randbytes(3000), "“d.json”"),
    "huge": (
        b'{"edition": "2014", "boxes": {"13": "' + b"x" * 5_000_000 + b'"}}',
        "larger than 4 MB",
    ),
    "too many boxes": (
        json.dumps({"edition": "2014", "boxes": {str(n): 1 for n in range(30_000)}}),
        "entries",
    ),
}

UPLOADS: dict[str, tuple[str, str | bytes, str]] = {
    "three columns": ("u.csv", "7010,5,6\n", "line 1: expected a line-item id and a value"),
    "spaces for tabs": ("u.txt", "7010 5\n", "with a tab between"),
    "only a header": ("u.csv", "Line item,Value\n", "holds no line items"),
    "other XML": ("u.xml", "<html/>", "where a focus-report of items is expected"),
    "entities": (
        "u.xml",
        '<!DOCTYPE focus-report [<!ENTITY a "1">]><focus-report><item id="13">&a;</item>'
        "</focus-report>",
        "declares a document type",
    ),
    "cut off": ("u.xml", '<focus-report edition="2014"><item id="13">', "is damaged"),
    "a workbook": ("u.csv", OLE_FILE, "u.csv"),
}


def is_one_sentence(outcome: Outcome, words: str, name: str) -> None:
    assert outcome.status == 2
    assert outcome.err.startswith("focusxl: ")
    assert outcome.err.endswith(".\n")
    assert outcome.err.count("\n") == 1
    assert len(outcome.err) < 400
    assert words in outcome.err
    assert name in outcome.err
    assert "Traceback" not in outcome.err
    assert "Error" not in outcome.err


def refused_everywhere(folder: Path, path: Path, words: str, template: Path) -> None:
    """Hand a bad file to every command that reads one; nothing may be written anywhere."""
    before = sorted(folder.iterdir())
    json_output = run("validate", path, "--output", "json")
    is_one_sentence(json_output, words, path.name)
    (record,) = json_output.records
    assert (record["verdict"], record["edition"]) == ("blocked", None)
    (finding,) = record["findings"]
    assert finding["class"] == "must-fix"
    assert f"focusxl: {finding['message']}\n" == json_output.err
    for arguments in (
        ("validate", path),
        ("explain", "7190", path),
        ("export", path, "--to", folder / "out"),
    ):
        refused = run(*arguments)
        assert refused.err == json_output.err, arguments[0]
        assert (refused.status, refused.out) == (2, "")
    for out, book, data in (
        (folder / "out.xlsx", template, path),
        (folder / f"out{path.suffix}", path, template),
    ):
        refused = run("fill", book, data, "-o", out)
        assert (refused.status, refused.err) == (2, json_output.err)
    assert sorted(folder.iterdir()) == before


@pytest.mark.parametrize("kind", WORKBOOKS)
def test_a_bad_workbook_is_refused(tmp_path: Path, filled: Books, kind: str) -> None:
    make, words = WORKBOOKS[kind]
    content = make(filled["native"].read_bytes())
    path = tmp_path / "bad.xlsx"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    refused_everywhere(tmp_path, path, words, filled["native"])


@pytest.mark.parametrize("kind", DATA)
def test_bad_data_is_refused(tmp_path: Path, templates: Books, kind: str) -> None:
    content, words = DATA[kind]
    path = tmp_path / "d.json"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    refused_everywhere(tmp_path, path, words, templates["native"])


@pytest.mark.parametrize("kind", UPLOADS)
def test_a_bad_upload_file_is_refused(tmp_path: Path, templates: Books, kind: str) -> None:
    name, content, words = UPLOADS[kind]
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    refused_everywhere(tmp_path, path, words, templates["native"])


@pytest.mark.parametrize("name", ["none.xlsx", "none/none.json", "none.csv"])
def test_a_missing_file_is_refused(tmp_path: Path, templates: Books, name: str) -> None:
    path = tmp_path / name
    refused_everywhere(tmp_path, path, f"There is no file “{path.name}”", templates["native"])


@pytest.mark.parametrize("name", ["folder.xlsx", "folder.json", "folder.txt"])
def test_a_folder_is_refused(tmp_path: Path, templates: Books, name: str) -> None:
    (tmp_path / name).mkdir()
    refused_everywhere(tmp_path, tmp_path / name, "is a folder", templates["native"])


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("a.xls", "save it as .xlsx"),
        ("a.pdf", "is not a kind of file that FocusXL reads"),
        ("a", "is not a kind of file"),
    ],
)
def test_a_file_of_another_kind_is_refused(
    tmp_path: Path, templates: Books, name: str, words: str
) -> None:
    (tmp_path / name).write_bytes(b"x")
    refused_everywhere(tmp_path, tmp_path / name, words, templates["native"])


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no pipes in folders")
def test_a_pipe_is_refused_at_once(tmp_path: Path, templates: Books) -> None:
    os.mkfifo(tmp_path / "pipe.json")
    refused_everywhere(
        tmp_path, tmp_path / "pipe.json", "is not an ordinary file", templates["native"]
    )


def test_the_name_of_a_file_cannot_write_to_the_terminal(tmp_path: Path) -> None:
    refused = run("validate", tmp_path / "a\x1b[31m\nb.xlsx")
    assert refused.status == 2
    assert "\x1b" not in refused.err
    assert refused.err.count("\n") == 1


@pytest.mark.parametrize("kind", ["truncated", "zip bomb", "entity bomb", "with a password"])
def test_a_user_sees_the_sentence_and_nothing_else(
    tmp_path: Path, filled: Books, kind: str
) -> None:
    make, words = WORKBOOKS[kind]
    content = make(filled["native"].read_bytes())
    assert isinstance(content, bytes)
    (tmp_path / "bad.xlsx").write_bytes(content)
    refused = run_process("validate", "bad.xlsx", cwd=tmp_path)
    is_one_sentence(refused, words, "bad.xlsx")
    assert refused.out == ""
