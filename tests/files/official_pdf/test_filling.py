"""Filling in forms that are drawn for the purpose; the SEC's own is filled in elsewhere."""

import dataclasses
import io

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import RectangleObject
from reportlab.pdfbase.pdfmetrics import stringWidth

from focusxl.files.official_pdf import NotPlaced
from focusxl.files.official_pdf.contents import FormContents, PageContents, Shown
from focusxl.files.official_pdf.fill import filled_in
from focusxl.files.official_pdf.printed_page import PrintedPage
from focusxl.files.official_pdf.read_pages import read_pages
from tests.support.drawn_forms import (
    BLANK_LEFT,
    NUMBER_LEFT,
    PITCH,
    SIZE,
    DrawnBox,
    Written,
    drawn_form,
    row_of,
    written_on,
)

RULE_RIGHT = BLANK_LEFT - 8 + stringWidth("$" + "_" * 24, "Helvetica", SIZE)
AMOUNT = Shown("1,234,567", "right")


def contents(*pages: dict[str, Shown], firm: str = "", as_of: str = "") -> FormContents:
    """What is to be written, page by page; a page has the boxes that are written on."""
    return FormContents(
        "Form X",
        tuple(
            PageContents(number, frozenset(box for box in shown if box.isdigit()), shown)
            for number, shown in enumerate(pages, start=1)
        ),
        firm,
        as_of,
    )


def fill(boxes: list[DrawnBox], shown: dict[str, Shown]) -> list[Written]:
    """Fill in a form of one page."""
    return written_on(filled_in(drawn_form([boxes]), contents(shown)), 0)


def refusal(pdf: bytes, wanted: FormContents) -> str:
    with pytest.raises(NotPlaced) as refused:
        filled_in(pdf, wanted)
    return str(refused.value)


def test_an_amount_ends_where_its_rule_ends_and_stands_on_it() -> None:
    (written,) = fill([DrawnBox("7010")], {"7010": AMOUNT})
    assert written.text == "1,234,567"
    assert written.size == SIZE
    assert written.right == pytest.approx(RULE_RIGHT, abs=0.1)
    assert row_of(0) < written.baseline < row_of(0) + 2


def test_a_text_begins_where_its_rule_begins() -> None:
    (written,) = fill([DrawnBox("13", "words")], {"13": Shown("Fortune & Co’s", "left")})
    assert written.text == "Fortune & Co’s"
    assert written.left == pytest.approx(BLANK_LEFT, abs=0.1)


def test_each_value_stands_beside_its_own_number() -> None:
    boxes = [DrawnBox(str(number)) for number in range(7010, 7030)]
    shown = {box.number: Shown(f"{index:,}", "right") for index, box in enumerate(boxes)}
    for index, written in enumerate(fill(boxes, shown)):
        assert written.text == str(index)
        assert row_of(index) < written.baseline < row_of(index) + 2


def test_a_number_in_a_label_is_not_the_box() -> None:
    boxes = [DrawnBox("7020", label="7010 to agree with Line Item 7010"), DrawnBox("7010")]
    (written,) = fill(boxes, {"7010": AMOUNT})
    assert row_of(1) < written.baseline < row_of(1) + 2


def test_the_form_of_another_edition_is_refused() -> None:
    boxes = [DrawnBox(str(number)) for number in range(7010, 7020)]
    said = refusal(drawn_form([boxes]), contents({"7010": AMOUNT}))
    assert "another edition" in said
    assert "prints box 7011, which that edition does not have there" in said


def test_between_parentheses() -> None:
    boxes = [DrawnBox("7033", "parentheses")]
    (written,) = fill(boxes, {"7033": dataclasses.replace(AMOUNT, in_parentheses=True)})
    opening = stringWidth("(", "Helvetica", SIZE)
    assert written.right == pytest.approx(RULE_RIGHT + opening, abs=0.1)


@pytest.mark.parametrize("looks", ["rule", "parentheses"])
def test_parentheses_other_than_the_edition_has(looks: str) -> None:
    shown = dataclasses.replace(AMOUNT, in_parentheses=looks == "rule")
    said = refusal(drawn_form([[DrawnBox("7033", looks)]]), contents({"7033": shown}))
    assert "box 7033 on page 1 is printed with" in said
    assert "sign would be misread" in said


def test_a_cross_stands_in_the_middle_of_its_square() -> None:
    (written,) = fill([DrawnBox("16", "square")], {"16": Shown("X", "middle")})
    assert (written.left + written.right) / 2 == pytest.approx(NUMBER_LEFT - 26 + 9, abs=0.3)
    bottom, top = row_of(0) - 2, row_of(0) + 8
    middle = written.baseline + 0.36 * written.size
    assert middle == pytest.approx((bottom + top) / 2, abs=0.3)
    assert bottom < written.baseline
    assert written.baseline + 0.72 * written.size < top


