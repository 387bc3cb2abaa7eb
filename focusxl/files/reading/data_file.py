"""Data files: a filing as JSON, with boxes, and optionally explanations and facts.

Numbers are read as decimals from their digits. A null stands for a blank box.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from focusxl.amounts import Text, cell_state
from focusxl.checks.finding import Finding
from focusxl.checks.general import general_finding
from focusxl.errors import UnknownEdition, Unreadable
from focusxl.files.openxml.shared_texts import LONGEST_TEXT
from focusxl.files.openxml.source import LARGEST_TEXT, Source, read_source
from focusxl.files.reading.prior import read_prior
from focusxl.files.stored.entries import MOST_ROWS, Given, gather_entries
from focusxl.files.stored.reading import Reading
from focusxl.filings.filing import FilerExplanation, Filing, read_date
from focusxl.filings.signature import LONGEST_NAME, Role, Signature
from focusxl.forms.edition import Edition
from focusxl.forms.loader import load_edition
from focusxl.text import in_one_line

_LONGEST_NUMBER = 30
"""The most digits of a number that is read; an amount has at most fifteen."""
_KINDS = {
    "edition": "must be text, such as “2014”",
    "boxes": "must be a number, text, true, false or null",
    "explanations": "must be text, or an object of “text” and “answered”",
    "facts": "must be true or false",
    "nothing_to_report": "must be the id of a page",
    "signatures": "must be objects of “role” (preparer or reviewer), “name”, “at” (date and time, "
    "2026-04-15T15:30:00Z) and “inputs” (SHA-256 of the inputs, 64 digits)",
    "prior": "must be a number, text, true, false or null",
    "comparison": "must be a number, 0 or more",
    "history": "must be a number",
    "ledger": "must be a digest",
}


class _Explanation(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    text: str
    answered: str | None = None


class _Signature(BaseModel):
    model_config = ConfigDict(extra="forbid")

    role: Role
    name: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_NAME)
    ]
    at: datetime.datetime
    inputs: Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]


_Limit = Annotated[Decimal, Field(ge=0)]


class _Comparison(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    amount: _Limit | None = None
    percent: _Limit | None = None
    note_amount: _Limit | None = None


class _DataFile(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    edition: str
    boxes: dict[str, Decimal | bool | str | None]
    explanations: dict[str, str | _Explanation] = {}
    facts: dict[str, bool] = {}
    nothing_to_report: list[str] = []
    signatures: list[_Signature] = []
    prior: dict[str, Decimal | bool | str | None] = {}
    comparison: _Comparison = _Comparison()
    history: dict[str, dict[str, Decimal]] = {}
    ledger: dict[str, str] = {}
    """Digests of the ledger behind a report, as the audit record has them; not the ledger."""


class _Object(dict[str, object]):
    """A JSON object that keeps the further values of a repeated key."""

    def __init__(self, pairs: list[tuple[str, object]]) -> None:
        super().__init__()
        self.repeated: list[tuple[str, object]] = []
        for key, value in pairs:
            if not _is_text(key) or (isinstance(value, str) and not _is_text(value)):
                raise _Refusal(
                    f"holds an incomplete character at “{in_one_line(key, 40)}”; retype it."
                )
            if key in self:
                self.repeated.append((key, value))
            else:
                self[key] = value


class _Refusal(Exception):
    """The reason why a file is refused; completes “the file …”."""


def read_data(path: Path) -> Reading:
    """Read a data file.

    Raises:
        Unreadable: the file is not JSON, or not a data file.
    """
    return data_reading(read_source(path, LARGEST_TEXT))


def data_reading(source: Source) -> Reading:
    """Read the content of a data file.

    Raises:
        Unreadable: the file is not JSON, or not a data file.
    """
    try:
        raw = _parse(source.text())
        data = _validated(raw)
        edition = load_edition(data.edition)
        return _reading(source, edition, data, raw)
    except UnknownEdition as refusal:
        raise Unreadable(f"{source.name} cannot be read: {_lower_first(refusal)}") from None
    except _Refusal as refusal:
        raise Unreadable(f"{source.name} {refusal}") from None


def _is_text(text: str) -> bool:
    """Tell whether a text can be encoded: JSON can name one half of a surrogate pair."""
    return text.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in text)


def _lower_first(refusal: Exception) -> str:
    text = in_one_line(str(refusal), 200)
    return text[:1].lower() + text[1:]


def _parse(text: str) -> _Object:
    try:
        raw = json.loads(
            text,
            object_pairs_hook=_Object,
            parse_int=_number,
            parse_float=_number,
            parse_constant=_refuse_constant,
        )
    except json.JSONDecodeError as error:
        raise _Refusal(
            f"is not JSON (line {error.lineno}, column {error.colno}: {error.msg}); correct it."
        ) from None
    except RecursionError:
        raise _Refusal("is nested too deeply; a data file is an object of objects.") from None
    if not isinstance(raw, _Object):
        raise _Refusal("is not a data file: it must be an object with “edition” and “boxes”.")
    return raw


def _number(digits: str) -> Decimal:
    no_amount = _Refusal(
        f"holds a number that is not an amount ({in_one_line(digits, 20)}); "
        "an amount has at most 15 digits."
    )
    if len(digits) > 2 * _LONGEST_NUMBER:
        raise no_amount
    try:
        number = Decimal(digits)
    except ArithmeticError:
        # The exponent has more digits than Decimal can hold.
        raise no_amount from None
    if abs(number.adjusted()) > _LONGEST_NUMBER:
        raise no_amount
    return number


def _refuse_constant(name: str) -> Decimal:
    raise _Refusal(f"holds {name}, which is not a number; give an amount or null.")


def _validated(raw: _Object) -> _DataFile:
    boxes = raw.get("boxes")
    for value in (raw, *raw.values()):
        if isinstance(value, _Object):
            if value.repeated and value is not boxes:
                raise _Refusal(f"gives “{in_one_line(value.repeated[0][0], 40)}” twice; keep one.")
            if len(value) > MOST_ROWS:
                raise _Refusal(f"has more than {MOST_ROWS:,} entries; the form has far fewer.")
    try:
        return _DataFile.model_validate(raw)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise _Refusal(_schema_message(first["type"], first["loc"])) from None


def _schema_message(kind: str, at: tuple[int | str, ...]) -> str:
    names = [in_one_line(str(part), 40) for part in at]
    if kind == "missing" and names[0] != "signatures":
        return f"has no “{names[-1]}”; a data file has “edition” and “boxes”."
    if kind == "extra_forbidden" and names[0] != "signatures":
        return (
            f"has an unknown key “{names[-1]}”; a data file has “edition”, “boxes”, "
            "“explanations”, “facts”, “nothing_to_report”, “signatures”, “prior”, “comparison” and "
            "“history”."
            if len(names) == 1
            else f"has an unknown key “{names[-1]}” under “{names[0]}”; correct its name."
        )
    if names[0] == "signatures":
        return f"cannot be used: “signatures” {_KINDS['signatures']}."
    if names[0] == "nothing_to_report" and len(names) == 1:
        return "cannot be used: “nothing_to_report” must be a list of pages."
    if len(names) == 1 and names[0] != "edition":
        return f"cannot be used: “{names[0]}” must be an object."
    return f"cannot be used: “{names[-1 if len(names) == 1 else 1]}” {_KINDS[names[0]]}."


def _reading(source: Source, edition: Edition, data: _DataFile, raw: _Object) -> Reading:
    facts, unknown = _known_facts(edition, data.facts)
    pairs: list[tuple[str, object]] = list(data.boxes.items())
    boxes = raw["boxes"]
    if isinstance(boxes, _Object):
        pairs += boxes.repeated
    given = [Given(number, cell_state(_checked_value(number, value))) for number, value in pairs]
    entries, findings = gather_entries(edition, given)
    explanations = {
        check: FilerExplanation(answer)
        if isinstance(answer, str)
        else FilerExplanation(answer.text, answer.answered)
        for check, answer in data.explanations.items()
    }
    declared, strange = _known_pages(edition, data.nothing_to_report)
    before = read_prior(
        edition,
        {box: cell_state(_checked_value(box, value)) for box, value in data.prior.items()},
        ", under “prior” in the data file",
    )
    limits = {
        name: limit for name, limit in data.comparison.model_dump().items() if limit is not None
    }
    filing = Filing(
        edition,
        entries,
        facts,
        explanations,
        nothing_to_report=declared,
        signatures=tuple(map(_signature, data.signatures)),
        prior=before.amounts,
        prior_end=before.ends,
        history=_history(data.history),
        limits=limits,
    )
    noticed = (*findings, *unknown, *strange, *before.findings)
    return Reading(filing, noticed, "data", source.sha256)


def _history(given: Mapping[str, Mapping[str, Decimal]]) -> dict[datetime.date, dict[str, Decimal]]:
    """Give the amounts of earlier periods by their ends."""
    history: dict[datetime.date, dict[str, Decimal]] = {}
    for written, amounts in given.items():
        day = read_date(Text(written))
        if day is None:
            raise _Refusal(
                f"cannot be used: “{in_one_line(written, 40)}” under “history” is not the day on "
                "which a period ended; write it as YYYY-MM-DD."
            )
        history[day] = dict(amounts)
    return history


def _signature(given: _Signature) -> Signature:
    """Give a signature with its time in UTC, which a time without a zone is taken to be."""
    at = given.at if given.at.tzinfo else given.at.replace(tzinfo=datetime.UTC)
    return Signature(given.role, given.name, at.astimezone(datetime.UTC), given.inputs)


def _known_pages(edition: Edition, named: Sequence[str]) -> tuple[frozenset[str], list[Finding]]:
    """Give the pages with nothing to report, and findings on ids that name no page."""
    strange = [
        general_finding("PAGE-07", reported=in_one_line(name, 40), edition=edition.name)
        for name in dict.fromkeys(named)
        if name not in edition.pages_by_id
    ]
    return frozenset(named) & edition.pages_by_id.keys(), strange


def _known_facts(
    edition: Edition, stated: Mapping[str, bool]
) -> tuple[dict[str, bool], list[Finding]]:
    """Give the stated facts, named in full or by the edition's short words.

    A fact that the edition does not ask for is left out with a note: a filing may state more than
    is asked.
    """
    facts: dict[str, bool] = {}
    unknown: list[Finding] = []
    for name, answer in stated.items():
        meant = edition.firm_words.get(name.replace("_", "-"), name)
        if meant in edition.facts:
            facts[meant] = answer
        else:
            asked = ", ".join(edition.facts) or "nothing"
            shown = in_one_line(name, 40)
            unknown.append(
                general_finding("FACT-05", reported=shown, edition=edition.name, asked=asked)
            )
    return facts, unknown


def _checked_value(number: str, value: object) -> object:
    """Check that a value fits a cell; the values of repeated keys have not been validated yet."""
    if not isinstance(value, Decimal | bool | str | None):
        raise _Refusal(f"cannot be used: “{in_one_line(number, 40)}” {_KINDS['boxes']}.")
    if isinstance(value, str) and len(value) > LONGEST_TEXT:
        raise _Refusal(
            f"holds a text of more than {LONGEST_TEXT:,} letters in box "
            f"{in_one_line(number, 40)}; shorten it."
        )
    return value
