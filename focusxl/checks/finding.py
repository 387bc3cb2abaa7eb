"""The finding of a check: the box, both sides, the difference, the citation and a message."""

from __future__ import annotations

import re
from decimal import Decimal

from focusxl.amounts import plain_amount, show
from focusxl.filings.filing import NOWHERE, Place
from focusxl.forms.model import CheckClass
from focusxl.values import Record

CLASS_ORDER: tuple[CheckClass, ...] = ("must-fix", "explain", "note")


class Finding(Record):
    """A finding: check id and class, box and place, both sides, and what to do."""

    id: str
    check_class: CheckClass
    message: str
    cite: tuple[str, ...]
    box: str | None = None
    place: Place = NOWHERE
    reported: str | None = None
    expected: str | None = None
    difference: Decimal | None = None
    tolerance: Decimal | None = None
    of_every_box: bool = False
    """True for a check that holds for every box, whose id does not tell the box."""
    holding: str | None = None
    """The value of the box, where it is not one of the sides."""
    consequence_of: str | None = None
    """The box whose own finding causes this one."""
    explanation: str | None = None
    """The filer's explanation, where it answers these amounts."""

    @property
    def sides(self) -> str:
        """Both sides as one text, which ties an explanation to the amounts it answers."""
        sides = f"{self.reported or ''} against {self.expected or ''}"
        return sides if self.holding is None else f"{sides}, holding {self.holding}"

    @property
    def key(self) -> str:
        """The key of the explanation that answers this finding and no other."""
        if not self.of_every_box:
            return self.id
        if self.box is not None:
            return f"{self.id}-{self.box}"
        return f"{self.id}-{self.place}" if str(self.place) else self.id

    @property
    def cause(self) -> str:
        """The message without the two sides, the same for findings that differ in amounts alone."""
        said = self.message
        for side in (self.reported, self.expected):
            amount = None if side is None else plain_amount(side)
            for written in (side, None if amount is None else show(amount)):
                if written:
                    said = re.sub(rf"(?<!\w){re.escape(written)}(?!\w)", "…", said)
        return said

    @property
    def blocks(self) -> bool:
        """Whether the report cannot be filed because of this finding."""
        if self.check_class == "explain":
            return self.explanation is None
        return self.check_class == "must-fix"

    def as_record(self) -> dict[str, str | None]:
        """Give the finding as `validate --output json` prints it, amounts as decimal strings."""
        return {
            "id": self.id,
            "class": self.check_class,
            "box": self.box,
            "sheet": self.place.sheet,
            "cell": self.place.cell,
            "message": self.message,
            "reported": self.reported,
            "expected": self.expected,
            "difference": None if self.difference is None else f"{self.difference:f}",
            "tolerance": None if self.tolerance is None else f"{self.tolerance:f}",
            "cite": "; ".join(self.cite),
        }
