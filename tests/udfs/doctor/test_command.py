import json
import os
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from focusxl.errors import Unreadable
from focusxl_udfs.doctor import report
from focusxl_udfs.doctor.book import read_book
from focusxl_udfs.doctor.examination import good, problem, unseen
from focusxl_udfs.doctor.machine import Machine, this_machine
from focusxl_udfs.doctor.report import examine
from tests.support.doctor_books import (
    NO_LIBREOFFICE,
    OFFICE,
    Windows,
    book_with,
    rewritten,
    without,
)

pytestmark = pytest.mark.slow


def test_every_examination_is_made_once_whatever_the_system(
    windows: Windows, linux: Machine, workbook: Path
) -> None:
    book = read_book(workbook)
    machine = windows()
    linux = replace(linux, python=machine.python)
    everywhere = [
        [one.name for one in examine(each, given, OFFICE)]
        for each in (machine, linux, replace(linux, system="macOS"))
        for given in (None, book)
    ]
    assert all(names == everywhere[0] for names in everywhere)
    assert len(everywhere[0]) == len(set(everywhere[0]))


def test_a_remedy_is_one_sentence(windows: Windows, workbook: Path) -> None:
    security = r"Software\Microsoft\Office\16.0\Excel\Security"
    machine = windows({("HKCU", security): {"VBAWarnings": 4}})
    found = list(examine(machine, book_with(version="0.1"), NO_LIBREOFFICE))
    wrong = [one for one in found if one.state == "problem"]
    assert len(wrong) >= 5
    for one in wrong:
        assert one.remedy
        assert ". " not in one.remedy


def test_the_report_fits_80_columns_and_keeps_paths_whole() -> None:
    path = "/a-long-folder/with-hyphens/in-its-name/python.exe"
    wrong = problem("some thing", f"not there, {path}", f"Write {path} and {path} into it.")
    lines = list(report.lines(wrong))
    assert all(len(line) <= 80 for line in lines)
    assert lines[0].startswith("problem ")
    assert sum(path in line for line in lines) == 3
    assert any(line.lstrip().startswith("Remedy: ") for line in lines)
    assert all(line.startswith(" ") for line in lines[1:])


def test_the_verdict_counts() -> None:
    fine, wrong, hidden = good("a", "x"), problem("b", "x", "Do."), unseen("c", "x")
    assert report.verdict([fine]) == "READY: no problems found."
    assert report.verdict([fine, hidden]) == ("READY: no problems found, 1 thing cannot be seen.")
    assert report.verdict([wrong, fine]) == "PROBLEMS: 1 problem found."
    assert report.verdict([wrong, wrong, hidden, hidden]) == (
        "PROBLEMS: 2 problems found, 2 things cannot be seen."
    )


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "focusxl", "doctor", *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd,
    )


def test_the_command_tells_a_program(workbook: Path) -> None:
    done = run(workbook.name, "--json", cwd=workbook.parent)
    told = json.loads(done.stdout)
    assert told["platform"] == this_machine().system
    assert [set(one) for one in told["examinations"]] == [
        {"name", "state", "found", "remedy"}
    ] * len(told["examinations"])
    wrong = [one for one in told["examinations"] if one["state"] == "problem"]
    assert told["verdict"] == ("problems" if wrong else "ready")
    assert done.returncode == (1 if wrong else 0)
    by_name = {one["name"]: one for one in told["examinations"]}
    assert by_name["settings sheet"]["state"] == "good"
    assert by_name["worksheet functions"]["state"] == "good"


def test_the_command_tells_a_person(workbook: Path) -> None:
    rewritten(workbook, without("UDF Modules"))
    done = run(workbook.name, cwd=workbook.parent)
    lines = done.stdout.splitlines()
    assert done.returncode == 1
    assert "\x1b" not in done.stdout
    assert all(len(line) <= 80 for line in lines)
    [at] = [n for n, line in enumerate(lines) if line.startswith("problem         settings sheet")]
    assert "Remedy: Write the missing names" in "".join(lines[at : at + 3])
    assert lines[-1].startswith("PROBLEMS: ")


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("report.xlsm", None, "There is no file"),
        ("report.xlsm", b"PK\x03\x04 broken", "is damaged"),
        ("report.xlsm", b"", "is empty"),
        ("report.txt", b"7010,1", "is not a FocusXL workbook"),
        ("https://firm.sharepoint.com/report.xlsm", None, "is on the web"),
    ],
)
def test_a_workbook_that_cannot_be_read(
    tmp_path: Path, name: str, content: bytes | None, complaint: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    done = run(name, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert complaint in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_wrong_call(tmp_path: Path) -> None:
    assert run("--unknown", cwd=tmp_path).returncode == 2


def test_macros_that_are_damaged_or_too_large_are_refused(workbook: Path) -> None:
    def with_project(content: bytes) -> Path:
        with zipfile.ZipFile(workbook) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        parts["xl/vbaProject.bin"] = content
        with zipfile.ZipFile(workbook, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, part in parts.items():
                archive.writestr(name, part)
        return workbook

    with pytest.raises(Unreadable, match="damaged"):
        read_book(with_project(b"no macros at all"))
    with pytest.raises(Unreadable, match="more macros"):
        read_book(with_project(os.urandom(9 * 1024 * 1024)))
