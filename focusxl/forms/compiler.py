"""The compiler of the form, from its files to compiled parts; errors name file and line."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from focusxl.errors import FormDataError
from focusxl.forms.by_edition import NotOfEdition, PageData, page_of_edition
from focusxl.forms.comparison_source import Comparison
from focusxl.forms.consistency import verify
from focusxl.forms.edition import Edition, PlacedBox
from focusxl.forms.help_texts import help_files, read_help
from focusxl.forms.labels import place
from focusxl.forms.loader import edition_of, editions, pages_of
from focusxl.forms.model import Page
from focusxl.forms.source import (
    DueDate,
    EditionFile,
    ExplanationRule,
    GeneralCheck,
    KeyAmount,
    NamedFunction,
    Parameter,
    Sample,
    SampleValue,
    Shapes,
    plain,
)
from focusxl.forms.source import Page as PageSource
from focusxl.forms.store import FORMS, IN_A_PACKAGE, SAMPLES, content_of
from focusxl.forms.yaml_source import Location, SourceFile, validated

_PARAMETERS = "parameters.yaml"
_OF_EVERY_EDITION = ("general.yaml", "shapes.yaml", "comparison.yaml")
"""Files that belong to every edition's rules, and that are compiled on their own."""
_EDITION = TypeAdapter(EditionFile)
_PARAMETERS_OF_ALL = TypeAdapter(dict[str, Parameter])
_STATEMENT = TypeAdapter(PageSource)


def compile_part(part: str) -> bytes:
    """Compile a part of the form into JSON.

    Raises:
        FormDataError: a file is wrong; the message says where and why.
    """
    if part in _OTHER_PARTS:
        compiled = _OTHER_PARTS[part]()
    else:
        compiled, _ = _compile(FORMS / part, FORMS)
    return json.dumps(compiled, separators=(",", ":")).encode()


def parts() -> tuple[str, ...]:
    """Give the names of all parts of the compiled form."""
    return (*editions(), *_OTHER_PARTS)


def write_into_package(folder: Path) -> Iterator[Path]:
    """Write every part for a package, and yield the files."""
    folder.mkdir(parents=True, exist_ok=True)
    for part in parts():
        path = folder / f"{part}.json"
        path.write_bytes(content_of(compile_part(part), IN_A_PACKAGE))
        yield path


def read_edition(folder: Path, beside: Path | None = None) -> Edition:
    """Read and check the files of an edition in any folder.

    Args:
        folder: the edition's own files.
        beside: the folder of the files that editions share: pages in ``shared/``, parameters, and
            the help texts, in ``help/``.

    Raises:
        FormDataError: an unknown or duplicate box, a cycle, a missing citation, an unknown key, or
            a formula that is not in the notation; the message gives file and line.
    """
    _, edition = _compile(folder, beside)
    return edition


def _compile(folder: Path, beside: Path | None) -> tuple[dict[str, Any], Edition]:
    """Compile an edition, and verify it in its loaded form."""
    edition_file = SourceFile(folder / "edition.yaml")
    head: EditionFile = validated(_EDITION, edition_file.data, edition_file.error)
    pages = [_Page(path, head.edition) for path in _paths(head.statements, folder, beside)]
    _show_again(pages)
    form = _form(pages)
    helping = help_files(head.edition, beside)
    help_texts = {
        box: text for path in helping for box, text in read_help(path, head.edition).items()
    }
    _, loaded_pages = pages_of(_as_loaded(form))
    placed = place(
        loaded_pages,
        [page.again for page in pages],
        [page.error for page in pages],
        help_texts,
    )
    files = [edition_file.path, *helping, *(page.source.path for page in pages)]
    if beside is not None:
        files += [beside / name for name in (_PARAMETERS, *_OF_EVERY_EDITION)]
    compiled = {
        "name": head.edition,
        "title": head.title,
        "form": head.form,
        "part": head.part,
        "printed": plain(head.printed),
        "in_force": head.in_force,
        "first_period": plain(head.first_period),
        "last_period": plain(head.last_period),
        "period_end": head.period_end,
        "firm_name": head.firm_name,
        "firm_id": head.firm_id,
        "parameters": plain({**_shared_parameters(beside), **head.parameters}),
        "facts": plain(head.facts),
        "filers": plain(head.filers),
        "firm_words": head.firm_words,
        "boxes": {number: form["boxes"][number] for number in placed},
        "places": {number: _place(one, loaded_pages) for number, one in placed.items()},
        "statements": form["statements"],
        "files": [[path.name, _sha256_of(path)] for path in files],
    }
    edition = edition_of(_as_loaded(compiled))
    verify(edition, [page.error for page in pages], edition_file.error)
    return compiled, edition


def _as_loaded(compiled: Any) -> Any:
    return json.loads(json.dumps(compiled))


def _sha256_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _paths(names: Iterable[str], folder: Path, beside: Path | None) -> Iterator[Path]:
    for name in names:
        where = folder
        if beside is not None and name.startswith("shared/"):
            where = beside / "shared"
        yield where / f"{name.removeprefix('shared/')}.yaml"


def _shared_parameters(beside: Path | None) -> dict[str, Parameter]:
    if beside is None:
        return {}
    source = SourceFile(beside / _PARAMETERS)
    parameters: dict[str, Parameter] = validated(_PARAMETERS_OF_ALL, source.data, source.error)
    return parameters


