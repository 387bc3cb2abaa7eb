"""The audit of a folder of exports, each against its audit record and the record before."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from focusxl.errors import Unreadable
from focusxl.files.writing.export_series import AUDIT, ENDINGS, IN_EVERY_EXPORT
from focusxl.files.writing.folder_lock import LOCK
from focusxl.files.writing.journal import BEGINNING, ENDING, sha256_of_file
from focusxl.files.writing.record_file import read_record
from focusxl.files.writing.recorded import AuditedFile, AuditRecord
from focusxl.text import LONGEST_NAME, in_one_line, shown

State = Literal["whole", "differs", "unreadable", "no record"]

_NAME = re.compile(
    r"(?P<stem>.+?)-(?P<number>[0-9]{1,6})(?P<tag>-amendment-(?P<amendment>[0-9]{1,6}))?"
    rf"(?P<ending>{'|'.join(map(re.escape, ENDINGS))})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class AuditedSet:
    """An export, and how it differs from its record."""

    name: str
    """The stem of its file names, ``19585-2014-06-30-1``."""
    state: State
    record: AuditRecord | None
    problems: tuple[str, ...]
    """Clauses, each on one difference from what was exported."""


@dataclass(frozen=True, slots=True)
class AuditedFolder:
    """The exports of a folder by firm, period and number, and the files that belong to none."""

    sets: tuple[AuditedSet, ...]
    of_no_record: tuple[str, ...]
    left_behind: tuple[str, ...]
    """Files of an interrupted run, which the next run removes."""


@dataclass(frozen=True, slots=True)
class _ExportFile:
    """A file with the name of an export's file."""

    path: Path
    stem: str
    number: int
    ending: str
    tag: str
    """``-amendment-1`` in the names of an amendment."""
    amendment: int
    """The number of the amendment; 0 for none."""

    @property
    def key(self) -> tuple[str, int]:
        """The stem and number of the export; case does not matter, as on Windows."""
        return self.stem.casefold(), self.number


@dataclass(frozen=True, slots=True)
class _Recorded:
    """An audit record as read, or the reason why it cannot be read."""

    named: _ExportFile
    sha256: str
    record: AuditRecord | None
    refusal: str = ""


def audited_folder(folder: Path) -> AuditedFolder:
    """Verify every export in a folder, and change nothing.

    Raises:
        Unreadable: it is not a folder, or it cannot be read.
    """
    if not folder.is_dir():
        there = "is no folder" if folder.exists() else "is not there"
        raise Unreadable(f"{shown(folder)} {there}; give the folder that was exported to.")
    try:
        paths = sorted(folder.iterdir())
    except OSError:
        raise Unreadable(f"{shown(folder)} cannot be read; ask for permission.") from None
    left_behind = [path.name for path in paths if _is_left_behind(path.name)]
    names = [path.name for path in paths if not _is_left_behind(path.name)]
    named = [each for path in paths if (each := _named(path)) is not None]
    records = {each.key: _recorded(each) for each in named if each.ending == AUDIT}
    owned = {
        file.name.casefold()
        for each in records.values()
        for file in (each.record.exported if each.record else ())
    }
    not_owned = [each for each in named if each.path.name.casefold() not in owned]
    sets = [_audited(folder, each, records, not_owned) for each in records.values()]
    sets += _without_record([each for each in not_owned if each.key not in records])
    sets.sort(key=lambda each: _order(each.name))
    known = owned | {each.path.name.casefold() for each in named}
    stray = [name for name in names if name.casefold() not in known]
    return AuditedFolder(tuple(sets), tuple(stray), tuple(left_behind))


def _is_left_behind(name: str) -> bool:
    return name == LOCK or (name.startswith(BEGINNING) and name.endswith(ENDING))


def _order(name: str) -> tuple[str, int]:
    stem, _, number = name.rpartition("-")
    return stem.casefold(), int(number)


def _named(path: Path) -> _ExportFile | None:
    match = _NAME.fullmatch(path.name)
    if match is None:
        return None
    return _ExportFile(
        path,
        match["stem"],
        int(match["number"]),
        match["ending"].lower(),
        (match["tag"] or "").lower(),
        int(match["amendment"] or 0),
    )


def _recorded(named: _ExportFile) -> _Recorded:
    return _Recorded(named, *read_record(named.path))


def _audited(
    folder: Path,
    recorded: _Recorded,
    records: Mapping[tuple[str, int], _Recorded],
    not_owned: Sequence[_ExportFile],
) -> AuditedSet:
    named, record = recorded.named, recorded.record
    name = f"{named.stem}-{named.number}"
    if record is None:
        return AuditedSet(name, "unreadable", None, (recorded.refusal,))
    problems = (
        *_problems_of_files(folder, record, f"{name}{named.tag}"),
        *_problems_of_others(named, not_owned),
        *_problems_of_record(record, named),
        *_problems_of_chain(folder, recorded, record, records),
        *_problems_of_anchors(folder, record),
    )
    return AuditedSet(name, "differs" if problems else "whole", record, problems)


