"""A workbook as the version before would have made it: what differs is put in, the rest is ours."""

from focusxl.files.template.made_by import FORM_NAME, VERSION_NAME
from tests.support.edited_workbook import sheet_part, with_part

RESERVE_OF_INDEBTEDNESS = (
    "TRUNC(IF(box_3840=&quot;&quot;,0,box_3840)*1/15)",
    "TRUNC(IF(box_3840=&quot;&quot;,0,box_3840)*6.66666666666667/100)",
)
"""What box 3756 holds in a native workbook, now and before 6 2/3% was kept exactly."""


def unstated(content: bytes) -> bytes:
    """A workbook that does not say which version made it."""

    def change(text: str) -> str:
        for name in (VERSION_NAME, FORM_NAME):
            text = text.replace(f'name="{name}"', f'name="other_{name}"')
        return text

    return with_part(content, "xl/workbook.xml", change)


def with_formula_of_before(content: bytes) -> bytes:
    """A native workbook of 2026 whose box 3756 is formed as the version before wrote it."""
    now, before = (one.replace("&quot;", '"') for one in RESERVE_OF_INDEBTEDNESS)
    part = sheet_part(content, "Minimum capital - BD")
    return with_part(content, part, lambda text: text.replace(now, before, 1))


def of_the_version_before(content: bytes) -> bytes:
    """A native workbook of 2026 as the version before made it."""
    return unstated(with_formula_of_before(content))
