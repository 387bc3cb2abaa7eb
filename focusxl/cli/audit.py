"""The command `focusxl audit`, which compares a folder's exports with their audit records."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal

from focusxl.cli.failure import (
    EXIT_BLOCKED,
    EXIT_READY,
    EXIT_UNUSABLE,
    CommandError,
    complain,
)
from focusxl.cli.terminal import say
from focusxl.text import LONGEST_NAME, in_one_line

Output = Literal["table", "json"]

_MOST_NAMED = 20


def audit(folder: Path, output: Output) -> int:
    """Verify the exports in a folder against their audit records."""
    from focusxl.files.writing.audited_folder import audited_folder, statement

    audited = audited_folder(folder)
    if output == "json":
        record: dict[str, Any] = {
            "folder": str(folder),
            "sets": [
                {
                    "set": each.name,
                    "state": each.state,
                    "exported_at": each.record and each.record.exported_at.isoformat(),
                    "follows": each.record and each.record.follows and each.record.follows.name,
                    "amends": each.record and each.record.amends and each.record.amends.name,
                    "amendment": each.record and each.record.amends and each.record.amends.number,
                    "problems": list(each.problems),
                }
                for each in audited.sets
            ],
            "of_no_record": list(audited.of_no_record),
            "left_behind": list(audited.left_behind),
        }
        # In ASCII, so that the terminal's encoding loses no letter.
        say(json.dumps(record))
    else:
        for each in audited.sets:
            tell = complain if each.state == "unreadable" else say
            tell(statement(each))
        if audited.of_no_record:
            say(f"Not part of any export: {_listed(audited.of_no_record)}.")
        if audited.left_behind:
            say(
                f"Left by a run that is still at work or was interrupted: "
                f"{_listed(audited.left_behind)}; the next export into this folder cleans up."
            )
    if not audited.sets:
        raise CommandError(
            f"There is no audit record in “{in_one_line(str(folder), 120)}”; give the folder that "
            "was exported to."
        )
    states = {each.state for each in audited.sets}
    if "unreadable" in states:
        return EXIT_UNUSABLE
    return EXIT_READY if states == {"whole"} else EXIT_BLOCKED


def _listed(names: tuple[str, ...]) -> str:
    listed = ", ".join(in_one_line(name, LONGEST_NAME) for name in names[:_MOST_NAMED])
    more = len(names) - _MOST_NAMED
    return f"{listed} and {more} more" if more > 0 else listed
