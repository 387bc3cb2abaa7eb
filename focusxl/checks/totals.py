"""The checks of totals: every total is recomputed from its inputs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from focusxl.amounts import Nothing, show
from focusxl.checks.finding import Finding
from focusxl.checks.general import general_finding
from focusxl.filings.computation import Computation, Total, as_printed
from focusxl.filings.filing import Filing
from focusxl.forms.edition import Edition
from focusxl.forms.model import Box, CheckClass
from focusxl.forms.rule_table import as_printed_check_id, total_check_id
from focusxl.formulas import Formula, Missing, Named, holds
from focusxl.formulas.tree import Call
from focusxl.formulas.writer import with_values, written


def check_totals(computation: Computation) -> Iterator[Finding]:
    """Compare every total with its inputs, in the form's order."""
    yield from _shown_facts(computation)
    for number in sorted(computation.totals, key=computation.filing.edition.order.__getitem__):
        yield from _check_total(computation, computation.totals[number])


def _check_total(computation: Computation, total: Total) -> Iterator[Finding]:
    filing = computation.filing
    box = total.box
    entry = filing.entries.get(box.number)
    if total.missing_fact is not None:
        yield _not_stated(filing, total, total.missing_fact)
    elif total.supposed is not None:
        yield _supposed(filing, total, total.supposed)
    elif total.as_printed:
        yield _as_printed(computation, total)
    elif total.left_blank:
        if not total.agrees:
            yield _must_be_blank(computation, total)
    elif total.expected is not None and entry is not None and isinstance(entry.state, Nothing):
        yield _finding(
            computation,
            total,
            box.differs if total.expected else "note",
            f"The total is blank, but its inputs give {show(total.expected)}: "
            f"{_worked_formula(computation, box)}.",
        )
    elif total.of_nothing:
        if not total.agrees:
            yield _operands_blank(computation, total)
    elif not total.testable and total.reported is not None:
        if box.direct_entry:
            return
        inputs = ", ".join(box.formula.operands if box.formula else ())
        yield _finding(
            computation,
            total,
            "note",
            f"The total ({show(total.reported)}) is not testable: what it is formed from "
            f"({inputs}) is not reported.",
        )
    elif total.follows_from is not None and total.reported is not None and total.expected is None:
        yield _finding(
            computation,
            total,
            "must-fix",
            f"The total ({show(total.reported)}) cannot be recomputed while box "
            f"{total.follows_from} cannot be read.",
        )
    elif total.agrees or total.reported is None or total.expected is None:
        return
    elif entry is not None and entry.by_formula and total.follows_from is None:
        yield general_finding(
            "WB-04",
            box=box.number,
            place=entry.place,
            reported=total.reported,
            expected=total.expected,
            difference=total.reported - total.expected,
        )
    else:
        note = f" {box.note}" if box.note else ""
        yield _finding(
            computation,
            total,
            box.differs,
            f"The total shows {show(total.reported)}, but its inputs give {show(total.expected)}: "
            f"{_worked_formula(computation, box)}.{_because(total)}{note}",
        )


def _operands_blank(computation: Computation, total: Total) -> Finding:
    """Make the finding on a total that shows an amount although its operands are blank."""
    assert total.reported is not None
    entry = computation.filing.entries[total.box.number]
    if entry.by_formula:
        return general_finding(
            "WB-04",
            box=total.box.number,
            place=entry.place,
            reported=f"{total.reported:f}",
            expected="nothing",
        )
    inputs = ", ".join(total.box.formula.operands if total.box.formula else ())
    return _finding(
        computation,
        total,
        "must-fix",
        f"The total shows {show(total.reported)}, but nothing is entered in what it is formed "
        f"from ({inputs}). Enter those amounts, or restore the total's formula.",
    )


def _not_stated(filing: Filing, total: Total, name: str) -> Finding:
    fact = filing.edition.facts.get(name)
    if fact is not None:
        finding = general_finding(
            "FACT-01",
            box=total.box.number,
            place=filing.place_of(total.box.number),
            expected=name,
            fact=name,
            question=fact.question,
        )
        return finding.replaced(cite=(*fact.cite, *finding.cite))
    mark = filing.edition.boxes[name]
    return general_finding(
        "FACT-02",
        box=total.box.number,
        place=filing.place_of(total.box.number),
        expected=name,
        mark=name,
        label=mark.label,
        page=mark.home.sheet,
    )


