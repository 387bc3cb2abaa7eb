"""The templates that are kept in the project are what the code builds, part for part."""

import io
import zipfile
from pathlib import Path

import pytest

from focusxl.files.template.names import Flavour
from focusxl.forms.loader import editions, load_edition
from focusxl_udfs.functions import catalogue
from focusxl_workbook.build import build_template

WORKBOOKS = Path(__file__).parents[2] / "workbook"
ENDINGS: dict[Flavour, str] = {"udf": ".xlsm", "native": "-native.xlsx"}


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("edition", editions())
@pytest.mark.parametrize("flavour", ENDINGS)
def test_the_kept_copy_is_what_the_code_builds(edition: str, flavour: Flavour) -> None:
    name = f"FocusXL-{edition}{ENDINGS[flavour]}"
    native = " --native" if flavour == "native" else ""
    remedy = (
        f"Build it again: delete workbook/{name}, then run "
        f"python -m focusxl new workbook/{name} --edition {edition}{native}"
    )
    path = WORKBOOKS / name
    assert path.exists(), f"workbook/{name} is missing. {remedy}"
    built = build_template(load_edition(edition), flavour, catalogue()).content
    kept, wanted = parts_of(path.read_bytes()), parts_of(built)
    assert list(kept) == list(wanted), f"workbook/{name} has other parts. {remedy}"
    changed = [part for part in wanted if kept[part] != wanted[part]]
    assert not changed, f"workbook/{name} differs in {', '.join(changed)}. {remedy}"
    assert path.read_bytes() == built, remedy
