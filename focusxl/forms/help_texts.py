"""The help texts of boxes, from ``forms/help/``.

They are kept apart from the pages, so that a page file reads like the printed page. Each file is
for the pages of one folder: ``help/shared.yaml`` for ``shared/``, ``help/2026.yaml`` for edition
2026. The key of a sentence is a box or several: ``7132, 7133`` is two boxes, ``12120 to 12134``
all with a number in between.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from focusxl.forms.by_edition import NotOfEdition, value_of_edition
from focusxl.forms.yaml_source import SourceFile

_RUN = re.compile(r"([0-9]+) to ([0-9]+)")
_BOX = re.compile(r"[0-9]+(_[a-z]+)?")


def help_files(edition: str, beside: Path | None) -> tuple[Path, ...]:
    """Give the help files of an edition, those of shared pages first."""
    if beside is None:
        return ()
    paths = (beside / "help" / f"{name}.yaml" for name in ("shared", edition))
    return tuple(path for path in paths if path.is_file())


def read_help(path: Path, edition: str) -> Mapping[str, str]:
    """Read the help text of each box of a file, in one edition.

    Raises:
        FormDataError: a key names no box, a box is repeated, or a text is not a sentence.
    """
    source = SourceFile(path)
    sentences: dict[str, str] = {}
    for key, value in source.data.items():
        try:
            sentence = value_of_edition(value, edition)
        except NotOfEdition:
            continue
        if not isinstance(sentence, str):
            raise source.error((str(key),), "a sentence belongs here")
        for box in boxes_named(str(key)):
            if not _BOX.fullmatch(box):
                raise source.error((str(key),), f"“{box}” is no box")
            if box in sentences:
                raise source.error((str(key),), f"box {box} stands twice")
            sentences[box] = sentence
    return sentences


def boxes_named(key: str) -> Iterator[str]:
    """Give the boxes that a key of a help file names.

    >>> list(boxes_named("8340, 12135 to 12137, 7810"))
    ['8340', '12135', '12136', '12137', '7810']
    """
    for part in key.split(", "):
        run = _RUN.fullmatch(part)
        if run is None:
            yield part
        else:
            yield from map(str, range(int(run[1]), int(run[2]) + 1))
