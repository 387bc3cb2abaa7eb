"""A trial balance taken into a report: read, mapped, compared and checked, and nothing written."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

from focusxl.amounts import show
from focusxl.checks.finding import Finding
from focusxl.checks.ledger import check_ledger
from focusxl.errors import Unreadable
from focusxl.files.reading.balances.balances import BalanceFile, read_balances, what_was_skipped
from focusxl.files.reading.balances.mapping_file import read_mapping
from focusxl.files.template.ledger_sheets import placed
from focusxl.filings.computation import compute
from focusxl.filings.filing import Filing
from focusxl.filings.ledger.ledger import Ledger, Loaded, mapped_boxes, with_mapped_amounts
from focusxl.filings.ledger.loading import loaded_ledger, with_proposals
from focusxl.filings.ledger.mapping import MappingRule
from focusxl.forms.edition import Edition
from focusxl.text import in_one_line
from focusxl.values import Record

_MOST_NAMED = 12


class Import(Record):
    """A trial balance taken into a report, before anything is written."""

    filing: Filing
    """The report with its new ledger, and with what it gives in the mapped boxes."""
    file: BalanceFile
    findings: tuple[Finding, ...]
    """What is wrong with the trial balance or its mapping."""
    given_way: tuple[str, ...]
    """The boxes in which typed amounts gave way to formulas, with both amounts."""
    proposed: int
    """The accounts for which a box is proposed."""

    @property
    def ledger(self) -> Ledger:
        """The new ledger."""
        assert self.filing.ledger is not None
        return self.filing.ledger


def take_in(filing: Filing, balances: Path, mapping: Path | None = None) -> Import:
    """Take a trial balance into a report, without writing anything.

    Args:
        filing: the report, with the mapping of its workbook.
        balances: the file of the trial balance.
        mapping: a file with the mapping; the workbook's own if left out.

    Raises:
        Unreadable: a file cannot be read, or contradicts the report.
    """
    ends = filing.values.get(filing.edition.period_end)
    period_end = ends if isinstance(ends, datetime.date) else None
    file = read_balances(balances, period_end)
    held = filing.ledger
    rules: Sequence[MappingRule] = () if held is None else held.rules
    if mapping is not None:
        rules = read_mapping(mapping)
        _refuse_unknown_boxes(mapping, rules, filing.edition)
    now = datetime.datetime.now()
    loaded = Loaded(file.name, file.sha256, f"{now:%m/%d/%Y %H:%M}", period_end)
    ledger = loaded_ledger(held, file.accounts, rules, loaded)
    ledger, proposed = with_proposals(placed(ledger), filing)
    with_ledger = filing.replaced(ledger=ledger)
    mapped = [box.number for box in mapped_boxes(with_ledger)]
    together = with_mapped_amounts(with_ledger, filing)
    findings = tuple(check_ledger(compute(together)))
    return Import(together, file, findings, tuple(_replaced(filing, together, mapped)), proposed)


def _refuse_unknown_boxes(path: Path, rules: Sequence[MappingRule], edition: Edition) -> None:
    unknown = [rule for rule in rules if rule.box and rule.box not in edition.boxes]
    if not unknown:
        return
    first = unknown[0]
    row = (first.place.cell or "").lstrip("A")
    others = f" The same goes for {len(unknown) - 1} more rows." if len(unknown) > 1 else ""
    raise Unreadable(
        f"“{path.name}”, row {row} maps {in_one_line(first.account, 40)} to box {first.box}, which "
        f"edition {edition.name} of the form does not have; correct the number, or give the "
        f"mapping of this edition.{others}"
    )


def _replaced(before: Filing, now: Filing, mapped: Sequence[str]) -> Iterator[str]:
    """Say where a typed amount gives way to what the accounts give."""
    was_mapped = {box.number for box in mapped_boxes(before)}
    for number in mapped:
        old, new = before.values.get(number), now.values.get(number)
        if number in was_mapped or not isinstance(old, Decimal) or not isinstance(new, Decimal):
            continue
        if old != new:
            yield f"{number} ({show(old)} typed, {show(new)} by its accounts)"


def what_was_loaded(done: Import) -> Iterator[str]:
    """Say what was loaded, what was skipped and where it went."""
    file, ledger = done.file, done.ledger
    sheet = f", sheet {in_one_line(file.sheet, 40)}" if file.sheet else ""
    period = f", {file.period.shown}" if file.period is not None else ""
    yield (
        f"Loaded {len(file.accounts):,} accounts from {file.name}{sheet}{period}: {file.columns}."
    )
    yield from what_was_skipped(file)
    yield (
        f"Debits {show(ledger.debits)}, credits {show(ledger.credits)}, sum {show(ledger.total)}."
    )
    boxes = len(mapped_boxes(done.filing))
    out = len(ledger.left_out)
    yield (
        f"Mapped into {boxes} box{'' if boxes == 1 else 'es'}; left out on purpose: {out:,}; "
        f"without a mapping: {len(ledger.unmapped):,}."
    )
    if ledger.has_before:
        yield f"Since the period before: {len(ledger.new)} new, {len(ledger.gone)} gone."
    if done.given_way:
        named = "; ".join(done.given_way[:_MOST_NAMED])
        rest = len(done.given_way) - _MOST_NAMED
        more = f"; and {rest} more" if rest > 0 else ""
        yield f"Typed amounts that gave way to formulas: {named}{more}."
    if done.proposed:
        accounts = "account" if done.proposed == 1 else "accounts"
        yield (
            f"For {done.proposed:,} {accounts} without a row, a box is proposed on the sheet"
            " Mapping. None of these is used until you enter it under Box."
        )
