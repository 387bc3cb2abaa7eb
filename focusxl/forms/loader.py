"""From the files of an edition to the form; everything that is wrong is refused, with its place."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources.abc import Traversable
from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict, Field, TypeAdapter
from pydantic.dataclasses import dataclass

from focusxl.errors import FormDataError, UnknownEdition
from focusxl.forms.by_edition import NotOfEdition, PageData, page_of_edition
from focusxl.forms.consistency import verify
from focusxl.forms.edition import Edition, Fact, Parameter, Printed
from focusxl.forms.help_texts import help_files, read_help
from focusxl.forms.labels import place
from focusxl.forms.model import BoxNumber, FormulaText, Statement
from focusxl.forms.yaml_source import Location, SourceFile, forms, validated

__all__ = [
    "FormDataError",
    "UnknownEdition",
    "edition_of_period",
    "editions",
    "load_edition",
    "read_edition",
]

_PARAMETERS = "parameters.yaml"


@dataclass(frozen=True, config=ConfigDict(extra="forbid"))
class _EditionFile:
    edition: Annotated[str, BeforeValidator(str)]
    title: str
    form: str
    part: str
    printed: Printed
    in_force: str
    period_end: BoxNumber
    firm_name: BoxNumber
    firm_id: BoxNumber
    statements: tuple[str, ...]
    first_period: datetime.date | None = None
    last_period: datetime.date | None = None
    parameters: dict[str, Parameter] = Field(default_factory=dict)
    facts: dict[str, Fact] = Field(default_factory=dict)
    filers: dict[str, FormulaText] = Field(default_factory=dict)
    firm_words: dict[str, Annotated[str, BeforeValidator(str)]] = Field(default_factory=dict)


_EDITION = TypeAdapter(_EditionFile)
_PARAMETERS_OF_ALL = TypeAdapter(dict[str, Parameter])
_STATEMENT = TypeAdapter(Statement)


@lru_cache(maxsize=1)
def editions() -> tuple[str, ...]:
    """Give the names of the editions there are, oldest first."""
    return tuple(
        sorted(entry.name for entry in forms().iterdir() if (entry / "edition.yaml").is_file())
    )


def edition_of_period(period_end: datetime.date) -> Edition | None:
    """Give the edition on which a report for a period that ends on this day is filed."""
    forms = map(load_edition, editions())
    return next((form for form in forms if form.covers(period_end)), None)


@lru_cache(maxsize=8)
def load_edition(name: str) -> Edition:
    """Load one edition by name, ``"2014"``.

    Raises:
        UnknownEdition: there is no edition of that name.
        FormDataError: its files are not consistent.
    """
    if name not in editions():
        known = ", ".join(editions())
        raise UnknownEdition(
            f"There is no edition “{name}” of the form here; the editions are {known}."
        )
    return read_edition(forms() / name, forms())


def read_edition(folder: Traversable, beside: Traversable | None = None) -> Edition:
    """Read and check the files of an edition in any folder.

    Args:
        folder: the edition's own files.
        beside: the folder of what editions share: pages in ``shared/``, parameters, and what
            belongs into the boxes, in ``help/``.

    Raises:
        FormDataError: unknown or duplicate box, cycle, missing citation, unknown key, or a
            formula that is not of the notation; the message gives file and line.
    """
    edition_file = SourceFile(folder / "edition.yaml")
    head: _EditionFile = validated(_EDITION, edition_file.data, edition_file.error)
    pages = [_Page(path, head.edition) for path in _paths(head.statements, folder, beside)]
    _show_again(pages)
    statements = tuple(page.statement() for page in pages)
    helping = help_files(head.edition, beside)
    help_texts = {
        box: text for path in helping for box, text in read_help(path, head.edition).items()
    }
    edition = Edition(
        name=head.edition,
        title=head.title,
        form=head.form,
        part=head.part,
        printed=head.printed,
        in_force=head.in_force,
        first_period=head.first_period,
        last_period=head.last_period,
        period_end=head.period_end,
        firm_name=head.firm_name,
        firm_id=head.firm_id,
        statements=statements,
        parameters={**_shared_parameters(beside), **head.parameters},
        facts=head.facts,
        filers=head.filers,
        firm_words=head.firm_words,
        boxes=place(
            statements,
            [page.again for page in pages],
            [page.error for page in pages],
            help_texts,
        ),
        checks={check.id: check for statement in statements for check in statement.checks},
        files=(
            edition_file.path,
            *_shared_files(beside),
            *helping,
            *(page.source.path for page in pages),
        ),
    )
    verify(edition, [page.error for page in pages], edition_file.error)
    return edition


def _paths(
    names: tuple[str, ...], folder: Traversable, beside: Traversable | None
) -> Iterator[Traversable]:
    for name in names:
        where = folder
        if beside is not None and name.startswith("shared/"):
            where = beside / "shared"
        yield where / f"{name.removeprefix('shared/')}.yaml"


def _shared_files(beside: Traversable | None) -> tuple[Traversable, ...]:
    return () if beside is None else (beside / _PARAMETERS,)


def _shared_parameters(beside: Traversable | None) -> dict[str, Parameter]:
    if beside is None:
        return {}
    source = SourceFile(*_shared_files(beside))
    parameters: dict[str, Parameter] = validated(_PARAMETERS_OF_ALL, source.data, source.error)
    return parameters


class _Page:
    """A page file, and what it says for one edition."""

    def __init__(self, path: Traversable, edition: str) -> None:
        self.source = SourceFile(path)
        self.id = path.name.removesuffix(".yaml")
        self.again: set[str] = set()
        """The boxes that the page shows again and another page defines."""
        try:
            self.page: PageData = page_of_edition(self.source.data, edition)
        except NotOfEdition as refusal:
            raise self.source.error((), str(refusal)) from None

    def statement(self) -> Statement:
        """Give the page as the engine sees it."""
        statement: Statement = validated(_STATEMENT, {**self.page.data, "id": self.id}, self.error)
        return statement

    def box_data(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """Give the data of each box of the page, and the line that it stands on."""
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
    """Let a box that a page shows again be the box that another page defines."""
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
