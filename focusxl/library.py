"""The library: a report read, checked, explained and exported from Python.

The command, the buttons of the workbook, the demonstration and other programs all use `Filing`, so
that they cannot disagree.
"""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from focusxl.checks.finding import Finding
from focusxl.checks.result import Result, check
from focusxl.errors import NotExported
from focusxl.files.stored.reading import FileKind, Reading
from focusxl.filings.computation import Computation, compute
from focusxl.filings.explanation import Explanation, explain
from focusxl.filings.filing import BoxValue, Refused
from focusxl.filings.filing import Filing as Report
from focusxl.forms.edition import Edition
from focusxl.forms.loader import load_edition
from focusxl.values import Record

if TYPE_CHECKING:
    from focusxl.files.writing.amendment import Amendment

GivenValue = Decimal | int | float | str | bool | datetime.date | None
"""A value for a box; an amount given as text is read as accountants write it."""

_MADE_HERE = Path("boxes given")
_CALCULATED = ("WB-07", "WB-15", "WB-16", "WB-17", "WB-18", "WB-19")
"""What reading notices where a formula of the filer's own gives the amount of an input."""


class Filing(Record):
    """One firm's report for one period, with the findings of reading it.

    It is immutable: a report is corrected in its source, and read again.

    >>> filing = Filing.from_boxes("2014", {"7010": 5, "7020": 2})
    >>> filing["7010"], filing.check().verdict
    (Decimal('5'), 'partial')
    """

    reading: Reading
    path: Path
    """The file it was read from, whose name appears in messages and records."""

    @classmethod
    def from_boxes(
        cls,
        edition: str,
        boxes: Mapping[str, GivenValue],
        *,
        facts: Mapping[str, bool] | None = None,
        explanations: Mapping[str, str] | None = None,
        nothing_to_report: Iterable[str] = (),
        signatures: Iterable[Mapping[str, str]] = (),
        prior: Mapping[str, GivenValue] | None = None,
    ) -> Filing:
        """Make a filing of given values, as a data file would hold them.

        Args:
            edition: the name of the edition, ``"2014"`` or ``"2026"``.
            boxes: values by box number: amounts in the unit of the box, which is whole dollars for
                nearly all (cents are cut off), dates, texts, True for a mark; totals are optional.
            facts: answers to the facts of the edition, by name; True for Yes.
            explanations: the filer's explanations, by check id.
            nothing_to_report: ids of the pages with nothing to report.
            signatures: who signed: role, name, at and inputs, as in a data file.
            prior: the period before, by box number, as it was filed; moves against it are found.

        Raises:
            Unreadable: the edition is unknown, or a value does not fit a box.
        """
        from focusxl.files.openxml.source import Source
        from focusxl.files.reading.data_file import data_reading

        given, before = (
            ", ".join(f"{json.dumps(str(box))}: {_as_json(value)}" for box, value in some.items())
            for some in (boxes, prior or {})
        )
        rest = json.dumps(
            {
                "edition": edition,
                "facts": dict(facts or {}),
                "explanations": dict(explanations or {}),
                "nothing_to_report": list(nothing_to_report),
                "signatures": [dict(signature) for signature in signatures],
            }
        )
        content = f'{{"boxes": {{{given}}}, "prior": {{{before}}}, {rest[1:]}'.encode()
        return cls(data_reading(Source(_MADE_HERE, content)), _MADE_HERE)

    @property
    def report(self) -> Report:
        """The report for the engine: entries, facts and explanations."""
        return self.reading.filing

    @property
    def edition(self) -> Edition:
        """The edition of the form that the report is filed on."""
        return self.report.edition

    @property
    def kind(self) -> FileKind:
        """The kind of file that the report was read from."""
        return self.reading.kind

    @property
    def noticed(self) -> tuple[Finding, ...]:
        """Findings that only the file shows, such as overwritten formulas and unknown boxes."""
        return self.reading.findings

    @property
    def firm_name(self) -> str:
        """Name of the firm, empty where the report has none."""
        return self.report.firm_name

    @property
    def period_end(self) -> datetime.date | None:
        """End of the period reported on; None where the report does not state it."""
        value = self.report.values.get(self.edition.period_end)
        return value if isinstance(value, datetime.date) else None

    def __getitem__(self, box: str) -> BoxValue | None:
        """Give the value of a box as filed; None where it is blank or cannot be read.

        Amounts are Decimal in the unit of the box, with any cents; dates are `datetime.date`, marks
        True.

        Raises:
            KeyError: the edition has no box of that number.
        """
        self.edition.box(box)
        value = self.report.values.get(box)
        return None if isinstance(value, Refused) else value

    @cached_property
    def computation(self) -> Computation:
        """The report with every total recomputed from its inputs."""
        return compute(self.report)

    @cached_property
    def _result(self) -> Result:
        return check(self.computation, self.noticed)

    def check(self) -> Result:
        """Recompute every total and make every check; the findings of reading are included."""
        return self._result

    def explain(self, box: str) -> Explanation:
        """Explain a number: the tree of lines below a box, with values, cells and citations.

        ``str()`` of it draws the tree as text.

        Raises:
            KeyError: the edition has no box of that number.
        """
        explanation = explain(self.computation, box)
        calculated = any(
            finding.box == box and finding.id in _CALCULATED for finding in self.reading.findings
        )
        return explanation.replaced(is_entered=False) if calculated else explanation

    def export(
        self,
        to: str | os.PathLike[str],
        official_form: str | os.PathLike[str] | None = None,
        *,
        amends: str | os.PathLike[str] | None = None,
        reason: str = "",
    ) -> tuple[Path, ...]:
        """Write the filing-ready files into a folder, all of them or none.

        Args:
            to: the folder, made if it does not exist; existing files are never overwritten.
            official_form: a copy of the SEC's PDF form, onto which the report is typed as well.
            amends: the audit record of what was filed, where this is an amendment of it.
            reason: why it is amended, at least a sentence.

        Returns:
            The files written, the audit record last.

        Raises:
            NotReady: the verdict is not “ready”.
            NotExported: a file cannot be written.
            NotPlaced: a value has no place on the official form.
        """
        from focusxl.files.writing.export import export
        from focusxl.files.writing.export_series import FILING, OFFICIAL
        from focusxl.files.writing.filing_ready import filing_ready_workbook

        amended = self._amendment(Path(amends), reason, Path(to)) if amends is not None else None
        pages: dict[str, Callable[[Computation], bytes]] = {
            FILING: partial(filing_ready_workbook, amendment=amended)
        }
        if official_form is not None:
            form = _there(Path(official_form))
            if self.check().is_ready:
                pages[OFFICIAL] = _typed_onto(form)
        return export(
            *(self.reading, self.computation, self.check(), self.path, Path(to), pages),
            amendment=amended,
        )

    def _amendment(self, amends: Path, reason: str, to: Path) -> Amendment | None:
        """Compare a ready report with what was filed; one that is not ready is refused as ever."""
        from focusxl.files.writing.amendment import amendment

        if not self.check().is_ready:
            return None
        return amendment(self.computation, amends, reason, to)


