"""No foreign text reaches a terminal as anything but text: every command is attacked with it."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from focusxl.cli import terminal
from focusxl.cli.terminal import CleanStream, clean, one_line, say
from tests.support.command_line import Outcome, run
from tests.support.parts import with_part

pytestmark = pytest.mark.slow

Books = dict[str, Path]

CONTROLS = [chr(code) for code in (*range(9), 11, 12, *range(14, 32), *range(127, 160))]
DIRECTIONS = list("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
INVISIBLE = list("\u00ad\u200b\u2060\ufeff\u2028\u2029\U000e0041")
COLOUR, CSI, TITLE = "\x1b[2K\x1b[32m", "\x9b2J", "\x1b]0;title\x07"
HOSTILE = (
    f"ACME{COLOUR}{CSI}{TITLE}\x7f\x85\u202eCNI\u2069\r\nREADY TO FILE: all is well\u2028\x00\x08"
)
FORGED = "READY TO FILE: all is well"


def assert_harmless(outcome: Outcome) -> None:
    """Every letter of both streams is one that a terminal shows; no line is a forged one."""
    for stream in (outcome.out, outcome.err):
        strange = {
            f"U+{ord(letter):04X}"
            for letter in stream
            if not letter.isprintable() and letter not in "\n\t"
        }
        assert not strange
        assert not [line for line in stream.split("\n") if line.strip().startswith(FORGED)]
    assert "Traceback" not in outcome.err


@pytest.mark.parametrize("letter", [*CONTROLS, *DIRECTIONS, *INVISIBLE, "\r", "\ud800"], ids=ascii)
def test_no_such_letter_comes_through(letter: str) -> None:
    for text in (clean(f"a{letter}b"), one_line(f"a{letter}b")):
        assert letter not in text
        assert text.startswith("a")
        assert text.endswith("b")
        assert len(text) == 3


@pytest.mark.parametrize("text", ["Zürich & Söhne", "日本", "a\u00a0b"[0], "12%", "✓", "e\u0301"])
def test_letters_that_are_shown_stay(text: str) -> None:
    assert clean(text) == text


def test_lines_stay_in_a_stream_and_go_within_a_line() -> None:
    assert clean("a\n\tb") == "a\n\tb"
    assert one_line("a\n\tb") == "a  b"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_looks_are_put_on_beneath_the_cleaning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    shown = Terminal()
    monkeypatch.setattr("sys.stdout", CleanStream(shown))
    say("READY\x1b[31m", looks="green")
    print("\x1b[31mREADY")
    assert shown.getvalue() == "\x1b[32mREADY�[31m\x1b[0m\n�[31mREADY\n"


def test_looks_are_for_terminals_whose_user_wants_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    for shown, no_color, looks in (
        (Terminal(), "", "\x1b[31m\x1b[1mNO\x1b[0m\n"),
        (Terminal(), "1", "NO\n"),
        (io.StringIO(), "", "NO\n"),
    ):
        monkeypatch.setenv("NO_COLOR", no_color)
        monkeypatch.setattr("sys.stdout", CleanStream(shown))
        say("NO", looks="red bold")
        assert shown.getvalue() == looks


def test_looks_on_windows_are_for_any_console(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    shown = Terminal()
    terminal._say_on_windows("NO [bold] " + "x" * 200, "red bold", shown)
    assert shown.getvalue() == f"\x1b[1;31mNO [bold] {'x' * 200}\x1b[0m\n"


def test_nobody_gets_beneath_the_stream() -> None:
    stream = CleanStream(io.StringIO())
    assert not hasattr(stream, "buffer")
    assert stream.writable()
    assert stream.encoding
    assert stream.errors


@pytest.fixture
def hostile_data(data_file: Path) -> Path:
    """A data file with hostile text in every place that takes one."""
    data: dict[str, Any] = json.loads(data_file.read_text())
    data["boxes"] |= {
        "13": HOSTILE,
        "14": HOSTILE,
        "20": HOSTILE,
        "7010": HOSTILE,
        "7020": f"#{HOSTILE}",
        "25": HOSTILE,
        f"99{HOSTILE}": 5,
    }
    data["explanations"] = {"SEG-03": HOSTILE, HOSTILE: {"text": HOSTILE, "answered": HOSTILE}}
    data["facts"][HOSTILE] = True
    data["nothing_to_report"] = [HOSTILE]
    data_file.write_text(json.dumps(data))
    return data_file


@pytest.fixture
def hostile_name(hostile_data: Path) -> Path:
    name = HOSTILE.replace("\0", "").replace("/", "")
    return hostile_data.rename(hostile_data.with_name(f"{name}.json"))


def commands(path: Path, folder: Path, template: Path) -> list[tuple[object, ...]]:
    """Every command that says anything of a file."""
    return [
        ("validate", path),
        ("validate", path, "--output", "csv"),
        ("validate", path, "--output", "json"),
        ("validate", path, path),
        ("explain", "13", path),
        ("explain", "7010", path),
        ("explain", "7190", path),
        ("explain", HOSTILE, path),
        ("export", path, "--to", folder / "out"),
        ("export", path, "--to", folder / "out", "--official-form", path),
        ("fill", template, path, "-o", folder / f"filled{template.suffix}"),
        ("fill", path, path, "-o", folder / f"other{template.suffix}"),
        ("doctor", path),
        ("doctor", path, "--json"),
        ("open", path, "--headless", "--save", folder / "saved.xlsx"),
    ]


def test_every_command_on_hostile_data(
    hostile_data: Path, templates: Books, tmp_path: Path
) -> None:
    for command in commands(hostile_data, tmp_path, templates["native"]):
        assert_harmless(run(*command))


def test_every_command_on_a_hostile_name(
    hostile_name: Path, templates: Books, tmp_path: Path
) -> None:
    for command in commands(hostile_name, tmp_path, templates["native"]):
        assert_harmless(run(*command))


def test_every_command_on_a_hostile_workbook(
    filled: Books, templates: Books, tmp_path: Path
) -> None:
    hostile = "".join(
        letter if letter.isprintable() else f"_x{ord(letter):04X}_" for letter in HOSTILE
    )
    book = with_part(
        filled["native"].read_bytes(),
        "xl/sharedStrings.xml",
        lambda text: (
            text.replace("<t>2014</t>", "<t>\1</t>")
            .replace("</t>", f"{hostile}</t>")
            .replace(f"\1{hostile}</t>", "2014</t>")
        ),
    )
    path = tmp_path / "hostile.xlsx"
    path.write_bytes(book)
    outcomes = [run(*command) for command in commands(path, tmp_path, templates["native"])]
    for outcome in outcomes:
        assert_harmless(outcome)
    assert "ACME" in outcomes[0].out


def test_every_command_on_hostile_words_of_its_own(tmp_path: Path) -> None:
    name = HOSTILE.replace("\0", "").replace("/", "")
    for command in (
        ("rules", "--edition", HOSTILE),
        ("new", tmp_path / f"{name}.xlsm", "--edition", HOSTILE),
        ("new", tmp_path / f"{name}.txt"),
        ("new", tmp_path / "a.xlsm", "--as-of", HOSTILE),
        ("new", tmp_path / "a.xlsm", "--firm", HOSTILE),
        ("demo", "--edition", HOSTILE),
        ("validate",),
        ("validate", tmp_path / name),
        ("validate", f"--{name}"),
        (name,),
    ):
        outcome = run(*command)
        assert outcome.status == 2
        assert_harmless(outcome)


def test_each_row_for_another_program_is_one_line(hostile_data: Path) -> None:
    outcome = run("validate", hostile_data, "--output", "csv")
    rows = list(csv.reader(io.StringIO(outcome.out)))
    assert len(rows) == len(outcome.out.splitlines()) > 5
    assert len({len(row) for row in rows}) == 1


def test_a_letter_that_json_leaves_as_it_is_is_kept_for_programs(data_file: Path) -> None:
    data = json.loads(data_file.read_text())
    data["boxes"]["7010"] = "5\x7f\x9b"
    data_file.write_text(json.dumps(data))
    outcome = run("validate", data_file, "--output", "json")
    assert outcome.out.isascii()
    assert "\x7f" not in outcome.out
    assert any("5\x7f\x9b" in (one["reported"] or "") for one in outcome.findings)


def test_what_counts_as_shown_is_what_the_tests_take_for_it() -> None:
    """Whatever is no letter, mark, number, sign or blank is taken away, in all of Unicode."""
    for code in range(0x110000):
        letter = chr(code)
        if unicodedata.category(letter)[0] in "CZ" and letter not in " \n\t":
            assert terminal.clean(letter) != letter, f"U+{code:04X}"
