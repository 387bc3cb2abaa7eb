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

_TAG = r"(?:-amendment-[0-9]{1,6})?"
"""What stands behind the running number in the names of an amendment's files."""
_EXPORTED_AT = re.compile(rb'"exported_at": "([0-9T:.-]{1,40}Z)"')
_HEAD_OF_RECORD = 4096
"""Bytes of an audit record in which its time is found."""

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
    firm: str
    """Firm id, as it stands in file names."""

    def name(self, number: int, ending: str, tag: str = "") -> str:
        """Give the name of a file of an export, ``19585-2014-06-30-1-filing.xlsx``.

        An amendment has a tag behind the number, ``-amendment-1``.
        """
        return f"{self.stem}-{number}{tag}{ending}"

    def next_number(self) -> int:
        """Give the number after the highest in the folder, of files with any ending."""
        return 1 + max((number for number, _ in self._numbered()), default=0)

    def record_before(self, number: int) -> Path | None:
        """Give the audit record of the last export before a number; None if there is none."""
        records = [
            (each, path)
            for each, path in self._numbered()
            if each < number and self._is_record(each, path)
        ]
        return max(records)[1] if records else None

    def records(self) -> list[Path]:
        """Give the audit records of the series, by number."""
        return [path for each, path in sorted(self._numbered()) if self._is_record(each, path)]

    def newest_of_other_periods(self) -> Path | None:
        """Give the record of the firm's last export for another period; None if there is none.

        A record that does not say when it was exported counts as the oldest.
        """
        wanted = re.compile(
            rf"{re.escape(self.firm)}-[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}-[0-9]{{1,{_LONGEST_NUMBER}}}"
            rf"{_TAG}{re.escape(AUDIT)}",
            re.IGNORECASE,
        )
        own = f"{self.stem}-".lower()
        others = [
            path
            for path in (self.folder.iterdir() if self.folder.is_dir() else ())
            if wanted.fullmatch(path.name) and not path.name.lower().startswith(own)
        ]
        return max(others, key=lambda path: (_exported_at(path), path.name), default=None)

    def _is_record(self, number: int, path: Path) -> bool:
        ending = re.compile(rf"-{number}{_TAG}{re.escape(AUDIT)}", re.IGNORECASE)
        return ending.fullmatch(path.name[len(self.stem) :]) is not None

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
    return ExportSeries(folder, f"{plain}-{period_end.isoformat()}", plain)


def _exported_at(record: Path) -> str:
    """Give the time that a record states, as it is written; all are in UTC and sort as text."""
    try:
        with record.open("rb") as file:
            found = _EXPORTED_AT.search(file.read(_HEAD_OF_RECORD))
    except OSError:
        return ""
    return found[1].decode() if found else ""
