"""Parts of a workbook that run or fetch something, whatever its cells hold."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping

from focusxl.checks.finding import Finding
from focusxl.checks.general import general_finding
from focusxl.files.macros.known import known_macros, ribbon_digest
from focusxl.files.openxml.package import Package, Relation
from focusxl.text import in_one_line

PartRelation = tuple[str, Relation]
"""A relation with the part that has it."""

RUNNING: Mapping[str, str] = {
    "xlMacrosheet": "a sheet of Excel 4.0 macros",
    "xlIntlMacrosheet": "a sheet of Excel 4.0 macros",
    "dialogsheet": "a dialog sheet",
    "control": "an ActiveX control",
    "activeXControlBinary": "an ActiveX control",
    "oleObject": "an embedded or linked object",
    "package": "an embedded file",
    "attachedToolbars": "a custom toolbar",
    "extensibility": "a custom ribbon",
    "userCustomization": "a custom ribbon",
    "connections": "a connection to outside data",
    "queryTable": "a query of outside data",
    "volatileDependencies": "a live feed of outside data",
    "webextension": "an Office add-in",
    "webextensiontaskpanes": "an Office add-in",
}
"""Descriptions of such parts, by the last word of the relation's type."""
_MAY_POINT_OUTSIDE = frozenset(
    {"hyperlink", "externalLink", "externalLinkPath", "xlPathMissing", "xlStartup", "xlLibrary"}
)
"""Links that are followed on a click, and links of formulas, which are checked elsewhere."""
_PAGE_OR_MAIL = re.compile(r"(?:https?|mailto):", re.IGNORECASE)
_PLAIN_LINK = re.compile(r"(?:file|ftp):|[a-z]:[\\/]|(?![a-z][a-z0-9+.-]*:)", re.IGNORECASE)
_PROGRAM = re.compile(
    r"\.(?:exe|com|bat|cmd|ps1|vbs?|vbe|js|jse|wsf|wsh|hta|scr|pif|msi|lnk|jar|pyw?|xll|xlam|dll|"
    r"chm|cpl|reg|iqy|url)(?:[?#\s]|$)",
    re.IGNORECASE,
)
_LIVE_LINK = re.compile(rb"<(?:[\w.-]+:)?(?:ddeLink|oleLink)\b")
_LONGEST = 120


def relations_of(package: Package) -> tuple[PartRelation, ...]:
    """Give every relation of the package."""
    found: list[PartRelation] = []
    for name in sorted(package.parts):
        folder, split, file = name.rpartition("_rels/")
        if split and file.lower().endswith(".rels"):
            part = folder + file[: -len(".rels")]
            found.extend((part, relation) for relation in package.relations(part).values())
    return tuple(found)


def main_part(package: Package) -> str:
    """Give the part with the names and sheets of the workbook."""
    relations = package.relations("").values()
    return next(one.target for one in relations if one.kind == "officeDocument")


def plain(content: bytes) -> bytes:
    """Convert UTF-16 text to one byte a character, so that both can be searched."""
    return content.replace(b"\0", b"")


def examine_parts(package: Package, relations: tuple[PartRelation, ...]) -> Iterator[Finding]:
    """Find parts that run, and relations that fetch."""
    told: set[str] = set()
    for _, relation in relations:
        what = running(package, relation)
        text = f"{what} ({in_one_line(relation.target, _LONGEST)})"
        if what is not None and text not in told:
            told.add(text)
            yield general_finding("MAC-04", reported=text, expected="nothing of the kind")


def _is_our_ribbon(package: Package, relation: Relation) -> bool:
    """Tell whether a relation leads to the ribbon that FocusXL's own macros answer, unchanged."""
    if relation.kind != "extensibility" or relation.external:
        return False
    if relation.target not in package.parts:
        return False
    return ribbon_digest(package.read(relation.target)) == known_macros().ribbon


def running(package: Package, relation: Relation) -> str | None:
    """Describe the target of a relation that runs or fetches; None for any other."""
    if relation.kind in RUNNING:
        return None if _is_our_ribbon(package, relation) else RUNNING[relation.kind]
    if relation.kind == "hyperlink":
        target = html.unescape(relation.target).strip()
        harmless = _PAGE_OR_MAIL.match(target) or (
            _PLAIN_LINK.match(target) and not _PROGRAM.search(target)
        )
        return "a link that starts a program" if relation.external and not harmless else None
    if relation.external:
        return None if relation.kind in _MAY_POINT_OUTSIDE else "content from outside"
    if relation.kind == "externalLink" and relation.target in package.parts:
        live = _LIVE_LINK.search(plain(package.read(relation.target)))
        return None if live is None else "a live link to another program"
    return None