def _problems_of_files(folder: Path, record: AuditRecord, name: str) -> Iterator[str]:
    listed = {file.name.casefold() for file in record.exported}
    for file in record.exported:
        path = folder / file.name
        if not os.path.lexists(path):
            yield f"{shown(path)} is missing"
        elif sha256_of_file(path) != file.sha256:
            yield f"{shown(path)} is not as it was exported"
    for ending in IN_EVERY_EXPORT:
        if f"{name}{ending}".casefold() not in listed:
            yield f"its record does not vouch for “{in_one_line(name + ending, LONGEST_NAME)}”"


def _problems_of_others(named: _ExportFile, not_owned: Sequence[_ExportFile]) -> Iterator[str]:
    """Report files with the name of an export that its record does not list."""
    for other in not_owned:
        if other.key == named.key and other.path != named.path:
            yield f"{shown(other.path)} is not in its record"


def _problems_of_record(record: AuditRecord, named: _ExportFile) -> Iterator[str]:
    if record.number != named.number:
        yield f"its record is of export {record.number}"
    if (record.amends.number if record.amends else 0) != named.amendment:
        what = f"amendment {record.amends.number}" if record.amends else "no amendment"
        yield f"its record is of {what}, and its name says otherwise"
    if hashlib.sha256(record.inputs.encode()).hexdigest() != record.inputs_sha256:
        yield "the inputs in its record were changed"


def _problems_of_chain(
    folder: Path,
    recorded: _Recorded,
    record: AuditRecord,
    records: Mapping[tuple[str, int], _Recorded],
) -> Iterator[str]:
    stem, number = recorded.named.key
    earlier = [each for each in records if each[0] == stem and each[1] < number]
    before = records[max(earlier)].named.path if earlier else None
    followed = record.follows
    if followed is None:
        if before is not None and record.is_chained:
            yield f"its record follows none, though {shown(before)} is there"
        return
    path = folder / followed.name
    target = _named(path)
    if target is None or not _may_precede(target, stem, number):
        yield (
            f"its record follows {shown(path)}, which is not an earlier export for this firm "
            "and period"
        )
    elif target.key not in records:
        yield f"{shown(path)}, which its record follows, is missing"
    elif records[target.key].sha256 != followed.sha256:
        yield f"{shown(path)}, which its record follows, is not as it was then"
    elif before is not None and target.key != max(earlier):
        both = any(
            other.record.follows.sha256 == followed.sha256
            for key, other in records.items()
            if key == max(earlier) and other.record and other.record.follows
        )
        as_well = " and follows it as well" if both else ""
        yield f"its record follows {shown(path)}, though {shown(before)} is there{as_well}"


def _problems_of_anchors(folder: Path, record: AuditRecord) -> Iterator[str]:
    """Report what a record names beside its own series, and that is not what it was then."""
    if record.before is not None:
        state = _state_of(folder, record.before)
        if state:
            yield f"{shown(folder / record.before.name)}, the export of the firm before it, {state}"
    # What was amended may be kept elsewhere.
    if record.amends is not None and _state_of(folder, record.amends) == _NOT_AS_THEN:
        yield f"{shown(folder / record.amends.name)}, which it amends, {_NOT_AS_THEN}"


_MISSING, _NOT_AS_THEN = "is missing", "is not as it was then"


def _state_of(folder: Path, file: AuditedFile) -> str:
    path = folder / file.name
    if not os.path.lexists(path):
        return _MISSING
    return "" if sha256_of_file(path) == file.sha256 else _NOT_AS_THEN


def _may_precede(target: _ExportFile, stem: str, number: int) -> bool:
    """Tell whether a file named as predecessor can be the record of an earlier export."""
    return target.ending == AUDIT and target.key[0] == stem and target.number < number


def _without_record(files: Sequence[_ExportFile]) -> list[AuditedSet]:
    """Give the exports that have files but no record."""
    groups: dict[tuple[str, int], list[_ExportFile]] = {}
    for each in files:
        groups.setdefault(each.key, []).append(each)
    return [
        AuditedSet(
            f"{group[0].stem}-{group[0].number}",
            "no record",
            None,
            (f"it has no audit record, only {', '.join(shown(each.path) for each in group)}",),
        )
        for group in groups.values()
    ]


def statement(audited: AuditedSet) -> str:
    """Write the outcome of the audit of an export as a sentence."""
    name = in_one_line(audited.name, LONGEST_NAME)
    if audited.state == "unreadable":
        return audited.problems[0]
    if audited.state == "no record":
        return (
            f"{name}: NOT WHOLE: {audited.problems[0]}; it was interrupted, or the record "
            "was removed: do not file it."
        )
    record = audited.record
    if audited.problems or record is None:
        return f"{name}: NOT AS EXPORTED: {'; '.join(audited.problems)}."
    return (
        f"{name}: WHOLE: {len(record.exported)} files as exported on "
        f"{record.exported_at:%m/%d/%Y %H:%M} UTC{''.join(_of_the_chain(record))}."
    )


def _of_the_chain(record: AuditRecord) -> Iterator[str]:
    if record.amends is not None:
        name = in_one_line(record.amends.name, LONGEST_NAME)
        yield f", amendment {record.amends.number}, which amends {name}"
    if record.follows is not None:
        yield f", after {in_one_line(record.follows.name, LONGEST_NAME)}"
    elif not record.is_chained:
        version = in_one_line(record.program_version, 40)
        yield f"; FocusXL {version} made it, whose records do not say what they follow"
