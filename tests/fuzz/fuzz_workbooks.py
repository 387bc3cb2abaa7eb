"""Damage to a workbook: by accident, by another program, or by somebody who wants to deceive."""

from __future__ import annotations

import io
import random
import re
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from typing import Literal

from focusxl.forms.loader import load_edition
from tests.fuzz.fuzz_bases import Base

Expected = Literal["same", "never", "as shown"]
"""What a changed file may be: the same filing, never ready, or ready as what it shows."""

LYING_FORMATS = [
    *("0,", "#,##0,,", "0%", ";;;", '"5"', '"9"0', '0"0"', "0.0E+0", "mm/dd/yyyy", '""'),
    *('0"."00', "[White]0", "\\0\\0"),
]
"""What shows something else than an amount of three digits or more."""
HONEST_FORMATS = ["General", "0", "#,##0", "#,##0_);(#,##0)", "#,##0;[Red]-#,##0", "0.00", "?/?"]
NONSENSE = ["", "-1", "0", "x", "9" * 400, "1e999", "NaN", "A1:A1", "#REF!", "XFE1", "true", "b"]
SHOWN_WRONG = ["n/a", "1O0", "1.234,00", "1,23,4", "--5", "5-", "(5", "1e3", "=1+1", "$ 5 USD", "٣"]


