"""The table of what earlier versions wrote: how it grows, and that it is about this form."""

import json

from focusxl.files.template.made_by import TABLE, MadeBy
from focusxl.files.template.names import total_formula
from focusxl.forms.loader import editions, load_edition
from focusxl_workbook.earlier_formulas import with_formulas
from focusxl_workbook.upgrade_report import Contents

FORM = load_edition("2014")


def test_only_what_is_written_otherwise_is_kept() -> None:
    box = FORM.box("7060")
    formulas = {"7060": total_formula(FORM, box, "native").removeprefix("="), "7190": "box_7180"}
    book = Contents(FORM, "native", MadeBy("0.3.0", "0123456789ab"), formulas, {}, ())
    kept = {"unstated": {"2026": {"3756": {"native": "=1"}}}}
    assert with_formulas(kept, book) == {
        **kept,
        "0123456789ab": {"2014": {"7190": {"native": "=box_7180"}}},
    }


def test_the_table_names_totals_of_the_form() -> None:
    table = json.loads(TABLE.read_text("utf-8"))
    assert table
    for of_form in table.values():
        for edition, boxes in of_form.items():
            assert edition in editions()
            for number, flavours in boxes.items():
                assert load_edition(edition).box(number).formula is not None
                assert flavours.keys() <= {"udf", "native"}


def test_a_workbook_that_states_its_form_is_judged_by_that_alone() -> None:
    form = load_edition("2026")
    box = form.box("3756")
    assert len(list(MadeBy("", "").formulas(form, box))) == 1
    assert list(MadeBy("0.2.0", "0123456789ab").formulas(form, box)) == []
    assert list(MadeBy("", "").formulas(form, form.box("7060"))) == []
