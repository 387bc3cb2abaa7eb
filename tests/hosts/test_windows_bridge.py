"""The worksheet functions through xlwings' real COM server, on Windows Python under Wine.

What stands in Excel's place is a client that lays its values out as VBA does. Not on trial here:
Excel itself and its VBA.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from focusxl.filings.samples import sample_data
from focusxl.forms.loader import load_edition
from focusxl_udfs import functions
from focusxl_udfs.worksheet.catalogue import WorksheetFunction
from tests.hosts.wine.bridge import SCRIPTS, Bridge, Call, open_bridge
from tests.hosts.wine.prepare import WindowsSide
from tests.hosts.wine.required import required_windows_side
from tests.hosts.wine.wire import MISSING, CellError, Missing

PROJECT = Path(__file__).parents[2]
IMPORT_FOLDERS = (PROJECT, PROJECT / "udfs", SCRIPTS)

REF = CellError(-2146826265)
NA = CellError(-2146826246)
SPILL = CellError(-2146826243)
CALC = CellError(-2146826238)
KEYS: dict[str, Any] = {
    "edition": "2014",
    "box": 7060.0,
    "check": "SEG-03",
    "box_or_check": 7010.0,
}
"""What a function is asked for; every other argument is an input."""
INPUTS: dict[str, Any] = {
    "a number": 1250000.0,
    "a negative number": -7.0,
    "cents": 0.5,
    "a blank cell": None,
    "empty text": "",
    "text": "n/a – see note",
    "an amount written as text": "(1,250)",
    "text that starts like a formula": "=1+1",
    "long text": "x" * 40000,
    "TRUE": True,
    "FALSE": False,
    "left out": MISSING,
    "#REF!": REF,
    "#N/A": NA,
    "#SPILL!": SPILL,
    "#CALC!": CALC,
    "a row": [[1.0, None, 3.0]],
    "a column": [[1.0], [""], [3.0]],
    "a block": [[1.0, "x"], [None, True]],
    "a block with errors": [[1.0, REF], [SPILL, None]],
    "an array in the place of a range": (1.0, None, NA),
}
"""Each kind of thing a cell or a range hands over."""


@pytest.fixture(scope="module")
def windows_side() -> WindowsSide:
    return required_windows_side()


@pytest.fixture(scope="module")
def bridge(windows_side: WindowsSide) -> Iterator[Bridge]:
    with open_bridge(windows_side, IMPORT_FOLDERS) as opened:
        yield opened


def as_python(value: Any) -> Any:
    """What a function receives for a value, as far as this machine can know."""
    match value:
        case CellError(code):
            return code
        case Missing():
            return None
        case list():
            return tuple(tuple(as_python(cell) for cell in row) for row in value)
        case tuple():
            return tuple(as_python(cell) for cell in value)
        case _:
            return value


def as_excel(result: Any) -> Any:
    """What reaches Excel of a result: a single row arrives as an array of one dimension."""
    if isinstance(result, tuple):
        return tuple(result[0]) if len(result) == 1 else [list(row) for row in result]
    return result


def arguments_for(function: WorksheetFunction, value: Any) -> tuple[Any, ...]:
    given = [KEYS.get(argument.name, value) for argument in function.arguments]
    if function.arguments[-1].repeats:
        given.append(value)
    return tuple(given)


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple | list):
        for part in value:
            yield from texts(part)


def of_any_python(value: Any) -> Any:
    """Leave out which Python answers: the one behind the bridge is another one."""
    return re.sub(r"^Python [0-9.]+", "Python", value) if isinstance(value, str) else value


@pytest.mark.parametrize("kind", INPUTS)
@pytest.mark.parametrize("function", functions.catalogue(), ids=lambda one: one.name)
def test_a_function_gives_through_the_bridge_what_it_gives_here(
    bridge: Bridge, function: WorksheetFunction, kind: str
) -> None:
    value = INPUTS[kind]
    in_keys = (*[value] * len(function.arguments),)
    calls = [arguments_for(function, value), in_keys]
    outcomes = bridge.run([Call(function.name, arguments) for arguments in calls])
    for arguments, outcome in zip(calls, outcomes, strict=True):
        here = getattr(functions, function.name)(*(as_python(one) for one in arguments))
        assert outcome.failure is None
        assert of_any_python(outcome.value) == of_any_python(as_excel(here))
        assert outcome.round_trips == 1
        for text in texts(outcome.value):
            assert "Traceback" not in text
            assert "could not compute" not in text


@pytest.mark.parametrize("function", functions.catalogue(), ids=lambda one: one.name)
def test_a_wrong_number_of_arguments_is_answered_with_a_sentence(
    bridge: Bridge, function: WorksheetFunction
) -> None:
    counts = [0] if function.arguments[-1].repeats else [0, len(function.arguments) + 1]
    for count in counts:
        answer = bridge.call(function.name, *["2014"] * count)
        assert answer.startswith(function.name)
        assert len(answer) < 250


def test_the_server_sees_every_function_with_its_arguments(bridge: Bridge) -> None:
    # On this machine xlwings' decorators do nothing: only the server shows that they were accepted.
    [described] = bridge.run([Call("declared", ("focusxl_udfs.functions",), "probe")])
    assert described.failure is None
    declared = json.loads(described.value)
    # Two macros hand over by them what was chosen: the copy of the form, and the balances.
    for of_macro in ("official_form", "balances_file"):
        assert declared.pop(of_macro) == [["chosen", None, False]]
    assert declared == {
        function.name: [[argument.name, "raw", argument.repeats] for argument in function.arguments]
        for function in functions.catalogue()
    }


@pytest.mark.parametrize(
    ("value", "received"),
    [
        (1.5, 1.5),
        (None, None),
        ("", ""),
        ("Zürich – 東京 😀", "Zürich – 東京 😀"),
        (True, True),
        (REF, -2146826265),
        (CALC, -2146826238),
        (MISSING, None),
        ([[1.0, None], [NA, "x"]], ((1.0, None), (-2146826246, "x"))),
        ([[1.0, 2.0]], ((1.0, 2.0),)),
        ([[1.0], [MISSING]], ((1.0,), (-2147352572,))),
        ((1.0, REF), (1.0, -2146826265)),
    ],
)
def test_a_value_arrives_as_what_it_is(bridge: Bridge, value: Any, received: Any) -> None:
    assert bridge.call("received", value, 0.0, module="probe") == repr((received, 0.0))


def test_a_total_of_the_sample_is_the_filed_one(bridge: Bridge) -> None:
    edition, boxes = load_edition("2014"), sample_data()["boxes"]
    inputs = [boxes.get(name) for name in edition.total_inputs["7190"]]
    given = [None if one is None else float(one) for one in inputs]
    assert bridge.call("FOCUS_LINE", "2014", 7190.0, *given) == 95956489.0


def test_the_total_of_the_most_inputs_is_computed(bridge: Bridge) -> None:
    inputs = load_edition("2026").total_inputs
    number = max(inputs, key=lambda total: len(inputs[total]))
    given = [float(2**position) for position in range(len(inputs[number]))]
    assert len(given) > 30
    assert bridge.call("FOCUS_LINE", "2026", float(number), *given) == sum(given)


@pytest.mark.parametrize(
    ("error", "name"), [(REF, "#REF!"), (NA, "#N/A"), (SPILL, "#SPILL!"), (CALC, "#CALC!")]
)
def test_an_error_among_the_inputs_comes_back_by_name(
    bridge: Bridge, error: CellError, name: str
) -> None:
    assert bridge.call("FOCUS_LINE", "2014", 7060.0, 5.0, error) == name


def test_blank_is_not_zero(bridge: Bridge) -> None:
    assert bridge.call("FOCUS_LINE", "2014", 7060.0, None, None) == ""
    assert bridge.call("FOCUS_LINE", "2014", 7060.0, None, 0.0) == 0.0


def test_refused_text_is_named_in_one_sentence(bridge: Bridge) -> None:
    answer = bridge.call("FOCUS_LINE", "2014", 7060.0, "abc")
    assert "7040" in answer
    assert "abc" in answer
    assert len(answer) < 250
