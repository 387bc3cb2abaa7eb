"""What is said of the boxes: every entry has its sentence, and no sentence is of no box."""

from collections import Counter
from pathlib import Path

import pytest

from focusxl.errors import FormDataError
from focusxl.forms.help_texts import boxes_named, read_help
from focusxl.forms.loader import editions, load_edition
from focusxl.forms.store import FORMS
from focusxl.forms.yaml_source import SourceFile

FILES = sorted((FORMS / "help").iterdir(), key=lambda path: path.name)
EVERY_BOX = {box for name in editions() for box in load_edition(name).boxes}


def test_each_file_is_of_the_pages_of_one_folder() -> None:
    assert [path.name for path in FILES] == ["2026.yaml", "shared.yaml"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_sentence_is_of_boxes_that_an_edition_has(path: Path) -> None:
    of_no_edition = [
        box
        for key in SourceFile(path).data
        for box in boxes_named(str(key))
        if box not in EVERY_BOX
    ]
    assert of_no_edition == []


def test_no_box_has_a_sentence_in_two_files() -> None:
    in_files = [set(read_help(path, "2026")) for path in FILES]
    assert in_files[0] & in_files[1] == set()


@pytest.mark.parametrize(
    ("edition", "kinds"),
    [
        ("2014", {"input": 79, "text": 8}),
        ("2026", {"input": 1185, "text": 163, "date": 17, "check": 23, "total": 99}),
    ],
)
def test_so_many_boxes_have_a_sentence(edition: str, kinds: dict[str, int]) -> None:
    boxes = load_edition(edition).boxes.values()
    assert Counter(placed.box.kind for placed in boxes if placed.help) == kinds


@pytest.mark.parametrize(
    ("edition", "kinds"), [("2014", {"input"}), ("2026", {"input", "text", "date"})]
)
def test_every_entry_has_a_sentence(edition: str, kinds: set[str]) -> None:
    boxes = load_edition(edition).boxes
    without = [n for n, placed in boxes.items() if placed.box.kind in kinds and not placed.help]
    assert without == []


@pytest.mark.parametrize(
    ("edition", "box", "sentence"),
    [
        ("2014", "7132", "Market value of customers' long options carried at clearing"),
        ("2026", "7132", "Market value of customers' long options carried at clearing"),
        # What both boxes of a line are told, and a box that is told something of its own.
        ("2026", "8210", "All of lines 2.A and 2.B"),
        ("2026", "18001", "Mortgage-backed securities that a U.S. agency"),
        ("2026", "18002", "Mortgage-backed securities that a U.S. agency"),
        # A column of a schedule: its first line, its last, the one between, and its total.
        ("2026", "12120", "Unique identifier of the counterparty"),
        ("2026", "12134", "Unique identifier of the counterparty"),
        ("2026", "12135", "Cost of entering into the same contracts anew"),
        ("2026", "12143", "Cost of entering into the same contracts anew"),
        ("2026", "7810", "Cost of entering into the same contracts anew"),
        ("2026", "26_describe", "What the report is filed under where none of the rules above"),
    ],
)
def test_what_is_said_of_a_box(edition: str, box: str, sentence: str) -> None:
    said = load_edition(edition).boxes[box].help
    assert said is not None
    assert said.startswith(sentence)


def test_the_cover_of_2014_says_nothing_that_is_said_of_2026() -> None:
    """The boxes of the cover have the same numbers in both editions, but not the same sentences."""
    assert load_edition("2014").boxes["13"].help is None
    assert load_edition("2026").boxes["13"].help == (
        "The firm's name as it is registered with the SEC. No trade name, no division, no "
        "abbreviation."
    )


@pytest.fixture
def written(tmp_path: Path) -> Path:
    path = tmp_path / "help.yaml"
    path.write_text(
        "# What belongs into the boxes\n"
        "7010: Cash.\n"
        "7132, 7133: Options.\n"
        "12120 to 12122, 7150_describe: Names.\n"
        "7040: {2014: Add lines 1, 2026: Total of line 1.}\n"
        "7446: {2026: Margin.}\n",
        encoding="utf-8",
    )
    return path


def test_a_sentence_stands_behind_one_box_or_several(written: Path) -> None:
    assert read_help(written, "2026") == {
        "7010": "Cash.",
        "7132": "Options.",
        "7133": "Options.",
        "12120": "Names.",
        "12121": "Names.",
        "12122": "Names.",
        "7150_describe": "Names.",
        "7040": "Total of line 1.",
        "7446": "Margin.",
    }


def test_where_editions_differ_each_has_its_own(written: Path) -> None:
    sentences = read_help(written, "2014")
    assert sentences["7040"] == "Add lines 1"
    assert "7446" not in sentences


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("7133: Options.\n", "help.yaml, line 7: “7133”: box 7133 stands twice"),
        ("7010,7020: Cash.\n", "help.yaml, line 7: “7010,7020”: “7010,7020” is no box"),
        ("cash: Cash.\n", "help.yaml, line 7: “cash”: “cash” is no box"),
        ("7010: Cash.\n", "help.yaml, line 7: “7010” stands twice"),
        ("7020: [Cash.]\n", "help.yaml, line 7: “7020”: a sentence belongs here"),
    ],
)
def test_what_is_wrong_is_refused_with_its_place(written: Path, line: str, message: str) -> None:
    written.write_text(written.read_text(encoding="utf-8") + line, encoding="utf-8")
    with pytest.raises(FormDataError) as refused:
        read_help(written, "2026")
    assert str(refused.value) == message
