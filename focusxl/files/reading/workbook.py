"""Reading of workbooks: the template as filled in, or the filing-ready workbook.

No spreadsheet program and no general library is used. Values, formulas and errors are read in one
pass over the sheets with boxes, so that the formula behind a value is seen as well.
"""

from __future__ import annotations

from pathlib import Path

from focusxl.files.macros import examine_macros
from focusxl.files.openxml.outline import read_outline
from focusxl.files.openxml.package import Package
from focusxl.files.openxml.source import LARGEST_WORKBOOK, read_source
from focusxl.files.stored.reading import Reading

_EDITION_NAME = "focusxl_edition"
_UPLOAD_SHEET = "Upload"


def read_workbook(path: Path) -> Reading:
    """Read a workbook.

    Raises:
        Unreadable: it is not a FocusXL workbook, or it is damaged or unsafe.
    """
    source = read_source(path, LARGEST_WORKBOOK)
    package = Package(source.content, source.name)
    outline = read_outline(package)
    upload = outline.sheet(_UPLOAD_SHEET)
    is_template = any(name.startswith("box_") for name in outline.names)
    if upload is not None and not is_template:
        from focusxl.files.upload.sheet import read_upload_sheet

        reading = read_upload_sheet(package, outline, upload, source)
    elif _EDITION_NAME in outline.names:
        from focusxl.files.reading.template import read_template

        reading = read_template(package, outline, source)
    else:
        package.refuse(
            "is not a FocusXL workbook: it has neither the name focusxl_edition nor a sheet "
            "“Upload”; copy the inputs into a new template"
        )
    foreign = tuple(examine_macros(package, outline, path))
    package.check_rest()
    return reading.replaced(findings=(*foreign, *reading.findings))
