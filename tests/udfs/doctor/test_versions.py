from pathlib import Path

import pytest

from focusxl import __version__
from focusxl.files.template.made_by import MadeBy
from focusxl_udfs.doctor.book import read_book
from focusxl_udfs.doctor.machine import Machine
from focusxl_udfs.doctor.versions import examine_version
from tests.support.doctor_books import book_with
from tests.support.earlier_workbook import unstated


@pytest.mark.parametrize(
    ("version", "state", "found"),
    [
        (__version__, "good", "as installed"),
        ("0.1.9", "good", "focusxl upgrade carries it over"),
        ("", "good", "an early FocusXL"),
        ("99.0", "problem", "later than the one installed"),
    ],
)
def test_the_version_that_made_a_workbook(
    linux: Machine, version: str, state: str, found: str
) -> None:
    examination = examine_version(linux, book_with(made_by=MadeBy(version, "")))
    assert examination.state == state
    assert found in examination.found


def test_the_version_is_read_from_the_workbook(workbook: Path, linux: Machine) -> None:
    assert read_book(workbook).made_by.version == __version__
    workbook.write_bytes(unstated(workbook.read_bytes()))
    assert read_book(workbook).made_by == MadeBy("", "")


def test_without_a_workbook_there_is_no_version(linux: Machine) -> None:
    assert examine_version(linux, None).state == "not needed here"
