"""The notation of formulas and checks in the form data, and their evaluation.

Boxes are written in brackets (``[7010]``), dated parameters and facts about the firm by name, and
between them ``+ - * /``, comparisons, ``and``, ``or``, ``not``, ``max``, ``min``, ``if`` and
``reported`` (a box is filled in), ``stated`` (a fact is known); ``blank`` is the outcome where a
line does not apply. ``one_of([4602], "In", "Out")`` compares the text in a box, in capitals or
not; ``end_of_month([25], 6)``, ``month_of([25])`` and ``months_of([24], [25])`` calculate with
dates. A text is parsed into one tree, which is evaluated, explained, and translated into an Excel
formula (`focusxl.files.template.native_formulas`). Python's own evaluator is not used.
"""

from focusxl.errors import FormulaError
from focusxl.formulas.environment import Environment, Named
from focusxl.formulas.evaluator import evaluate, holds
from focusxl.formulas.formula import Formula
from focusxl.formulas.result import Known, Missing

__all__ = [
    "Environment",
    "Formula",
    "FormulaError",
    "Known",
    "Missing",
    "Named",
    "evaluate",
    "holds",
]
