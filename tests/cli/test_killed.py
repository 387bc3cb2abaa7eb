"""`fill`, `new` and `demo` killed at any moment: what was there stays, what is new is whole."""

from __future__ import annotations

import contextlib
import errno
import multiprocessing
import os
import random
import time
from pathlib import Path

import pytest

from focusxl.files.template.names import Flavour
from focusxl.files.writing.audited_folder import audited_folder
from tests.support.command_line import Outcome, run
from tests.support.dying import dies_at

pytestmark = pytest.mark.slow

Books = dict[Flavour, Path]
MINE = {"mine.xlsx": b"mine"}
KILLS = pytest.mark.skipif(os.name != "posix", reason="processes are forked and killed here")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "mine.xlsx").write_bytes(b"mine")
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for path in folder.iterdir():
        # A run at work takes its passing files away.
        with contextlib.suppress(FileNotFoundError):
            found[path.name] = path.read_bytes()
    return found


def finals(folder: Path) -> dict[str, bytes]:
    return {name: text for name, text in contents(folder).items() if name[:9] != ".focusxl-"}


def filling(templates: Books, sample_file: Path, out: Path, name: str) -> tuple[object, ...]:
    return ("fill", templates["native"], sample_file, "-o", out / name)


@KILLS
def test_fill_killed_at_any_step_leaves_a_whole_workbook_or_none(
    templates: Books, sample_file: Path, filled: Books, out: Path
) -> None:
    whole = filled["native"].read_bytes()
    template = templates["native"].read_bytes()
    left_behind = made = 0
    for step in range(1, 40):
        name = f"{step}.xlsx"
        killed = dies_at(step, out, lambda: run(*filling(templates, sample_file, out, name)))  # noqa: B023
        there = finals(out)
        left_behind += len(contents(out)) - len(there)
        made += name in there
        assert MINE.items() <= there.items()
        assert {there[each] for each in there if each not in MINE} <= {whole}
        assert templates["native"].read_bytes() == template
        if not killed:
            break
    assert not killed
    assert left_behind > 5, "no run was killed while it was writing"
    assert made > 2, "no run was killed after its file had got its name"
    # The run that came to its end has removed what the ones before had left.
    assert contents(out) == finals(out)


@KILLS
def test_new_killed_at_any_step_leaves_a_whole_workbook_or_none(
    templates: Books, out: Path
) -> None:
    whole = templates["native"].read_bytes()
    for step in range(1, 40):
        new = ("new", out / f"{step}.xlsx", "--edition", "2014", "--native")
        killed = dies_at(step, out, lambda: run(*new))  # noqa: B023
        there = finals(out)
        assert MINE.items() <= there.items()
        assert {there[each] for each in there if each not in MINE} <= {whole}
        if not killed:
            break
    assert not killed
    assert contents(out) == finals(out)


@KILLS
def test_roll_killed_at_any_step_leaves_the_old_workbook_whole(filled: Books, out: Path) -> None:
    june = filled["native"].read_bytes()
    assert run("roll", filled["native"], "--to", "07/31/2014", "-o", out / "whole.xlsx").status == 0
    whole = (out / "whole.xlsx").read_bytes()
    for step in range(1, 40):
        call = ("roll", filled["native"], "--to", "07/31/2014", "-o", out / f"{step}.xlsx")
        killed = dies_at(step, out, lambda: run(*call))  # noqa: B023
        there = finals(out)
        assert MINE.items() <= there.items()
        assert {there[each] for each in there if each not in MINE} <= {whole}
        assert filled["native"].read_bytes() == june
        if not killed:
            break
    assert not killed
    assert contents(out) == finals(out)


@KILLS
def test_fill_killed_at_random_leaves_whole_workbooks(
    templates: Books, sample_file: Path, filled: Books, out: Path
) -> None:
    def fill_for_ever(run_number: int) -> None:
        number = 0
        while not run(*filling(templates, sample_file, out, f"{run_number}-{number}.xlsx")).status:
            number += 1

    generator = random.Random(2014)
    whole = filled["native"].read_bytes()
    for number in range(10):
        process = multiprocessing.get_context("fork").Process(target=fill_for_ever, args=(number,))
        process.start()
        time.sleep(generator.uniform(0.1, 1.0))
        while number % 2 and process.is_alive() and contents(out) == finals(out):
            pass
        assert process.is_alive(), "a fill was refused"
        process.kill()
        process.join()
        there = finals(out)
        assert MINE.items() <= there.items()
        assert {there[each] for each in there if each not in MINE} <= {whole}
    assert run(*filling(templates, sample_file, out, "last.xlsx")).status == 0
    assert contents(out) == finals(out)


@KILLS
@pytest.mark.parametrize("step", [2, 4, 8, 14, 26, 30, 32, 34])
def test_the_demo_killed_leaves_a_whole_workbook_and_no_half_export(
    tmp_path: Path, step: int
) -> None:
    folder = tmp_path / "demo"
    assert dies_at(step, folder, lambda: run("demo", "--to", folder))
    book = folder / "hsbc-2014-06-30.xlsm"
    if not book.exists():
        assert run("demo", "--to", folder).status == 0
    assert run("validate", book).status == 0
    assert {each.state for each in audited_folder(folder).sets} <= {"whole", "no record"}
    assert run("export", book, "--to", folder).status == 0
    audited = audited_folder(folder)
    assert {each.state for each in audited.sets} == {"whole"}
    assert (audited.of_no_record, audited.left_behind) == ((book.name,), ())


# --- The system refuses -------------------------------------------------------------------------


def refused(outcome: Outcome) -> str:
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err.count("\n") == 1
    return outcome.err


@pytest.mark.parametrize("command", ["fill", "new"])
@pytest.mark.parametrize("full_at", [1, 2, 3, 4])
def test_a_full_disk_is_one_sentence_and_nothing_is_lost(
    templates: Books,
    sample_file: Path,
    out: Path,
    monkeypatch: pytest.MonkeyPatch,
    command: str,
    full_at: int,
) -> None:
    """At the file, the journal, the folder before the name is given, and after."""
    synced: list[int] = []

    def full(handle: int) -> None:
        synced.append(handle)
        if len(synced) == full_at:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    said = refused(
        run(*filling(templates, sample_file, out, "a.xlsx"))
        if command == "fill"
        else run("new", out / "a.xlsx", "--edition", "2014", "--native")
    )
    assert "No space left on device" in said
    assert "No file that was there before was changed." in said
    assert contents(out) == MINE


@pytest.mark.skipif(not Path("/sys/kernel").is_dir(), reason="a folder that nobody may write to")
def test_a_folder_that_may_not_be_written_to_is_one_sentence(
    templates: Books, sample_file: Path
) -> None:
    forbidden = Path("/sys/kernel")
    for command in (
        filling(templates, sample_file, forbidden, "a.xlsx"),
        ("new", forbidden / "a.xlsx", "--edition", "2014", "--native"),
        ("export", sample_file, "--to", forbidden),
    ):
        said = refused(run(*command))
        assert "ermission" in said or "not permitted" in said or "ead-only" in said
