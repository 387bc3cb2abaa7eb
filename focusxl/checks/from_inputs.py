"""One line or one check, computed from inputs handed over one by one, as a cell formula does."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from focusxl.amounts import NOTHING, CellError, CellState, exactly
from focusxl.checks.edits import Outcome, make_outcome
from focusxl.filings.filing import Refused, interpret, read_answer
from focusxl.filings.unstated import either_way, suppose
from focusxl.forms.edition import Edition
from focusxl.forms.general_checks import general_checks
from focusxl.forms.model import Box
from focusxl.formulas import FactUnknown, Named

_OWN_SENTENCE = re.compile(r"Box [0-9]+: ")


class InputShowsError(Exception):
    """An input shows an error; the result shows the same one."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class InputRefused(Exception):
    """An input is not what belongs there; the message is a sentence for the cell."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """Inputs by box or fact; a place where formulas find their values.

    A total that is not among the inputs is computed from those that are.
    """

    edition: Edition
    states: Mapping[str, CellState]

    def amount(self, box: str) -> Decimal | None:
        """Give the whole dollars of an input, dates as day numbers; None where it is blank.

        Raises:
            InputShowsError: the input shows an error.
            InputRefused: the input holds something that is no amount.
        """
        form_box = self.edition.box(box)
        if form_box.formula is not None and box not in self.states:
            return compute_line(self, form_box)
        state = self.states.get(box, NOTHING)
        if isinstance(state, CellError):
            raise InputShowsError(state.name)
        match interpret(form_box, state):
            case None:
                return None
            case bool():
                return Decimal(1)
            case Decimal() as amount:
                return amount if form_box.kind == "total" else form_box.as_filed(amount)
            case datetime.date() as date:
                return Decimal(date.toordinal())
            case Refused() as refused:
                raise InputRefused(_sentence(form_box, refused))
        return Decimal(1)

    def reported(self, box: str) -> bool:
        """Tell whether the input holds anything."""
        return self.amount(box) is not None

    def text(self, box: str) -> str | None:
        """Give the text of an input; None where it is blank.

        Raises:
            InputShowsError: the input shows an error.
        """
        state = self.states.get(box, NOTHING)
        if isinstance(state, CellError):
            raise InputShowsError(state.name)
        value = interpret(self.edition.box(box), state)
        return value if isinstance(value, str) else None

    def named(self, name: str) -> Named:
        """Give a parameter at the period's end, or a fact among the inputs.

        Raises:
            FactUnknown: the fact is not among the inputs, or blank.
        """
        parameter = self.edition.parameters.get(name)
        if parameter is not None:
            period = self.amount(self.edition.period_end)
            date = datetime.date.fromordinal(int(period)) if period else None
            return parameter.at(date or self.edition.assumed_period)
        answer = read_answer(self.states.get(name, NOTHING))
        if answer is None:
            raise FactUnknown(name)
        return answer


def named_inputs(edition: Edition, names: Sequence[str], states: Sequence[CellState]) -> Inputs:
    """Put names to inputs that were handed over in the form's order.

    Inputs left out at the end are blank.

    Raises:
        InputRefused: there are more inputs than names.
    """
    if len(states) > len(names):
        raise InputRefused(
            f"{len(states)} inputs were given; it takes {len(names)}: {', '.join(names)}"
        )
    return Inputs(edition, dict(zip(names, states, strict=False)))


@exactly
def compute_line(inputs: Inputs, box: Box) -> Decimal | None:
    """Compute one total in its unit; None while all its inputs are blank, or nothing belongs there.

    A fact that is not stated is asked for only where the total depends on the answer.

    Raises:
        InputShowsError: an input shows an error.
        InputRefused: an input holds something that is no amount, or a fact is not stated.
    """
    assert box.formula is not None
    amounts = [inputs.amount(number) for number in box.formula.operands]
    if all(amount is None for amount in amounts):
        return None
    try:
        return box.computed(inputs)
    except FactUnknown as unknown:
        possible = suppose(inputs, box)
        if either_way(possible):
            return possible[0].expected
        raise InputRefused(_question(inputs.edition, unknown.fact)) from None


@exactly
def check_total(inputs: Inputs, box: Box) -> tuple[bool, Decimal | None, Decimal | None]:
    """Recompute one total: whether it agrees, the amount shown, and the amount expected.

    A total that is typed where nothing stands below it agrees, and is expected to be nothing else.

    Raises:
        InputShowsError: an input shows an error.
        InputRefused: an input holds something that is no amount, or a fact is not stated.
    """
    assert box.formula is not None
    shown, expected = inputs.amount(box.number), compute_line(inputs, box)
    if shown is None:
        return expected is None, None, expected
    if (
        box.direct_entry
        and shown
        and not any(inputs.amount(below) for below in box.formula.operands)
    ):
        return True, shown, None
    return box.agrees(shown, expected), shown, expected


@exactly
def check_edit(inputs: Inputs, check_id: str) -> Outcome:
    """Make one edit check on the inputs alone.

    Raises:
        InputShowsError: an input shows an error.
        InputRefused: an input holds something that is no amount.
    """
    return make_outcome(inputs, inputs.edition.checks[check_id])


def _sentence(box: Box, refused: Refused) -> str:
    if box.kind == "total" and _OWN_SENTENCE.match(refused.reported):
        # The total already says which box below it is at fault; that is passed on as it is.
        return refused.reported
    rule = general_checks()[refused.check]
    text = rule.message.format(reported=refused.reported, reason=refused.reason)
    return f"Box {box.number}: {text}"


def _question(edition: Edition, fact: str) -> str:
    return f"Not stated: {edition.facts[fact].question} Answer Yes or No."
