"""From the files of an edition to the form; everything that is wrong is refused, with its place."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Annotated, Any

import yaml
from pydantic import BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from focusxl.form import Box, Check, Edition, Fact, Line, Parameter, PlacedBox, Statement
from focusxl.form_files import SafeLoader
from focusxl.formula import Formula

_MESSAGE_BOX = re.compile(r"\[([0-9]+(?:_[a-z]+)?)\]")

Location = tuple[str | int, ...]


class FormDataError(Exception):
    """The form data is not consistent; the message gives file, line and what is wrong."""


class UnknownEdition(Exception):  # noqa: N818 - named for what it says
    """There is no such edition of the form."""


@dataclass(frozen=True, config=ConfigDict(extra="forbid"))
class _EditionFile:
    edition: Annotated[str, BeforeValidator(str)]
    title: str
    form: str
    in_force: str
    latest_period: datetime.date
    period_end: Annotated[str, BeforeValidator(str)]
    firm_name: Annotated[str, BeforeValidator(str)]
    statements: tuple[str, ...]
    parameters: dict[str, Parameter] = Field(default_factory=dict)
    facts: dict[str, Fact] = Field(default_factory=dict)


_EDITION = TypeAdapter(_EditionFile)
_STATEMENT = TypeAdapter(Statement)


def _forms() -> Traversable:
    return files("focusxl") / "forms"


@lru_cache(maxsize=1)
def editions() -> tuple[str, ...]:
    """Give the names of the editions there are, oldest first."""
    return tuple(sorted(entry.name for entry in _forms().iterdir() if entry.is_dir()))


@lru_cache(maxsize=8)
def load_edition(name: str) -> Edition:
    """Load one edition by name, ``"2014"``.

    Raises:
        UnknownEdition: there is no edition of that name.
        FormDataError: its files are not consistent.
    """
    if name not in editions():
        known = ", ".join(editions())
        raise UnknownEdition(f"There is no edition “{name}” of the form; there is {known}.")
    return read_edition(_forms() / name)


def read_edition(folder: Traversable) -> Edition:
    """Read and check the files of an edition in any folder.

    Raises:
        FormDataError: unknown or duplicate box, cycle, missing citation, unknown key, or a
            formula that is not of the notation; the message gives file and line.
    """
    edition_file = _SourceFile(folder / "edition.yaml")
    head: _EditionFile = edition_file.validated(_EDITION)
    sources = [_SourceFile(folder / f"{name}.yaml") for name in head.statements]
    statements = tuple(source.validated(_STATEMENT) for source in sources)
    boxes = _place(statements, sources)
    edition = Edition(
        name=head.edition,
        title=head.title,
        form=head.form,
        in_force=head.in_force,
        latest_period=head.latest_period,
        period_end=head.period_end,
        firm_name=head.firm_name,
        statements=statements,
        parameters=head.parameters,
        facts=head.facts,
        boxes=boxes,
        checks={check.id: check for statement in statements for check in statement.checks},
    )
    _verify(edition, sources, edition_file)
    return edition


class _SourceFile:
    """One YAML file, its data, and the line on which each part of it stands."""

    def __init__(self, path: Traversable) -> None:
        self.name = path.name
        self.lines: dict[Location, int] = {}
        try:
            text = path.read_text(encoding="utf-8")
        except FileNotFoundError:
            raise FormDataError(f"{self.name}: there is no such file in the edition") from None
        loader = SafeLoader(text)
        try:
            node = loader.get_single_node()
            if node is None:
                raise FormDataError(f"{self.name}: the file is empty")
            self.data = self._convert(loader, node, ())
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            raise FormDataError(f"{self.name}, line {line}: {error.problem}") from None
        finally:
            loader.dispose()

    def _convert(self, loader: yaml.SafeLoader, node: yaml.Node, at: Location) -> Any:
        self.lines[at] = node.start_mark.line + 1
        if isinstance(node, yaml.SequenceNode):
            return [
                self._convert(loader, child, (*at, index)) for index, child in enumerate(node.value)
            ]
        if isinstance(node, yaml.MappingNode):
            data: dict[str, Any] = {}
            for key_node, value_node in node.value:
                key = str(loader.construct_object(key_node))
                if key in data:
                    line = key_node.start_mark.line + 1
                    raise FormDataError(f"{self.name}, line {line}: “{key}” stands twice")
                data[key] = self._convert(loader, value_node, (*at, key))
            return data
        return loader.construct_object(node)

    def validated(self, adapter: TypeAdapter[Any]) -> Any:
        try:
            return adapter.validate_python(self.data)
        except ValidationError as error:
            first = error.errors()[0]
            raise self.error(first["loc"], first["msg"].removeprefix("Value error, ")) from None

    def error(self, at: Location, what: str) -> FormDataError:
        place = tuple(at)
        while place and place not in self.lines:
            place = place[:-1]
        key = f"“{at[-1]}”: " if at and not isinstance(at[-1], int) else ""
        return FormDataError(f"{self.name}, line {self.lines.get(place, 1)}: {key}{what}")


def _place(
    statements: tuple[Statement, ...], sources: list[_SourceFile]
) -> Mapping[str, PlacedBox]:
    boxes: dict[str, PlacedBox] = {}
    for page, (statement, source) in enumerate(zip(statements, sources, strict=True), start=1):
        headings: list[Line] = []
        for index, line in enumerate(statement.lines):
            if line.section is not None or line.text is not None or line.fields:
                headings = []
            elif line.label:
                headings = [heading for heading in headings if _depth(heading) < _depth(line)]
                headings.append(line)
            item = ".".join(heading.item.rstrip(".)") for heading in headings if heading.item)
            path = ", ".join((heading.label or "").rstrip(" :") for heading in headings)
            for box in line.boxes:
                if box.number in boxes:
                    raise source.error(("lines", index), f"box {box.number} stands twice")
                boxes[box.number] = PlacedBox(box, statement, line, page, item, box.label or path)
    return boxes


def _depth(line: Line) -> int:
    return line.indent or 0


def _verify(edition: Edition, sources: list[_SourceFile], edition_file: _SourceFile) -> None:
    for key in (edition.period_end, edition.firm_name):
        if key not in edition.boxes:
            raise edition_file.error((), f"there is no box {key}")
    seen: set[str] = set()
    for statement, source in zip(edition.statements, sources, strict=True):
        for index, line in enumerate(statement.lines):
            for box in line.boxes:
                _verify_box(edition, box, source, index)
        for index, check in enumerate(statement.checks):
            at: Location = ("checks", index)
            if check.id in seen:
                raise source.error(at, f"check {check.id} stands twice")
            seen.add(check.id)
            _verify_check(edition, check, source, at)
    _verify_no_cycle(edition, sources)


def _verify_box(edition: Edition, box: Box, source: _SourceFile, index: int) -> None:
    at: Location = ("lines", index)
    if (box.kind == "total") != (box.formula is not None):
        raise source.error(at, f"box {box.number}: a total has a formula, and nothing else has one")
    if box.formula is not None:
        _verify_formula(edition, box.formula, source, at)


def _verify_check(edition: Edition, check: Check, source: _SourceFile, at: Location) -> None:
    for formula in (check.test, check.when):
        if formula is not None:
            _verify_formula(edition, formula, source, at)
    for number in (check.box, *_MESSAGE_BOX.findall(check.message)):
        if number not in edition.boxes:
            raise source.error(at, f"check {check.id}: there is no box {number}")


def _verify_formula(edition: Edition, formula: Formula, source: _SourceFile, at: Location) -> None:
    for number in formula.boxes:
        if number not in edition.boxes:
            raise source.error(at, f"“{formula.text}”: there is no box {number}")
    for name in formula.names:
        if name not in edition.parameters and name not in edition.facts:
            raise source.error(at, f"“{formula.text}”: there is no parameter or fact “{name}”")


def _verify_no_cycle(edition: Edition, sources: list[_SourceFile]) -> None:
    finished: set[str] = set()
    source_of = {
        statement.title: source
        for statement, source in zip(edition.statements, sources, strict=True)
    }

    def visit(number: str, path: tuple[str, ...]) -> None:
        placed = edition.boxes[number]
        if number in path:
            circle = " → ".join((*path[path.index(number) :], number))
            index = placed.statement.lines.index(placed.line)
            source = source_of[placed.statement.title]
            raise source.error(("lines", index), f"the formulas go round in a circle: {circle}")
        if number in finished or placed.box.formula is None:
            return
        for operand in placed.box.formula.boxes:
            visit(operand, (*path, number))
        finished.add(number)

    for number in edition.boxes:
        visit(number, ())
