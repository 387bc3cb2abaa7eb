"""The worksheet functions, computed from the states of the cells they are given."""

import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from focusxl import __version__
from focusxl.amounts import (
    NOTHING,
    CellError,
    CellState,
    Number,
    Text,
    exactly,
    is_error_name,
    show,
)
from focusxl.checks.from_inputs import Inputs, compute_line, read_inputs, state_on_inputs
from focusxl.errors import UnknownEdition, WrongCall
from focusxl.files.template.names import side_in_cell
from focusxl.filings.filing import as_text
from focusxl.forms.edition import Edition
from focusxl.forms.functions import NamedFunction, named_functions
from focusxl.forms.loader import editions, load_edition
from focusxl.forms.model import Box
from focusxl.forms.rule_table import Rule, rules
from focusxl.formulas import Known, Missing, Named
from focusxl.formulas.writer import with_values
from focusxl_udfs.worksheet.catalogue import Argument, WorksheetFunction

CellResult = float | str
Result = CellResult | tuple[tuple[CellResult, ...], ...]
Implementation = Callable[[Sequence[Sequence[CellState]]], Result]


_EDITION = Argument("edition", 'Edition of the form, for example "2014".')
_BOX = Argument("box", "Box number, for example 7060.")
_INPUTS = Argument(
    "inputs",
    "The lines it is computed from, in the form's order: cells or ranges.",
    repeats=True,
)


@dataclass(frozen=True, slots=True)
class Implemented:
    """A worksheet function with its computation."""

    function: WorksheetFunction
    compute: Implementation


def catalogue() -> tuple[WorksheetFunction, ...]:
    """Give every worksheet function as the function wizard shows it."""
    return tuple(one.function for one in implemented_functions())


def implemented_functions() -> tuple[Implemented, ...]:
    """Give every worksheet function with its computation."""
    general = (
        Implemented(
            WorksheetFunction(
                "FOCUS_LINE",
                "Computes any total of the FOCUS Report from its inputs, in whole dollars.",
                (_EDITION, _BOX, _INPUTS),
            ),
            _line,
        ),
        Implemented(
            WorksheetFunction(
                "FOCUS_CHECK",
                "Makes one edit check: its state in words, both sides, and the difference.",
                (_EDITION, Argument("check", 'Check id, for example "SEG-03".'), _INPUTS),
            ),
            _check,
        ),
        Implemented(
            WorksheetFunction(
                "FOCUS_EXPLAIN",
                "Writes out how a total is formed, with the amounts of its inputs.",
                (_EDITION, _BOX, _INPUTS),
            ),
            _explain,
        ),
        Implemented(
            WorksheetFunction("FOCUS_LABEL", "Gives the printed label of a box.", (_EDITION, _BOX)),
            _label,
        ),
        Implemented(
            WorksheetFunction(
                "FOCUS_CITE",
                "Gives the rule that a box or a check rests on.",
                (_EDITION, Argument("box_or_check", "Box number or check id.")),
            ),
            _cite,
        ),
        Implemented(
            WorksheetFunction(
                "FOCUS_STATUS",
                "Says which Python answers, and which version of FocusXL it runs.",
                (_EDITION,),
            ),
            _status,
        ),
    )
    return (*general, *(_named(name, spec) for name, spec in named_functions().items()))


def _named(name: str, spec: NamedFunction) -> Implemented:
    arguments = [Argument(one.name, one.description, one.optional) for one in spec.arguments]

    def compute(values: Sequence[Sequence[CellState]]) -> Result:
        edition = _edition(values[0])
        if spec.box not in edition.boxes:
            raise WrongCall(f"FocusXL's edition {edition.name} of the form has no box {spec.box}.")
        states = {
            argument.of: _single(value, argument.name)
            for argument, value in zip(spec.arguments, values[1:], strict=False)
        }
        for asked, state in states.items():
            if state != NOTHING and asked not in edition.boxes and asked not in edition.facts:
                raise WrongCall(f"Edition {edition.name} of the form does not ask for {asked}.")
        total = edition.box(spec.box)
        assert total.formula is not None
        inputs = read_inputs(edition, states, total.formula.boxes)
        return _result(inputs, compute_line(inputs, total))

    return Implemented(WorksheetFunction(name, spec.description, (_EDITION, *arguments)), compute)


def _line(values: Sequence[Sequence[CellState]]) -> Result:
    edition = _edition(values[0])
    total = _total(edition, values[1])
    inputs = _inputs_of_total(edition, total, values[2:])
    return _result(inputs, compute_line(inputs, total))


