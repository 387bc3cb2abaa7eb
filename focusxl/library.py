"""What a program does with a report: read it, check it, ask why a number is what it is, export it.

The command, the button of the workbook, the demonstration and a program of one's own all go through
`Filing`, so that they cannot disagree.
"""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from pathlib import Path

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

GivenValue = Decimal | int | float | str | bool | datetime.date | None
"""What a box may be given as; an amount as a text is read as accountants write it."""

_MADE_HERE = Path("boxes given")
_CALCULATED = ("WB-07", "WB-15", "WB-16", "WB-17", "WB-18", "WB-19")
"""What reading notices where a formula of the filer's own gives the amount of an input."""


@dataclass(frozen=True)
class Filing:
    """One firm's report for one period, and what was noticed while it was read.

    Nothing in it is changed by checking; a report is corrected where it came from.

    >>> filing = Filing.from_boxes("2014", {"7010": 5, "7020": 2})
    >>> filing["7010"], filing.check().verdict
    (Decimal('5'), 'partial')
    """

    reading: Reading
    path: Path
    """The file it was read from, by whose name it is spoken of."""

    @classmethod
    def from_boxes(
        cls,
        edition: str,
        boxes: Mapping[str, GivenValue],
        *,
        facts: Mapping[str, bool] | None = None,
        explanations: Mapping[str, str] | None = None,
        nothing_to_report: Iterable[str] = (),
    ) -> Filing:
        """Make a filing of amounts that a program has, as a data file would hold them.

        Args:
            edition: the name of the edition, ``"2014"`` or ``"2026"``.
            boxes: what the boxes hold by number: dollars, dates, texts, True for a mark. Totals may
                be left out; those that are given are checked.
            facts: what the firm is, where a rule depends on it and no box says it.
            explanations: answers to findings, by check id.
            nothing_to_report: ids of the pages on which the firm has nothing to report.

        Raises:
            Unreadable: there is no such edition, or a value cannot stand in a box.
        """
        from focusxl.files.openxml.source import Source
        from focusxl.files.reading.data_file import data_reading

        given = ", ".join(f"{json.dumps(box)}: {_as_json(value)}" for box, value in boxes.items())
        rest = json.dumps(
            {
                "edition": edition,
                "facts": dict(facts or {}),
                "explanations": dict(explanations or {}),
                "nothing_to_report": list(nothing_to_report),
            }
        )
        content = f'{{"boxes": {{{given}}}, {rest[1:]}'.encode()
        return cls(data_reading(Source(_MADE_HERE, content)), _MADE_HERE)

    @property
    def report(self) -> Report:
        """The report as the engine computes it: entries, facts and explanations."""
        return self.reading.filing

    @property
    def edition(self) -> Edition:
        """The edition of the form on which it is filed."""
        return self.report.edition

    @property
    def kind(self) -> FileKind:
        """What kind of file it was read from."""
        return self.reading.kind

    @property
    def noticed(self) -> tuple[Finding, ...]:
        """What only the file shows: overwritten formulas, unknown boxes and the like."""
        return self.reading.findings

    @property
    def firm_name(self) -> str:
        """The name of the firm, empty where the report has none."""
        return self.report.firm_name

    @property
    def period_end(self) -> datetime.date | None:
        """The end of the period reported on; None where the report does not say it."""
        value = self.report.values.get(self.edition.period_end)
        return value if isinstance(value, datetime.date) else None

    def __getitem__(self, box: str) -> BoxValue | None:
        """Give what a box holds as filed; None where it is blank or cannot be read.

        Amounts are Decimal, whole dollars or as given with cents; dates are dates, marks True.

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
        """Recompute every total and make every check; the findings include what reading noticed."""
        return self._result

    def explain(self, box: str) -> Explanation:
        """Explain why a number is what it is: the tree of lines below a box.

        Printed, it is drawn as text, with values, cells and citations.

        Raises:
            KeyError: the edition has no box of that number.
        """
        explanation = explain(self.computation, box)
        calculated = any(
            finding.box == box and finding.id in _CALCULATED for finding in self.reading.findings
        )
        return replace(explanation, is_entered=False) if calculated else explanation

    def export(
        self,
        to: str | os.PathLike[str],
        official_form: str | os.PathLike[str] | None = None,
    ) -> tuple[Path, ...]:
        """Write the filing-ready files into a folder, all of them or none.

        Args:
            to: the folder, made if it is not there; files that are there are never written over.
            official_form: a copy of the SEC's PDF form, onto which the report is typed as well.

        Returns:
            The files written, the audit record last.

        Raises:
            NotReady: something must be fixed or explained, or the report is not whole.
            NotExported: a file cannot be written.
            NotPlaced: a value has no place on the official form.
        """
        from focusxl.files.writing.export import export
        from focusxl.files.writing.export_series import FILING, OFFICIAL
        from focusxl.files.writing.filing_ready import filing_ready_workbook

        pages: dict[str, Callable[[Computation], bytes]] = {FILING: filing_ready_workbook}
        if official_form is not None:
            form = _there(Path(official_form))
            if self.check().is_ready:
                pages[OFFICIAL] = _typed_onto(form)
        return export(self.reading, self.computation, self.check(), self.path, Path(to), pages)


def read(path: str | os.PathLike[str]) -> Filing:
    """Read a report from a workbook, an upload file or a data file, told apart by its name's end.

    Raises:
        Unreadable: the file is of another kind, damaged, too large or not to be trusted.
    """
    from focusxl.files import read as read_file

    return Filing(read_file(Path(path)), Path(path))


def edition(name: str) -> Edition:
    """Load an edition of the form by its name; ``edition("2026")["7060"]`` gives one box of it.

    >>> box = edition("2014")["7040"]
    >>> box.label, box.formula
    ('Net equity (deficit) (add lines 1, 2, and 3)', '[7010] + [7020] + [7030] + [7032] - [7033]')

    Raises:
        UnknownEdition: there is no edition of that name.
    """
    return load_edition(name)


def _as_json(value: GivenValue) -> str:
    """Write a value as JSON, a decimal with every digit that it has."""
    match value:
        case datetime.date():
            return json.dumps(value.isoformat()[:10])
        case Decimal() if value.is_finite():
            return f"{value:f}"
        case Decimal():
            return json.dumps(str(value))
    return json.dumps(value)


def _there(official_form: Path) -> Path:
    """Give a copy of the official form back if it is a file.

    Raises:
        NotExported: it is not.
    """
    if not official_form.is_file():
        there = "is not a file" if official_form.exists() else "is not there"
        raise NotExported(
            f"The official form “{official_form.name}” {there}; check its name and folder."
        )
    return official_form


def _typed_onto(official_form: Path) -> Callable[[Computation], bytes]:
    """Give what types a report onto a copy of the official form."""
    from focusxl.files.official_pdf import MOST_BYTES, fill_official_form
    from focusxl.files.openxml.source import read_source

    pdf = read_source(official_form, MOST_BYTES).content
    return lambda computation: fill_official_form(pdf, computation)
