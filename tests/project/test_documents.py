"""What the documents say is so: examples run, links lead somewhere, commands and files exist."""

from __future__ import annotations

import doctest
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from focusxl.filings.samples import sample_data

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted(
    path.relative_to(ROOT).as_posix()
    for folder in ("", "docs", "docs/decisions", "examples", ".github")
    for path in (ROOT / folder).glob("*.md")
)
WITH_EXAMPLES = ("README.md", "docs/python.md")
GENERATED = ("docs/rules-2014.md", "docs/rules-2026.md")
WRITTEN = [name for name in DOCUMENTS if name not in GENERATED]

_FENCE = re.compile(r"(?ms)^```(\w*)\n(.*?)^```$")
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_CODE = re.compile(r"`([^`\n]+)`")
_HEADING = re.compile(r"(?m)^#+ (.+)$")
_PATH = re.compile(r"(?:focusxl|udfs|workbook|tests|docs|examples|\.ci|\.github)/[\w./-]*[\w/]")
_CALL = re.compile(r"(?:^|(?<=[`\s]))focusxl ([a-z]+)([^`\n]*)")


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(name: str, language: str) -> list[str]:
    return [inside for kind, inside in _FENCE.findall(text_of(name)) if kind == language]


def prose(name: str) -> str:
    """Give a document without its fenced blocks."""
    return _FENCE.sub("", text_of(name))


def code(name: str) -> str:
    """Give every piece of code in a document, one a line."""
    fenced = [inside for _, inside in _FENCE.findall(text_of(name))]
    return "\n".join([*fenced, *_CODE.findall(prose(name))])


def test_the_documents_that_a_project_has_are_there() -> None:
    assert {
        "README.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "SECURITY.md",
        "docs/README.md",
        "docs/accountant.md",
        "docs/adding-a-line-or-a-check.md",
        "docs/architecture.md",
        "docs/glossary.md",
        "docs/python.md",
        "docs/security.md",
        *GENERATED,
    } <= set(DOCUMENTS)


