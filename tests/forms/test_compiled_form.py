"""The form is compiled once: what is loaded is what its files say, today, and nothing else."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
import types
from collections.abc import Callable
from pathlib import Path

import pytest

import focusxl
from focusxl.forms import edition, functions, general_checks, model, shapes, source
from focusxl.forms.compiler import compile_part, parts, read_edition
from focusxl.forms.loader import editions, load_edition
from focusxl.forms.store import FORMS, IN_A_PACKAGE, compiled, content_of

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
ASKED = """\
import sys
from focusxl.forms.loader import load_edition
try:
    title = load_edition("2014").title
except Exception as refusal:
    title = f"{type(refusal).__name__}: {refusal}"
print(title)
print("compiled" if "yaml" in sys.modules else "loaded")
"""


class Clone:
    """A copy of the package to edit, and its user's cache."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.forms = folder / "focusxl" / "forms"
        self.kept = self.forms / "compiled" / "2014.json"
        self.cache = folder / "cache"
        shutil.copytree(
            Path(focusxl.__file__).parent,
            folder / "focusxl",
            ignore=shutil.ignore_patterns("__pycache__", "compiled", "files", "cli"),
        )
        self.written_long_ago()

    @property
    def command(self) -> list[str]:
        return [sys.executable, "-P", "-c", ASKED]

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "PYTHONPATH": str(self.folder),
            "PYTHONDONTWRITEBYTECODE": "1",
            "XDG_CACHE_HOME": str(self.cache),
            "LOCALAPPDATA": str(self.cache),
        }

    def written_long_ago(self) -> None:
        for path in self.folder.rglob("*.*"):
            os.utime(path, (1_700_000_000, 1_700_000_000))

    def title(self) -> tuple[str, str]:
        """Give the title of edition 2014, and whether it had to be compiled."""
        done = subprocess.run(
            self.command, env=self.environment, capture_output=True, text=True, check=True
        )
        title, how = done.stdout.splitlines()
        return title, how

    def retitle(self, title: str) -> None:
        path = self.forms / "2014" / "edition.yaml"
        text = path.read_text(encoding="utf-8")
        line = next(line for line in text.splitlines() if line.startswith("title: "))
        path.write_text(text.replace(line, f"title: {title}"), encoding="utf-8")


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    return Clone(tmp_path)


@pytest.fixture
def used(clone: Clone) -> Clone:
    clone.retitle("Before")
    clone.written_long_ago()
    assert clone.title() == ("Before", "compiled")
    return clone


def test_the_first_use_compiles_and_the_second_loads(used: Clone) -> None:
    assert used.title() == ("Before", "loaded")
    assert used.kept.is_file()
    assert not used.cache.exists()


def test_what_was_edited_is_compiled_again(used: Clone) -> None:
    used.retitle("After")
    assert used.title() == ("After", "compiled")
    assert used.title() == ("After", "loaded")


def test_so_it_is_where_the_compiler_was_edited(used: Clone) -> None:
    with (used.forms / "labels.py").open("a", encoding="utf-8") as file:
        file.write("# A line more.\n")
    assert used.title() == ("Before", "compiled")


def test_what_was_only_touched_is_not(used: Clone) -> None:
    os.utime(used.forms / "2014" / "edition.yaml")
    assert used.title() == ("Before", "loaded")


