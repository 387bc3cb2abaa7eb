"""A total or a check computed from given inputs, as the worksheet functions do."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from focusxl.amounts import CellError, CellState, exactly
from focusxl.checks.state import (
    CheckState,
    edit_state,
    or_nothing_entered,
    sign_state,
    total_state,
)
from focusxl.filings.filing import Refused, interpret, read_answer
from focusxl.filings.unstated import same_under_every_answer, under_every_answer
from focusxl.forms.edition import Edition
from focusxl.forms.general_checks import general_checks
from focusxl.forms.model import Box
from focusxl.forms.rule_table import Rule
from focusxl.formulas import Environment, Known, Missing, Named
from focusxl.formulas.result import BLANK

_OWN_SENTENCE = re.compile(r"Box [0-9]+: ")


@dataclass(frozen=True, slots=True)
class Inputs:
    """The inputs of a worksheet function, read by `read_inputs`."""

    edition: Edition
    environment: Environment
    shown: Mapping[str, str]
    """Text for a cell in place of a result, by the box at fault: the error in its cell, or a
    sentence."""

    def instead(self, missing: Missing) -> str:
        """Give the text for a cell that cannot be computed; empty where the cell stays blank."""
        if missing.is_no_amount:
            return ""
        if missing.why == "unstated fact":
            return f"Not stated: {self.edition.facts[missing.of].question} Answer Yes or No."
        return self.shown[missing.of]


@exactly
def read_inputs(
    edition: Edition, states: Mapping[str, CellState], wanted: Iterable[str] = ()
) -> Inputs:
    """Read inputs by box number or fact name.

    Args:
        edition: the edition of the form.
        states: the states of the cells of the inputs.
        wanted: boxes to be computed; a total among them, or among their operands, that is not
            given as an input is computed from the inputs.
    """
    amounts: dict[str, Decimal] = {}
    texts: dict[str, str] = {}
    unreadable: dict[str, Missing] = {}
    shown: dict[str, str] = {}
    for name, state in states.items():
        if name not in edition.boxes:
            continue
        box = edition.box(name)
        value = interpret(box, state)
        match value:
            case None:
                continue
            case Refused():
                unreadable[name] = Missing("unreadable box", name)
                error = state.name if isinstance(state, CellError) else None
                shown[name] = _sentence(box, value) if error is None else error
            case Decimal():
                amounts[name] = value if box.formula is not None else box.as_filed(value)
            case datetime.date():
                amounts[name] = Decimal(value.toordinal())
            case str():
                amounts[name], texts[name] = Decimal(1), value
            case _:
                amounts[name] = Decimal(1)
    environment = Environment(
        amounts=amounts,
        unreadable=unreadable,
        texts=texts,
        marks=unreadable,
        named=_named(edition, states, amounts, unreadable),
    )
    inputs = Inputs(edition, environment, shown)

    done = set(states)

    def compute(number: str) -> None:
        box = edition.box(number)
        if box.formula is None or number in done:
            return
        done.add(number)
        for below in box.formula.boxes:
            compute(below)
        result = compute_line(inputs, box)
        if isinstance(result, Known):
            amounts[number] = result.amount
        elif not result.is_no_amount:
            unreadable[number] = Missing("unreadable box", number)
            shown[number] = inputs.instead(result)

    for number in wanted:
        compute(number)
    return inputs


def _named(
    edition: Edition,
    states: Mapping[str, CellState],
    amounts: Mapping[str, Decimal],
    unreadable: Mapping[str, Missing],
) -> Mapping[str, Named | Missing]:
    """Give the parameters at the end of the period, and the facts among the inputs."""
    named: dict[str, Named | Missing] = {
        name: answer
        for name, state in states.items()
        if name in edition.facts and (answer := read_answer(state)) is not None
    }
    if edition.period_end in unreadable:
        no_period = unreadable[edition.period_end]
        return {**named, **dict.fromkeys(edition.parameters, no_period)}
    period = amounts.get(edition.period_end)
    date = datetime.date.fromordinal(int(period)) if period else edition.assumed_period
    return {**named, **edition.rates(date)}


@exactly
def compute_line(inputs: Inputs, box: Box) -> Known | Missing:
    """Compute a total in its unit; blank while all its operands are, or where it does not apply.

    An unstated fact is asked for only where the total depends on it.
    """
    assert box.formula is not None
    environment = inputs.environment
    below = [environment.amount(number) for number in box.formula.operands]
    for amount in below:
        if isinstance(amount, Missing):
            return amount
    if all(amount is None for amount in below):
        return BLANK
    result = box.computed(environment)
    if not (isinstance(result, Missing) and result.is_a_question):
        return result
    possible = under_every_answer(environment, box)
    if isinstance(possible, Missing):
        return possible
    if not same_under_every_answer(possible):
        return result
    expected = possible[0].expected
    return BLANK if expected is None else Known(expected)


@exactly
def state_on_inputs(inputs: Inputs, rule: Rule) -> CheckState:
    """Give the state of a check on the inputs alone."""
    match rule.subject:
        case "total":
            state = _recomputed_state(inputs, inputs.edition.box(rule.box or ""))
        case "sign":
            state = sign_state(inputs.environment, rule.box or "")
        case _:
            state = edit_state(inputs.environment, inputs.edition.checks[rule.id])
    return or_nothing_entered(state, inputs.environment, rule)


def _recomputed_state(inputs: Inputs, box: Box) -> CheckState:
    """Compare a total with its recomputed amount; where the inputs are right, the total is wrong.

    A total that may be typed while its operands are blank agrees with whatever is typed.
    """
    assert box.formula is not None
    amount = inputs.environment.amount
    result, shown = compute_line(inputs, box), amount(box.number)
    if isinstance(result, Missing) and not result.is_no_amount:
        return CheckState("not known", why=result)
    expected = result.amount if isinstance(result, Known) else None
    if isinstance(shown, Missing):
        return total_state(False, None, expected)
    if shown is None:
        return total_state(expected is None, None, expected)
    if box.direct_entry and shown and not any(map(amount, box.formula.operands)):
        return total_state(True, shown, None)
    return total_state(box.agrees(shown, expected), shown, expected)


def _sentence(box: Box, refused: Refused) -> str:
    if box.kind == "total" and _OWN_SENTENCE.match(refused.reported):
        # The total's own sentence names the box at fault below it, and is passed on.
        return refused.reported
    rule = general_checks()[refused.check]
    text = rule.message.format(reported=refused.reported, reason=refused.reason)
    return f"Box {box.number}: {text}"
