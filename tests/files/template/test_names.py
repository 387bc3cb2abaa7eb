"""What stands in the cells of a workbook, written out by hand."""

import datetime
from fractions import Fraction

import pytest

from focusxl.files.template.names import (
    box_name,
    fact_name,
    input_name,
    native_check_formulas,
    total_formula,
    translator,
    udf_check_formula,
)
from focusxl.forms.citation import Citation
from focusxl.forms.edition import ALWAYS, Parameter
from focusxl.forms.loader import load_edition
from focusxl.forms.rule_table import Rule, rules
from focusxl.formulas.parser import parse
from tests.support.engine_filings import FORM

RULES = {rule.id: rule for rule in rules(FORM)}


@pytest.mark.parametrize(
    ("number", "rate"),
    [("3756", "*1/15"), ("3870", "*2/100"), ("12057", "*120/100")],
)
def test_a_rate_is_written_so_that_excel_has_it_exactly(number: str, rate: str) -> None:
    form = load_edition("2026")
    assert f"{rate})" in total_formula(form, form.box(number), "native")


def test_fractions_that_follow_each_other_are_over_one_divisor() -> None:
    """A rate of 1/15 that becomes 1/12 in 2030 is 4/60, and 5/60 from then on."""
    form = load_edition("2026")
    dated = Parameter(
        label="A rate",
        unit="ratio",
        values={ALWAYS: Fraction(1, 15), datetime.date(2030, 1, 1): Fraction(1, 12)},
        cite=(Citation("17 CFR 240.15c3-1(a)(1)(i)"),),
    )
    parameters = {**form.parameters, "aggregate_indebtedness_rate": dated}
    changed = form.replaced(parameters=parameters)
    assert "*IF(AND(ISNUMBER(box_25),box_25<DATE(2030,1,1)),4,5)/60)" in total_formula(
        changed, changed.box("3756"), "native"
    )


def test_names_are_no_cell_addresses() -> None:
    assert box_name("7010") == "box_7010"
    assert fact_name("retail_forex") == "fact_retail_forex"
    assert input_name(FORM, "7010") == "box_7010"
    assert input_name(FORM, "retail_forex") == "fact_retail_forex"


@pytest.mark.parametrize(
    ("number", "formula"),
    [
        (
            "7040",
            '=FOCUS_LINE("2014",7040,box_7010,box_7020,box_7030,box_7032,box_7033)',
        ),
        # Line 14 subtracts line 6 from line 13; its inputs stand in the order of the form.
        ("7190", '=FOCUS_LINE("2014",7190,box_7060,box_7180)'),
        ("7240", '=FOCUS_LINE("2014",7240,box_7200,box_7230)'),
        # Line 12 (7150) is printed after line 11 (7140, 7160, 7170).
        (
            "7180",
            '=FOCUS_LINE("2014",7180,box_7070,box_7080,box_7090,box_7100,box_7110,box_7120,'
            "box_7130,box_7132,box_7133,box_7140,box_7160,box_7170,box_7150)",
        ),
        # The rate has changed, so the period counts.
        ("7445", '=FOCUS_LINE("2014",7445,box_7435,box_25)'),
        ("7425", '=FOCUS_LINE("2014",7425,box_7415)'),
        (
            "7495",
            '=FOCUS_LINE("2014",7495,box_7455,box_7465,box_7475,box_7490,fact_retail_forex)',
        ),
    ],
)
def test_a_total_as_a_worksheet_function(number: str, formula: str) -> None:
    call = formula.removeprefix("=")
    assert total_formula(FORM, FORM.box(number), "udf").endswith(f'="","",{call})')


def test_an_empty_line_is_told_without_python() -> None:
    assert total_formula(FORM, FORM.box("7445"), "udf") == (
        '=IF(box_7435="","",FOCUS_LINE("2014",7445,box_7435,box_25))'
    )
    assert total_formula(FORM, FORM.box("7060"), "udf") == (
        '=IF(box_7040&box_7050="","",FOCUS_LINE("2014",7060,box_7040,box_7050))'
    )


def test_inputs_of_every_total_stand_in_the_order_of_the_form() -> None:
    for box in FORM.totals:
        assert box.formula is not None
        named = [name for name in FORM.inputs_of(box.formula) if name in box.formula.boxes]
        assert named == sorted(named, key=list(FORM.boxes).index)
        assert set(named) == set(box.formula.boxes)


B, C = "TRUNC(box_7465)", "TRUNC(box_7475)"
A, D = 'IF(box_7455="",0,box_7455)', 'IF(box_7490="",0,box_7490)'
RETAIL = 'IF(fact_retail_forex="",NA(),fact_retail_forex="Yes")'


