"""What holds for every test: nothing is passed over unseen, and nothing is left to chance in CI."""

from __future__ import annotations

import ast
import os
from pathlib import Path

import pytest
from hypothesis import settings

from focusxl.forms.edition import Edition
from focusxl.forms.loader import load_edition
from tests.support.reference_material import (
    BOX_TABLE,
    NOT_THERE,
    goes_without_reference,
    skipping_is_forbidden,
)

# No test is about how long an example takes; in CI, each run tries the same examples.
settings.register_profile("at a desk", deadline=None)
settings.register_profile("in CI", deadline=None, derandomize=True, database=None, print_blob=True)
settings.load_profile("in CI" if os.environ.get("CI") else "at a desk")

OUTCOMES = ("passed", "failed", "error", "xfailed", "xpassed")
"""What may become of a test that is made."""


def pytest_report_header() -> str:
    compared = "are compared" if BOX_TABLE.is_file() else "are NOT compared (it is not there)"
    return f"the form data and the sample {compared} with the reference material"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Let work that is shared out begin with the files that take long, and so end together."""
    if hasattr(config, "workerinput"):
        marked = ("slow", "host")
        long = {one.path for one in items if any(map(one.get_closest_marker, marked))}
        items.sort(key=lambda one: one.path not in long)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Count what was passed over, by the reason, or say that nothing was."""
    passed_over = _passed_over(terminalreporter)
    if not passed_over:
        made = sum(len(terminalreporter.stats.get(outcome, ())) for outcome in OUTCOMES)
        terminalreporter.write_line(f"{made} tests made, none passed over")
    for reason, (modules, tests) in passed_over.items():
        terminalreporter.write_line(f"passed over: {tests} tests (files: {modules}): {reason}")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run that passed anything over where that is forbidden."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    # The processes that share the work have no reporter that writes; the one that has, decides.
    if reporter is None or hasattr(session.config, "workerinput") or not skipping_is_forbidden():
        return
    allowed = {NOT_THERE} if goes_without_reference() else set()
    if _passed_over(reporter).keys() - allowed and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _passed_over(reporter: pytest.TerminalReporter) -> dict[str, tuple[int, int]]:
    """Give how many modules and tests were passed over for each reason.

    Of a module that was not collected, its functions are counted, not their cases.
    """
    counts: dict[str, tuple[set[str], int]] = {}
    for report in reporter.stats.get("skipped", ()):
        _, _, reason = report.longrepr
        modules, tests = counts.get(reason.removeprefix("Skipped: "), (set(), 0))
        modules.add(report.nodeid.partition("::")[0])
        of_a_module = "::" not in report.nodeid
        tests += _tests_in(reporter.config.rootpath / report.nodeid) if of_a_module else 1
        counts[reason.removeprefix("Skipped: ")] = (modules, tests)
    return {reason: (len(modules), tests) for reason, (modules, tests) in counts.items()}


def _tests_in(module: Path) -> int:
    nodes = ast.walk(ast.parse(module.read_text("utf-8")))
    return sum(isinstance(node, ast.FunctionDef) and node.name.startswith("test") for node in nodes)


@pytest.fixture(scope="session")
def form() -> Edition:
    """The edition of the sample that was filed."""
    return load_edition("2014")
