"""The explanations that were typed on the sheet Findings since the last validation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from focusxl.amounts import Number, Text
from focusxl.files.openxml.addresses import cell_name
from focusxl.files.stored.cells import Cells, Target
from focusxl.files.template.findings import ANSWER_HEADING, CHECK_HEADING, is_typed
from focusxl.files.template.names import FINDING_LISTS
from focusxl.filings.filing import Place, as_text

_HEADINGS = (CHECK_HEADING, ANSWER_HEADING)


def heading_place(target: Target) -> Place:
    """Give the cell above a list."""
    return Place(target.sheet.name, cell_name(max(target.area.top - 1, 1), target.area.left))


def typed_answers(
    targets: Mapping[str, Target],
    lists: tuple[list[Place], list[Place]],
    cells: Cells,
    kept: Mapping[str, str],
) -> Iterator[tuple[str, str]]:
    """Give the key and the text of each answer that was typed beside a finding.

    None, where the workbook is older than the column, or where a list has lost its heading: then
    the cells may hold something else.

    Args:
        targets: the cells of the workbook's names.
        lists: the cells with the keys of the findings, and those with the answers.
        cells: the cells of the workbook.
        kept: the explanations on the sheet Checks by their key.
    """
    checks, answers = lists
    if len(checks) != len(answers) or not all(
        _text(cells, heading_place(targets[name])) == heading
        for name, heading in zip(FINDING_LISTS, _HEADINGS, strict=True)
        if name in targets
    ):
        return
    for check, answer in zip(checks, answers, strict=True):
        text = _text(cells, answer)
        key = _text(cells, check) if text else ""
        if key and is_typed(text, cells.cell(answer).formula, kept.get(key, "")):
            yield key, text


def _text(cells: Cells, place: Place) -> str:
    state = cells.cell(place).state
    return as_text(state) if isinstance(state, Number | Text) else ""