@pytest.mark.parametrize(
    ("number", "formula"),
    [
        (
            "7040",
            '=IF(box_7010&box_7020&box_7030&box_7032&box_7033="","",'
            "TRUNC(box_7010)+TRUNC(box_7020)+TRUNC(box_7030)+TRUNC(box_7032)"
            "-IF(box_7033<0,INT(box_7033),-INT(-box_7033)))",
        ),
        (
            "7060",
            '=IF(box_7040&box_7050="","",IF(box_7040="",0,box_7040)+IF(box_7050="",0,box_7050))',
        ),
        (
            "7240",
            '=IF(box_7230&box_7200="","",IF(box_7230="",0,box_7230)-TRUNC(box_7200))',
        ),
        (
            "7360",
            '=IF(box_7305&box_7355="","",MAX(TRUNC(box_7305),IF(box_7355="",0,box_7355)))',
        ),
        # A percentage as n/100, which is exact where 0.08 is not.
        ("7425", '=IF(box_7415="","",TRUNC(TRUNC(box_7415)*8/100))'),
        (
            "7445",
            '=IF(box_7435="","",TRUNC(TRUNC(box_7435)*'
            "IF(AND(ISNUMBER(box_25),box_25<DATE(2010,3,31)),4,8)/100))",
        ),
        (
            "7495",
            '=IF(box_7455&box_7490&box_7465&box_7475="","",TRUNC(MAX('
            f"IF({A}={D},{A}*110/100,0),"
            f"IF({B}={D},{B}*IF(IF({B}>=20000000,{RETAIL},FALSE),110/100,150/100),0),"
            f"IF({C}={D},{C}*IF(IF({C}>=20000000,{RETAIL},FALSE),110/100,150/100),0))))",
        ),
    ],
)
def test_a_total_in_the_spreadsheets_own_formulas(number: str, formula: str) -> None:
    assert total_formula(FORM, FORM.box(number), "native") == formula


@pytest.mark.parametrize(
    ("text", "translated"),
    [
        ("([7305] + 1) * 2", "(TRUNC(box_7305)+1)*2"),
        ("2 * ([7305] - 1)", "2*(TRUNC(box_7305)-1)"),
        ("[7305] * 2 + 1", "TRUNC(box_7305)*2+1"),
        ("[7305] * 2 / 3", "TRUNC(box_7305)*2/3"),
        ("1 + ([7305] + 2)", "1+TRUNC(box_7305)+2"),
        ("1 - ([7305] - 2)", "1-(TRUNC(box_7305)-2)"),
        ("6 / ([7305] / 2)", "6/(TRUNC(box_7305)/2)"),
        ("1 - -[7305]", "1--(TRUNC(box_7305))"),
        ("min([7305], 2, 3)", "MIN(TRUNC(box_7305),2,3)"),
        ("[7305] <> 1", "TRUNC(box_7305)<>1"),
        ("not([7305] = 1)", "NOT(TRUNC(box_7305)=1)"),
        ("if([7305], 1, 2)", "IF(TRUNC(box_7305)<>0,1,2)"),
        (
            'one_of([7510], "None", [7550])',
            'IF(TRIM(box_7510)="",FALSE,OR(TRIM(box_7510)="None",TRIM(box_7510)=TRIM(box_7550)))',
        ),
        ("[25] = end_of_month([25], 0)", 'box_25=IF(box_25="",0,EOMONTH(box_25,0))'),
        ("end_of_month([24], -1) + 1", 'IF(box_24="",0,EOMONTH(box_24,-(1)))+1'),
        ("month_of([25])", 'IF(box_25="",0,MONTH(box_25))'),
        (
            "months_of([24], [25])",
            'IF(OR(box_24="",box_25=""),0,'
            "(YEAR(box_25)-YEAR(box_24))*12+MONTH(box_25)-MONTH(box_24)+1)",
        ),
    ],
)
def test_a_formula_keeps_its_meaning(text: str, translated: str) -> None:
    assert translator(FORM).expression(parse(text).tree) == translated


@pytest.mark.parametrize(
    ("check_id", "formula"),
    [
        (
            "SEG-02",
            '=FOCUS_CHECK("2014","SEG-02",box_7020,box_7090,box_7120,box_7170,box_7150)',
        ),
        ("SUM-7050", '=FOCUS_CHECK("2014","SUM-7050",box_7050,box_7045,box_7047)'),
        ("SUM-7445", '=FOCUS_CHECK("2014","SUM-7445",box_7445,box_7435,box_25)'),
        ("NEG-7020", '=FOCUS_CHECK("2014","NEG-7020",box_7020)'),
        ("COV-06", '=FOCUS_CHECK("2014","COV-06",box_24,box_25)'),
        ("CAP-01", '=FOCUS_CHECK("2014","CAP-01",box_7465,box_25)'),
        ("SEG-05", '=FOCUS_CHECK("2014","SEG-05",box_7150_describe,box_7150)'),
    ],
)
def test_a_check_as_a_worksheet_function(check_id: str, formula: str) -> None:
    assert udf_check_formula(FORM, RULES[check_id]) == formula


TOTAL_7050 = 'IF(box_7045&box_7047="","",TRUNC(box_7045)-TRUNC(box_7047))'
TOTAL_7425 = 'IF(box_7415="","",TRUNC(TRUNC(box_7415)*8/100))'
NOT_TESTABLE_7050 = f'box_7050&{TOTAL_7050}=box_7050&""'
NOT_TESTABLE_7425 = f'box_7425&{TOTAL_7425}=box_7425&""'


