"""Every package has its reason, is used, and is locked with its hashes."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
REASONS = (ROOT / "docs" / "decisions" / "0001-dependencies.md").read_text(encoding="utf-8")
AT_WORK = [Requirement(each) for each in PROJECT["dependencies"]]
IN_TESTS = [Requirement(each) for each in PROJECT["optional-dependencies"]["test"]]
LOCKS = {"requirements.lock": AT_WORK, "requirements-test.lock": AT_WORK + IN_TESTS}
IMPORTED_AS = {
    "PyYAML": "yaml",
    "pyOpenVBA": "pyopenvba",
    "python-calamine": "python_calamine",
    "XlsxWriter": "xlsxwriter",
}
OF_HOSTS = {"uno", "unohelper", "com", "pythoncom", "win32clipboard", "win32com"}
"""Modules that LibreOffice has in itself, or that xlwings brings on Windows."""


def locked(name: str) -> dict[str, tuple[Requirement, set[str]]]:
    """Read a lock: each package as it is required, and the hashes of its files."""
    lines = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    found = {}
    for line in lines:
        if line and not line.lstrip().startswith("#"):
            stated, *hashes = line.split("--hash=")
            each = Requirement(stated.strip())
            found[canonicalize_name(each.name)] = (each, {one.strip() for one in hashes})
    return found


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_has_every_package_at_a_version_that_is_allowed(name: str) -> None:
    lock = locked(name)
    for each in LOCKS[name]:
        pinned, _ = lock[canonicalize_name(each.name)]
        (version,) = pinned.specifier
        assert each.specifier.contains(version.version), each.name


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_pins_everything_with_hashes(name: str) -> None:
    lock = locked(name)
    assert len(lock) >= len(LOCKS[name])
    for pinned, hashes in lock.values():
        (version,) = pinned.specifier
        assert version.operator == "=="
        assert "*" not in version.version
        assert hashes
        assert all(re.fullmatch("sha256:[0-9a-f]{64}", each) for each in hashes), pinned.name


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_what_its_packages_ask_for(name: str) -> None:
    lock = locked(name)
    for key, (pinned, _) in lock.items():
        try:
            wanted = [Requirement(each) for each in requires(key) or ()]
        except PackageNotFoundError:
            assert pinned.marker is not None, f"{key} is not installed, though all systems need it"
            continue
        for each in wanted:
            if each.marker is None or each.marker.evaluate({"extra": ""}):
                there, _ = lock[canonicalize_name(each.name)]
                (version,) = there.specifier
                assert each.specifier.contains(version.version, prereleases=True), (key, each)


@pytest.mark.parametrize("name", [*LOCKS, "pyproject.toml", ".github/workflows/check.yml"])
def test_no_server_and_no_folder_is_named(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"(?m)^\s*-(i|f|-(extra-)?index|-find|-trusted)\b", text)
    assert not re.search(r"(?<![\w.])/(tmp|home|opt|work|root)/", text)


def test_at_work_there_is_no_cryptography() -> None:
    assert not {"cryptography", "cffi", "pdfminer-six"} & locked("requirements.lock").keys()


@pytest.mark.parametrize("each", AT_WORK + IN_TESTS, ids=lambda each: each.name)
def test_every_package_has_its_reason(each: Requirement) -> None:
    assert any(
        line.startswith("|") and f"`{each.name}`" in line.split("|")[1]
        for line in REASONS.splitlines()
    )


def test_what_comes_along_is_named() -> None:
    named = {canonicalize_name(each) for each in re.findall(r"`([A-Za-z0-9_.-]+)`", REASONS)}
    assert locked("requirements.lock").keys() <= named


def imported_at_work() -> Iterator[str]:
    for folder in ("focusxl", "udfs/focusxl_udfs", "workbook/focusxl_workbook"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    yield from (alias.name.partition(".")[0] for alias in node.names)
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    yield node.module.partition(".")[0]


def test_what_is_imported_is_what_is_declared() -> None:
    own = {"focusxl", "focusxl_udfs", "focusxl_workbook"}
    foreign = set(imported_at_work()) - own - OF_HOSTS - set(sys.stdlib_module_names)
    declared = {IMPORTED_AS.get(each.name, each.name) for each in AT_WORK}
    assert foreign == declared
