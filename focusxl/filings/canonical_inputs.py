"""The canonical inputs of a filing: one text for the same inputs, for comparison and hashing.

The text is a data file: reading it gives the same inputs. It holds what is reported and no computed
total; how a value was written (with commas, as text, in which cell) makes no difference.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterator, Mapping
from decimal import Decimal

from focusxl.filings.filing import BoxValue, Filing, Refused


def canonical_inputs(filing: Filing) -> str:
    """Write edition, inputs, facts and empty pages as JSON: sorted keys, no spaces, ASCII only.

    Of a ledger it holds the digests of accounts, mapping and adjustments; see `Ledger.digests`.
    Amounts are numbers in plain digits without trailing zeros, dates are ISO dates, a mark is
    true. A value that its box cannot hold is written as the text it was.
    """
    boxes = {
        number: _value(value)
        for number, value in filing.values.items()
        if filing.is_entered(number)
    }
    facts = {name: json.dumps(answer) for name, answer in filing.facts.items()}
    parts = {
        "boxes": _object(boxes),
        "edition": json.dumps(filing.edition.name),
        "facts": _object(facts),
    }
    if filing.nothing_to_report:
        pages = sorted(filing.nothing_to_report)
        parts["nothing_to_report"] = json.dumps(pages, separators=(",", ":"))
    parts.update(_compared_with(filing))
    if filing.ledger is not None:
        digests = filing.ledger.digests
        parts["ledger"] = _object({name: json.dumps(digest) for name, digest in digests.items()})
    return _object(parts)


def inputs_sha256(filing: Filing) -> str:
    """Give the SHA-256 of the canonical inputs, in hexadecimal digits: what a signature is over."""
    return hashlib.sha256(canonical_inputs(filing).encode()).hexdigest()


def _compared_with(filing: Filing) -> Iterator[tuple[str, str]]:
    """Write what the report is compared with, where there is any: findings rest on it as well."""
    prior = {number: _value(amount) for number, amount in filing.prior.items()}
    if filing.prior_end is not None:
        prior[filing.edition.period_end] = _value(filing.prior_end)
    if prior:
        yield "prior", _object(prior)
    if filing.limits:
        yield "comparison", _object({name: _value(one) for name, one in filing.limits.items()})
    if filing.history:
        yield (
            "history",
            _object(
                {
                    day.isoformat(): _object({box: _value(one) for box, one in amounts.items()})
                    for day, amounts in filing.history.items()
                }
            ),
        )


def _object(written: Mapping[str, str]) -> str:
    members = (f"{json.dumps(key)}:{value}" for key, value in sorted(written.items()))
    return "{" + ",".join(members) + "}"


def _value(value: BoxValue | Refused) -> str:
    match value:
        case bool():
            return "true"
        case Decimal():
            return f"{value.normalize() + 0:f}"
        case datetime.date():
            return json.dumps(value.isoformat())
        case Refused():
            return json.dumps(value.reported)
    return json.dumps(value)
