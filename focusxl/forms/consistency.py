"""The consistency of an edition's form data as a whole."""

from __future__ import annotations

import re
from collections.abc import Sequence

from focusxl.forms.edition import Edition
from focusxl.forms.model import Box, Check
from focusxl.forms.shapes import shapes
from focusxl.forms.yaml_source import ErrorAt, Location
from focusxl.formulas import Formula
from focusxl.formulas.tree import BoxReference, Call, parts_of, walk

_MESSAGE_BOX = re.compile(r"\[([0-9]+(?:_[a-z]+)?)\]")


def verify(edition: Edition, page_errors: Sequence[ErrorAt], edition_error: ErrorAt) -> None:
    """Refuse an edition whose parts do not fit together.

    Args:
        edition: the edition.
        page_errors: for each of its pages, the function that gives an error its place.
        edition_error: the same for the edition's own file.

    Raises:
        FormDataError: the parts do not fit together; the message gives file and line.
    """
    for key in (edition.period_end, edition.firm_name, edition.firm_id):
        if key not in edition.boxes:
            raise edition_error((), f"there is no box {key}")
    for phrase, condition in edition.filers.items():
        _verify_formula(edition, condition, edition_error, ("filers", phrase))
    for name, fact in edition.facts.items():
        for condition in fact.shown_where.values():
            _verify_formula(edition, condition, edition_error, ("facts", name))
    for word, said_by in edition.firm_words.items():
        if said_by not in edition.boxes and said_by not in edition.facts:
            raise edition_error(("firm_words", word), f"there is no box or fact {said_by}")
    seen: set[str] = set()
    for page, error_at in zip(edition.pages, page_errors, strict=True):
        for phrase in page.reported_by:
            if phrase not in edition.filers:
                raise error_at(("reported_by",), f"the edition knows no filer “{phrase}”")
        if page.group is None and page.header is None:
            raise error_at((), "the page belongs to no group")
        if page.instead_of is not None and page.instead_of not in edition.pages_by_id:
            raise error_at(("instead_of",), f"there is no page “{page.instead_of}”")
        on_page = {box.number for box in page.boxes}
        for number in page.required:
            if number not in on_page:
                raise error_at(("required",), f"there is no box {number} on the page")
        for index, line in enumerate(page.lines):
            for box in line.boxes:
                _verify_box(edition, box, error_at, index)
        for index, check in enumerate(page.checks):
            at: Location = ("checks", index)
            if check.id in seen:
                raise error_at(at, f"check {check.id} stands twice")
            seen.add(check.id)
            _verify_check(edition, check, error_at, at)
    _verify_no_cycle(edition, page_errors)


def _verify_box(edition: Edition, box: Box, error_at: ErrorAt, index: int) -> None:
    at: Location = ("lines", index)
    if box.formula is not None:
        if box.entry != "input":
            raise error_at(at, f"box {box.number}: a box of kind {box.entry} has no formula")
        _verify_formula(edition, box.formula, error_at, at)
    if box.period is not None and box.kind != "date":
        raise error_at(at, f"box {box.number}: only a date is an end of the report's period")
    if box.shape is not None and (box.kind != "text" or box.shape not in shapes()):
        raise error_at(at, f"box {box.number}: only text has a shape, one that shapes.yaml names")
    for accepted in box.also_accepted:
        _verify_formula(edition, accepted.formula, error_at, at)


def _verify_check(edition: Edition, check: Check, error_at: ErrorAt, at: Location) -> None:
    for formula in check.formulas:
        _verify_formula(edition, formula, error_at, at)
    for number in (check.box, *_MESSAGE_BOX.findall(check.message)):
        if number not in edition.boxes:
            raise error_at(at, f"check {check.id}: there is no box {number}")


def _verify_formula(edition: Edition, formula: Formula, error_at: ErrorAt, at: Location) -> None:
    for number in formula.boxes:
        if number not in edition.boxes:
            raise error_at(at, f"“{formula.text}”: there is no box {number}")
    _verify_kinds(edition, formula, error_at, at)
    for name in formula.names:
        if name not in edition.parameters and name not in edition.facts:
            raise error_at(at, f"“{formula.text}”: there is no parameter or fact “{name}”")


def _verify_kinds(edition: Edition, formula: Formula, error_at: ErrorAt, at: Location) -> None:
    """Refuse a text or date function of a box that holds another kind of value."""
    for node in walk(formula.tree):
        match node:
            case Call("one_of"):
                kind = "text"
            case Call("end_of_month" | "month_of" | "months_of"):
                kind = "date"
            case _:
                continue
        for part in parts_of(node):
            if isinstance(part, BoxReference) and edition.box(part.box).kind != kind:
                raise error_at(at, f"“{formula.text}”: box {part.box} is no {kind}")


def _verify_no_cycle(edition: Edition, page_errors: Sequence[ErrorAt]) -> None:
    finished: set[str] = set()

    def visit(number: str, path: tuple[str, ...]) -> None:
        placed = edition.boxes[number]
        if number in path:
            circle = " → ".join((*path[path.index(number) :], number))
            index = placed.home.lines.index(placed.line)
            error_at = page_errors[placed.page - 1]
            raise error_at(("lines", index), f"the formulas go round in a circle: {circle}")
        if number in finished or placed.box.formula is None:
            return
        for operand in placed.box.judged_by:
            visit(operand, (*path, number))
        finished.add(number)

    for number in edition.boxes:
        visit(number, ())