def unless_blank(boxes: str) -> str:
    return f'IF(IFERROR({boxes}="",FALSE),"Nothing entered","Holds")'


PARTS_7050 = unless_blank("box_7050&box_7045&box_7047")
PARTS_7425 = unless_blank("box_7425&box_7415")


@pytest.mark.parametrize(
    ("check_id", "formulas"),
    [
        (
            "SUM-7050",
            (
                f'=IF({NOT_TESTABLE_7050},IF(IF(box_7050="",0,box_7050)=0,{PARTS_7050},"MUST FIX"),'
                'IF(box_7050="","MUST FIX",'
                f'IF(ABS(box_7050-{TOTAL_7050})<=0,"Holds","MUST FIX")))',
                '=IF(box_7050="","",box_7050)',
                f"={TOTAL_7050}",
                f'=IF({NOT_TESTABLE_7050},"",IF(box_7050="","",box_7050-{TOTAL_7050}))',
            ),
        ),
        (
            "SUM-7425",
            (
                f'=IF({NOT_TESTABLE_7425},IF(IF(box_7425="",0,box_7425)=0,{PARTS_7425},"MUST FIX"),'
                'IF(box_7425="","MUST FIX",'
                f'IF(ABS(box_7425-{TOTAL_7425})<=1,"Holds","MUST FIX")))',
                '=IF(box_7425="","",box_7425)',
                f"={TOTAL_7425}",
                f'=IF({NOT_TESTABLE_7425},"",IF(box_7425="","",box_7425-{TOTAL_7425}))',
            ),
        ),
        (
            "SEG-01",
            (
                "=IF(TRUNC(box_7047)<=TRUNC(box_7045),"
                f'{unless_blank("box_7047&box_7045")},"MUST FIX")',
                "=TRUNC(box_7047)",
                "=TRUNC(box_7045)",
                "=TRUNC(box_7047)-(TRUNC(box_7045))",
            ),
        ),
        (
            "SEG-05",
            (
                '=IF(IF(TRUNC(box_7150)=0,TRUE,(box_7150_describe<>"")),'
                f'{unless_blank("box_7150&box_7150_describe")},"EXPLAIN")',
                "",
                "",
                "",
            ),
        ),
        (
            "CAP-01",
            (
                '=IF(IF((box_7465<>""),TRUNC(box_7465)>=IF(AND(ISNUMBER(box_25),'
                "box_25<DATE(2010,3,31)),250000,1000000),TRUE),"
                f'{unless_blank("box_7465")},"EXPLAIN")',
                '=IF((box_7465<>""),TRUNC(box_7465),"")',
                '=IF((box_7465<>""),IF(AND(ISNUMBER(box_25),box_25<DATE(2010,3,31)),'
                '250000,1000000),"")',
                '=IF((box_7465<>""),TRUNC(box_7465)-(IF(AND(ISNUMBER(box_25),'
                'box_25<DATE(2010,3,31)),250000,1000000)),"")',
            ),
        ),
        (
            "COV-06",
            (
                '=IF(IF(IF((box_24<>""),(box_25<>""),FALSE),box_25>box_24,TRUE),'
                f'{unless_blank("box_25&box_24")},"MUST FIX")',
                '=IF(IF((box_24<>""),(box_25<>""),FALSE),box_25,"")',
                '=IF(IF((box_24<>""),(box_25<>""),FALSE),box_24,"")',
                '=IF(IF((box_24<>""),(box_25<>""),FALSE),box_25-(box_24),"")',
            ),
        ),
        (
            "NEG-7020",
            (
                f'=IF(TRUNC(box_7020)<0,"EXPLAIN",{unless_blank("box_7020")})',
                '=IF(box_7020="","",TRUNC(box_7020))',
                "=0",
                '=IF(box_7020="","",TRUNC(box_7020))',
            ),
        ),
    ],
)
def test_a_check_in_the_spreadsheets_own_formulas(
    check_id: str, formulas: tuple[str, str, str, str]
) -> None:
    state, *sides = (formula.removeprefix("=") for formula in formulas)
    assert native_check_formulas(FORM, RULES[check_id]) == (
        f'=_xlfn.IFNA({state},"Not made")',
        *(f'=_xlfn.IFNA({side},"")' if side else "" for side in sides),
    )


IN_CELLS = [rule for rule in RULES.values() if rule.inputs]


@pytest.mark.parametrize("rule", IN_CELLS, ids=lambda rule: rule.id)
def test_every_check_has_formulas_a_spreadsheet_takes(rule: Rule) -> None:
    state, *rest = native_check_formulas(FORM, rule)
    assert state.startswith("=_xlfn.IFNA(IF(")
    for formula in (state, *rest):
        assert formula.count("(") == formula.count(")")
        # Excel takes no longer formula.
        assert len(formula) <= 8192
