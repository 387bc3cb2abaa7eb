"""The loading of editions from the compiled form.

All faults of the form data are found when it is compiled (`focusxl.forms.compiler`), so nothing is
checked again here.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

from focusxl.errors import FormDataError, UnknownEdition
from focusxl.forms.citation import Citation
from focusxl.forms.edition import Edition, Fact, Parameter, PlacedBox, Printed
from focusxl.forms.model import AlsoAccepted, Box, Check, Column, Line, Page
from focusxl.forms.store import FORMS, compiled
from focusxl.formulas import Formula

__all__ = [
    "FormDataError",
    "UnknownEdition",
    "edition_of",
    "edition_of_period",
    "editions",
    "load_edition",
    "pages_of",
]

Said = dict[str, Any]
"""A part of the form as JSON; reading it consumes it."""


@lru_cache(maxsize=1)
def editions() -> tuple[str, ...]:
    """Give the names of the editions, oldest first."""
    with os.scandir(FORMS) as entries:
        names = [entry.name for entry in entries if entry.is_dir()]
    return tuple(sorted(name for name in names if (FORMS / name / "edition.yaml").is_file()))


def edition_of_period(period_end: datetime.date) -> Edition | None:
    """Give the edition for reports of a period that ends on this day; None if there is none."""
    forms = map(load_edition, editions())
    return next((form for form in forms if form.covers(period_end)), None)


@lru_cache(maxsize=8)
def load_edition(name: str) -> Edition:
    """Load an edition by name, ``"2014"``.

    Raises:
        UnknownEdition: there is no edition of that name.
        FormDataError: its files are not consistent.
    """
    if name not in editions():
        known = ", ".join(editions())
        raise UnknownEdition(
            f"There is no edition “{name}” of the form here; the editions are {known}."
        )
    return edition_of(compiled(name))


def edition_of(said: Said) -> Edition:
    """Make an edition from the output of the compiler."""
    boxes, form_pages = pages_of(said)
    return Edition(
        printed=Printed(**said.pop("printed")),
        first_period=_day(said.pop("first_period")),
        last_period=_day(said.pop("last_period")),
        pages=form_pages,
        parameters={name: _parameter(one) for name, one in said.pop("parameters").items()},
        facts={name: _fact(one) for name, one in said.pop("facts").items()},
        filers={phrase: Formula(*formula) for phrase, formula in said.pop("filers").items()},
        boxes={
            number: PlacedBox(
                box=boxes[number],
                home=form_pages[pages[0] - 1],
                line=form_pages[pages[0] - 1].lines[index],
                pages=tuple(pages),
                item=item,
                label=label,
                help=sentence,
            )
            for number, (pages, index, item, label, sentence) in said.pop("places").items()
        },
        checks={check.id: check for page in form_pages for check in page.checks},
        files=tuple((name, sha256) for name, sha256 in said.pop("files")),
        **said,
    )


def pages_of(said: Said) -> tuple[Mapping[str, Box], tuple[Page, ...]]:
    """Make the boxes of an edition, by number, and its pages."""
    boxes = {number: _box(number, box) for number, box in said.pop("boxes").items()}
    return boxes, tuple(_page(page, boxes) for page in said.pop("statements"))


def _citations(said: Iterable[str]) -> tuple[Citation, ...]:
    """Make citations from their texts."""
    return tuple(map(Citation, said))


def _page(said: Said, boxes: Mapping[str, Box]) -> Page:
    _as_tuples(said, "reported_by", "required", "present_without")
    return Page(
        cite=_citations(said.pop("cite")),
        columns=tuple(Column(**column) for column in said.pop("columns", ())),
        lines=tuple(_line(line, boxes) for line in said.pop("lines")),
        checks=tuple(_check(check) for check in said.pop("checks", ())),
        **said,
    )


def _line(said: Said, boxes: Mapping[str, Box]) -> Line:
    if "cells" in said:
        said["cells"] = {column: boxes[number] for column, number in said["cells"].items()}
    for name in ("fields", "checks"):
        if name in said:
            said[name] = tuple(boxes[number] for number in said[name])
    return Line(**said)


def _box(number: str, said: Said) -> Box:
    if "formula" in said:
        said["formula"] = Formula(*said["formula"])
        if "also_accepted" in said:
            said["also_accepted"] = tuple(
                AlsoAccepted(formula=Formula(*accepted["formula"]), note=accepted["note"])
                for accepted in said["also_accepted"]
            )
    if "tolerance" in said:
        said["tolerance"] = Decimal(said["tolerance"])
    if "cite" in said:
        said["cite"] = _citations(said["cite"])
    return Box(number=number, **said)


def _check(said: Said) -> Check:
    said["test"] = Formula(*said["test"])
    if "when" in said:
        said["when"] = Formula(*said["when"])
    said["cite"] = _citations(said["cite"])
    return Check(**said)


def _parameter(said: Said) -> Parameter:
    values = {
        datetime.date.fromisoformat(day): Fraction(value) if "/" in value else Decimal(value)
        for day, value in said.pop("values").items()
    }
    return Parameter(values=values, cite=_citations(said.pop("cite")), **said)


def _fact(said: Said) -> Fact:
    for name in ("yes_where", "no_where"):
        if name in said:
            said[name] = Formula(*said[name])
    return Fact(cite=_citations(said.pop("cite")), **said)


def _day(said: str | None) -> datetime.date | None:
    return None if said is None else datetime.date.fromisoformat(said)


def _as_tuples(said: Said, *names: str) -> None:
    for name in names:
        if name in said:
            said[name] = tuple(said[name])
