"""A set is complete or not there: what a killed run leaves is settled by the next."""

from __future__ import annotations

import errno
import json
import multiprocessing
import os
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

import focusxl.files.writing.folder_lock
from focusxl.files.writing.atomic_writes import settle, write_all, write_new, writing_into
from focusxl.files.writing.folder_lock import LOCK, locked_folder
from tests.support.dying import dies_at

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name != "posix", reason="processes are forked and killed here"),
]

SET = {f"set-1{ending}": ending.encode() * 1000 for ending in ("-a.txt", "-b.txt", "-record.json")}
NEXT = {f"set-2{ending}": ending.encode() * 2000 for ending in ("-a.txt", "-b.txt", "-record.json")}
MINE = {"mine.txt": b"mine", ".focusxl-notes": b"mine too", "x.tmp": b"and mine"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    to = tmp_path / "out"
    to.mkdir()
    for name, content in MINE.items():
        (to / name).write_bytes(content)
    return to


@pytest.fixture(params=[True, False], ids=["with second names", "without"])
def links(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether the file system lets a file have two names."""
    if not request.param:
        monkeypatch.setattr(os, "link", refuse_link)
    return bool(request.param)


def refuse_link(*_: object, **__: object) -> None:
    raise PermissionError("this file system has no second names")


def write(folder: Path, files: dict[str, bytes]) -> None:
    with writing_into(folder):
        write_all({folder / name: content for name, content in files.items()})


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def named(folder: Path) -> dict[str, bytes]:
    """What stands in the folder under final names, but for what was there before."""
    return {
        name: content
        for name, content in contents(folder).items()
        if not name.startswith(".focusxl-") and name not in MINE
    }


def steps_until_alive(folder: Path, files: dict[str, bytes]) -> Iterator[int]:
    """Kill a run at each of its steps in turn, until it has no step left."""
    for step in range(1, 100):
        if not dies_at(step, folder, lambda: write(folder, files)):
            return
        yield step
    raise AssertionError("the run never comes to its end")


def test_the_next_run_completes_a_set_or_removes_it(folder: Path, links: bool) -> None:
    """Whatever had a final name keeps it, and the rest of its set joins it."""
    seen: set[str] = set()
    for step in steps_until_alive(folder, SET):
        before = named(folder)
        for name, content in before.items():
            # Without second names a name is taken by an empty file first, for a moment.
            assert content == SET[name] or (not links and content == b""), (step, name)
        assert before.get("set-1-record.json") != SET["set-1-record.json"] or before == SET
        seen.add("".join("n" if name in before else "-" for name in SET))
        write(folder, NEXT)
        assert contents(folder) == MINE | NEXT | (SET if before else {}), step
        for name in named(folder):
            (folder / name).unlink()
    assert seen == {"---", "n--", "nn-", "nnn"}
    assert contents(folder) == MINE | SET


def empty(folder: Path) -> None:
    for path in folder.iterdir():
        if path.name not in MINE:
            path.unlink()


def broken_off(folder: Path) -> int:
    """Leave a set of which only the first file has its name; give the step it was killed at."""
    for step in steps_until_alive(folder, SET):
        if named(folder) == {"set-1-a.txt": SET["set-1-a.txt"]}:
            return step
        empty(folder)
    raise AssertionError("no step lies between two names")


def test_a_next_run_that_is_killed_as_well_leaves_it_to_the_one_after(
    folder: Path, links: bool
) -> None:
    first = broken_off(folder)
    for step in range(1, 100):
        empty(folder)
        assert dies_at(first, folder, lambda: write(folder, SET))
        assert set(named(folder)) == {"set-1-a.txt"}
        if not dies_at(step, folder, lambda: write(folder, NEXT)):
            break
        write(folder, {"last.txt": b"last"})
        settled = contents(folder)
        assert settled.pop("last.txt") == b"last"
        assert settled in (MINE | SET, MINE | SET | NEXT), step
    assert contents(folder) == MINE | SET | NEXT


def test_a_file_that_was_changed_since_is_kept_and_none_of_the_set_joins_it(folder: Path) -> None:
    broken_off(folder)
    (folder / "set-1-a.txt").unlink()
    (folder / "set-1-a.txt").write_bytes(b"changed by hand")
    settle(folder)
    assert contents(folder) == MINE | {"set-1-a.txt": b"changed by hand"}


@pytest.mark.parametrize("content", [b"of another program", b""])
def test_a_name_that_was_taken_since_is_left_to_whoever_took_it(
    folder: Path, content: bytes
) -> None:
    """The set cannot be whole any more, so what it has of it goes."""
    broken_off(folder)
    (folder / "set-1-b.txt").write_bytes(content)
    settle(folder)
    assert contents(folder) == MINE | {"set-1-b.txt": content}


def test_what_was_removed_by_hand_does_not_come_back(folder: Path) -> None:
    broken_off(folder)
    (folder / "set-1-a.txt").unlink()
    settle(folder)
    assert contents(folder) == MINE


def test_leftovers_of_every_kind_go_and_what_looks_alike_stays(folder: Path) -> None:
    (folder / ".focusxl-0123456789abcdef.tmp").write_bytes(b"half")
    (folder / ".focusxl-x.tmp").mkdir()
    (folder / ".focusxl-x.tmp" / "book.xlsx").write_bytes(b"half")
    (folder / ".focusxl-far.tmp").symlink_to(folder.parent)
    (folder / ".focusxl-half-journal.tmp").write_bytes(b'{"files": [{"na')
    (folder / LOCK).write_bytes(b"")
    write_new(folder / "new.txt", b"new")
    assert contents(folder) == MINE | {"new.txt": b"new"}
    assert folder.parent.is_dir()


@pytest.mark.parametrize("name", ["../outside.txt", "/tmp/outside.txt", "..", "a\\b", "c:d", ""])
@pytest.mark.parametrize("key", ["name", "staged"])
def test_a_journal_reaches_no_file_outside_its_folder(folder: Path, name: str, key: str) -> None:
    outside = folder.parent / "outside.txt"
    outside.write_bytes(b"theirs")
    (folder / ".focusxl-1-1.tmp").write_bytes(b"theirs")
    file = {"name": "a.txt", "staged": ".focusxl-1-1.tmp", "sha256": sha256(b"theirs").hexdigest()}
    files = [file, file | {key: name}]
    (folder / "a.txt").write_bytes(b"theirs")
    (folder / ".focusxl-1-journal.tmp").write_text(json.dumps({"files": files}))
    settle(folder)
    assert contents(folder) == MINE | {"a.txt": b"theirs"}
    assert outside.read_bytes() == b"theirs"


def hold(folder: Path, seconds: float) -> None:
    with writing_into(folder):
        (folder / ".focusxl-alive-1.tmp").write_bytes(b"being written")
        time.sleep(seconds)


def test_a_run_that_is_still_alive_is_waited_for(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alive = multiprocessing.get_context("fork").Process(target=hold, args=(folder, 60))
    alive.start()
    while not (folder / ".focusxl-alive-1.tmp").exists():
        assert alive.is_alive()
    monkeypatch.setattr(focusxl.files.writing.folder_lock, "_SECONDS_TO_WAIT", 0.2)
    with pytest.raises(TimeoutError, match="another run of FocusXL is still writing there"):
        write(folder, SET)
    settle(folder)
    assert contents(folder) == MINE | {".focusxl-alive-1.tmp": b"being written", LOCK: b""}
    alive.kill()
    alive.join()
    write(folder, SET)
    assert contents(folder) == MINE | SET


def count_up(folder: Path, times: int) -> None:
    for _ in range(times):
        with locked_folder(folder):
            there = int((folder / "count").read_text())
            (folder / "count").write_text(str(there + 1))


def test_only_one_at_a_time_is_in(tmp_path: Path) -> None:
    (tmp_path / "count").write_text("0")
    forked = multiprocessing.get_context("fork")
    several = [forked.Process(target=count_up, args=(tmp_path, 25)) for _ in range(4)]
    for each in several:
        each.start()
    for each in several:
        each.join()
    assert contents(tmp_path) == {"count": b"100"}


@pytest.mark.parametrize("kind", ["folder", "link", "no locks"])
def test_without_a_lock_names_are_still_new_but_nothing_is_taken_for_left_behind(
    folder: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / ".focusxl-perhaps-alive.tmp").write_bytes(b"perhaps")
    if kind == "folder":
        (folder / LOCK).mkdir()
    elif kind == "link":
        (folder / LOCK).symlink_to(folder / "mine.txt")
    else:
        import fcntl

        def refuse(*_: object) -> None:
            raise OSError(errno.ENOLCK, "No locks available")

        monkeypatch.setattr(fcntl, "flock", refuse)
    write(folder, SET)
    with pytest.raises(FileExistsError):
        write(folder, SET)
    kept = {path.name: path.read_bytes() for path in folder.iterdir() if path.name != LOCK}
    assert kept == MINE | SET | {".focusxl-perhaps-alive.tmp": b"perhaps"}
    assert (folder / LOCK).exists() == (kind != "no locks")


@pytest.mark.parametrize(
    ("umask", "mode"), [(0o022, 0o644), (0o027, 0o640), (0o077, 0o600), (0o002, 0o664)]
)
def test_new_files_are_as_open_to_others_as_the_umask_says(
    folder: Path, links: bool, umask: int, mode: int
) -> None:
    before = os.umask(umask)
    try:
        write(folder, SET)
    finally:
        os.umask(before)
    assert {(folder / name).stat().st_mode & 0o7777 for name in SET} == {mode}


@pytest.mark.parametrize("full_at", range(1, 7))
def test_a_disk_that_is_full_at_any_moment_leaves_what_was_there(
    folder: Path, links: bool, monkeypatch: pytest.MonkeyPatch, full_at: int
) -> None:
    """Three files, the journal, the folder with them, the folder with their names."""
    synced: list[int] = []

    def full(handle: int) -> None:
        synced.append(handle)
        if len(synced) == full_at:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write(folder, SET)
    assert contents(folder) == MINE


def test_a_name_is_not_kept_taken_where_the_file_cannot_get_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Path, to: Path) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "link", refuse_link)
    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(OSError, match="Input/output"):
        write(folder, SET)
    assert contents(folder) == MINE
