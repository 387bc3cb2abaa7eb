"""The reading of an audit record's file, of which no word is trusted."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from focusxl.errors import Unreadable
from focusxl.files.openxml.source import LARGEST_TEXT, read_source
from focusxl.files.writing.journal import is_plain_name
from focusxl.files.writing.recorded import AuditRecord
from focusxl.text import LONGEST_NAME, in_one_line, shown

_LARGEST_RECORD = 4 * LARGEST_TEXT
"""Bytes. A record holds the inputs, with escaped characters, and the explanations twice."""


class RecordFile(NamedTuple):
    """An audit record as read, or the reason why it cannot be read."""

    sha256: str
    record: AuditRecord | None
    refusal: str = ""


def read_record(path: Path) -> RecordFile:
    """Read a record; no file outside its folder is opened, whatever it names."""
    try:
        source = read_source(path, _LARGEST_RECORD)
        record = AuditRecord.model_validate_json(source.text())
    except Unreadable as unreadable:
        return RecordFile("", None, str(unreadable))
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"]))
        what = in_one_line(f"{place}: {first['msg']}" if place else first["msg"], 160)
        return RecordFile(source.sha256, None, _refused(path, f"is not one: {what}"))
    others = (record.follows, record.before, record.amends)
    names = [file.name for file in record.exported]
    names += [other.name for other in others if other is not None]
    for name in names:
        if not is_plain_name(name):
            why = f"names “{in_one_line(name, LONGEST_NAME)}”, which is not a file in its folder"
            return RecordFile(source.sha256, None, _refused(path, why))
    return RecordFile(source.sha256, record)


def _refused(path: Path, why: str) -> str:
    return f"The audit record {shown(path)} {why}; get it again from where it is kept."