def _form(pages: Iterable[_Page]) -> dict[str, Any]:
    """Give the boxes by number, and the pages with the numbers of their boxes."""
    boxes: dict[str, Any] = {}
    plain_pages = []
    for page in pages:
        plain_page = plain(page.validated_page())
        for line in plain_page["lines"]:
            here = [*line.get("fields", ()), *line.get("cells", {}).values()]
            here += line.get("checks", ())
            for box in here:
                boxes.setdefault(box["number"], box)
            for several in ("fields", "checks"):
                if several in line:
                    line[several] = [box["number"] for box in line[several]]
            if "cells" in line:
                cells = line["cells"].items()
                line["cells"] = {column: box["number"] for column, box in cells}
        plain_pages.append(plain_page)
    return {
        "boxes": {
            number: {name: value for name, value in box.items() if name != "number"}
            for number, box in boxes.items()
        },
        "statements": plain_pages,
    }


def _place(placed: PlacedBox, pages: tuple[Page, ...]) -> list[Any]:
    line = pages[placed.page - 1].lines.index(placed.line)
    return [placed.pages, line, placed.item, placed.label, placed.help]


def _general_checks() -> Any:
    source = SourceFile(FORMS / "general.yaml")
    checks = TypeAdapter(dict[str, GeneralCheck])
    explanation = TypeAdapter(ExplanationRule)
    return {
        "checks": plain(validated(checks, source.data.get("checks"), source.error)),
        "explanation": plain(validated(explanation, source.data.get("explanation"), source.error)),
    }


def _shapes() -> Any:
    source = SourceFile(FORMS / "shapes.yaml")
    return plain(validated(TypeAdapter(Shapes), source.data, source.error))


def _comparison() -> Any:
    source = SourceFile(FORMS / "comparison.yaml")
    return plain(validated(TypeAdapter(Comparison), source.data, source.error))


def _functions() -> Any:
    source = SourceFile(FORMS / "functions.yaml")
    adapter = TypeAdapter(dict[str, NamedFunction])
    return plain(validated(adapter, source.data, source.error))


def _key_amounts() -> Any:
    source = SourceFile(FORMS / "key_amounts.yaml")
    return plain(validated(TypeAdapter(dict[str, KeyAmount]), source.data, source.error))


def _due_date() -> Any:
    source = SourceFile(FORMS / "due_date.yaml")
    return plain(validated(TypeAdapter(DueDate), source.data, source.error))


def _samples() -> dict[str, Any]:
    sources = [SourceFile(path) for path in sorted(SAMPLES.glob("*.yaml"))]
    adapter = TypeAdapter(Sample)
    samples = {
        source.name.removesuffix(".yaml"): validated(adapter, source.data, source.error)
        for source in sources
    }
    return {
        name: {
            "edition": sample.edition,
            "facts": sample.facts,
            "boxes": {number: _sample_value(given) for number, given in sample.boxes.items()},
        }
        for name, sample in samples.items()
    }


def _sample_value(given: SampleValue) -> Any:
    """Give a value of a sample for JSON, a date under a key of its own."""
    if isinstance(given.value, datetime.date):
        return {**plain(given), "value": None, "day": given.value.isoformat()}
    return plain(given)


_OTHER_PARTS: Mapping[str, Callable[[], Any]] = {
    "general": _general_checks,
    "shapes": _shapes,
    "comparison": _comparison,
    "functions": _functions,
    "key_amounts": _key_amounts,
    "due_date": _due_date,
    "samples": _samples,
}


class _Page:
    """A page file, and its contents for one edition."""

    def __init__(self, path: Path, edition: str) -> None:
        self.source = SourceFile(path)
        self.id = path.name.removesuffix(".yaml")
        self.again: set[str] = set()
        """Boxes that the page repeats and another page defines."""
        try:
            self.page: PageData = page_of_edition(self.source.data, edition)
        except NotOfEdition as refusal:
            raise self.source.error((), str(refusal)) from None

    def validated_page(self) -> PageSource:
        """Give the page as its file states it."""
        page: PageSource = validated(_STATEMENT, {**self.page.data, "id": self.id}, self.error)
        return page

    def box_data(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """Give the data of each box of the page, with the index of its line."""
        for index, line in enumerate(self.page.data["lines"]):
            if isinstance(line, dict):
                cells = line.get("cells") or {}
                for box in (
                    *(line.get("fields") or ()),
                    *cells.values(),
                    *(line.get("checks") or ()),
                ):
                    if isinstance(box, dict):
                        yield index, box

    def error(self, at: Location, what: str) -> FormDataError:
        """Give the error at a place of the page, with the line of the file."""
        kept = self.page.positions.get(str(at[0])) if at else None
        if kept is not None and len(at) > 1 and isinstance(at[1], int) and at[1] < len(kept):
            at = (at[0], kept[at[1]], *at[2:])
        return self.source.error(at, what)


def _show_again(pages: list[_Page]) -> None:
    """Replace each repeated box by the box of the page that defines it."""
    defined = {
        str(box.get("box")): box
        for page in pages
        for _, box in page.box_data()
        if not box.get("again")
    }
    for page in pages:
        for index, box in page.box_data():
            if box.pop("again", False):
                number = str(box.get("box"))
                if number not in defined:
                    raise page.error(("lines", index), f"box {number} stands nowhere else")
                box.update(defined[number])
                page.again.add(number)
