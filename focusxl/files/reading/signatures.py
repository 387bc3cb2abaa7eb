"""The cells on Start with the signatures of preparer and reviewer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from focusxl.amounts import Number, Text
from focusxl.files.stored.cells import Cells, Target
from focusxl.files.template.names import signature_name
from focusxl.filings.filing import as_text
from focusxl.filings.signature import ROLES, Signature, SignedCells, from_cells


def read_signatures(targets: Mapping[str, Target], cells: Cells) -> Iterator[Signature]:
    """Read who signed; a workbook made before there were such cells has no signature."""
    for role in ROLES:
        named = [targets.get(signature_name(role, part)) for part in SignedCells._fields]
        written = (_text(target, cells) for target in named)
        signature = from_cells(role, SignedCells(*written), *(t.place for t in named[:1] if t))
        if signature is not None:
            yield signature


def _text(target: Target | None, cells: Cells) -> str:
    state = cells.cell(target.place).state if target else None
    return as_text(state) if isinstance(state, Number | Text) else ""
