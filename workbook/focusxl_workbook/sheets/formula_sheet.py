"""A worksheet that takes formulas as they stand in files."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet


class FormulaSheet(Worksheet):  # type: ignore[misc]
    """A worksheet that does not look for functions newer than the format of files.

    The library looks for each of them in every formula, an eighth of the time that a template
    takes. Ours name the few that there are as files do: ``_xlfn.UNICODE``.
    """

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        return formula.removeprefix("{").removeprefix("=").removesuffix("}")