def read(path: str | os.PathLike[str]) -> Filing:
    """Read a report from a workbook, an upload file or a data file, by the file's extension.

    Raises:
        Unreadable: the file is of another kind, damaged, too large or unsafe.
    """
    from focusxl.files import read as read_file

    return Filing(read_file(Path(path)), Path(path))


def edition(name: str) -> Edition:
    """Load an edition of the form by name; ``edition("2026")["7060"]`` gives one of its boxes.

    >>> box = edition("2014")["7040"]
    >>> box.label, box.formula
    ('Net equity (deficit) (add lines 1, 2, and 3)', '[7010] + [7020] + [7030] + [7032] - [7033]')

    Raises:
        UnknownEdition: FocusXL has no edition of that name.
    """
    return load_edition(name)


def _as_json(value: GivenValue) -> str:
    """Write a value as JSON, a decimal with all its digits."""
    match value:
        case datetime.date():
            return json.dumps(value.isoformat()[:10])
        case Decimal() if value.is_finite():
            return f"{value:f}"
        case Decimal():
            return json.dumps(str(value))
    return json.dumps(value)


def _there(official_form: Path) -> Path:
    """Check that a copy of the official form is a file, and give its path.

    Raises:
        NotExported: it is not a file.
    """
    if not official_form.is_file():
        there = "is not a file" if official_form.exists() else "is not there"
        raise NotExported(
            f"The official form “{official_form.name}” {there}; check its name and folder."
        )
    return official_form


def _typed_onto(official_form: Path) -> Callable[[Computation], bytes]:
    """Give the function that types a report onto a copy of the official form."""
    from focusxl.files.official_pdf import MOST_BYTES, fill_official_form
    from focusxl.files.openxml.source import read_source

    pdf = read_source(official_form, MOST_BYTES).content
    return lambda computation: fill_official_form(pdf, computation)
