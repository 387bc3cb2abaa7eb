"""The amendment of a report that was filed: its number, and every box that has changed since.

It is measured against the audit record of what was filed, which holds the inputs and what every box
said, so that the old workbook is not needed.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from focusxl.errors import NotExported, Unreadable
from focusxl.files.openxml.source import Source
from focusxl.files.reading.data_file import data_reading
from focusxl.files.upload.rows import answered, upload_rows, written
from focusxl.files.writing.export_series import export_series
from focusxl.files.writing.record_file import read_record
from focusxl.files.writing.recorded import AuditRecord
from focusxl.filings.computation import Computation, compute
from focusxl.filings.filing import NOTHING_TO_REPORT, Filing
from focusxl.text import in_one_line, shown
from focusxl.values import Record

_FEWEST_WORDS = 3
_LONGEST_REASON = 2_000


class Change(Record):
    """A box, or an answer, that is not what was filed."""

    box: str
    """Empty for an answer about the firm or a page."""
    page: str
    label: str
    old: str
    """As it was filed, in plain digits; empty for a blank."""
    new: str


class Amendment(Record):
    """An amendment of a report."""

    number: int
    """1 for the first amendment of a report, 2 for the amendment of that."""
    reason: str
    """Of the filer, in words."""
    record: str
    """The name of the audit record of what was filed."""
    sha256: str
    """Of that record."""
    filed_at: datetime.datetime
    """The time of the export of what was filed."""
    changes: tuple[Change, ...]

    @property
    def title(self) -> str:
        """The words that stand on what is filed."""
        return f"Amendment No. {self.number}"

    @property
    def tag(self) -> str:
        """The part of the file names, ``-amendment-1``."""
        return f"-amendment-{self.number}"


def amendment(computation: Computation, amends: Path, reason: str, to: Path) -> Amendment:
    """Compare a report with what was filed.

    Args:
        computation: the report as it is now.
        amends: the audit record of what was filed.
        reason: why it is amended, at least a sentence.
        to: the folder that is exported to.

    Raises:
        NotExported: the record is of another report, no box has changed, the reason is no
            sentence, or what was filed has been amended already.
    """
    told = _reason(reason)
    read = read_record(amends)
    if read.record is None:
        raise NotExported(f"Nothing was exported. {read.refusal}")
    before = _as_filed(amends, read.record)
    _check_same_report(computation.filing, before, amends)
    _check_not_amended(before, amends, read.sha256, to)
    changes = tuple(_changes(read.record, before, computation))
    if not any(change.box or change.label == NOTHING_TO_REPORT for change in changes):
        raise NotExported(
            f"Nothing was exported: no box differs from what {shown(amends)} says was filed, so "
            "there is nothing to amend."
        )
    number = 1 + (read.record.amends.number if read.record.amends else 0)
    return Amendment(number, told, amends.name, read.sha256, read.record.exported_at, changes)


def _reason(reason: str) -> str:
    told = " ".join(reason.split())
    if len(told.split()) < _FEWEST_WORDS:
        raise NotExported(
            "Nothing was exported: say in a sentence why the report is amended (--reason)."
        )
    if len(told) > _LONGEST_REASON:
        raise NotExported(
            f"Nothing was exported: the reason has more than {_LONGEST_REASON:,} letters; shorten "
            "it."
        )
    return told


def _as_filed(amends: Path, record: AuditRecord) -> Filing:
    """Give the report as it was filed, from the inputs in its record."""
    if hashlib.sha256(record.inputs.encode()).hexdigest() != record.inputs_sha256:
        raise NotExported(
            f"Nothing was exported: the inputs in {shown(amends)} were changed; get it again from "
            "where it is kept."
        )
    try:
        return data_reading(Source(amends, record.inputs.encode())).filing
    except Unreadable as refusal:
        raise NotExported(f"Nothing was exported. {refusal}") from None


def _check_same_report(now: Filing, before: Filing, amends: Path) -> None:
    if _of_what(now) != _of_what(before):
        raise NotExported(
            f"Nothing was exported: {shown(amends)} is the record of another report "
            f"({_of_what(before)}) than this one ({_of_what(now)}); give the record of what was "
            "filed."
        )


def _of_what(filing: Filing) -> str:
    firm = filing.values.get(filing.edition.firm_id)
    firm_id = in_one_line(firm, 40) if isinstance(firm, str) else "not stated"
    end = filing.values.get(filing.edition.period_end)
    period = f"{end:%m/%d/%Y}" if isinstance(end, datetime.date) else "not stated"
    return f"firm {firm_id}, period ending {period}, edition {filing.edition.name}"


def _check_not_amended(before: Filing, amends: Path, sha256: str, to: Path) -> None:
    """Refuse to amend twice what was filed once: the second amendment is of the first."""
    for folder in dict.fromkeys((to, amends.parent)):
        series = export_series(before, folder)
        for path in series.records() if series else ():
            other = read_record(path).record
            if other is not None and other.amends is not None and other.amends.sha256 == sha256:
                raise NotExported(
                    f"Nothing was exported: {shown(path)} already amends {shown(amends)}; give "
                    "that one as what is amended."
                )


def _changes(record: AuditRecord, before: Filing, now: Computation) -> Iterator[Change]:
    edition = now.filing.edition
    old = record.filed or filed_values(compute(before))
    new = filed_values(now)
    for number, placed in edition.boxes.items():
        was, is_now = old.get(number, ""), new.get(number, "")
        if was != is_now:
            yield Change(number, placed.home.sheet, placed.label, was, is_now)
    for page in edition.pages:
        pair = tuple(page.id in each.nothing_to_report for each in (before, now.filing))
        if pair[0] != pair[1]:
            yield Change("", page.sheet, NOTHING_TO_REPORT, *map(answered, pair))
    for name, fact in edition.facts.items():
        answers = tuple(each.facts.get(name) for each in (before, now.filing))
        if answers[0] is not answers[1] and not fact.asks_for_review:
            yield Change("", "Start", fact.question, *map(_said, answers))


def _said(answer: bool | None) -> str:
    return "" if answer is None else answered(answer)


def filed_values(computation: Computation) -> Mapping[str, str]:
    """Give what every box that is filled in says, as it is filed."""
    return {number: written(value) for number, value in upload_rows(computation)}
