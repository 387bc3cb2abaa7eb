"""The exports of one firm for one period in a folder: numbered, each following the one before."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from pathlib import Path

from focusxl.filings.filing import Filing

_LONGEST_FIRM_ID = 40
_STRANGE = re.compile(r"[^A-Za-z0-9]")
_LONGEST_NUMBER = 6
"""Digits of a running number; what has more is no export of ours."""

FILING = "-filing.xlsx"
OFFICIAL = "-official-form.pdf"
UPLOAD_TXT = "-upload.txt"
UPLOAD_CSV = "-upload.csv"
UPLOAD_XML = "-upload.xml"
FINDINGS = "-findings.txt"
AUDIT = "-audit.json"

IN_EVERY_EXPORT = (FILING, UPLOAD_TXT, UPLOAD_CSV, UPLOAD_XML, FINDINGS)
"""What every audit record vouches for."""
ENDINGS = (*IN_EVERY_EXPORT, OFFICIAL, AUDIT)


@dataclass(frozen=True, slots=True)
class ExportSeries:
    """What the names of a firm's exports for a period begin with, and where they are."""

    folder: Path
    stem: str
    """Firm id and end of the period, ``19585-2014-06-30``."""

    def name(self, number: int, ending: str) -> str:
        """Give the name of a file of an export, ``19585-2014-06-30-1-filing.xlsx``."""
        return f"{self.stem}-{number}{ending}"

    def next_number(self) -> int:
        """Give the number after the highest that anything in the folder has, however it ends."""
        return 1 + max((number for number, _ in self._numbered()), default=0)

    def record_before(self, number: int) -> Path | None:
        """Give the audit record of the last export before a number; None where there is none."""
        records = [
            (each, path)
            for each, path in self._numbered()
            if each < number and path.name.lower().endswith(f"-{each}{AUDIT}")
        ]
        return max(records)[1] if records else None

    def _numbered(self) -> list[tuple[int, Path]]:
        """Give what is in the folder by its number; capitals do not matter, as on Windows."""
        wanted = re.compile(
            rf"{re.escape(self.stem)}-([0-9]{{1,{_LONGEST_NUMBER}}})(?![0-9])", re.IGNORECASE
        )
        found = [
            (wanted.match(path.name), path)
            for path in (self.folder.iterdir() if self.folder.is_dir() else ())
        ]
        return [(int(match[1]), path) for match, path in found if match is not None]


def export_series(filing: Filing, folder: Path) -> ExportSeries | None:
    """Give the exports of a filing's firm and period; None where it states either of them not.

    A character of the firm id that cannot stand in every file name is an underscore there.
    """
    values = filing.values
    period_end = values.get(filing.edition.period_end)
    firm_id = values.get(filing.edition.firm_id)
    if not isinstance(period_end, datetime.date) or not isinstance(firm_id, str):
        return None
    plain = _STRANGE.sub("_", firm_id.strip()[:_LONGEST_FIRM_ID])
    return ExportSeries(folder, f"{plain}-{period_end.isoformat()}")
