"""The rule table of an edition: every check, as published in the documents and as used."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

from focusxl.forms.citation import Citation
from focusxl.forms.edition import Edition, PlacedBox
from focusxl.forms.general_checks import general_checks
from focusxl.forms.model import Box, Check, CheckClass, FormData, Page

Subject = Literal["total", "as printed", "sign", "edit", "standing note", "general"]


REMARK_TEST = "a remark on the print: it stands on the page, and no validation repeats it"
"""In place of the test of a remark, which depends on no amount."""


class Rule(FormData):
    """A row of the rule table: a check with its test, tolerance, inputs and citations."""

    id: str
    check_class: CheckClass
    subject: Subject
    test: str
    tolerance: Decimal
    message: str
    cite: tuple[Citation, ...]
    box: str | None = None
    inputs: tuple[str, ...] = ()
    """Inputs of the check: boxes in the form's order, facts, period end.

    Empty for a check that no cell of a workbook can make.
    """
    compared: tuple[str, ...] = ()
    """Boxes that the check compares; while all of them are blank it has nothing to compare."""


def total_check_id(box: Box) -> str:
    """Give the id of the check that recomputes a total."""
    return f"SUM-{box.number}"


def as_printed_check_id(box: Box) -> str:
    """Give the id of the note on a total that follows the form as printed."""
    return f"PRINT-{box.number}"


def negative_check_id(box: Box) -> str:
    """Give the id of the check that a box is not negative."""
    return f"NEG-{box.number}" if box.negative == "explain" else "AMT-04"


def standing_note_id(box: Box) -> str:
    """Give the id of the remark on the print of a box, which is published and never a finding."""
    return f"NOTE-{box.number}"


def rules(edition: Edition) -> tuple[Rule, ...]:
    """Give every check of an edition, page by page, and last the general checks."""
    rows = [rule for page in edition.pages for rule in rules_of(edition, page)]
    return (*rows, *_general())


def rules_of(edition: Edition, page: Page) -> Iterator[Rule]:
    """Give the checks of one page: totals, signs, then the edit checks, in the form's order."""
    boxes = list(edition.defined_on(page))
    for placed in boxes:
        if placed.box.formula is not None:
            yield _total_rule(edition, placed)
    for placed in boxes:
        if placed.box.also_accepted:
            yield _as_printed_rule(placed)
    for placed in boxes:
        if placed.box.is_amount and placed.box.sign != "any" and placed.box.negative == "explain":
            yield _sign_rule(placed)
    for check in page.checks:
        yield _edit_rule(edition, check)
    for placed in boxes:
        if placed.box.note is not None:
            yield _standing_note(placed)


def check_inputs(edition: Edition, check: Check) -> tuple[str, ...]:
    """Give the inputs of an edit check, with those of the condition on which it applies."""
    inputs = list(edition.inputs_of(check.test))
    if check.when is not None:
        inputs += [name for name in edition.inputs_of(check.when) if name not in inputs]
    return tuple(inputs)


def _total_rule(edition: Edition, placed: PlacedBox) -> Rule:
    box = placed.box
    assert box.formula is not None
    formula = " ".join(box.formula.text.split())
    return Rule(
        id=total_check_id(box),
        check_class=box.differs,
        subject="total",
        test=f"[{box.number}] = {formula}",
        tolerance=box.tolerance,
        message=f"{placed.label}: the total equals what its inputs give{_within(box)}.",
        cite=placed.cite,
        box=box.number,
        inputs=(box.number, *edition.total_inputs[box.number]),
        compared=(box.number, *box.formula.operands),
    )


def _within(box: Box) -> str:
    return ", within one unit of the last decimal written" if box.unit == "percent" else ""


def _as_printed_rule(placed: PlacedBox) -> Rule:
    accepted = placed.box.also_accepted
    tests = (" ".join(printed.formula.text.split()) for printed in accepted)
    return Rule(
        id=as_printed_check_id(placed.box),
        check_class="note",
        subject="as printed",
        test=" and ".join(f"not([{placed.box.number}] = {test})" for test in tests),
        tolerance=placed.box.tolerance,
        message=" ".join(printed.note for printed in accepted),
        cite=placed.cite,
        box=placed.box.number,
    )


def _sign_rule(placed: PlacedBox) -> Rule:
    box = placed.box
    return Rule(
        id=negative_check_id(box),
        check_class="explain",
        subject="sign",
        test=f"[{box.number}] >= 0",
        tolerance=Decimal(0),
        message=f"{placed.label}: the value is not negative.",
        cite=placed.cite,
        box=box.number,
        inputs=(box.number,),
        compared=(box.number,),
    )


def _edit_rule(edition: Edition, check: Check) -> Rule:
    return Rule(
        id=check.id,
        check_class=check.check_class,
        subject="edit",
        test=_whole_test(check),
        tolerance=Decimal(check.tolerance),
        message=check.message,
        cite=check.cite,
        box=check.box,
        inputs=check_inputs(edition, check),
        compared=check.test.boxes,
    )


def _whole_test(check: Check) -> str:
    """Write the test with the condition on which it applies."""
    test = " ".join(check.test.text.split())
    if check.when is None:
        return test
    return f"not({' '.join(check.when.text.split())}) or {test}"


def _standing_note(placed: PlacedBox) -> Rule:
    return Rule(
        id=standing_note_id(placed.box),
        check_class="note",
        subject="standing note",
        test=REMARK_TEST,
        tolerance=Decimal(0),
        message=placed.box.note or "",
        cite=placed.cite,
        box=placed.box.number,
    )


def _general() -> Iterator[Rule]:
    for check_id, check in general_checks().items():
        yield Rule(
            id=check_id,
            check_class=check.check_class,
            subject="general",
            test=check.test,
            tolerance=Decimal(0),
            message=check.message,
            cite=check.cite,
        )
