"""The filling of the official form: each value typed into its box on the user's copy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from focusxl.errors import NotPlaced
from focusxl.files.official_pdf.blank import (
    Blank,
    Unplaced,
    blank_after,
    blank_before,
    description_before,
    framed_numbers,
)
from focusxl.files.official_pdf.contents import FormContents, PageContents, Shown
from focusxl.files.official_pdf.form_file import open_form, refusing_damage
from focusxl.files.official_pdf.overlay import written_over
from focusxl.files.official_pdf.printed_page import PrintedPage, Run
from focusxl.files.official_pdf.read_pages import read_pages
from focusxl.files.official_pdf.typed import (
    Continuations,
    NotTyped,
    Typed,
    continuation_pages,
    typed_into,
)

_MOST_OF_FORM = 0.75
"""The smallest share of the form's box numbers in a PDF that is taken for the form."""
_MOST_OF_PAGE = 0.5
"""The smallest share of a page's box numbers on a PDF page that is taken for it."""
_FEW, _MOST_FOREIGN = 3, 0.1
"""Foreign box numbers that a page may print: a few, and a share of its own."""
_FIRM, _AS_OF = ("NameofFirm:", "the name of the firm"), ("Asof:", "the date")
_DESCRIPTION = "_"
_NAMED = 3
"""The number of reasons that are named; the rest are counted."""


def filled_in(pdf: bytes, contents: FormContents) -> bytes:
    """Give a copy of the form with all contents typed in.

    Raises:
        NotPlaced: the PDF cannot be used, or a value has no place on it.
    """
    reader = open_form(pdf)
    with refusing_damage():
        printed = read_pages(reader)
    framed = [framed_numbers(page) for page in printed]
    found = _find_pages(contents, framed)
    typed: dict[int, list[Typed]] = {}
    reasons: list[str] = []
    continuations = Continuations()
    for page in contents.pages:
        index = found.get(page.number)
        if index is None:
            reasons += [f"page {page.number} is not in the PDF"] if page.shown else []
            continue
        texts = typed.setdefault(index, [])
        for what, fitted in _typed_onto(
            page, contents, printed[index], framed[index], continuations
        ):
            if isinstance(fitted, Unplaced):
                reasons.append(f"{what} on page {page.number} {fitted.reason}")
            else:
                texts += fitted
    if reasons:
        raise _refusal_of(reasons)
    with refusing_damage():
        return written_over(reader, typed, _added_pages(contents, continuations))


def _added_pages(contents: FormContents, continuations: Continuations) -> list[list[Typed]]:
    found = tuple(continuations.found.values())
    if not found:
        return []
    return continuation_pages(contents.form, contents.firm, contents.as_of, found)


def _find_pages(
    contents: FormContents, framed: Sequence[Mapping[str, list[Run]]]
) -> Mapping[int, int]:
    """Find each page of the form in the PDF: the page with most of its box numbers."""
    found: dict[int, int] = {}
    missing: list[str] = []
    for page in contents.pages:
        index = max(range(len(framed)), key=lambda each: len(page.boxes & framed[each].keys()))
        present = page.boxes & framed[index].keys()
        foreign = framed[index].keys() - page.boxes
        if len(present) >= _MOST_OF_PAGE * len(page.boxes):
            if len(foreign) > _FEW + _MOST_FOREIGN * len(page.boxes):
                raise NotPlaced(
                    f"The PDF given is of another edition than {contents.form}: its page "
                    f"{index + 1} prints box {min(foreign, key=int)}, which "
                    "that edition does not have there."
                )
            found[page.number] = index
            missing += sorted(page.boxes - present, key=int)
        else:
            missing += sorted(page.boxes, key=int)
    expected = sum(len(page.boxes) for page in contents.pages)
    if len(missing) > (1 - _MOST_OF_FORM) * expected:
        raise NotPlaced(
            f"The PDF given is not {contents.form}: of {expected:,} box numbers {len(missing):,} "
            f"do not stand where it has them, box {missing[0]} for one; "
            "take the PDF from the SEC's site."
        )
    return found


def _typed_onto(
    page: PageContents,
    contents: FormContents,
    printed: PrintedPage,
    framed: Mapping[str, list[Run]],
    continuations: Continuations,
) -> list[tuple[str, tuple[Typed, ...] | Unplaced]]:
    """Type the contents of a page, each under its name for a refusal."""
    typed = []
    for box, shown in page.shown.items():
        number, described, _ = box.partition(_DESCRIPTION)
        what = f"the description of box {number}" if described else f"box {box}"
        blank = _blank(printed, framed, number, bool(described))
        where = f"{contents.where.get(box, what)} (page {page.number})"
        typed.append((what, _typed(shown, blank, continuations, box, where)))
    for (words, what), text, box in (
        (_FIRM, contents.firm, contents.firm_box),
        (_AS_OF, contents.as_of, ""),
    ):
        if text:
            blank = blank_after(printed, words)
            where = contents.where.get(box, what)
            typed.append(
                (what, _typed(Shown(text, "left"), blank, continuations, box or what, where))
            )
    return typed


def _blank(
    printed: PrintedPage, framed: Mapping[str, list[Run]], number: str, described: bool
) -> Blank | Unplaced:
    numbers = framed.get(number, [])
    if len(numbers) != 1:
        times = f"has its number there {len(numbers)} times" if numbers else "is not printed there"
        return Unplaced(times)
    return (description_before if described else blank_before)(printed, numbers[0])


def _typed(
    shown: Shown, blank: Blank | Unplaced, continuations: Continuations, key: str, where: str
) -> tuple[Typed, ...] | Unplaced:
    """Type a text into its blank, or a pointer to where it is continued."""
    if isinstance(blank, Unplaced):
        return blank
    typed = typed_into(shown, blank)
    if not isinstance(typed, NotTyped):
        return typed
    for pointer in continuations.pointers(key, where, shown):
        pointing = typed_into(pointer, blank)
        if not isinstance(pointing, NotTyped):
            return pointing
    return Unplaced("has a blank that nothing fits into")


def _refusal_of(reasons: Sequence[str]) -> NotPlaced:
    """Join the reasons for values without a place into one sentence."""
    named = "; ".join(reasons[:_NAMED])
    if len(reasons) > _NAMED:
        named += f"; and {len(reasons) - _NAMED} more"
    return NotPlaced(f"Nothing was written onto the official form: {named}.")