def _must_be_blank(computation: Computation, total: Total) -> Finding:
    """Make the finding on a total that shows an amount although its formula leaves it blank."""
    box = total.box
    assert total.reported is not None
    entry = computation.filing.entries[box.number]
    if entry.by_formula and total.follows_from is None:
        return general_finding(
            "WB-04",
            box=box.number,
            place=entry.place,
            reported=show(total.reported),
            expected="nothing",
        )
    assert box.formula is not None
    when = computation.filing.edition.boxes[box.number].help
    return _finding(
        computation,
        total,
        box.differs,
        f"The total shows {show(total.reported)}, but nothing belongs here: "
        f"{_worked_formula(computation, box)}.{_because(total)}"
        f"{f' {when}' if when else ''} Clear it.",
    )


def _shown_facts(computation: Computation) -> Iterator[Finding]:
    """Note the facts that are not stated and that a condition of the form data infers."""
    filing = computation.filing
    for name, answer in computation.shown_facts.items():
        box = filing.edition.facts[name].shown_where[answer].boxes[0]
        said = f"{filing.edition.facts[name].question} {'Yes' if answer else 'No'}."
        yield general_finding("FACT-03", box=box, place=filing.place_of(box), answers=said)


def _supposed(filing: Filing, total: Total, answers: Mapping[str, bool]) -> Finding:
    said = "; ".join(
        f"{_question(filing.edition, name)} {'Yes' if answer else 'No'}."
        for name, answer in answers.items()
    )
    return general_finding(
        "FACT-03",
        box=total.box.number,
        place=filing.place_of(total.box.number),
        answers=said,
    )


def _question(edition: Edition, name: str) -> str:
    fact = edition.facts.get(name)
    return fact.question if fact else f"Is box {name} ({edition.boxes[name].label}) marked?"


def _as_printed(computation: Computation, total: Total) -> Finding:
    assert total.reported is not None
    printed = as_printed(computation, total.box, total.reported)
    assert printed is not None
    expected = "nothing" if total.expected is None else show(total.expected)
    finding = _finding(
        computation,
        total,
        "note",
        f"{printed.note} The total shows {show(total.reported)}; the inputs give "
        f"{expected}: {_worked_formula(computation, total.box)}.",
    )
    return finding.replaced(id=as_printed_check_id(total.box))


def _because(total: Total) -> str:
    if total.follows_from is None:
        return ""
    return f" This follows from box {total.follows_from}; correct that one first."


def _worked_formula(computation: Computation, box: Box) -> str:
    assert box.formula is not None

    def amount(number: str) -> Decimal | None:
        return computation.amounts.get(number)

    def named(name: str) -> Named | None:
        value = computation.environment.value(name)
        return None if isinstance(value, Missing) else value

    return with_values(_applicable_branch(computation, box.formula), amount, named)


def _applicable_branch(computation: Computation, formula: Formula) -> Formula:
    """Give the branch of a conditional formula that applies, if it is more than a constant."""
    tree = formula.tree
    while isinstance(tree, Call) and tree.function == "if":
        condition, then, otherwise = tree.arguments
        true = holds(condition, computation.environment)
        if isinstance(true, Missing):
            return formula
        tree = then if true else otherwise
    branch = Formula(written(tree), tree)
    return branch if tree is not formula.tree and branch.boxes else formula


def _difference(total: Total) -> Decimal | None:
    if total.reported is None or total.expected is None:
        return None
    return total.reported - total.expected


def _finding(
    computation: Computation, total: Total, check_class: CheckClass, message: str
) -> Finding:
    filing = computation.filing
    box = total.box
    return Finding(
        id=total_check_id(box),
        check_class=check_class,
        message=message,
        cite=filing.edition.boxes[box.number].cite,
        box=box.number,
        place=filing.place_of(box.number),
        reported=None if total.reported is None else f"{total.reported:f}",
        expected=None if total.expected is None else f"{total.expected:f}",
        difference=_difference(total),
        tolerance=box.tolerance if total.reported is None else box.within(total.reported),
        consequence_of=total.follows_from,
    )
