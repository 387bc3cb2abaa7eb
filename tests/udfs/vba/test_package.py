import io
import re
import zipfile

import openpyxl
import pytest
import xlsxwriter

from focusxl.files.openxml.parts import read_parts, write_parts
from focusxl_udfs.vba.package import keep_stored_values
from tests.support.vba_samples import small_workbook


def calculation_properties(workbook: bytes) -> str:
    found = re.search(r"<calcPr[^>]*>", read_parts(workbook)["xl/workbook.xml"].decode())
    assert found
    return found.group()


def test_the_workbook_is_not_recalculated_on_opening() -> None:
    assert "fullCalcOnLoad" in calculation_properties(small_workbook())
    assert calculation_properties(keep_stored_values(small_workbook())) == (
        '<calcPr calcId="191029"/>'
    )


def test_manual_calculation_stays_manual() -> None:
    written = io.BytesIO()
    with xlsxwriter.Workbook(written) as workbook:
        workbook.add_worksheet()
        workbook.set_calc_mode("manual")
    properties = calculation_properties(keep_stored_values(written.getvalue()))
    assert 'calcMode="manual"' in properties
    assert "fullCalcOnLoad" not in properties


def test_the_stored_value_is_still_there() -> None:
    kept = io.BytesIO(keep_stored_values(small_workbook()))
    assert openpyxl.load_workbook(kept, data_only=True)["Form"]["A6"].value == 150


def test_a_workbook_without_calculation_properties_is_refused() -> None:
    parts = read_parts(small_workbook())
    properties = re.sub(rb"<calcPr[^>]*/>", b"", parts["xl/workbook.xml"])
    with pytest.raises(ValueError, match="0 calcPr"):
        keep_stored_values(write_parts(parts | {"xl/workbook.xml": properties}))


def test_parts_keep_their_order_and_carry_no_time_of_writing() -> None:
    parts = {"b.xml": b"second letter", "a.xml": b"first letter"}
    packed = write_parts(parts)
    assert list(read_parts(packed).items()) == list(parts.items())
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {entry.create_system for entry in archive.infolist()} == {0}
