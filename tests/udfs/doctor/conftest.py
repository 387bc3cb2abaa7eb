from pathlib import Path

import pytest

from focusxl.forms.loader import load_edition
from focusxl_udfs.doctor.machine import Machine
from focusxl_udfs.functions import catalogue
from focusxl_workbook.build import build_template
from tests.support.doctor_books import Keys, Windows
from tests.support.doctor_machines import WrittenRegistry, other_machine, windows_machine


@pytest.fixture
def windows(tmp_path: Path) -> Windows:
    """Makes a Windows computer below the test's folder."""

    def machine(keys: Keys | None = None, refused: tuple[str, ...] = ()) -> Machine:
        registry = WrittenRegistry({}, refused)
        registry.keys.update(keys or {})
        return windows_machine(tmp_path, registry)

    return machine


@pytest.fixture
def linux(tmp_path: Path) -> Machine:
    """A Linux computer with the Python that runs the tests."""
    return other_machine(tmp_path / "linux", "Linux")


@pytest.fixture(scope="session")
def template() -> bytes:
    return build_template(load_edition("2014"), "udf", catalogue()).content


@pytest.fixture
def workbook(template: bytes, tmp_path: Path) -> Path:
    """The template of 2014, as a file."""
    path = tmp_path / "report.xlsm"
    path.write_bytes(template)
    return path
