"""The export series of a firm and period in a folder: numbered, each following the one before."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from pathlib import Path

from focusxl.filings.filing import Filing

_LONGEST_FIRM_ID = 40
_STRANGE = re.compile(r"[^A-Za-z0-9]")
_LONGEST_NUMBER = 6
"""The most digits of a running number of an export."""

FILING = "-filing.xlsx"
OFFICIAL = "-official-form.pdf"
UPLOAD_TXT = "-upload.txt"
UPLOAD_CSV = "-upload.csv"
UPLOAD_XML = "-upload.xml"
FINDINGS = "-findings.txt"
AUDIT = "-audit.json"

IN_EVERY_EXPORT = (FILING, UPLOAD_TXT, UPLOAD_CSV, UPLOAD_XML, FINDINGS)
"""Endings of the files that every audit record lists."""
ENDINGS = (*IN_EVERY_EXPORT, OFFICIAL, AUDIT)


@dataclass(frozen=True, slots=True)
class ExportSeries:
    """The file names of a firm's exports for a period in a folder."""

    folder: Path
    stem: str
    """Firm id and end of the period, ``19585-2014-06-30``."""

    def name(self, number: int, ending: str) -> str:
        """Give the name of a file of an export, ``19585-2014-06-30-1-filing.xlsx``."""
        return f"{self.stem}-{number}{ending}"

    def next_number(self) -> int:
        """Give the number after the highest in the folder, of files with any ending."""
        return 1 + max((number for number, _ in self._numbered()), default=0)

    def record_before(self, number: int) -> Path | None:
        """Give the audit record of the last export before a number; None if there is none."""
        records = [
            (each, path)
            for each, path in self._numbered()
            if each < number and path.name.lower().endswith(f"-{each}{AUDIT}")
        ]
        return max(records)[1] if records else None

    def _numbered(self) -> list[tuple[int, Path]]:
        """Give the files of the series by number; case does not matter, as on Windows."""
        wanted = re.compile(
            rf"{re.escape(self.stem)}-([0-9]{{1,{_LONGEST_NUMBER}}})(?![0-9])", re.IGNORECASE
        )
        found = [
            (wanted.match(path.name), path)
            for path in (self.folder.iterdir() if self.folder.is_dir() else ())
        ]
        return [(int(match[1]), path) for match, path in found if match is not None]


def export_series(filing: Filing, folder: Path) -> ExportSeries | None:
    """Give the export series of a filing; None where it does not state its firm and period.

    A character of the firm id that is not allowed in every file name becomes an underscore.
    """
    values = filing.values
    period_end = values.get(filing.edition.period_end)
    firm_id = values.get(filing.edition.firm_id)
    if not isinstance(period_end, datetime.date) or not isinstance(firm_id, str):
        return None
    plain = _STRANGE.sub("_", firm_id.strip()[:_LONGEST_FIRM_ID])
    return ExportSeries(folder, f"{plain}-{period_end.isoformat()}")
