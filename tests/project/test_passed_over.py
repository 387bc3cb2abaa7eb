"""Tests that need what is not there are counted, and fail a run in which skipping is forbidden."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

TESTS = Path(__file__).parents[1]
NEEDS_THE_REFERENCE = """
from tests.support.reference_material import REFERENCE, require_reference
require_reference()
def test_one(): assert REFERENCE.is_dir()
def test_two(): assert REFERENCE.is_dir()
"""
NEEDS_NOTHING = """
import pytest
def test_three(): pass
@pytest.mark.parametrize("number", [1, 2])
def test_four(number): pytest.skip("no host") if SKIPS else None
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout of its own, with two modules of tests."""
    tests = tmp_path / "checkout" / "tests"
    (tests / "support").mkdir(parents=True)
    shutil.copy(TESTS / "conftest.py", tests)
    shutil.copy(TESTS / "support" / "reference_material.py", tests / "support")
    (tests / "test_needs_it.py").write_text(NEEDS_THE_REFERENCE)
    for package in (tests, tests / "support"):
        (package / "__init__.py").touch()
    (tests.parent / "pytest.ini").write_text("[pytest]\npythonpath = .\n")
    return tests.parent


def run(
    checkout: Path, *, skips: bool = False, forbidden: bool, shared_out: bool
) -> tuple[int, str]:
    source = f"SKIPS = {skips}\n{NEEDS_NOTHING}"
    (checkout / "tests" / "test_needs_nothing.py").write_text(source)
    others = {k: v for k, v in os.environ.items() if not k.startswith(("FOCUSXL_", "PYTEST_"))}
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"),
            *("-n", "1" if shared_out else "0", "tests"),
        ],
        cwd=checkout,
        env={**others, "FOCUSXL_FORBID_SKIP": "1" if forbidden else "0"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


@pytest.mark.parametrize("shared_out", [False, True], ids=["alone", "shared out"])
def test_without_the_reference_material_a_run_says_what_it_leaves_out(
    checkout: Path, shared_out: bool
) -> None:
    status, out = run(checkout, forbidden=False, shared_out=shared_out)
    assert status == 0
    assert "passed over: 2 tests (files: 1): the reference material" in out


@pytest.mark.parametrize("shared_out", [False, True], ids=["alone", "shared out"])
def test_without_the_reference_material_a_run_fails_where_skipping_is_forbidden(
    checkout: Path, shared_out: bool
) -> None:
    status, out = run(checkout, forbidden=True, shared_out=shared_out)
    assert status != 0
    assert "the reference material (../shared/reference) is not there" in out


def test_with_the_reference_material_everything_is_made(checkout: Path) -> None:
    reference = checkout.parent / "shared" / "reference"
    reference.mkdir(parents=True)
    (reference / "part-ii-2026-boxes.csv").write_text("page,box\n")
    status, out = run(checkout, forbidden=True, shared_out=True)
    assert status == 0
    assert "5 tests made, none passed over" in out
    assert "passed over:" not in out


def test_any_other_skip_fails_where_skipping_is_forbidden(checkout: Path) -> None:
    (checkout / "tests" / "test_needs_it.py").unlink()
    status, out = run(checkout, skips=True, forbidden=False, shared_out=True)
    assert (status, "passed over: 2 tests (files: 1): no host" in out) == (0, True)
    status, _ = run(checkout, skips=True, forbidden=True, shared_out=True)
    assert status != 0
