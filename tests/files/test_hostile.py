"""Whatever a file holds, reading it gives a filing or one clear sentence, and costs little."""

from __future__ import annotations

import io
import os
import re
import signal
import struct
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from focusxl.errors import Unreadable
from focusxl.files import read
from tests.support.parts import packed, parts_of
from tests.support.sample_books import Book
from tests.support.taking import Take

pytestmark = pytest.mark.slow

DOCTYPE = b'<!DOCTYPE a [<!ENTITY x "ha">]>'
HANGS_AFTER = 60
"""Seconds of computing, whatever else the machine does; most refusals take a fraction of one."""


@contextmanager
def never_hanging() -> Iterator[None]:
    """Break off what goes on computing for ever."""

    def break_off(*_: object) -> None:
        raise AssertionError("Reading goes on and on.")

    before = signal.signal(signal.SIGVTALRM, break_off)
    signal.setitimer(signal.ITIMER_VIRTUAL, HANGS_AFTER)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


@pytest.fixture(scope="module")
def workbook() -> bytes:
    return Book().content()


def refusal_of(take: Take, content: bytes, name: str = "book.xlsx") -> str:
    with pytest.raises(Unreadable) as refusal, never_hanging():
        take(name, content)
    message = str(refusal.value)
    assert f"“{name}”" in message
    assert message.endswith(".")
    assert "\n" not in message
    assert "Traceback" not in message
    return message


