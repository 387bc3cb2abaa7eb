"""The export of a filing: workbook, upload files, report of findings, audit record."""

from __future__ import annotations

import datetime
import hashlib
import textwrap
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from focusxl.amounts import plain_amount, show
from focusxl.checks import Result
from focusxl.checks.signatures import valid_signatures
from focusxl.checks.text_report import report, standing
from focusxl.errors import NotExported, NotReady
from focusxl.files.stored.reading import Reading
from focusxl.files.upload.rows import upload_csv, upload_rows, upload_txt, upload_xml
from focusxl.files.upload.rows import written as one_written
from focusxl.files.writing.atomic_writes import write_all, writing_into
from focusxl.files.writing.audit_record import AuditedFile, audit_record, written
from focusxl.files.writing.export_series import (
    AUDIT,
    FINDINGS,
    UPLOAD_CSV,
    UPLOAD_TXT,
    UPLOAD_XML,
    export_series,
)
from focusxl.filings.computation import Computation
from focusxl.text import LONGEST_NAME, in_one_line, shown

if TYPE_CHECKING:
    from focusxl.files.writing.amendment import Amendment

_MOST_ATTEMPTS = 50
"""The number of attempts when another export takes the running number first."""

Clock = Callable[[], datetime.datetime]


def now() -> datetime.datetime:
    """Give the present time in UTC, to the second."""
    return datetime.datetime.now(datetime.UTC).replace(microsecond=0)


def export(
    reading: Reading,
    computation: Computation,
    result: Result,
    source: Path,
    to: Path,
    pages: Mapping[str, Callable[[Computation], bytes]],
    clock: Clock = now,
    amendment: Amendment | None = None,
) -> tuple[Path, ...]:
    """Export a filing that is ready, all files or none, beside earlier exports.

    The files are named after the firm, the end of the period and a running number that is new in
    the folder.

    Args:
        reading: the file as read.
        computation: the filing with its totals.
        result: the checked filing; it must be ready.
        source: the file that was read.
        to: the folder to write to, made if it does not exist.
        pages: the writer of each file that shows the form's pages, by the ending of its name.
        clock: gives the time in UTC.
        amendment: how the filing amends what was filed, if it does; it goes into the names of the
            files, the findings and the audit record.

    Returns:
        The files written, the audit record last.

    Raises:
        NotReady: the filing is not ready; nothing has changed.
        NotExported: a file cannot be written; nothing has changed.
    """
    if not result.is_ready:
        what = (
            "add what focusxl validate lists as missing"
            if result.verdict == "partial"
            else "fix or explain what focusxl validate lists"
        )
        raise NotReady(
            f"{shown(source)} is not ready to file ({standing(result)}), so nothing was "
            f"exported; {what}."
        )
    series = export_series(computation.filing, to)
    if series is None:
        raise NotExported(
            f"{shown(source)} lacks the firm's identification number or the end of the period, "
            "which exported files are named after, so nothing was exported; enter both."
        )
    exported_at = clock()
    contents = {ending: write(computation) for ending, write in pages.items()}
    rows = tuple(upload_rows(computation))
    contents |= {
        UPLOAD_TXT: upload_txt(rows),
        UPLOAD_CSV: upload_csv(rows),
        UPLOAD_XML: upload_xml(rows, computation.filing),
        FINDINGS: _findings(reading, computation, result, source, exported_at, amendment),
    }
    filed = {box: one_written(value) for box, value in rows}
    tag = amendment.tag if amendment is not None else ""
    try:
        to.mkdir(parents=True, exist_ok=True)
        with writing_into(to):
            for _ in range(_MOST_ATTEMPTS):
                number = series.next_number()
                files = {
                    series.name(number, ending, tag): content
                    for ending, content in contents.items()
                }
                record = audit_record(
                    reading,
                    result,
                    in_one_line(source.name, LONGEST_NAME),
                    files,
                    exported_at,
                    number,
                    _audited(series.record_before(number)),
                    filed,
                    _audited(series.newest_of_other_periods()),
                    amendment,
                )
                # The audit record vouches for the other files, so it gets its name last.
                files[series.name(number, AUDIT, tag)] = written(record)
                try:
                    write_all({to / name: content for name, content in files.items()})
                except FileExistsError:
                    continue  # Another export took the number first.
                return tuple(to / name for name in files)
    except TimeoutError:
        raise NotExported(
            f"Nothing was exported to {shown(to)}: another run of FocusXL is still writing there; "
            "export again when it has ended, or choose another folder."
        ) from None
    except OSError as error:
        reason = error.strerror or "the system refused"
        raise NotExported(
            f"Nothing was exported to {shown(to)}: {reason}; choose another folder, or ask for "
            "permission to write to this one."
        ) from None
    raise NotExported(
        f"Nothing was exported to {shown(to)}: other exports keep taking the next number; "
        "export again when they have finished."
    )


def _audited(record: Path | None) -> AuditedFile | None:
    """Give the name and SHA-256 of an audit record."""
    if record is None:
        return None
    with record.open("rb") as file:
        return AuditedFile(name=record.name, sha256=hashlib.file_digest(file, "sha256").hexdigest())


def _findings(
    reading: Reading,
    computation: Computation,
    result: Result,
    source: Path,
    exported_at: datetime.datetime,
    amendment: Amendment | None,
) -> bytes:
    lines = [
        line.text
        for line in report(in_one_line(source.name, LONGEST_NAME), computation.filing, result)
    ]
    signed = [f"Signed as {one.role}: {one.shown}." for one in valid_signatures(computation.filing)]
    lines += ["", *signed] if signed else []
    lines += ["", *_amendment_lines(amendment, computation)] if amendment is not None else []
    lines += [
        "",
        f"Exported {exported_at:%m/%d/%Y %H:%M} UTC.",
        "SHA-256 of the file that was read:",
        f"  {reading.sha256}",
        "",
    ]
    return "\n".join(lines).encode(errors="replace")


def _amendment_lines(amendment: Amendment, computation: Computation) -> Iterator[str]:
    yield f"{amendment.title}, which amends {amendment.record}."
    yield from textwrap.wrap(f"Reason: {amendment.reason}", 80, subsequent_indent="  ")
    for change in amendment.changes:
        what = f"Box {change.box}" if change.box else f"{change.page}, {change.label}"
        placed = computation.filing.edition.boxes.get(change.box)
        of_amounts = placed is not None and placed.box.is_amount
        old, new = (_side(value, of_amounts) for value in (change.old, change.new))
        sides = f"{old} was filed, now {new}"
        yield from textwrap.wrap(f"{what}: {sides}.", 80, subsequent_indent="  ")


def _side(value: str, is_amount: bool) -> str:
    amount = plain_amount(value) if is_amount else None
    return (value or "blank") if amount is None else show(amount)