@exactly
def _explain(values: Sequence[Sequence[CellState]]) -> Result:
    edition = _edition(values[0])
    total = _total(edition, values[1])
    inputs = _inputs_of_total(edition, total, values[2:])
    result = compute_line(inputs, total)
    if isinstance(result, Missing) and not result.is_no_amount:
        return inputs.instead(result)
    assert total.formula is not None

    def amount(number: str) -> Decimal | str | None:
        # An input that the total can do without is shown as it is.
        found = inputs.environment.amount(number)
        return "not readable" if isinstance(found, Missing) else found

    def named(name: str) -> Named | None:
        found = inputs.environment.value(name)
        return None if isinstance(found, Missing) else found

    worked = with_values(total.formula, amount, named)
    return f"{worked} = {show(result.amount) if isinstance(result, Known) else 'blank'}"


@exactly
def _check(values: Sequence[Sequence[CellState]]) -> Result:
    edition = _edition(values[0])
    rule = _rule(edition, values[1])
    states = _named_states(rule.inputs, _flat(values[2:]))
    state = state_on_inputs(read_inputs(edition, states), rule)
    sides = [side_in_cell(edition, rule, side) for side in (state.left, state.right)]
    return ((state.word(rule.check_class), *sides, _amount(state.difference)),)


def _label(values: Sequence[Sequence[CellState]]) -> Result:
    edition = _edition(values[0])
    return edition.boxes[_box_number(edition, values[1])].label


def _cite(values: Sequence[Sequence[CellState]]) -> Result:
    edition = _edition(values[0])
    key = _key(values[1], "a box number or a check id")
    for rule in rules(edition):
        if rule.id == key.upper():
            return "; ".join(rule.cite)
    return "; ".join(edition.boxes[_box_number(edition, values[1])].cite)


def _status(values: Sequence[Sequence[CellState]]) -> Result:
    edition = _edition(values[0])
    return (
        f"Python {platform.python_version()} answers, with FocusXL {__version__} and edition"
        f" {edition.name} of the form."
    )


def _result(inputs: Inputs, result: Known | Missing) -> CellResult:
    return inputs.instead(result) if isinstance(result, Missing) else float(result.amount)


def _amount(amount: Decimal | None) -> CellResult:
    return "" if amount is None else float(amount)


def _edition(states: Sequence[CellState]) -> Edition:
    name = _key(states, f"an edition of the form ({', '.join(editions())})")
    try:
        return load_edition(name)
    except UnknownEdition as unknown:
        raise WrongCall(str(unknown)) from None


def _box_number(edition: Edition, states: Sequence[CellState]) -> str:
    number = _key(states, "a box number")
    if number not in edition.boxes:
        raise WrongCall(f"FocusXL's edition {edition.name} of the form has no box {number}.")
    return number


def _total(edition: Edition, states: Sequence[CellState]) -> Box:
    box = edition.box(_box_number(edition, states))
    if box.formula is None:
        raise WrongCall(f"Box {box.number} is not a total: the filer enters it.")
    return box


def _rule(edition: Edition, states: Sequence[CellState]) -> Rule:
    key = _key(states, "a check id")
    rule = _rules_with_inputs(edition.name).get(key.upper())
    if rule is None:
        raise WrongCall(f"Edition {edition.name} of the form has no check {key} for one cell.")
    return rule


@lru_cache(maxsize=8)
def _rules_with_inputs(edition_name: str) -> Mapping[str, Rule]:
    return {rule.id: rule for rule in rules(load_edition(edition_name)) if rule.inputs}


def _inputs_of_total(edition: Edition, total: Box, values: Sequence[Sequence[CellState]]) -> Inputs:
    assert total.formula is not None
    given = _named_states(edition.total_inputs[total.number], _flat(values))
    return read_inputs(edition, {**dict.fromkeys(total.formula.boxes, NOTHING), **given})


def _named_states(names: Sequence[str], states: Sequence[CellState]) -> Mapping[str, CellState]:
    """Name the inputs, which are given in the form's order; those left out at the end are blank.

    Raises:
        WrongCall: there are more inputs than names.
    """
    if len(states) > len(names):
        raise WrongCall(
            f"{len(states)} inputs were given; it takes {len(names)}: {', '.join(names)}"
        )
    return dict(zip(names, states, strict=False))


def _flat(values: Sequence[Sequence[CellState]]) -> list[CellState]:
    return [state for states in values for state in states]


def _single(states: Sequence[CellState], name: str) -> CellState:
    if len(states) != 1:
        raise WrongCall(f"{name}: give one cell, not {len(states)}.")
    return states[0]


def _key(states: Sequence[CellState], wanted: str) -> str:
    """Read an edition, a box number or a check id, given as text or as a number.

    Raises:
        WrongCall: it is something else, or an error, which the cell then shows.
    """
    match states:
        case [Text() | Number() as state]:
            return as_text(state).strip()
        case [CellError(name)] if is_error_name(name):
            raise WrongCall(name)
    raise WrongCall(f"Give {wanted}.")