@dataclass
class Book:
    """A workbook that is being changed."""

    base: Base
    parts: dict[str, bytes]
    twice: list[tuple[str, bytes]] = field(default_factory=list)
    """Entries of the package that come after all others, under names that are there already."""

    @classmethod
    def of(cls, base: Base) -> Book:
        with zipfile.ZipFile(io.BytesIO(base.content)) as package:
            return cls(base, {name: package.read(name) for name in package.namelist()})

    def content(self, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
        stream = io.BytesIO()
        with warnings.catch_warnings(), zipfile.ZipFile(stream, "w", compression) as package:
            warnings.simplefilter("ignore")
            for name, part in [*self.parts.items(), *self.twice]:
                package.writestr(name, part)
        return stream.getvalue()

    def text(self, part: str) -> str:
        return self.parts[part].decode("utf-8", "replace")

    def change(self, part: str, old: str, new: str, flags: int = re.DOTALL) -> bool:
        """Put something in the place of what a pattern finds first; the new text is literal."""
        text = self.text(part)
        changed = re.sub(old, lambda _: new, text, count=1, flags=flags)
        self.parts[part] = changed.encode()
        return changed != text

    def sheet_part(self, sheet: str) -> str:
        titles = re.findall(r'<sheet name="([^"]*)"', self.text("xl/workbook.xml"))
        return f"xl/worksheets/sheet{titles.index(escape(sheet)) + 1}.xml"

    def place(self, box: str) -> tuple[str, str]:
        spot = self.base.spots[box]
        return self.sheet_part(spot.sheet), spot.cell

    def cell(self, box: str) -> str:
        """Give the cell of a box as it stands in the file."""
        part, cell = self.place(box)
        found = re.search(_cell(cell), self.text(part), re.DOTALL)
        assert found is not None, (box, cell)
        return found[0]

    def put(self, box: str, kind: str, inside: str) -> None:
        """Put something else into the cell of a box; its look stays."""
        part, cell = self.place(box)
        look = re.search(r' s="\d+"', self.cell(box))
        self.change(part, _cell(cell), f'<c r="{cell}"{look[0] if look else ""}{kind}>{inside}</c>')

    def formula(self, box: str) -> str | None:
        found = re.search(r"<f[ >].*?</f>", self.cell(box), re.DOTALL)
        return found[0] if found else None

    def amounts(self, *, totals: bool | None = None) -> list[str]:
        """Give the boxes with an amount other than zero that are filed, totals or inputs."""
        return [
            box
            for box, value in self.base.filed.items()
            if re.fullmatch("-?[0-9]+", value)
            and value.strip("-0")
            and box in self.base.spots
            and (totals is None or (self.formula(box) is not None) == totals)
            and "<v>" in self.cell(box)
            and ' t="' not in self.cell(box).partition(">")[0]
        ]


def _cell(cell: str) -> str:
    return rf'<c r="{cell}"(?: [^>]*?)?(?:/>|>.*?</c>)'


Mutation = Callable[[random.Random, Book], Expected]
MUTATIONS: list[tuple[int, Mutation]] = []


def often(times: int) -> Callable[[Mutation], Mutation]:
    """Say how often a kind of damage is done, in comparison with the others."""

    def add(mutation: Mutation) -> Mutation:
        MUTATIONS.append((times, mutation))
        return mutation

    return add


def _other(chance: random.Random, value: int) -> int:
    return chance.choice([value + chance.choice([-1, 1, 10, -1000]), -value, value * 10, 7, 0])


@often(4)
def another_input(chance: random.Random, book: Book) -> Expected:
    """The totals stay as they were, which cannot be right for most inputs."""
    box = chance.choice(book.amounts(totals=False))
    book.put(box, "", f"<v>{_other(chance, int(book.base.filed[box]))}</v>")
    return "as shown"


@often(2)
def an_input_cleared(chance: random.Random, book: Book) -> Expected:
    for box in chance.sample(book.amounts(totals=False), chance.choice([1, 1, 3])):
        book.put(box, chance.choice(["", ' t="str"']), "")
    return "as shown"


@often(2)
def two_inputs_swapped(chance: random.Random, book: Book) -> Expected:
    one, other = chance.sample(book.amounts(totals=False), 2)
    book.put(one, "", f"<v>{book.base.filed[other]}</v>")
    book.put(other, "", f"<v>{book.base.filed[one]}</v>")
    return "as shown"


@often(2)
def an_input_as_text(chance: random.Random, book: Book) -> Expected:
    box = chance.choice(book.amounts(totals=False))
    amount = int(book.base.filed[box])
    text = chance.choice([f"{amount}", f"{amount:,}", f"${abs(amount):,}", *SHOWN_WRONG])
    book.put(box, ' t="inlineStr"', f"<is><t>{text}</t></is>")
    return "as shown"


@often(2)
def an_error_or_a_kind(chance: random.Random, book: Book) -> Expected:
    box = chance.choice(book.amounts())
    kind = chance.choice(["e", "b", "d", "s", "str", "inlineStr", "n", "x"])
    inside = chance.choice(["<v>#REF!</v>", "<v>1</v>", "<v/>", "<v>1e400</v>", "<v>NaN</v>", ""])
    book.put(box, f' t="{kind}"', (book.formula(box) or "") + inside)
    return "as shown"


@often(3)
def a_total_typed_over(chance: random.Random, book: Book) -> Expected:
    """Some totals may be typed, where nothing stands in the boxes that they are formed from."""
    form = load_edition(book.base.edition)
    box = chance.choice(book.amounts(totals=True))
    amount = int(book.base.filed[box])
    book.put(box, "", f"<v>{chance.choice([amount, _other(chance, amount)])}</v>")
    return "as shown" if form.box(box).direct_entry else "never"


@often(3)
def a_total_that_is_old(chance: random.Random, book: Book) -> Expected:
    box = chance.choice(book.amounts(totals=True))
    amount = int(book.base.filed[box])
    book.put(box, "", f"{book.formula(box)}<v>{amount + chance.choice([-9, 11, 1000])}</v>")
    return "never"


@often(3)
def a_total_by_another_formula(chance: random.Random, book: Book) -> Expected:
    form = load_edition(book.base.edition)
    box = chance.choice(book.amounts(totals=True))
    formula = chance.choice(
        [
            *(f"{book.base.filed[box]}", "box_7010", "SUM(A1:A2)", "[1]Sheet1!$A$1", "NOW()"),
            *('HYPERLINK("x")', "box_7010+", "#REF!", "", "cmd|'/c calc'!A0"),
        ]
    )
    book.put(box, "", f"<f>{escape(formula)}</f><v>{book.base.filed[box]}</v>")
    return "as shown" if form.box(box).direct_entry else "never"


@often(2)
def a_formula_in_an_input(chance: random.Random, book: Book) -> Expected:
    box = chance.choice(book.amounts(totals=False))
    amount = int(book.base.filed[box])
    value = chance.choice([amount, amount, _other(chance, amount)])
    formula = chance.choice([f"{amount}", f"{amount - 1}+1", "A1", "RAND()", "[1]S!A1", "1+"])
    book.put(box, "", f"<f>{escape(formula)}</f><v>{value}</v>")
    return "as shown"


@often(5)
def another_format(chance: random.Random, book: Book) -> Expected:
    lies = chance.random() < 0.75
    code = chance.choice(LYING_FORMATS if lies else HONEST_FORMATS)
    box = chance.choice([each for each in book.amounts() if len(book.base.filed[each]) > 3])
    _with_style(book, box, f'<numFmt numFmtId="991" formatCode="{escape(code)}"/>', "")
    return "never" if lies else "same"


def _with_style(book: Book, box: str, number_format: str, font: str) -> None:
    """Give the cell of a box a number format, a font, or both, of its own."""
    styles = "xl/styles.xml"
    attributes = ""
    if number_format:
        book.change(styles, r"<numFmts count=\"\d+\">", f'<numFmts count="99">{number_format}')
        attributes += ' numFmtId="991" applyNumberFormat="1"'
    if font:
        fonts = re.search(r"<fonts.*?</fonts>", book.text(styles), re.DOTALL)
        assert fonts is not None
        attributes += f' fontId="{len(re.findall("<font>", fonts[0]))}" applyFont="1"'
        book.change(styles, "</fonts>", f"<font>{font}</font></fonts>")
    looks = re.search(r"<cellXfs.*?</cellXfs>", book.text(styles), re.DOTALL)
    assert looks is not None
    position = len(re.findall(r"<xf ", looks[0]))
    book.change(styles, "</cellXfs>", f"<xf{attributes}/></cellXfs>")
    part, cell = book.place(box)
    book.change(part, rf'<c r="{cell}" s="\d+"', f'<c r="{cell}" s="{position}"')


@often(1)
def letters_that_are_not_seen(chance: random.Random, book: Book) -> Expected:
    box = chance.choice(book.amounts())
    white = '<color rgb="FFFFFFFF"/>'
    _with_style(book, box, "", chance.choice([f'<sz val="11"/>{white}', '<sz val="1"/>']))
    return "never"


@often(2)
def a_look_under_a_condition(chance: random.Random, book: Book) -> Expected:
    styles = "xl/styles.xml"
    look = chance.choice(
        [
            f'<numFmt numFmtId="992" formatCode="{escape(chance.choice(LYING_FORMATS[:6]))}"/>',
            '<font><color rgb="FFFFFFFF"/></font>',
        ]
    )
    text = book.text(styles)
    count = len(re.findall(r"<dxf>|<dxf/>", text))
    if "</dxfs>" in text:
        book.change(styles, "</dxfs>", f"<dxf>{look}</dxf></dxfs>")
    else:
        book.change(styles, r"<dxfs[^>]*/>", f'<dxfs count="1"><dxf>{look}</dxf></dxfs>')
    large = [each for each in book.amounts() if len(book.base.filed[each]) > 3]
    part, cell = book.place(chance.choice(large))
    book.change(
        part,
        "</sheetData>(?:<sheetProtection[^>]*/>)?(?:<mergeCells.*?</mergeCells>)?",
        re.search(  # type: ignore[index]
            "</sheetData>(?:<sheetProtection[^>]*/>)?(?:<mergeCells.*?</mergeCells>)?",
            book.text(part),
            re.DOTALL,
        )[0]
        + f'<conditionalFormatting sqref="{cell}"><cfRule type="expression" dxfId="{count}" '
        'priority="1"><formula>TRUE</formula></cfRule></conditionalFormatting>',
    )
    return "never"


@often(3)
def out_of_sight(chance: random.Random, book: Book) -> Expected:
    box = chance.choice(book.amounts())
    part, cell = book.place(box)
    row = re.sub("[A-Z]", "", cell)
    match chance.randrange(5):
        case 0:
            book.change(part, rf'<row r="{row}"', f'<row hidden="1" r="{row}"')
        case 1:
            book.change(
                part, rf'<row r="{row}"[^>]*>', f'<row r="{row}" ht="0.5" customHeight="1">'
            )
        case 2:
            book.change(part, "<cols>.*?</cols>", '<cols><col min="2" max="99" hidden="1"/></cols>')
        case 3:
            book.change(
                part, "<cols>.*?</cols>", '<cols><col min="2" max="99" width="0.1"/></cols>'
            )
        case 4:
            name = re.escape(escape(book.base.spots[box].sheet))
            state = chance.choice(["hidden", "veryHidden"])
            book.change(
                "xl/workbook.xml",
                rf'<sheet name="{name}"',
                f'<sheet state="{state}" name="{escape(book.base.spots[box].sheet)}"',
            )
    return "never"


@often(2)
def merged_over(chance: random.Random, book: Book) -> Expected:
    box = chance.choice(book.amounts())
    part, cell = book.place(box)
    row = re.sub("[A-Z]", "", cell)
    area = f"A{row}:{cell}"
    if "<mergeCells" in book.text(part):
        book.change(part, "</mergeCells>", f'<mergeCell ref="{area}"/></mergeCells>')
    else:
        book.change(
            part,
            "</sheetData>",
            f'</sheetData><mergeCells count="1"><mergeCell ref="{area}"/></mergeCells>',
        )
    return "never"


@often(4)
def names_that_move(chance: random.Random, book: Book) -> Expected:
    one, other = chance.sample(book.amounts(totals=False), 2)
    workbook = "xl/workbook.xml"
    places = {
        box: re.search(rf'<definedName name="box_{box}">([^<]*)<', book.text(workbook))
        for box in (one, other)
    }
    here, there = places[one], places[other]
    assert here is not None
    assert there is not None

    def name(box: str, place: str, attributes: str = "") -> None:
        book.change(
            workbook,
            rf'<definedName name="box_{box}">[^<]*</definedName>',
            f'<definedName name="box_{box}"{attributes}>{place}</definedName>' if place else "",
        )

    match chance.randrange(8):
        case 0:
            name(one, there[1])
            name(other, here[1])
        case 1:
            name(one, there[1])
        case 2:
            row = re.sub(r".*\$", "", here[1])
            name(one, f"{here[1][: -len(row)]}{int(row) + chance.choice([-1, 1, 2])}")
        case 3:
            name(one, "")
        case 4:
            name(
                one,
                chance.choice(["5", f"{here[1]},{there[1]}", "#REF!", f"OFFSET({here[1]},1,0)"]),
            )
        case 5:
            name(one, here[1], ' hidden="1"')
        case 6:
            name(one, there[1], ' localSheetId="0"')
        case 7:
            book.change(
                workbook,
                "</definedNames>",
                f'<definedName name="box_{one}">{there[1]}</definedName></definedNames>',
            )
    return "as shown"


@often(1)
def sheets_renamed(chance: random.Random, book: Book) -> Expected:
    titles = re.findall(r'<sheet name="([^"]*)"', book.text("xl/workbook.xml"))
    one, other = chance.sample(titles[1:-2], 2)
    text = book.text("xl/workbook.xml")
    swap = {f'<sheet name="{one}"': f'<sheet name="{other}"'}
    swap[f'<sheet name="{other}"'] = f'<sheet name="{one}"'
    pattern = "|".join(re.escape(each) for each in swap)
    book.parts["xl/workbook.xml"] = re.sub(pattern, lambda found: swap[found[0]], text).encode()
    return "as shown"


@often(2)
def shared_texts(chance: random.Random, book: Book) -> Expected:
    part = "xl/sharedStrings.xml"
    texts = re.findall(r"<si>.*?</si>", book.text(part), re.DOTALL)
    at = chance.randrange(len(texts))
    new = chance.choice(
        [
            "",
            "<si/>",
            "<si><t/></si>",
            "<si><t>&#27;[31mred</t></si>",
            texts[at - 1],
            "<si><r/></si>",
        ]
    )
    old = texts[at]
    book.parts[part] = book.text(part).replace(old, new, 1).encode()
    return "as shown"


@often(1)
def a_text_that_is_no_text(chance: random.Random, book: Book) -> Expected:
    box = chance.choice(["13", "20", "30"])
    inside = chance.choice(
        [
            *(
                "<is/>",
                "<is><t/></is>",
                "<is>x</is>",
                "<is><r><t>x</t></r><rPh><t>y</t></rPh></is>",
            ),
            *("<is><t>&#x9b;31m&#x1b;]0;x&#7;</t></is>", "<is><t>_x001B_[2J</t></is>"),
            "<is><t>=HYPERLINK(&quot;x&quot;)</t></is>",
        ]
    )
    book.put(box, ' t="inlineStr"', inside)
    return "as shown"


@often(1)
def the_calendar_and_how_it_calculates(chance: random.Random, book: Book) -> Expected:
    text = "xl/workbook.xml"
    if chance.random() < 0.5:
        book.change(text, "<workbookPr", '<workbookPr date1904="1"')
    else:
        book.change(text, "<calcPr", '<calcPr fullPrecision="0"')
    return "as shown"


@often(2)
def what_start_says(chance: random.Random, book: Book) -> Expected:
    names = re.findall(
        r'<definedName name="((?:fact|nothing)_\w+|focusxl_edition)">([^<]*)<',
        book.text("xl/workbook.xml"),
    )
    _, place = chance.choice(names)
    cell = place.rpartition("!")[2].replace("$", "")
    said = chance.choice(["Yes", "No", "", "Nothing to report", "2026", "2014", "perhaps", "\x7f"])
    book.change(
        "xl/worksheets/sheet1.xml",
        _cell(cell),
        f'<c r="{cell}" t="inlineStr"><is><t>{said}</t></is></c>',
    )
    return "as shown"


@often(2)
def a_cell_or_a_row_twice(chance: random.Random, book: Book) -> Expected:
    box = chance.choice(book.amounts())
    part, cell = book.place(box)
    row = re.sub("[A-Z]", "", cell)
    other = f'<c r="{cell}"><v>{_other(chance, int(book.base.filed[box]))}</v></c>'
    if chance.random() < 0.5:
        whole = book.cell(box)
        pair = [whole, other]
        chance.shuffle(pair)
        book.change(part, _cell(cell), "".join(pair))
    else:
        again = f'<row r="{row}">{other}</row>'
        end = chance.choice(["<sheetData>", "</sheetData>"])
        book.change(part, end, end + again if end == "<sheetData>" else again + end)
    return "as shown"


@often(2)
def parts_of_the_package(chance: random.Random, book: Book) -> Expected:
    name = chance.choice(list(book.parts))
    match chance.randrange(6):
        case 0:
            del book.parts[name]
        case 1:
            book.twice.append((name, book.parts[chance.choice(list(book.parts))]))
        case 2:
            book.parts[name.upper()] = book.parts.pop(name)
        case 3:
            book.parts[chance.choice(["../x", "/etc/x", "xl/../../x", "x\x1b", "C:\\x"])] = b"x"
        case 4:
            book.parts[name] = book.parts[name][: chance.randrange(len(book.parts[name]) or 1)]
        case 5:
            book.parts["xl/_rels/workbook.xml.rels"] = book.parts[
                "xl/_rels/workbook.xml.rels"
            ].replace(
                b"</Relationships>",
                b'<Relationship Id="rId999" TargetMode="External" Target="file:///x" '
                b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
                b'externalLink"/></Relationships>',
            )
    return "as shown"


@often(4)
def attributes_set_to_nonsense(chance: random.Random, book: Book) -> Expected:
    name = chance.choice([each for each in book.parts if each.endswith((".xml", ".rels"))])
    part = book.parts[name]
    for _ in range(chance.choice([1, 1, 3])):
        quotes = [at for at, byte in enumerate(part) if byte == ord('"')]
        first = 2 * chance.randrange(max(1, len(quotes) // 2))
        if first + 1 < len(quotes):
            new = chance.choice(NONSENSE).encode()
            part = part[: quotes[first] + 1] + new + part[quotes[first + 1] :]
    book.parts[name] = part
    return "as shown"


@often(3)
def characters_changed(chance: random.Random, book: Book) -> Expected:
    name = chance.choice(list(book.parts))
    part = bytearray(book.parts[name])
    for _ in range(chance.choice([1, 2, 5])):
        at = chance.randrange(len(part) or 1)
        match chance.randrange(4):
            case 0:
                part[at : at + 1] = bytes([chance.choice(b'0123456789"<>/&= AMxs-.:')])
            case 1:
                del part[at : at + chance.randrange(1, 20)]
            case 2:
                part[at:at] = part[max(0, at - 30) : at]
            case 3:
                part[at:at] = bytes([chance.randrange(256)])
    book.parts[name] = bytes(part)
    return "as shown"


@often(2)
def elements_left_out_or_doubled(chance: random.Random, book: Book) -> Expected:
    name = chance.choice([each for each in book.parts if each.startswith("xl/") and "xml" in each])
    text = book.text(name)
    elements = list(re.finditer(r"<(\w+)[^<>]*/>|<(\w+)[^<>]*>[^<>]*</\2>", text))
    if elements:
        found = chance.choice(elements)
        new = chance.choice(["", found[0] * 2])
        book.parts[name] = (text[: found.start()] + new + text[found.end() :]).encode()
    return "as shown"


@often(1)
def nothing_that_matters(chance: random.Random, book: Book) -> Expected:
    """What other programs write without a change in what is seen."""
    part, _ = book.place(chance.choice(book.amounts()))
    match chance.randrange(3):
        case 0:
            book.parts["docProps/custom.xml"] = b"<x/>"
        case 1:
            book.parts[part] = book.text(part).replace("?>", "?><!-- a comment -->", 1).encode()
        case 2:
            book.parts[part] = re.sub(r' spans="[^"]*"', "", book.text(part)).encode()
    return "same"


def damaged_workbook(chance: random.Random, base: Base) -> tuple[bytes, Expected, str]:
    """Do one to three kinds of damage; say what may come of it, and what was done."""
    book = Book.of(base)
    times = chance.choice([1, 1, 1, 2, 3])
    weights = [times for times, _ in MUTATIONS]
    done, expected = [], "same"
    for _, mutation in chance.choices(MUTATIONS, weights, k=times):
        try:
            said = mutation(chance, book)
        except (AssertionError, KeyError, ValueError, IndexError):
            continue  # What was damaged before is not there any more to be damaged again.
        done.append(mutation.__name__)
        expected = said if times == 1 else "as shown"
    content = book.content(chance.choice([zipfile.ZIP_DEFLATED] * 9 + [zipfile.ZIP_STORED]))
    if chance.random() < 0.05:
        raw = bytearray(content)
        for _ in range(chance.choice([1, 5, 50])):
            raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
        content, expected = bytes(raw), "as shown"
        done.append("bytes flipped")
    return content, expected, ", ".join(done)  # type: ignore[return-value]