def test_a_cross_on_a_rule() -> None:
    (written,) = fill([DrawnBox("5600", "words")], {"5600": Shown("X", "middle")})
    rule = stringWidth("_" * 24, "Helvetica", SIZE)
    assert (written.left + written.right) / 2 == pytest.approx(BLANK_LEFT + rule / 2, abs=0.3)


def test_an_amount_in_a_cell_ends_before_its_number() -> None:
    (written,) = fill([DrawnBox("12120", "cell")], {"12120": AMOUNT})
    assert NUMBER_LEFT - 5 < written.right < NUMBER_LEFT - 1
    assert written.baseline == pytest.approx(row_of(0))


def test_a_long_text_in_a_cell_stands_on_two_lines_within_it() -> None:
    shown = {"12120": Shown("The Very Long Name of a Counterparty, National Association", "left")}
    first, second = fill([DrawnBox("12120", "cell")], shown)
    assert f"{first.text} {second.text}" == shown["12120"].text
    assert second.baseline > row_of(0) - 4
    assert first.baseline + 0.72 * first.size < row_of(0) - 4 + PITCH
    assert first.baseline - second.baseline >= first.size
    assert max(first.right, second.right) < NUMBER_LEFT


def test_a_single_long_word_is_broken_in_the_middle() -> None:
    word = "5493001KJTIIGC8Y1R12" * 3
    written = fill([DrawnBox("12120", "cell")], {"12120": Shown(word, "left")})
    assert [each.text for each in written] == [word[:30], word[30:]]


@pytest.mark.parametrize("amount", ["999,999,999,999", "(999,999,999,999)"])
def test_a_long_amount_is_made_to_fit(amount: str) -> None:
    boxes = [DrawnBox("3932", rule="_" * 11)]
    (written,) = fill(boxes, {"3932": Shown(amount, "right")})
    assert 6 <= written.size <= SIZE
    rule = BLANK_LEFT - 8 + stringWidth("$", "Helvetica", SIZE)
    assert rule <= written.left
    assert written.right == pytest.approx(rule + stringWidth("_" * 11, "Helvetica", SIZE), abs=0.1)


LONG = "Fortune " * 20 + "Bank"


def added(pdf: bytes, page: int) -> str:
    """What stands on a page that was added, as one text."""
    return " ".join(each.text for each in written_on(pdf, page))


def test_a_text_that_does_not_fit_stands_whole_on_a_page_at_the_end() -> None:
    boxes = [DrawnBox("13", "words"), DrawnBox("14", "words")]
    wanted = contents({"13": Shown(LONG, "left"), "14": AMOUNT}, firm="Fortune", as_of="06/30/26")
    wanted = dataclasses.replace(wanted, where={"13": "box 13, Cover, Name of Reporting Entity"})
    pdf = filled_in(drawn_form([boxes]), wanted)
    pointer, amount, *_ = written_on(pdf, 0)
    assert (pointer.text, amount.text) == ("See continuation page, no. 1", "1,234,567")
    assert added(pdf, 1) == (
        "Continuation of Form X Name of firm: Fortune As of: 06/30/26 "
        f"No. 1: box 13, Cover, Name of Reporting Entity (page 1) {LONG} Continuation page 1 of 1"
    )


def test_an_amount_that_does_not_fit_is_continued_and_never_cut() -> None:
    amount = f"({'999,' * 15}999)"
    pdf = filled_in(drawn_form([[DrawnBox("3932")]]), contents({"3932": Shown(amount, "right")}))
    (pointer,) = written_on(pdf, 0)
    assert pointer.text == "See continuation page, no. 1"
    assert pointer.right == pytest.approx(RULE_RIGHT, abs=0.1)
    assert f"No. 1: box 3932 (page 1) {amount} " in added(pdf, 1)


def test_between_parentheses_the_pointer_stands_between_them() -> None:
    """Where there is little room, it is short."""
    boxes = [DrawnBox("7033", "parentheses", rule="_" * 5)]
    shown = {"7033": Shown("999,999,999,999", "right", in_parentheses=True)}
    pdf = filled_in(drawn_form([boxes]), contents(shown))
    (pointer,) = written_on(pdf, 0)
    assert pointer.text == "Cont. 1"
    assert pointer.size >= 6
    assert "No. 1: box 7033 (page 1) 999,999,999,999 " in added(pdf, 1)


