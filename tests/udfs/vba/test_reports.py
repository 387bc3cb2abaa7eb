"""What scanners say of the shipped macros is what docs/security.md explains, line by line."""

import re
from functools import cache
from pathlib import Path

import pytest
from oletools.mraptor import MacroRaptor
from oletools.olevba import VBA_Parser

from focusxl.files.macros.known import known_macros
from focusxl.forms.loader import editions, load_edition
from focusxl_udfs.functions import catalogue
from focusxl_udfs.vba.project import standard_modules
from focusxl_workbook.build import build_template

pytestmark = pytest.mark.slow

DOCUMENT = (Path(__file__).parents[3] / "docs" / "security.md").read_text("utf-8")


@cache
def macros(edition: str) -> VBA_Parser:
    content = build_template(load_edition(edition), "udf", catalogue()).content
    return VBA_Parser("book.xlsm", data=content)


def explained(head: str) -> list[list[str]]:
    """The rows of the table that begins with these captions."""
    _, found, rest = DOCUMENT.partition(f"| {head} |")
    assert found
    rows = rest.partition("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


@pytest.mark.parametrize("edition", editions())
def test_olevbas_list_is_the_one_that_is_explained(edition: str) -> None:
    told = [(kind, word) for kind, word, _ in macros(edition).analyze_macros()]
    rows = explained("type | keyword | where, and why")
    assert [(kind, word) for kind, word, _ in rows] == told
    assert all(why for _, _, why in rows)


@pytest.mark.parametrize("edition", editions())
def test_mraptors_report_is_the_one_that_is_explained(edition: str) -> None:
    report = MacroRaptor(macros(edition).get_vba_code_all_modules())
    report.scan()
    rows = explained("flag | match | where, and why")
    assert [match for _, match, _ in rows] == report.matches
    assert "".join(flag for flag, _, _ in rows) == report.get_flags()
    assert f"flags {report.get_flags()}" in DOCUMENT


def test_each_word_stands_where_the_explanation_says() -> None:
    """Each stands in a text or a comment, but for those said to be methods or declarations."""
    for name, source in standard_modules(catalogue()).items():
        lines = [line for line in source.splitlines() if not line.startswith("Attribute ")]
        bare = [re.sub(r'"(?:[^"]|"")*"', '""', line).partition("'")[0] for line in lines]
        for word in ("open", "binary", "run"):
            assert not [line for line in bare if re.search(rf"(?i)\b{word}\b", line)], name
        used = [line.strip() for line in bare if re.search(r"(?i)\b(?:exec|setattr)\b", line)]
        assert used == (
            ['server.SetAttr server.Module(""), "", book', "server.Exec pythonStatement"]
            if name == "xlwings"
            else []
        )
        declared = [line for line in bare if re.search(r"(?i)\blib\b", line)]
        assert len(declared) == (7 if name == "xlwings" else 0)


def test_the_command_line_is_the_one_that_is_explained() -> None:
    [shown] = re.findall(r'^ +"INTERPRETER" (.*)$', DOCUMENT, re.MULTILINE)
    [composed] = re.findall(r"ServerCommand = (.*)\r", standard_modules(())["xlwings"])
    assert composed == f'"""" & python & """ {shown.replace(chr(34), chr(34) * 2)}"'


def test_every_check_of_foreign_code_is_explained() -> None:
    from focusxl.forms.general_checks import general_checks

    checks = [check for check in general_checks() if check.startswith("MAC-")]
    assert [check for check, _ in explained("check | finds")] == checks
    assert len(checks) == 7


def test_the_modules_named_are_those_there_are() -> None:
    assert all(f"`{name}" in DOCUMENT for name in standard_modules(()))
    assert "six short modules" in DOCUMENT
    assert len(standard_modules(())) == 6


def test_every_macro_that_a_user_can_run_by_name_is_explained() -> None:
    macros_named = [cell for cell, _ in explained("macro | what it does")]
    names = {name for cell in macros_named for name in cell.split("`")[1::2]}
    assert names == known_macros().buttons
