"""A trial balance taken into a report: what changed since the period before, what is proposed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal

from focusxl.filings.filing import Filing
from focusxl.filings.ledger.account import Account
from focusxl.filings.ledger.ledger import Ledger, Loaded, why_not_mapped
from focusxl.filings.ledger.mapping import MappingRule
from focusxl.forms.edition import PlacedBox

MOST_PROPOSALS = 1_000
"""The most accounts for which a box is looked for."""
NONE_FOUND = "none found"
"""In place of a proposal, so that the account is not taken for one that is left out."""
_LEAST_ALIKE = 60
_CANDIDATES = 6
_BEGINNING = 5


def loaded_ledger(
    held: Ledger | None,
    accounts: Sequence[Account],
    rules: Sequence[MappingRule],
    loaded: Loaded,
) -> Ledger:
    """Put new balances in the place of those that a report holds.

    Balances of the same period take the place of those before, and are compared with the same
    period before; those of another period are compared with what the report held. A report that
    was rolled forward holds the accounts of the period before, and no balances.
    """
    before: dict[str, Account] = {}
    if held is not None:
        # A workbook that was rolled has no balances yet, and knows those of the period before.
        is_again = held.loaded is None or held.loaded.period_end == loaded.period_end
        for one in (*held.accounts, *held.gone):
            balance = one.before if is_again else one.balance
            if balance is not None and not (one in held.gone and not is_again):
                before[one.key] = Account(one.number, one.description, Decimal(0), balance)
    now = tuple(
        Account(one.number, one.description, one.balance, _balance(before.get(one.key)))
        for one in accounts
    )
    keys = {one.key for one in now}
    gone = tuple(one for key, one in before.items() if key not in keys)
    adjustments = () if held is None else held.adjustments
    return Ledger(now, tuple(rules), adjustments, loaded, gone)


def _balance(account: Account | None) -> Decimal | None:
    return None if account is None else account.before


def with_proposals(ledger: Ledger, filing: Filing) -> tuple[Ledger, int]:
    """Add a row with a proposal for each account that has no row, by its description.

    A proposal is never put to work: the filer enters the box.

    Returns:
        The ledger, and the number of rows that were added.
    """
    named = {rule.account.strip().casefold() for rule in ledger.rules}
    asked = [one for one in ledger.unmapped if one.key not in named][:MOST_PROPOSALS]
    if not asked:
        return ledger, 0
    proposals = _proposed(asked, list(_boxes(filing)))
    rows = tuple(
        MappingRule(one.number, "", sign, "any", one.description, proposal)
        for one, (proposal, sign) in zip(asked, proposals, strict=True)
    )
    return ledger.replaced(rules=(*ledger.rules, *rows)), len(rows)


def _boxes(filing: Filing) -> Iterable[PlacedBox]:
    for placed in filing.edition.boxes.values():
        if placed.box.number not in filing.absent and why_not_mapped(placed.box) is None:
            yield placed


def _proposed(accounts: Sequence[Account], boxes: Sequence[PlacedBox]) -> list[tuple[str, int]]:
    """Find for each description the box whose label is most like it, and the sign that fits."""
    # Imported here: nothing else needs it.
    from rapidfuzz import fuzz, process, utils

    labels = [utils.default_process(placed.label) for placed in boxes]
    by_word: dict[str, set[int]] = defaultdict(set)
    first: dict[str, int] = {}
    for position, label in enumerate(labels):
        # Of labels that are alike, the first in the form's order is proposed.
        if first.setdefault(label, position) == position:
            for word in _words(label):
                by_word[word].add(position)
    found = []
    for account in accounts:
        wanted = utils.default_process(account.description)
        near = set().union(*(by_word.get(word, ()) for word in _words(wanted)))
        alike = process.extract(
            wanted,
            {position: labels[position] for position in sorted(near)},
            scorer=fuzz.token_set_ratio,
            processor=None,
            limit=_CANDIDATES,
            score_cutoff=_LEAST_ALIKE,
        )
        if not alike:
            found.append((NONE_FOUND, 1))
            continue
        _, _, best = max(alike, key=lambda one: (fuzz.token_sort_ratio(wanted, one[0]), -one[2]))
        placed = boxes[best]
        # What is owed, and equity, stand as positive amounts in their boxes.
        sign = -1 if account.balance < 0 else 1
        found.append((f"{placed.box.number}: {placed.label} ({placed.home.sheet})", sign))
    return found


def _words(text: str) -> set[str]:
    """Give the beginnings of the words of a text, by which deposits meet what is deposited."""
    return {word[:_BEGINNING] for word in text.split() if len(word) > 2}
