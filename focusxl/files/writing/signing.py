"""The signing of a workbook's file: the cells of one signature, and nothing else of the report."""

from __future__ import annotations

from focusxl.amounts import CellState, Text
from focusxl.errors import NotFilled
from focusxl.files.openxml.outline import read_outline
from focusxl.files.openxml.package import Package
from focusxl.files.openxml.parts import packed_again
from focusxl.files.openxml.sheet_patch import CellKept, patch_sheet
from focusxl.files.reading.template import find_targets
from focusxl.files.template.names import signature_name
from focusxl.filings.signature import Signature, in_cells

_STATE = "Signed for what was in the file then"
"""What stands beside the name until a spreadsheet program computes the workbook."""


def signed(workbook: bytes, signature: Signature, fingerprint: str = "") -> bytes:
    """Give a workbook with a signature; every other part of it stays as it is, byte for byte.

    Args:
        workbook: the bytes of the workbook.
        signature: the signature to write.
        fingerprint: of the inputs, as the workbook computed it.

    Raises:
        NotFilled: the workbook has no cells for signatures.
        Unreadable: the workbook is damaged.
    """
    package = Package(workbook, "The workbook")
    outline = read_outline(package)
    targets = find_targets(outline)
    written = in_cells(signature, fingerprint)._asdict()
    places = {part: targets.get(signature_name(signature.role, part)) for part in written}
    sheets = {target.sheet.name for target in places.values() if target}
    if None in places.values() or len(sheets) != 1:
        raise NotFilled(
            "The workbook has no place for signatures: an earlier version made it, or its sheet "
            "Start was changed. Carry it over first: focusxl upgrade BOOK -o OUT."
        )
    cells: dict[str, CellState] = {
        str(target.place.cell): Text(written[part]) for part, target in places.items() if target
    }
    state = targets.get(signature_name(signature.role, "state"))
    shown: dict[str, CellState] = {str(state.place.cell): Text(_STATE)} if state else {}
    part = next(target.sheet.part for target in places.values() if target)
    try:
        with package.open(part) as stream:
            patched = patch_sheet(stream.read(), cells, shown, set())
    except CellKept as refusal:
        raise NotFilled(f"The workbook cannot be signed: {refusal}.") from None
    return packed_again(package, {part: patched})
