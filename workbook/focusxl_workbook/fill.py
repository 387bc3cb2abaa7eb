"""The filling of a workbook with a filing, and the values of its formulas."""

from __future__ import annotations

from collections.abc import Mapping

from focusxl.checks import check
from focusxl.files.template.names import Flavour
from focusxl.files.writing.filling import fill_workbook, state_to_fill
from focusxl.filings.computation import compute
from focusxl.filings.filer import pages_without
from focusxl.filings.filing import Entry, FilerExplanation, Filing
from focusxl.forms.model import Page
from focusxl_workbook.build import values_shown
from focusxl_workbook.sheets import checks as checks_sheet
from focusxl_workbook.sheets.sheet_writer import states_in_file
from focusxl_workbook.templates import built_template


def filled(workbook: bytes, before: Filing, given: Filing, flavour: Flavour) -> bytes:
    """Fill a workbook of the filing's edition, and keep everything else in it.

    Args:
        workbook: the workbook to fill in, which is not changed itself.
        before: its present contents; inputs that are not given stay.
        given: the inputs, facts and explanations to fill in. Totals are not copied: the stored
            value of every formula is computed from the inputs.
        flavour: whether the formulas are worksheet functions or Excel's own.

    Raises:
        NotFilled: the workbook has lost a cell, or has a formula in an input.
        Unreadable: the workbook is damaged.
    """
    together, given, shown = _together(before, given)
    values = values_shown(together, flavour, shown)
    return fill_workbook(workbook, given, states_in_file(values))


def filled_anew(given: Filing, flavour: Flavour) -> bytes:
    """Build the template of the pages that a filing has, and fill it in.

    Its formulas are built with the values that they show, so that they are not looked for again.

    Raises:
        NotFilled: the template has no place for something.
    """
    nothing = Filing(given.edition, {}, absent=given.absent, whole=True)
    together, given, shown = _together(nothing, given)
    built = built_template(given.edition, flavour, shown, together)
    checks = {at: one for at, one in built.stored_values.items() if at[0] == checks_sheet.SHEET}
    return fill_workbook(built.content, given, states_in_file(checks))


def _together(before: Filing, given: Filing) -> tuple[Filing, Filing, list[Page]]:
    """Give what a workbook holds in the end, what is filled in, and the pages of the workbook."""
    edition = given.edition
    if given.ledger is not None:
        from focusxl.files.template.ledger_sheets import placed
        from focusxl.filings.ledger.ledger import with_mapped_amounts

        given = given.replaced(absent=before.absent, ledger=placed(given.ledger))
        given = with_mapped_amounts(given, before)
    filled_in = _as_in_cells(given)
    entries = {
        number: entry
        for number, entry in {**_as_in_cells(before), **filled_in}.items()
        if edition.box(number).kind != "total" and number not in before.absent
    }
    entries |= _entered_totals(before, entries)
    entries |= {number: entry for number, entry in filled_in.items() if given.is_entered(number)}
    together = Filing(
        edition,
        entries,
        {**before.facts, **given.facts},
        {**before.explanations, **given.explanations},
        nothing_to_report=before.nothing_to_report | given.nothing_to_report,
        whole=True,
        prior=given.prior if given.prior or given.prior_end else before.prior,
        prior_end=given.prior_end if given.prior or given.prior_end else before.prior_end,
        history=given.history or before.history,
        limits={**before.limits, **given.limits},
        ledger=given.ledger or before.ledger,
    )
    explanations = {**together.explanations, **_tied(together, given.explanations)}
    together = together.replaced(explanations=explanations)
    given = given.replaced(explanations={key: explanations[key] for key in given.explanations})
    without = pages_without(edition, before.absent)
    return together, given, [page for page in edition.pages if page not in without]


def _entered_totals(before: Filing, entries: Mapping[str, Entry]) -> dict[str, Entry]:
    """Give the totals that were entered, by hand or by accounts, and whose columns stay blank."""
    held = {
        number: entry
        for number, entry in _as_in_cells(before).items()
        if before.edition.box(number).kind == "total"
        and not entry.by_formula
        and number not in before.absent
        and before.is_entered(number)
    }
    together = Filing(before.edition, {**entries, **held})
    return {number: entry for number, entry in held.items() if together.is_entered(number)}


def _as_in_cells(filing: Filing) -> dict[str, Entry]:
    """Give the entries of a filing as cells hold them: a date is a number of days."""
    return {
        number: Entry(state_to_fill(filing, number, entry.state), entry.place, entry.by_formula)
        for number, entry in filing.entries.items()
    }


def _tied(filing: Filing, given: Mapping[str, FilerExplanation]) -> dict[str, FilerExplanation]:
    """Add to explanations without amounts the amounts that they answer in their own filing."""
    findings = check(compute(filing)).findings
    sides = {finding.key: finding.sides for finding in findings if finding.explanation}
    return {
        key: FilerExplanation(explanation.text, explanation.answered or sides.get(key))
        for key, explanation in given.items()
    }
