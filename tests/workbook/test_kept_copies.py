"""The templates that are kept in the project are what the code builds, part for part."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from focusxl.files.template.names import Flavour
from focusxl.forms.loader import editions, load_edition
from focusxl_udfs.functions import catalogue
from focusxl_workbook import kept_templates, templates
from focusxl_workbook.build import build_template
from tests.support.parts import parts_of

WORKBOOKS = Path(__file__).parents[2] / "workbook"
ENDINGS: dict[Flavour, str] = {"udf": ".xlsm", "native": "-native.xlsx"}
REMEDY = "Bring it up to date: python -m focusxl_workbook.kept_templates"
FORM = load_edition("2014")


@pytest.mark.parametrize("edition", editions())
@pytest.mark.parametrize("flavour", ENDINGS)
def test_the_kept_copy_is_what_the_code_builds(edition: str, flavour: Flavour) -> None:
    name = f"FocusXL-{edition}{ENDINGS[flavour]}"
    path = WORKBOOKS / name
    assert path.exists(), f"workbook/{name} is missing. {REMEDY}"
    built = build_template(load_edition(edition), flavour, catalogue()).content
    stored, wanted = parts_of(path.read_bytes()), parts_of(built)
    assert list(stored) == list(wanted), f"workbook/{name} has other parts. {REMEDY}"
    changed = [part for part in wanted if stored[part] != wanted[part]]
    assert not changed, f"workbook/{name} differs in {', '.join(changed)}. {REMEDY}"
    assert path.read_bytes() == built, REMEDY
    assert kept_templates.kept_template(load_edition(edition), flavour, "pythonw") == built, REMEDY


@pytest.mark.slow
def test_what_the_copies_were_built_from_is_all_that_a_build_loads() -> None:
    """The tests have loaded more than a build does: another process tells."""
    program = (
        "from focusxl.forms.loader import load_edition\n"
        "from focusxl_udfs.worksheet.functions import catalogue\n"
        "from focusxl_workbook.build import build_template\n"
        "import sys\n"
        "build_template(load_edition('2026'), 'udf', catalogue())\n"
        "build_template(load_edition('2014'), 'native')\n"
        "print(*(name for name in sys.modules if name.startswith('focusxl')))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    listed = json.loads((WORKBOOKS / kept_templates.LIST).read_text("utf-8"))
    assert set(done.stdout.split()) == set(listed["modules"]), REMEDY
    assert kept_templates.is_current(listed), (
        f"workbook/{kept_templates.LIST} is of other sources. {REMEDY}"
    )


def test_the_kept_copy_is_handed_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise AssertionError("the template was built")

    monkeypatch.setattr("focusxl_workbook.build.build_template", refused)
    for flavour in ENDINGS:
        path = WORKBOOKS / f"FocusXL-2014{ENDINGS[flavour]}"
        assert templates.template(FORM, flavour) == path.read_bytes()
        assert templates.template(FORM, flavour, list(FORM.pages)) == path.read_bytes()
    with pytest.raises(AssertionError, match="was built"):
        templates.template(FORM, "native", FORM.pages[:3])


INTERPRETERS = [
    r"C:\Program Files\Python 3.11\pythonw.exe",
    r"C:\R&D <é>\pythonw.exe",
    r"\\server\share\pythonw.exe",
]


@pytest.mark.parametrize("interpreter", INTERPRETERS)
def test_the_kept_copy_names_the_interpreter_as_a_built_one_does(interpreter: str) -> None:
    built = build_template(FORM, "udf", catalogue(), interpreter).content
    assert kept_templates.kept_template(FORM, "udf", interpreter) == built


@pytest.mark.parametrize("interpreter", [" p", "a\nb", "C:\\_x0041_\\p.exe", "Checks"])
def test_an_interpreter_with_an_unusual_name_is_built_in(interpreter: str) -> None:
    assert kept_templates.kept_template(FORM, "udf", interpreter) is None


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for path in WORKBOOKS.glob("FocusXL-2014*"):
        shutil.copy(path, tmp_path)
    shutil.copy(WORKBOOKS / kept_templates.LIST, tmp_path)
    monkeypatch.setattr(kept_templates, "_folders", lambda: [tmp_path])
    assert kept_templates.kept_template(FORM, "native", "pythonw")
    return tmp_path


def test_a_kept_copy_that_was_changed_is_not_handed_out(folder: Path) -> None:
    path = folder / "FocusXL-2014-native.xlsx"
    path.write_bytes(path.read_bytes() + b"\0")
    assert kept_templates.kept_template(FORM, "native", "pythonw") is None


def test_a_kept_copy_that_is_missing_is_built(folder: Path) -> None:
    (folder / "FocusXL-2014-native.xlsx").unlink()
    assert kept_templates.kept_template(FORM, "native", "pythonw") is None


def test_a_kept_copy_of_an_edition_read_elsewhere_is_not_handed_out(folder: Path) -> None:
    for other in (FORM.replaced(), FORM.replaced(name="2014-draft")):
        assert kept_templates.kept_template(other, "native", "pythonw") is None


@pytest.mark.parametrize("key", ["sources", "libraries", "modules"])
def test_a_kept_copy_of_other_sources_is_not_handed_out(folder: Path, key: str) -> None:
    listed = json.loads((folder / kept_templates.LIST).read_text("utf-8"))
    other = {
        "sources": "0" * 64,
        "libraries": {**listed["libraries"], "xlwings": "0.0.1"},
        "modules": [*listed["modules"], "focusxl.new_module"],
    }
    (folder / kept_templates.LIST).write_text(json.dumps(listed | {key: other[key]}), "utf-8")
    assert kept_templates.kept_template(FORM, "native", "pythonw") is None
