"""The notation in which the form data states formulas and checks.

Boxes stand in brackets (``[7010]``), dated parameters and facts about the firm by name, and
between them ``+ - * /``, comparisons, ``and``, ``or``, ``not``, ``max``, ``min``, ``if`` and
``reported`` (a box holds something), ``stated`` (a fact is known); ``blank`` stands where a formula
comes to no amount. ``one_of([4602], "In", "Out")`` asks what a box of text says, whatever its
capitals; ``end_of_month([25], 6)``, ``month_of([25])`` and ``months_of([24], [25])`` are about
dates. One text becomes one tree, and the tree is evaluated, explained, and translated into an Excel
formula (`focusxl.files.template.native_formulas`). Nothing is handed to Python's own evaluator.
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
