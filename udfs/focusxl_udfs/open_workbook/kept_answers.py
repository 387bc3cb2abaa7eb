"""The answers typed on the sheet Findings, moved to the sheet Checks before the list is renewed.

Nothing that was typed is lost: what is answered stands on Checks before the list of findings is
cleared, whether or not a finding is found again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import xlwings as xw

from focusxl.checks.state import STATE_WORDS
from focusxl.errors import NotFilled
from focusxl.files.template.findings import EXPLAINED, is_typed
from focusxl.files.template.names import FINDING_LISTS
from focusxl.text import in_one_line
from focusxl_udfs.open_workbook.plain_cells import column_of, formulas_of, has_answers, named
from focusxl_udfs.open_workbook.write_back import COLUMNS_OF_LISTS, plain_text

_EXPLAINABLE = frozenset({STATE_WORDS["explain"], EXPLAINED})
_BETWEEN = "; "


def keep_answers(book: xw.Book) -> None:
    """Move what was typed beside findings to the sheet Checks.

    An answer to a finding of the class EXPLAIN replaces its explanation. Anything else that was
    typed, and an answer without a row of its own, goes to a free row.

    Raises:
        NotFilled: Checks has no free row left, or columns of Findings were inserted or removed;
            nothing was moved.
    """
    if not has_answers(book):
        return
    _check_columns(book)
    ids, texts = column_of(book, "check_id_list"), column_of(book, "check_explanation_list")
    typed = list(_typed(book, dict(zip(ids, texts, strict=True))))
    if not typed:
        return
    for row, key, text in _placed(typed, ids, texts):
        if ids[row] != key:
            named(book, "check_id_list")[row, 0].value = plain_text(key)
        named(book, "check_explanation_list")[row, 0].value = plain_text(text)


def _check_columns(book: xw.Book) -> None:
    """Refuse a list whose columns are elsewhere: it would be written over answers."""
    first = named(book, "finding_table").column
    columns = tuple(named(book, name).column - first for name in FINDING_LISTS)
    if columns != COLUMNS_OF_LISTS:
        raise NotFilled(
            "Columns of the sheet Findings were inserted, removed or moved, so the list was not "
            "renewed and the answers on it were left as they are. Undo that, and press the button "
            "again."
        )


def _typed(book: xw.Book, kept: dict[str, str]) -> Iterator[tuple[bool, str, str]]:
    """Give each answer with its key, and whether it is one to a finding that is explained."""
    checks, answers = FINDING_LISTS
    formulas = formulas_of(book, answers)
    rows = zip(
        column_of(book, "finding_classes"),
        column_of(book, checks),
        column_of(book, answers),
        formulas,
        strict=True,
    )
    for word, key, text, formula in rows:
        if is_typed(text, formula, kept.get(key, "")):
            yield word in _EXPLAINABLE and bool(key), key or "?", text.strip()


def _placed(
    typed: Sequence[tuple[bool, str, str]], ids: Sequence[str], texts: Sequence[str]
) -> list[tuple[int, str, str]]:
    """Give the row of each answer, its key and its text; two to one key are joined."""
    together: dict[tuple[bool, str], str] = {}
    for is_answer, key, text in typed:
        before = together.get((is_answer, key))
        if before is None:
            together[is_answer, key] = text
        elif text not in before.split(_BETWEEN):
            together[is_answer, key] = before + _BETWEEN + text
    free = (row for row, (key, text) in enumerate(zip(ids, texts, strict=True)) if not key + text)
    placed: list[tuple[int, str, str]] = []
    for (is_answer, key), text in together.items():
        row = ids.index(key) if is_answer and key in ids else next(free, None)
        if row is None:
            raise NotFilled(
                "The sheet Checks has no free row left for the explanation of "
                f"{in_one_line(key, 40)} that was typed on the sheet Findings. Below the checks, "
                "clear the id and the explanation in a row that is no longer needed, and press the "
                "button again."
            )
        placed.append((row, key, text))
    return placed
