import importlib
import importlib.metadata
import sys
from pathlib import Path

import pytest

from focusxl_udfs.doctor import python
from focusxl_udfs.doctor.machine import Machine
from focusxl_udfs.doctor.python import examine_packages


def put_metadata(folder: Path, name: str, version: str, *required: str) -> None:
    written = folder / f"{name}-{version}.dist-info"
    written.mkdir(parents=True)
    stated = [f"Requires-Dist: {one}" for one in required]
    lines = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}", *stated]
    (written / "METADATA").write_text("\n".join(lines) + "\n")


def test_the_packages_of_this_python(linux: Machine) -> None:
    examination = examine_packages(linux)
    assert examination.state == "good"
    stated = [one for one in importlib.metadata.requires("focusxl") or [] if "extra ==" not in one]
    assert stated
    assert f"the {len(stated)} packages" in examination.found


@pytest.mark.parametrize(
    ("required", "found"),
    [
        ("helper>=2", ""),
        ("helper>=2.10", ""),
        ("helper>=2.10.0.0", ""),
        ("helper>=2.9 ; python_version > '3'", ""),
        ("helper==2.10.0", ""),
        ("helper<3,>=2.1", ""),
        ("helper<2.10,>=2.1", "helper 2.10 is too new: it must be older than 2.10"),
        ("helper", ""),
        ("helper==99 ; extra == 'test'", ""),
        ("helper>=2.11", "helper 2.10 is older than 2.11"),
        ("helper==2.1", "helper 2.10 is not 2.1"),
        ("absent-helper>=1", "absent-helper is missing"),
        ("helper~=2.1", "cannot read the requirement “helper~=2.1”"),
    ],
)
def test_packages_against_what_is_required(
    linux: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, required: str, found: str
) -> None:
    put_metadata(tmp_path / "site", "focusxl", "9.9", required)
    put_metadata(tmp_path / "site", "helper", "2.10")
    monkeypatch.syspath_prepend(tmp_path / "site")
    examination = examine_packages(linux)
    assert examination.state == ("problem" if found else "good")
    assert found in examination.found


def test_a_python_without_focusxl(linux: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [])
    assert python.focusxl_version() is None
    assert examine_packages(linux).state == "problem"
