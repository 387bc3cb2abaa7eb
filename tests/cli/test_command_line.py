"""What is typed: help, wrong calls and their remedies, and what a call imports."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest

from focusxl import __version__
from focusxl.cli.commands import COMMANDS
from focusxl.cli.parsing import arguments_of, command_named
from focusxl.forms.loader import editions, load_edition
from tests.support.command_line import run, run_process

NAMES = [
    *("demo", "setup", "addin", "doctor", "new", "open", "fill"),
    *("import", "upgrade", "roll"),
    *("validate", "explain", "rules", "workpapers", "sign", "export", "audit", "history"),
]
HEAVY = [
    *("typer", "click", "pydantic", "yaml", "rich", "openpyxl", "xlsxwriter", "xlwings", "pypdf"),
    *("python_calamine", "rapidfuzz"),
]


def test_help_names_the_commands_in_the_order_of_use() -> None:
    shown = run("--help")
    assert shown.status == 0
    assert re.findall(r"(?m)^  ([a-z]+) +[A-Z]", shown.out) == NAMES
    assert shown.out.index("To begin:") < shown.out.index("To file it:")
    assert "Examples:\n  focusxl new report.xlsm" in shown.out
    assert run("-h").out == shown.out


def test_a_call_without_a_command_is_shown_the_help_as_an_error() -> None:
    outcome = run()
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err == run("--help").out


def test_the_version_is_said() -> None:
    outcome = run("--version")
    assert (outcome.status, outcome.out, outcome.err) == (0, f"focusxl {__version__}\n", "")


@pytest.mark.parametrize("name", NAMES)
def test_the_help_of_a_command_is_its_sentence_its_arguments_and_examples(name: str) -> None:
    outcome = run(name, "--help")
    assert (outcome.status, outcome.err) == (0, "")
    assert f"Usage: focusxl {name} [-h]" in outcome.out
    sentence = next(line for line in run("--help").out.splitlines() if f"  {name} " in line)
    assert f"\n\n{sentence[14:]}\n\n" in outcome.out
    (examples,) = re.findall(r"(?s)\nExamples:\n(.+)\Z", outcome.out)
    assert all(line.startswith(f"  focusxl {name}") for line in examples.splitlines())
    assert "%(" not in outcome.out
    assert re.findall(r"(?m)^[a-z]\S*(?= ?\S*:$)", outcome.out) == [], "a heading without a capital"


@pytest.mark.parametrize("name", ["validate", "rules", "audit"])
def test_the_values_of_output_are_named_where_the_option_is(name: str) -> None:
    values = "table|json" if name == "audit" else "table|json|csv"
    assert f"--output {values}" in run(name, "--help").out


@pytest.mark.parametrize("name", ["--help", *NAMES])
@pytest.mark.parametrize(("columns", "widest"), [("80", 80), ("200", 80), ("60", 60)])
def test_help_fits_the_terminal_and_80_columns(
    name: str, columns: str, widest: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    shown = run(*dict.fromkeys((name, "--help"))).out.partition("\nExamples:")[0]
    if name != "--help" or widest == 80:
        assert max(map(len, shown.splitlines())) <= widest


@pytest.mark.parametrize("name", NAMES)
def test_every_example_is_a_call_that_can_be_made(name: str) -> None:
    """The arguments of each are those that the function behind the command takes."""
    command = COMMANDS[name]
    taken = set(inspect.signature(command.function()).parameters)
    for example in command.examples:
        word, *given = example.split()[1:]
        assert command_named(word) is command
        assert arguments_of(command, given).keys() == taken


def refused(*arguments: object) -> str:
    outcome = run(*arguments)
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err.startswith("focusxl: ")
    assert outcome.err.count("\n") == 1
    return outcome.err.removeprefix("focusxl: ").removesuffix("\n")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["valid"], "There is no command “valid”; did you mean “validate”? Type focusxl --help"),
        (["zzz"], "There is no command “zzz”. Type focusxl --help for all."),
        (["--versoin"], "There is no option “--versoin”; did you mean “--version”?"),
        (["-x"], "There is no option “-x”."),
        (["validate"], "The following arguments are required: FILE. Type focusxl validate --help"),
        (["explain", "7190"], "The following arguments are required: FILE."),
        (["fill", "a.xlsm", "b.json"], "The following arguments are required: -o/--out."),
        (
            ["validate", "--ouput", "json"],
            "The command validate has no option “--ouput”; did you mean “--output”?",
        ),
        (["rules", "--edit", "2014"], "The command rules has no option “--edit”; did you mean"),
        (["explain", "-7", "a"], "The command explain has no option “-7”."),
        (["export", "a", "--too", "out"], "The command export has no option “--too”; did you"),
        (["explain", "1", "a", "b"], "There is one argument too many, “b”."),
        (["rules", "a"], "There is one argument too many, “a”."),
        (
            ["validate", "a", "--output", "yaml"],
            "Argument --output: invalid choice: 'yaml' (choose",
        ),
        (["audit", "a", "--output", "csv"], "Argument --output: invalid choice: 'csv' (choose"),
        (["rules", "--edition"], "Argument --edition: expected one argument."),
        (["validate", "a", "--jobs", "0"], "Argument --jobs: “0” is no number of processes; give"),
        (["validate", "a", "--jobs", "-1"], "Argument --jobs: “-1” is no number of processes;"),
        (["validate", "a", "--jobs", "two"], "Argument --jobs: “two” is no number of processes;"),
        (["validate", "a", "--jobs", "²"], "Argument --jobs: “²” is no number of processes;"),
    ],
    ids=" ".join,
)
def test_a_wrong_call_is_one_sentence_and_what_to_type(arguments: list[str], sentence: str) -> None:
    said = refused(*arguments)
    assert said.startswith(sentence)
    assert said.count("Type focusxl ") == 1


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        (["a", "--output", "csv", "b"], {"files": ["a", "b"], "output": "csv", "jobs": 1}),
        (["--output=csv", "a"], {"files": ["a"], "output": "csv", "jobs": 1}),
        (["--jobs", "3", "a"], {"files": ["a"], "output": "table", "jobs": 3}),
        (["--", "--jobs", "-a"], {"files": ["--jobs", "-a"], "output": "table", "jobs": 1}),
        (["a", "--", "-b"], {"files": ["a", "-b"], "output": "table", "jobs": 1}),
        (["-"], {"files": ["-"], "output": "table", "jobs": 1}),
    ],
)
def test_options_may_stand_anywhere(given: list[str], taken: dict[str, object]) -> None:
    arguments = arguments_of(COMMANDS["validate"], given)
    assert {**arguments, "files": [str(path) for path in arguments["files"]]} == taken


@pytest.mark.parametrize(
    "given",
    [
        ["a", "b", "-o", "-c"],
        ["a", "b", "-o-c"],
        ["--out", "-c", "a", "b"],
        ["a", "--out=-c", "b"],
    ],
    ids=" ".join,
)
def test_the_value_of_an_option_may_look_like_one(given: list[str]) -> None:
    arguments = arguments_of(COMMANDS["fill"], given)
    assert arguments == {"book": Path("a"), "data": Path("b"), "out": Path("-c")}


def imported_by(*arguments: str) -> set[str]:
    """Give the packages that a call imports in a process of its own."""
    program = (
        "import sys\n"
        "from focusxl.cli.main import main\n"
        "try:\n"
        "    main(sys.argv[1:])\n"
        "finally:\n"
        "    print(*{name.partition('.')[0] for name in sys.modules}, file=sys.stderr)\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=False
    )
    return set(ended.stderr.splitlines()[-1].split())


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["--version"], *([name, "--help"] for name in NAMES), ["valid"], ["validate"]],
    ids=" ".join,
)
def test_help_and_wrong_calls_import_nothing_of_weight(arguments: list[str]) -> None:
    imported = imported_by(*arguments)
    assert "focusxl" in imported
    assert not imported & {*HEAVY, "focusxl_workbook", "focusxl_udfs", "decimal", "zipfile"}


def test_a_verdict_that_no_terminal_shows_is_given_without_what_draws_on_terminals(
    sample_file: Path,
) -> None:
    imported = imported_by("validate", str(sample_file))
    assert "decimal" in imported
    assert not imported & {"typer", "click", "rich", "argcomplete", "concurrent", "difflib"}


def test_python_m_focusxl_is_the_command() -> None:
    assert run_process("--version").out == f"focusxl {__version__}\n"


def test_the_values_that_options_take_are_those_of_the_form_data() -> None:
    shown = " ".join(run("new", "--help").out.split())
    assert f"--edition {'|'.join(editions())} " in shown
    assert "--as-of MM/DD/YYYY " in shown
    kinds = re.search(r"its kinds with commas: ([a-z, -]+)\.", shown)
    assert kinds is not None
    assert set(kinds[1].split(", ")) == set(load_edition(editions()[-1]).firm_words)


def test_no_word_of_help_is_broken_at_its_hyphen() -> None:
    for name in NAMES:
        assert not re.search(r"(?m)[a-z]-$", run(name, "--help").out), name
