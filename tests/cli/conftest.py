"""The real template, built and filled once for all tests of the command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from focusxl.files.template.names import Flavour
from focusxl.filings.samples import sample_data
from tests.support.command_line import run

SUFFIX: dict[Flavour, str] = {"udf": ".xlsm", "native": ".xlsx"}

Books = dict[Flavour, Path]


@pytest.fixture(scope="session")
def sample_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The filing of 2014 as a data file, as-filed totals included."""
    path = tmp_path_factory.mktemp("sample") / "sample.json"
    path.write_text(json.dumps(sample_data()))
    return path


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Books:
    """The empty template in both flavours; no test may change them."""
    folder = tmp_path_factory.mktemp("templates")
    udf, native = folder / "empty.xlsm", folder / "empty.xlsx"
    assert run("new", udf, "--edition", "2014").status == 0
    assert run("new", native, "--edition", "2014", "--native").status == 0
    return {"udf": udf, "native": native}


@pytest.fixture(scope="session")
def filled(templates: Books, sample_file: Path) -> Books:
    """The templates filled with the sample; no test may change them."""
    books: Books = {}
    for flavour, template in templates.items():
        books[flavour] = template.with_name(f"filled{SUFFIX[flavour]}")
        assert run("fill", template, sample_file, "-o", books[flavour]).status == 0
    return books


@pytest.fixture
def data_file(tmp_path: Path) -> Path:
    """A data file to be changed: the sample without its as-filed totals."""
    from focusxl.forms.loader import load_edition

    form = load_edition("2014")
    data = sample_data()
    data["boxes"] = {n: v for n, v in data["boxes"].items() if form.box(n).kind != "total"}
    path = tmp_path / "inputs.json"
    path.write_text(json.dumps(data))
    return path