def test_an_edit_that_leaves_size_and_time_is_seen_where_the_time_is_too_near(clone: Clone) -> None:
    """A file system may give two edits of one moment the same time."""
    clone.retitle("Before")
    path = clone.forms / "2014" / "edition.yaml"
    ahead = time.time_ns() + 3_600_000_000_000
    os.utime(path, ns=(ahead, ahead))
    assert clone.title() == ("Before", "compiled")
    clone.retitle("Beyond")
    os.utime(path, ns=(ahead, ahead))
    assert clone.title() == ("Beyond", "compiled")


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "cut off": lambda whole: whole[: len(whole) // 2],
    "a letter changed": lambda whole: whole.replace(b"Before", b"Befare"),
    "no JSON": lambda _: b"not of ours\n",
    "other JSON": lambda _: b"[]\n[]\n[]",
    "of an older program": lambda whole: whole.partition(b"\n")[2],
    "whole, and no header": lambda _: content_of(b"", []),  # type: ignore[arg-type]
    "a header of another form": lambda whole: content_of(
        whole.split(b"\n", 2)[2].replace(b"Before", b"Befare"), {"stamp": {}}
    ),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_is_damaged_is_compiled_again(used: Clone, damage: str) -> None:
    used.kept.write_bytes(DAMAGES[damage](used.kept.read_bytes()))
    assert used.title() == ("Before", "compiled")
    assert used.title() == ("Before", "loaded")


def test_where_nobody_may_write_it_is_kept_in_the_cache_of_the_user(clone: Clone) -> None:
    clone.retitle("Before")
    clone.written_long_ago()
    clone.kept.parent.write_text("no folder")
    assert clone.title() == ("Before", "compiled")
    assert clone.title() == ("Before", "loaded")
    assert [path.name for path in clone.cache.rglob("2014.json")] == ["2014.json"]
    clone.retitle("After")
    assert clone.title() == ("After", "compiled")


def test_where_there_is_no_place_at_all_it_is_compiled_every_time(clone: Clone) -> None:
    clone.retitle("Before")
    clone.kept.parent.write_text("no folder")
    clone.cache.write_text("no folder")
    assert clone.title() == ("Before", "compiled")
    assert clone.title() == ("Before", "compiled")


def test_several_first_uses_at_once_leave_one_whole_file(clone: Clone) -> None:
    clone.retitle("Before")
    clone.written_long_ago()
    calls = [
        subprocess.Popen(clone.command, env=clone.environment, stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    assert {call.communicate()[0].splitlines()[0] for call in calls} == {"Before"}
    assert clone.title() == ("Before", "loaded")
    assert all(path.suffix == ".json" for path in clone.kept.parent.iterdir())


def test_form_data_that_is_wrong_is_refused_and_nothing_is_kept(clone: Clone) -> None:
    clone.retitle("[")
    title, how = clone.title()
    assert (title.partition(":")[0], how) == ("FormDataError", "compiled")
    assert "edition.yaml, line" in title
    assert not clone.kept.exists()


def test_a_package_is_not_compared_with_its_sources(used: Clone) -> None:
    body = used.kept.read_bytes().split(b"\n", 2)[2]
    used.kept.write_bytes(content_of(body, IN_A_PACKAGE))
    used.retitle("After")
    assert used.title() == ("Before", "loaded")


def test_only_the_package_may_say_that_it_is_one(clone: Clone) -> None:
    clone.retitle("Before")
    clone.kept.parent.write_text("no folder")
    clone.title()
    (kept,) = clone.cache.rglob("2014.json")
    kept.write_bytes(content_of(kept.read_bytes().split(b"\n", 2)[2], IN_A_PACKAGE))
    assert clone.title() == ("Before", "compiled")


WORK = """\
import json, sys
from pathlib import Path
import focusxl
from focusxl.forms.rule_table import rules
from focusxl_udfs.worksheet.functions import implemented_functions
import focusxl.files.reading.workbook, focusxl.files.writing.export
for name in focusxl.editions():
    form = focusxl.edition(name)
    assert len(rules(form)) > 100
    book = focusxl.read(Path(sys.argv[1]) / f"FocusXL-{name}.xlsm")
    assert book.check().verdict != "ready"
    assert book.explain("7060")
assert implemented_functions()
print([name for name in ("yaml", "pydantic", "pydantic_core") if name in sys.modules])
"""


def test_at_work_neither_yaml_nor_pydantic_is_imported() -> None:
    for part in parts():
        compiled(part)
    done = subprocess.run(
        [sys.executable, "-P", "-c", WORK, str(ROOT / "workbook")],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "[]\n"


MODELS = {
    source.AlsoAccepted: model.AlsoAccepted,
    source.Box: model.Box,
    source.Column: model.Column,
    source.Line: model.Line,
    source.Check: model.Check,
    source.Page: model.Page,
    source.Parameter: edition.Parameter,
    source.Fact: edition.Fact,
    source.Printed: edition.Printed,
    source.GeneralCheck: general_checks.GeneralCheck,
    source.ExplanationRule: general_checks.ExplanationRule,
    source.Shape: shapes.Shape,
    source.Country: shapes.Country,
    source.NamedArgument: functions.NamedArgument,
    source.NamedFunction: functions.NamedFunction,
}


@pytest.mark.parametrize("said", MODELS, ids=lambda said: said.__name__)
def test_the_files_say_of_each_part_what_the_engine_sees(said: type[source.Source]) -> None:
    seen = MODELS[said]
    assert list(said.model_fields) == list(seen.__annotations__)
    for name, field in said.model_fields.items():
        assert field.is_required() == (name not in vars(seen))
        if not field.is_required():
            assert field.default == vars(seen)[name]


@pytest.mark.parametrize("name", editions())
def test_what_is_loaded_is_what_the_files_say(name: str) -> None:
    assert as_text(load_edition(name)) == as_text(read_edition(FORMS / name, FORMS))


def as_text(form: edition.Edition) -> str:
    """Everything that is said of an edition and of each of its parts."""
    places = {
        number: (placed.box, placed.page, placed.line, placed.pages, placed.item, placed.label)
        for number, placed in form.boxes.items()
    }
    helps = [placed.help for placed in form.boxes.values()]
    said = (form.name, form.title, form.files, form.printed, form.first_period, form.last_period)
    return repr((*said, form.pages, form.parameters, form.facts, form.filers, places, helps))


def test_nothing_that_is_said_of_the_form_is_changed_by_accident() -> None:
    box = load_edition("2014").box("7010")
    with pytest.raises(AttributeError, match=r"Box\.sign cannot be changed"):
        box.sign = "deduct"  # type: ignore[misc]
    assert box.replaced(sign="deduct").sign == "deduct"
    assert box.sign == "any"


def test_the_build_puts_what_the_compiler_makes_into_the_package(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The hook is called as hatchling calls it, which need not be installed for that."""
    interface = types.ModuleType("interface")
    interface.BuildHookInterface = object  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "hatchling.builders.hooks.plugin.interface", interface)
    found = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert found is not None
    assert found.loader is not None
    hook_file = importlib.util.module_from_spec(found)
    found.loader.exec_module(hook_file)
    hook = hook_file.CompiledForm()
    hook.root = str(ROOT)
    monkeypatch.setattr(sys, "path", [*sys.path])
    build: dict[str, dict[str, str]] = {"force_include": {}}
    hook.initialize("editable", build)
    assert build == {"force_include": {}}
    hook.initialize("standard", build)
    packed = {target: Path(path) for path, target in build["force_include"].items()}
    assert sorted(packed) == sorted(f"focusxl/forms/compiled/{part}.json" for part in parts())
    for target, path in packed.items():
        total, header, body = path.read_bytes().split(b"\n", 2)
        assert int(total, 16) > 0
        assert json.loads(header) == {}
        assert body == compile_part(Path(target).stem)
    hook.finalize("standard", build, "")
    assert not any(path.exists() for path in packed.values())