# --- Examples ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def filed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with the report of June 2014 as a data file and as a workbook."""
    folder = tmp_path_factory.mktemp("filed")
    (folder / "june.json").write_text(json.dumps(sample_data("2014")), encoding="utf-8")
    for arguments in (
        ("new", "empty.xlsm", "--edition", "2014"),
        ("fill", "empty.xlsm", "june.json", "-o", "report.xlsm"),
    ):
        command = [sys.executable, "-m", "focusxl", *arguments]
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return folder


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_every_example_gives_what_it_shows(
    name: str, filed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in filed.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    monkeypatch.chdir(tmp_path)
    examples = "\n".join(blocks(name, "python"))
    test = doctest.DocTestParser().get_doctest(examples, {}, name, name, 0)
    told: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    runner.run(test, out=told.append)
    assert not runner.failures, "".join(told)
    assert runner.tries >= 3


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_all_python_that_is_shown_is_an_example(name: str) -> None:
    shown = blocks(name, "python")
    assert shown
    assert all(block.startswith(">>> ") for block in shown)


# --- Links, files, commands -------------------------------------------------------------------


def anchors(name: str) -> set[str]:
    """Give the anchors of a document's headings, as GitHub makes them."""
    headings = _HEADING.findall(prose(name))
    return {
        re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-") for heading in headings
    }


def leads_somewhere(name: str, target: str) -> bool:
    path, _, anchor = target.partition("#")
    file = (ROOT / name).parent / path if path else ROOT / name
    if not file.exists():
        return False
    return not anchor or anchor in anchors(file.resolve().relative_to(ROOT).as_posix())


@pytest.mark.parametrize("name", WRITTEN)
def test_every_link_leads_to_a_file_or_heading(name: str) -> None:
    links = _LINK.findall(re.sub(_CODE, "", prose(name)))
    inside = [link for link in links if not re.match(r"https?://|mailto:", link)]
    assert [link for link in inside if not leads_somewhere(name, link)] == []


def shown_pictures() -> set[Path]:
    return {
        ((ROOT / name).parent / target).resolve()
        for name in WRITTEN
        for target in _LINK.findall(text_of(name))
        if target.endswith(".png")
    }


def test_every_picture_is_shown_is_small_and_is_drawn_by_the_script() -> None:
    kept = set((ROOT / "docs/pictures").iterdir())
    assert shown_pictures() == kept
    assert len(kept) >= 7
    script = text_of("docs/pictures.py")
    for path in kept:
        assert path.read_bytes().startswith(b"\x89PNG\r\n")
        assert path.stat().st_size <= 120_000, path.name
        assert f'"{path.stem}"' in script or f'"{path.name}"' in script, path.name


def test_every_document_is_reached_from_the_readme() -> None:
    reached, new = set[str](), {"README.md"}
    while new:
        name = new.pop()
        reached.add(name)
        for link in _LINK.findall(text_of(name)):
            target = ((ROOT / name).parent / link.partition("#")[0]).resolve()
            if target.suffix == ".md" and target.is_relative_to(ROOT):
                new |= {target.relative_to(ROOT).as_posix()} - reached
    asked_for_by_github = {name for name in DOCUMENTS if name.startswith(".github/")}
    assert set(DOCUMENTS) - asked_for_by_github - {"SECURITY.md"} <= reached


@pytest.mark.parametrize("name", WRITTEN)
def test_every_path_that_is_named_is_there(name: str) -> None:
    named = {path for each in code(name).splitlines() for path in _PATH.findall(each)}
    assert [path for path in sorted(named) if not any(ROOT.glob(path.rstrip("/")))] == []


@cache
def help_of(command: str = "") -> str:
    call = [sys.executable, "-m", "focusxl", *([command] if command else []), "--help"]
    return subprocess.run(call, capture_output=True, text=True, check=True).stdout


def commands() -> set[str]:
    return set(re.findall(r"(?m)^  ([a-z]+) {2,}\S", help_of()))


def calls() -> Iterator[tuple[str, str, str]]:
    for name in WRITTEN:
        if name != "CHANGELOG.md":
            yield from ((name, *call) for call in _CALL.findall(code(name)))


def test_the_guide_shows_what_the_command_that_makes_the_workbook_says(tmp_path: Path) -> None:
    command, shown = (
        next(block for block in blocks("docs/accountant.md", "") if block.startswith(beginning))
        for beginning in ("focusxl new march.xlsm", "Made march.xlsm")
    )
    call = [sys.executable, "-m", "focusxl", *command.split()[1:]]
    said = subprocess.run(call, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert said.stdout == shown


def test_the_guide_shows_what_loading_the_trial_balance_of_the_examples_says(
    tmp_path: Path,
) -> None:
    new, command, shown = (
        next(block for block in blocks("docs/accountant.md", "") if block.startswith(beginning))
        for beginning in ("focusxl new march.xlsm", "focusxl import march.xlsm", "Loaded 10 ")
    )
    for name in ("trial-balance.csv", "mapping.csv"):
        (tmp_path / name).write_bytes((ROOT / "examples" / name).read_bytes())
    for line in (new, command):
        call = [sys.executable, "-m", "focusxl", *line.split()[1:]]
        said = subprocess.run(call, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert said.stdout == shown


def test_every_command_that_is_shown_is_one() -> None:
    shown = {command for _, command, _ in calls()}
    assert len(shown) >= 8
    assert shown <= commands()


def test_every_option_that_is_shown_is_one_of_its_command() -> None:
    wrong = [
        (name, command, option)
        for name, command, rest in calls()
        for option in re.findall(r"(?<!\S)--?[a-z][a-z-]*", rest)
        if option not in help_of(command)
    ]
    assert wrong == []


@pytest.mark.parametrize("name", ["README.md", "docs/files.md", "SECURITY.md"])
def test_every_option_that_is_named_alone_is_one_of_some_command(name: str) -> None:
    known = {
        option for each in ("", *commands()) for option in re.findall(r"--[a-z-]+", help_of(each))
    }
    assert set(re.findall(r"`(?:focusxl )?(--[a-z-]+)", prose(name))) <= known


def test_the_readme_names_every_command() -> None:
    assert commands() <= {command for name, command, _ in calls() if name == "README.md"}


@pytest.mark.parametrize("name", ["README.md", *(name for name in WRITTEN if "/" in name)])
def test_every_recipe_of_just_that_is_named_is_there(name: str) -> None:
    recipes = set(re.findall(r"(?m)^([a-z][a-z-]*)[^:=\n]*:(?!=)", text_of("justfile")))
    assert set(re.findall(r"(?m)^just ([a-z-]+)", code(name))) <= recipes


# --- What is shown of the code and of the form data -------------------------------------------


def test_the_rooms_are_those_that_import_linter_keeps() -> None:
    settings = tomllib.loads(text_of("pyproject.toml"))["tool"]["importlinter"]
    contracts = {contract["name"]: contract for contract in settings["contracts"]}
    architecture = text_of("docs/architecture.md")
    rooms = re.findall(r"(?m)^\| `(focusxl[\w.]*)` \|", architecture)
    assert rooms == contracts["The rooms stand one above the other"]["layers"]
    parts = contracts["What is written follows from what is read"]["layers"]
    for layer in parts:
        row = ", ".join(f"`{part}`" for part in layer.split(" : "))
        assert f"\n| {row} | " in architecture


def test_the_drawing_has_every_room_in_its_order() -> None:
    drawing = blocks("docs/architecture.md", "mermaid")[1]
    drawn = list(dict.fromkeys(re.findall(r"focusxl(?:_\w+|\.\w+)", drawing)))
    rooms = re.findall(r"(?m)^\| `(focusxl[\w.]*)` \|", text_of("docs/architecture.md"))
    assert drawn == rooms


def test_every_word_of_the_glossary_is_in_the_code() -> None:
    source = "\n".join(
        path.read_text(encoding="utf-8")
        for folder in ("focusxl", "udfs", "workbook")
        for path in (ROOT / folder).rglob("*.py")
    )
    last_cells = re.findall(r"(?m)^\| \*\*.*\| ([^|]*) \|$", text_of("docs/glossary.md"))
    words = {word for cell in last_cells for word in _CODE.findall(cell)}
    assert len(words) > 30
    missing = [word for word in sorted(words) if not re.search(rf"\b{re.escape(word)}", source)]
    assert missing == []


def within(shown: object, real: object) -> bool:
    """Tell whether a piece of form data that is shown is a part of the real one."""
    if isinstance(shown, Mapping) and isinstance(real, Mapping):
        return all(key in real and within(value, real[key]) for key, value in shown.items())
    return shown == real


@pytest.mark.parametrize("name", ["README.md", "docs/adding-a-line-or-a-check.md"])
def test_the_form_data_that_is_shown_is_the_form_data(name: str) -> None:
    page = yaml.safe_load(text_of("focusxl/forms/shared/segregation.yaml"))
    parameters = yaml.safe_load(text_of("focusxl/forms/parameters.yaml"))
    real: list[Any] = [*page["lines"], *page["checks"], parameters]
    shown: list[Any] = []
    for block in blocks(name, "yaml"):
        loaded = yaml.safe_load(block)
        shown += loaded if isinstance(loaded, list) else [loaded]
    assert len(shown) >= 2
    assert [each for each in shown if not any(within(each, one) for one in real)] == []


# --- The rule tables --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def written_now(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("rules")
    script = "import sys, pathlib, rule_tables; rule_tables.main(pathlib.Path(sys.argv[1]))"
    subprocess.run([sys.executable, "-c", script, str(folder)], cwd=ROOT / "docs", check=True)
    return folder


@pytest.mark.parametrize("name", GENERATED)
def test_the_rule_tables_are_what_the_form_data_gives(name: str, written_now: Path) -> None:
    now = (written_now / Path(name).name).read_text(encoding="utf-8")
    assert text_of(name) == now, "Renew them: python docs/rule_tables.py"


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("docs/rules-2014.md", "| 7190 | 14 | Excess (deficiency) funds in segregation"),
        ("docs/rules-2014.md", "| SEG-01 | must-fix | `[7047] <= [7045]` | The offset by customer"),
        ("docs/rules-2026.md", "| 7060 | 6 | Amount required to be segregated (add Lines 4 and"),
    ],
)
def test_a_rule_is_in_its_table(name: str, row: str) -> None:
    assert f"\n{row}" in text_of(name)