def test_the_same_box_on_two_pages_is_continued_once_and_others_by_their_numbers() -> None:
    pages = [[DrawnBox("7010"), DrawnBox("13")], [DrawnBox("8500"), DrawnBox("13")]]
    name = Shown(LONG, "left")
    wanted = contents({"7010": Shown("A " * 99, "left"), "13": name}, {"8500": AMOUNT, "13": name})
    wanted = dataclasses.replace(wanted, firm=LONG, firm_box="13")
    pdf = filled_in(drawn_form(pages), wanted)
    first, second = ([each.text for each in written_on(pdf, page)] for page in (0, 1))
    assert first == [
        "See continuation page, no. 1",
        "See continuation page, no. 2",
        "See continuation page, no. 2",
    ]
    assert second == ["1,234,567", *first[1:]]
    assert added(pdf, 2).count("No. ") == 2


def test_a_word_without_end_goes_over_several_pages_and_loses_nothing() -> None:
    word = "5493001KJTIIGC8Y1R12" * 500
    pdf = filled_in(drawn_form([[DrawnBox("13")]]), contents({"13": Shown(word, "left")}))
    pages = len(PdfReader(io.BytesIO(pdf)).pages)
    assert pages == 3
    lines = [each for page in range(1, pages) for each in written_on(pdf, page)]
    assert "".join(each.text for each in lines if set(each.text) <= set(word)) == word
    assert max(each.right for each in lines) <= 612 - 54
    assert min(each.baseline for each in lines) >= 27
    assert all(each.size >= 9 for each in lines)


@pytest.mark.parametrize(
    ("text", "typed", "spelled"),
    [
        (
            "Łódź Bank",
            "Lódz Bank (see continuation page, no. 1)",
            "<U+0141>ód<U+017A> Bank <U+0141> stands for: latin capital letter l with stroke "
            "<U+017A> stands for: latin small letter z with acute",
        ),
        (
            "Банк",
            "See continuation page, no. 1",
            "<U+0411><U+0430><U+043D><U+043A> <U+0411> stands for: cyrillic capital letter be",
        ),
        ("日本", "See continuation page, no. 1", "<U+65E5><U+672C> <U+65E5> stands for: cjk"),
    ],
)
def test_letters_that_not_every_reader_has_are_spelled_out(
    text: str, typed: str, spelled: str
) -> None:
    pdf = filled_in(drawn_form([[DrawnBox("13")]]), contents({"13": Shown(text, "left")}))
    (written,) = written_on(pdf, 0)
    assert written.text == typed
    assert f"No. 1: box 13 (page 1) {spelled}" in added(pdf, 1)


def test_added_pages_are_pages_of_their_own_in_every_reader() -> None:
    pdf = filled_in(drawn_form([[DrawnBox("13")]] * 3), contents({"13": Shown(LONG, "left")}))
    reader = PdfReader(io.BytesIO(pdf), strict=True)
    assert len(reader.pages) == 4
    assert [tuple(page.mediabox) for page in reader.pages][-1] == (0, 0, 612, 792)
    assert "Continuation of Form X" in reader.pages[3].extract_text()
    assert len(printed_on(pdf)) == 4


def test_box_missing_from_its_page() -> None:
    boxes = [DrawnBox(str(number)) for number in range(7010, 7020)]
    shown = dict.fromkeys(map(str, range(7010, 7020)), AMOUNT)
    said = refusal(drawn_form([boxes[1:]]), contents(shown))
    assert said == (
        "Nothing was written onto the official form: box 7010 on page 1 is not printed there."
    )


def test_a_box_without_a_blank() -> None:
    boxes = [DrawnBox("7010", rule=""), DrawnBox("7020")]
    said = refusal(drawn_form([boxes]), contents({"7010": AMOUNT, "7020": AMOUNT}))
    assert "box 7010 on page 1 has no blank before its number" in said
    assert "7020" not in said


def test_a_number_that_stands_twice() -> None:
    said = refusal(drawn_form([[DrawnBox("7010"), DrawnBox("7010")]]), contents({"7010": AMOUNT}))
    assert "box 7010 on page 1 has its number there 2 times" in said


def test_of_many_reasons_the_first_are_named() -> None:
    boxes = [DrawnBox(str(number), rule="") for number in range(7010, 7020)]
    shown = {box.number: AMOUNT for box in boxes}
    said = refusal(drawn_form([boxes]), contents(shown))
    assert "box 7012" in said
    assert "box 7013" not in said
    assert said.endswith("; and 7 more.")


def test_the_pages_are_found_by_their_boxes() -> None:
    one, two = [DrawnBox("7010"), DrawnBox("7020")], [DrawnBox("8500"), DrawnBox("8510")]
    wanted = contents({"7010": AMOUNT, "7020": AMOUNT}, {"8500": AMOUNT, "8510": AMOUNT})
    pdf = filled_in(drawn_form([[], two, one]), dataclasses.replace(wanted, firm="Fortune"))
    assert [len(written_on(pdf, page)) for page in (1, 2)] == [3, 3]


