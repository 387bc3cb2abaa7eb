"""Exports a filing: workbook, upload files, report of the findings, audit record."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from focusxl.checks import Verdict
from focusxl.compute import Computation
from focusxl.files.atomic import write_all
from focusxl.files.audit import audit_record
from focusxl.files.endings import AUDIT, FINDINGS, UPLOAD_CSV, UPLOAD_TXT, UPLOAD_XML
from focusxl.files.reading import Reading, in_one_line, shown
from focusxl.files.upload_rows import upload_rows
from focusxl.files.upload_writer import upload_csv, upload_txt, upload_xml
from focusxl.report import report, standing

_PLAIN_STEM = re.compile(r"[\w()&,+'-](?:[\w .()&,+'-]{0,98}[\w()&,+'-])?")
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)

Clock = Callable[[], datetime.datetime]


class NotExported(Exception):  # noqa: N818 - named for what it says
    """Nothing was exported; the message is one sentence: why, and what to do."""


def now() -> datetime.datetime:
    """Give the time in UTC, to the second."""
    return datetime.datetime.now(datetime.UTC).replace(microsecond=0)


def export(
    reading: Reading,
    computation: Computation,
    verdict: Verdict,
    to: Path,
    stem: str,
    read_from: Sequence[Path],
    pages: Mapping[str, Callable[[Computation], bytes]],
    clock: Clock = now,
) -> tuple[Path, ...]:
    """Export a filing that is ready, all files or none.

    Args:
        reading: the file as read.
        computation: the filing with its totals.
        verdict: what was found; it must be ready.
        to: the folder to write to, made if it is not there.
        stem: how the names of the files begin.
        read_from: the file that was read, and what else was; they are never written over.
        pages: by the ending of its name, what writes each file that shows the form's pages.
        clock: gives the time in UTC.

    Returns:
        The files written, the audit record last.

    Raises:
        NotExported: the filing is not ready, or a file cannot be written; nothing has changed.
    """
    source = read_from[0]
    if not verdict.is_ready:
        what = (
            "add what focusxl validate lists as lacking"
            if verdict.word == "partial"
            else "fix or explain what focusxl validate lists"
        )
        raise NotExported(
            f"{shown(source)} is not ready to file ({standing(verdict)}), so nothing was "
            f"exported; {what}."
        )
    if _PLAIN_STEM.fullmatch(stem) is None or _DEVICES.fullmatch(stem):
        raise NotExported(
            f"“{in_one_line(stem, 40)}” cannot begin a file name; use letters, digits, spaces, "
            "dots and hyphens."
        )
    paths = {ending: to / f"{stem}{ending}" for ending in (*pages, *_OTHERS)}
    for kept in read_from:
        _spare(kept, paths.values())
    exported_at = clock()
    contents = {ending: write(computation) for ending, write in pages.items()}
    rows = tuple(upload_rows(computation))
    contents |= {
        UPLOAD_TXT: upload_txt(rows),
        UPLOAD_CSV: upload_csv(rows),
        UPLOAD_XML: upload_xml(rows, computation.filing.edition.name),
        FINDINGS: _findings(reading, computation, verdict, source, exported_at),
    }
    exported = {paths[ending].name: content for ending, content in contents.items()}
    record = audit_record(reading, verdict, in_one_line(source.name, 200), exported, exported_at)
    contents[AUDIT] = (record.model_dump_json(indent=2) + "\n").encode()
    try:
        to.mkdir(parents=True, exist_ok=True)
        write_all({path: contents[ending] for ending, path in paths.items()})
    except OSError as error:
        reason = error.strerror or "the system refused"
        raise NotExported(
            f"Nothing was exported to {shown(to)}: {reason}; close files of that name that are "
            "open elsewhere, or choose another folder."
        ) from None
    return tuple(paths.values())


_OTHERS = (UPLOAD_TXT, UPLOAD_CSV, UPLOAD_XML, FINDINGS, AUDIT)
"""The audit record last: it vouches for the others, so it is renamed after them."""


def _spare(source: Path, paths: Iterable[Path]) -> None:
    """Refuse to write over a file that was read, whatever it is called."""
    for path in paths:
        if path.is_dir():
            raise NotExported(
                f"There is a folder {shown(path)} where a file would be written, so nothing was "
                "exported; choose another folder."
            )
        if path.exists() and source.exists() and path.samefile(source):
            raise NotExported(
                f"The export would write over {shown(source)} itself, so nothing was exported; "
                "choose another folder."
            )


def _findings(
    reading: Reading,
    computation: Computation,
    verdict: Verdict,
    source: Path,
    exported_at: datetime.datetime,
) -> bytes:
    lines = [
        line.text for line in report(in_one_line(source.name, 200), computation.filing, verdict)
    ]
    lines += [
        "",
        f"Exported {exported_at:%m/%d/%Y %H:%M} UTC.",
        "SHA-256 of the file that was read:",
        f"  {reading.sha256}",
        "",
    ]
    return "\n".join(lines).encode(errors="replace")
