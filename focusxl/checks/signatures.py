"""The check of who signed: for the present inputs, by two persons, the reviewer last.

Where the firm does not require review, nothing is asked for; a signature for other inputs is noted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from focusxl.checks.finding import Finding
from focusxl.checks.general import general_finding
from focusxl.filings.canonical_inputs import inputs_sha256
from focusxl.filings.filing import Filing
from focusxl.filings.signature import ROLES, Role, Signature
from focusxl.text import in_one_line

_LONGEST_NAME = 80
_NOT_SIGNED: dict[Role, str] = {"preparer": "SIGN-01", "reviewer": "SIGN-02"}


def check_signatures(filing: Filing) -> Iterator[Finding]:
    """Check the signatures of a filing against its inputs."""
    inputs = inputs_sha256(filing)
    valid: dict[Role, Signature] = {}
    for role in ROLES:
        signed = [one for one in filing.signatures if one.role == role]
        holding = [one for one in signed if one.holds_for(inputs)]
        if holding:
            valid[role] = max(holding, key=lambda one: one.at)
        else:
            yield from _not_signed(filing, role, signed)
    if filing.asks_for_review and len(valid) == len(ROLES):
        yield from _two_persons(valid["preparer"], valid["reviewer"])


def valid_signatures(filing: Filing) -> Iterator[Signature]:
    """Give the last signature of each role that is over the present inputs."""
    inputs = inputs_sha256(filing) if filing.signatures else ""
    for role in ROLES:
        signed = [one for one in filing.signatures if one.role == role and one.holds_for(inputs)]
        yield from sorted(signed, key=lambda one: one.at)[-1:]


def _not_signed(filing: Filing, role: Role, signed: Sequence[Signature]) -> Iterator[Finding]:
    """Say that nobody signed for the present inputs, and who signed for others."""
    intact = [one for one in signed if one.is_intact]
    if filing.asks_for_review:
        before = "".join(f" Signed by {_shown(one)} for other inputs." for one in intact)
        place = signed[-1].place if signed else None
        finding = general_finding(_NOT_SIGNED[role], before=before)
        yield finding if place is None else finding.replaced(place=place)
    else:
        for one in intact:
            yield general_finding("SIGN-05", place=one.place, reported=_shown(one), role=role)
    for one in signed:
        if not one.is_intact:
            yield general_finding("SIGN-06", place=one.place, reported=_shown(one), role=role)


def _two_persons(preparer: Signature, reviewer: Signature) -> Iterator[Finding]:
    if preparer.person == reviewer.person:
        name = in_one_line(preparer.name, _LONGEST_NAME)
        yield general_finding("SIGN-03", place=reviewer.place, reported=name)
    if reviewer.at < preparer.at:
        yield general_finding(
            "SIGN-04",
            place=reviewer.place,
            reported=_shown(reviewer),
            expected=_shown(preparer),
        )


def _shown(signature: Signature) -> str:
    return in_one_line(signature.shown, _LONGEST_NAME)