def test_a_page_that_is_not_there() -> None:
    one = [DrawnBox(str(number)) for number in range(7010, 7020)]
    wanted = contents(dict.fromkeys(map(str, range(7010, 7020)), AMOUNT), {"8500": AMOUNT})
    assert "page 2 is not in the PDF" in refusal(drawn_form([one]), wanted)


def test_an_empty_page_need_not_be_there() -> None:
    one = [DrawnBox(str(number)) for number in range(7010, 7020)]
    wanted = contents(dict.fromkeys(map(str, range(7010, 7020)), AMOUNT), firm="Fortune")
    empty = PageContents(2, frozenset(("8500",)), {})
    pdf = filled_in(drawn_form([one]), dataclasses.replace(wanted, pages=(*wanted.pages, empty)))
    assert [each.text for each in written_on(pdf, 0)].count("Fortune") == 1


def test_another_form() -> None:
    wanted = contents(dict.fromkeys(map(str, range(7010, 7020)), AMOUNT))
    said = refusal(drawn_form([[DrawnBox("4040")]]), wanted)
    assert said.startswith(
        "The PDF given is not Form X: of 10 box numbers 10 do not stand where it has them"
    )
    assert "box 7010 for one" in said


def test_firm_and_date_stand_at_the_foot_of_every_page() -> None:
    pages = [[DrawnBox("7010")], [DrawnBox("8500")]]
    wanted = contents(
        {"7010": AMOUNT}, {"8500": AMOUNT}, firm="Fortune & Company", as_of="06/30/26"
    )
    pdf = filled_in(drawn_form(pages), wanted)
    for page in (0, 1):
        firm, date = written_on(pdf, page)[1:]
        assert (firm.text, date.text) == ("Fortune & Company", "06/30/26")
        assert firm.left == pytest.approx(
            40 + stringWidth("Name of Firm:  ", "Helvetica", SIZE), abs=0.1
        )
        assert (round(firm.baseline), round(date.baseline)) == (41, 26)


def test_a_foot_without_a_blank() -> None:
    wanted = contents({"7010": AMOUNT}, firm="Fortune")
    said = refusal(drawn_form([[DrawnBox("7010")]], foot=False), wanted)
    assert "the name of the firm on page 1 has no blank there" in said


def test_pages_that_begin_elsewhere_and_do_not_tidy_up_what_they_moved() -> None:
    """What is seen on the page is the same, wherever its drawing instructions count from."""
    moved = with_page_corner(drawn_form([[DrawnBox("7010")]], origin=(100, 50)), 100, 50)
    wanted = contents({"7010": AMOUNT})
    (there,) = printed_on(filled_in(moved, wanted))
    (here,) = printed_on(filled_in(drawn_form([[DrawnBox("7010")]]), wanted))
    assert len(there.glyphs) == len(here.glyphs)
    for one, other in zip(there.glyphs, here.glyphs, strict=True):
        assert one.text == other.text
        assert (one.left, one.baseline) == pytest.approx((other.left, other.baseline), abs=0.02)


def test_what_the_copy_prints_is_kept() -> None:
    drawn = drawn_form([[DrawnBox("7010")]])
    (before,) = printed_on(drawn)
    (after,) = printed_on(filled_in(drawn, contents({"7010": AMOUNT})))
    typed = len("1,234,567")
    assert after.glyphs[:-typed] == before.glyphs
    assert after.walls == before.walls


def test_the_same_filing_gives_the_same_bytes() -> None:
    drawn = drawn_form([[DrawnBox("7010")]])
    wanted = contents({"7010": AMOUNT})
    assert filled_in(drawn, wanted) == filled_in(drawn, wanted)


def test_a_copy_that_is_filled_in_already() -> None:
    boxes, wanted = [DrawnBox("7010"), DrawnBox("13", "words")], {"7010": AMOUNT}
    wanted["13"] = Shown("Fortune", "left")
    once = filled_in(drawn_form([boxes]), contents(wanted))
    said = refusal(once, contents(wanted))
    assert "box 7010 on page 1" in said
    assert "box 13 on page 1 has print on its blank already" in said


def printed_on(pdf: bytes) -> tuple[PrintedPage, ...]:
    return read_pages(PdfReader(io.BytesIO(pdf), strict=True))


def with_page_corner(pdf: bytes, left: float, bottom: float) -> bytes:
    """Give a PDF whose pages begin at a corner."""
    writer = PdfWriter(io.BytesIO(pdf))
    for page in writer.pages:
        page.mediabox = RectangleObject((left, bottom, left + 612, bottom + 792))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