def replaced(workbook: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    parts = parts_of(workbook)
    changed = change(parts[part])
    assert changed != parts[part]
    return packed(parts | {part: changed})


def test_text_is_no_workbook(take: Take) -> None:
    assert "is not a workbook" in refusal_of(take, b"7010\t5\n")


def test_an_old_workbook_under_a_new_name(take: Take) -> None:
    assert "old .xls format" in refusal_of(take, bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 512)


def test_a_workbook_under_a_password(take: Take) -> None:
    content = bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 512
    content += "EncryptedPackage".encode("utf-16-le") + b"\0" * 512
    assert "password" in refusal_of(take, content)


def test_an_encrypted_part(take: Take, workbook: bytes) -> None:
    content = bytearray(workbook)
    directory = content.index(b"PK\x01\x02")
    content[directory + 8] |= 1
    assert "encrypted" in refusal_of(take, bytes(content))


def test_a_workbook_cut_off(take: Take, workbook: bytes) -> None:
    assert "damaged" in refusal_of(take, workbook[: len(workbook) // 2])


def test_an_unknown_compression(take: Take, workbook: bytes) -> None:
    content = bytearray(workbook)
    for start in (found.start() for found in re.finditer(b"PK\x01\x02", workbook)):
        content[start + 10 : start + 12] = struct.pack("<H", 99)
    assert "packed in a way that no spreadsheet program reads" in refusal_of(take, bytes(content))


def test_a_zip_of_something_else(take: Take) -> None:
    assert "is not a workbook" in refusal_of(take, packed({"word/document.xml": b"<a/>"}))
    assert "OpenDocument" in refusal_of(take, packed({"mimetype": b"x", "content.xml": b"<a/>"}))


def test_a_binary_workbook_under_another_name(take: Take, workbook: bytes) -> None:
    content = replaced(workbook, "_rels/.rels", lambda part: part.replace(b"book.xml", b"book.bin"))
    assert "binary workbook" in refusal_of(take, content)


def test_a_workbook_of_another_kind(take: Take) -> None:
    content = Book(names=dict.fromkeys(_all_names())).content()
    assert "is not a FocusXL workbook" in refusal_of(take, content)


def _all_names() -> list[str]:
    workbook = parts_of(Book().content())["xl/workbook.xml"].decode()
    return re.findall(r'definedName name="([^"]+)"', workbook)


def test_a_zip_bomb_is_measured_before_it_is_unpacked(take: Take, workbook: bytes) -> None:
    bomb = b"<worksheet>" + b" " * 80_000_000
    content = packed({**parts_of(workbook), "xl/worksheets/sheet2.xml": bomb})
    assert len(content) < 1_000_000
    assert "unpacks to more" in refusal_of(take, content)


def test_a_dense_part_is_a_bomb_however_small_the_rest(take: Take, workbook: bytes) -> None:
    content = packed({**parts_of(workbook), "xl/media/image1.png": b"\0" * 5_000_000})
    assert "unpacks to more" in refusal_of(take, content)


def test_many_parts_that_are_large_together(take: Take, workbook: bytes) -> None:
    noise = os.urandom(1_000) * 10_000
    more = {f"xl/media/{number}.bin": noise for number in range(14)}
    assert "unpacks to more" in refusal_of(take, packed({**parts_of(workbook), **more}))


def test_more_parts_than_a_workbook_has(take: Take, workbook: bytes) -> None:
    more = {f"xl/media/{number}.bin": b"" for number in range(5_000)}
    assert "parts" in refusal_of(take, packed({**parts_of(workbook), **more}))


def test_a_size_that_lies(take: Take, workbook: bytes) -> None:
    content = bytearray(workbook)
    for start in (found.start() for found in re.finditer(b"PK\x01\x02", workbook)):
        content[start + 24 : start + 28] = struct.pack("<I", 10)
    assert "damaged" in refusal_of(take, bytes(content))


def test_two_parts_of_one_name(take: Take, workbook: bytes) -> None:
    stream = io.BytesIO(workbook)
    with zipfile.ZipFile(stream, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("xl/workbook.xml", b"<a/>")
    assert "damaged" in refusal_of(take, stream.getvalue())


def test_a_document_type_is_refused_in_every_part(take: Take, workbook: bytes) -> None:
    for part in parts_of(workbook):
        content = replaced(workbook, part, _with_doctype)
        assert "document type" in refusal_of(take, content), part


def test_a_document_type_in_another_encoding(take: Take, workbook: bytes) -> None:
    for part in ("xl/worksheets/sheet3.xml", "docProps/app.xml", "xl/styles.xml"):
        content = replaced(
            workbook,
            part,
            lambda old: _with_doctype(old).decode().replace("UTF-8", "UTF-16").encode("utf-16"),
        )
        assert "document type" in refusal_of(take, content), part


def _with_doctype(part: bytes) -> bytes:
    head, declared, rest = part.partition(b"?>")
    return head + declared + DOCTYPE + rest if declared else DOCTYPE + part


def test_a_chain_of_entities_is_not_followed(take: Take, workbook: bytes) -> None:
    chain = b"".join(b'<!ENTITY a%d "%b">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 30))
    bomb = b'<!DOCTYPE a [<!ENTITY a0 "ha">%b]><a>&a29;</a>' % chain
    content = replaced(workbook, "xl/sharedStrings.xml", lambda _: bomb)
    assert "document type" in refusal_of(take, content)


def test_xml_nested_without_end(take: Take, workbook: bytes) -> None:
    content = replaced(workbook, "xl/worksheets/sheet3.xml", lambda _: b"<a>" * 100_000)
    assert "nested too deeply" in refusal_of(take, content)


@pytest.mark.parametrize(
    "part",
    ["xl/workbook.xml", "xl/worksheets/sheet3.xml", "xl/sharedStrings.xml", "xl/styles.xml"],
)
def test_xml_cut_off_is_damaged(take: Take, workbook: bytes, part: str) -> None:
    content = replaced(workbook, part, lambda old: old[: len(old) // 2])
    assert "damaged" in refusal_of(take, content)


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/worksheets/sheet3.xml", "xl/_rels/workbook.xml.rels"]
)
def test_a_part_that_is_gone(take: Take, workbook: bytes, part: str) -> None:
    parts = parts_of(workbook)
    del parts[part]
    refusal_of(take, packed(parts))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b' r="M', b' r="m'),
        (b"<row ", b'<row r="9999999" x="" '),
        (b' s="', b' s="x'),
        (b' t="s"><v>', b' t="s"><v>99'),
        (b' t="s"><v>', b' t="s"><v>x'),
        (b"<v>", b"<v>x"),
    ],
)
def test_nonsense_in_a_sheet_is_damage(take: Take, workbook: bytes, old: bytes, new: bytes) -> None:
    content = replaced(workbook, "xl/worksheets/sheet2.xml", lambda part: part.replace(old, new))
    assert re.search("damaged|cannot be read", refusal_of(take, content))


def test_one_endless_tag_takes_no_endless_time(take: Take, workbook: bytes) -> None:
    noise = os.urandom(2_000_000).hex().encode()
    tag = b'<a b="' + noise * 8 + b'"/>'
    content = replaced(
        workbook,
        "xl/worksheets/sheet3.xml",
        lambda part: part.replace(b"<sheetData>", tag + b"<sheetData>"),
    )
    assert "a tag that does not end" in refusal_of(take, content)


def test_a_sheet_with_a_million_empty_rows_is_read_without_keeping_them(
    take: Take, workbook: bytes
) -> None:
    rows = b"".join(b'<row r="%d" hidden="1"/>' % (n + 100) for n in range(1_000_000))
    content = replaced(
        workbook,
        "xl/worksheets/sheet3.xml",
        lambda part: part.replace(b"</sheetData>", rows + b"</sheetData>"),
    )
    assert take("book.xlsx", content).findings == ()


def test_more_content_than_a_page_can_need(take: Take, workbook: bytes) -> None:
    rows = b"".join(b'<row r="%d">%b</row>' % (n + 100, b"<c/>" * 1000) for n in range(2_100))
    content = replaced(
        workbook,
        "xl/worksheets/sheet3.xml",
        lambda part: part.replace(b"</sheetData>", rows + os.urandom(50_000).hex().encode()),
    )
    assert "more cells" in refusal_of(take, content)


def test_a_name_cannot_reach_the_file_system(take: Take, workbook: bytes, tmp_path: Path) -> None:
    secret = tmp_path / "secret.xml"
    secret.write_text("<a/>")
    for target in (b"../../secret.xml", b"/../../secret.xml", str(secret).encode()):
        content = replaced(
            workbook,
            "xl/_rels/workbook.xml.rels",
            lambda part, target=target: part.replace(b"worksheets/sheet3.xml", target),
        )
        with pytest.raises(Unreadable, match="damaged"):
            take("book.xlsx", content)


def test_files_that_are_no_files(tmp_path: Path) -> None:
    folder = tmp_path / "folder.xlsx"
    folder.mkdir()
    for path, words in {
        folder: "is a folder",
        tmp_path / "missing.xlsx": "There is no file",
        tmp_path / "no" / "folder.json": "There is no file",
        tmp_path / ("long" * 100 + ".json"): "cannot be opened",
        Path("nul\0byte.json"): "cannot be opened",
    }.items():
        with pytest.raises(Unreadable, match=words):
            read(path)


@pytest.mark.skipif(os.name != "posix", reason="pipes and devices are files here only")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.json"
    os.mkfifo(pipe)
    with pytest.raises(Unreadable, match="not an ordinary file"):
        read(pipe)


@pytest.mark.parametrize("name", ["empty.xlsx", "empty.json", "empty.txt", "empty.xml"])
def test_an_empty_file(take: Take, name: str) -> None:
    assert "is empty" in refusal_of(take, b"", name)


@pytest.mark.parametrize(("name", "megabytes"), [("big.json", 5), ("big.txt", 5), ("big.xlsx", 65)])
def test_a_file_too_large_is_not_read_to_its_end(tmp_path: Path, name: str, megabytes: int) -> None:
    path = tmp_path / name
    with path.open("wb") as file:
        file.truncate(megabytes * 1024 * 1024)
    with pytest.raises(Unreadable, match="larger than"):
        read(path)


@pytest.mark.skipif(os.name != "posix", reason="such names cannot be made elsewhere")
def test_a_strange_file_name_stays_on_one_line(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/a\nb\xff\x1b[31m.json"))
    path.write_text("x")
    with pytest.raises(Unreadable) as refusal:
        read(path)
    message = str(refusal.value)
    assert message.isprintable()
    message.encode()
