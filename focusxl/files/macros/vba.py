"""The VBA of a workbook compared with FocusXL's own."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from focusxl.checks.finding import Finding
from focusxl.checks.general import general_finding
from focusxl.files.macros.known import known_macros, module_digest
from focusxl.files.macros.parts import PartRelation, main_part
from focusxl.files.macros.vba_project import NotPlainVba, VbaProject, read_vba_project
from focusxl.files.macros.vba_text import holds_code
from focusxl.files.openxml.package import Package
from focusxl.files.openxml.xml_reader import Attributes, XmlReader
from focusxl.text import in_one_line

_LONGEST = 120
_MACRO_ENABLED = "macroEnabled"
_CONTENT_TYPES = "[Content_Types].xml"
_CONTENT_TYPE = "http://schemas.openxmlformats.org/package/2006/content-types Override"
_LIBRARIES = frozenset(
    {
        "{000204EF-0000-0000-C000-000000000046}",
        "{00020813-0000-0000-C000-000000000046}",
        "{00020430-0000-0000-C000-000000000046}",
        "{2DF8D04C-5BFA-101B-BDE5-00AA0044DE52}",
        "{0D452EE1-E08F-101A-852E-02608C4D0BB4}",
        "{00000000-0000-0000-0000-000000000000}",
    }
)
"""GUIDs of VBA, Excel, OLE, Office and its forms, which Excel adds by itself; and an empty one."""
_OF_A_LIBRARY = ("*\\G", "*\\H")
"""Beginnings of a reference to a library, on Windows and on the Mac."""
_FORMS_OF_OFFICE = re.compile(r"[A-Z]:\\[^#]*\\MSForms\.exd", re.IGNORECASE)
FOREIGN_CODE = re.compile(
    rb"shell|createobject|getobject|callbyname|environ|executeexcel4macro|sendkeys|filecopy|"
    rb"urldownload|createprocess|createthread|virtualalloc|rtlmovememory|winexec|"
    rb"macscript|applescript|cmd\.exe|mshta|regsvr32|rundll32|vbproject\.",
    re.IGNORECASE,
)
"""Names that FocusXL's macros do not contain, in their texts or compiled."""


def examine_vba(
    package: Package, relations: tuple[PartRelation, ...], path: Path
) -> Iterator[Finding]:
    """Find modules that are not FocusXL's, and other parts of a project beside its modules."""
    projects = sorted({one.target for _, one in relations if one.kind == "vbaProject"})
    if projects and (path.suffix.lower() == ".xlsx" or not _declares_macros(package)):
        yield general_finding("MAC-03", reported="macros", expected="none")
    for part in projects:
        content = package.read(part)
        if hashlib.sha256(content).hexdigest() in known_macros().projects:
            # The project is as built: it need not be parsed.
            continue
        try:
            project = read_vba_project(content)
        except NotPlainVba as refusal:
            yield _foreign(f"they cannot be read: {in_one_line(str(refusal), _LONGEST)}")
        else:
            yield from _modules(project)
            yield from _beside_modules(project)


def _declares_macros(package: Package) -> bool:
    """Tell whether the main part declares that it may hold macros."""
    main = main_part(package)
    kinds: list[str] = []

    def override(attributes: Attributes) -> None:
        if attributes.get("PartName", "").lstrip("/").lower() == main.lower():
            kinds.append(attributes.get("ContentType", ""))

    with package.open(_CONTENT_TYPES) as stream:
        XmlReader({_CONTENT_TYPE: override}).read(stream)
    return any(_MACRO_ENABLED in kind for kind in kinds)


def _modules(project: VbaProject) -> Iterator[Finding]:
    known = known_macros()
    present: set[str] = set()
    earlier: dict[str, str] = {}
    for module in project.modules:
        name, found = module.name.lower(), module_digest(module.name, module.source)
        version = known.version_of(name, found)
        present.add(name)
        if known.current.get(name) == found or not holds_code(module.source):
            continue
        if version is not None:
            earlier[module.name] = version
            continue
        what = "was changed" if name in known.current else "is not one of FocusXL's"
        yield _foreign(f"the module {in_one_line(module.name, _LONGEST)} {what}")
    whole = known.earlier[next(iter(earlier.values()))] if earlier else known.current
    missing = whole.keys() - present
    retired = [one for one in earlier.values() if one in known.retired]
    if retired:
        yield general_finding(
            "MAC-02",
            reported=retired[0],
            expected="this version's",
            modules=", ".join(sorted(one for one in earlier if earlier[one] in known.retired)),
        )
    elif missing:
        yield _foreign(f"of FocusXL's modules these are missing: {', '.join(sorted(missing))}")


def _beside_modules(project: VbaProject) -> Iterator[Finding]:
    for form in project.forms:
        yield _foreign(f"there is a form {in_one_line(form, _LONGEST)}")
    for reference in project.references:
        if not _is_of_office(reference):
            yield _foreign(f"they use {in_one_line(reference, _LONGEST)}")
    if project.constants.strip():
        yield _foreign("they are compiled with constants of their own")
    words = {word.decode("ascii").lower() for word in FOREIGN_CODE.findall(project.compiled)}
    for word in sorted(words):
        yield _foreign(f"their compiled code names {word}, which their text does not")


def _is_of_office(reference: str) -> bool:
    kind, *rest = reference.split("#")
    path = rest[2] if len(rest) > 2 else ""
    if not kind.startswith(_OF_A_LIBRARY) or path.startswith(("\\\\", "//")):
        return False
    return kind[3:].upper() in _LIBRARIES or _FORMS_OF_OFFICE.fullmatch(path) is not None


def _foreign(what: str) -> Finding:
    return general_finding("MAC-01", reported=what, expected="FocusXL's macros alone")
