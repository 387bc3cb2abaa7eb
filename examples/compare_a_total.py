"""Compare one total of two filings and show what moved: python compare_a_total.py BOX OLD NEW."""

import sys
from decimal import Decimal

import focusxl


def amounts_below(filing, number):
    """Give the amount of a box and of every box that it is formed from, as the form adds them."""
    found = {}

    def walk(line):
        # A line of the explanation is a box, or a rate or fact that a formula needs.
        if line.box and line.box not in found:
            found[line.box] = line.value
        for below in line.rests_on:
            walk(below)

    walk(filing.explain(number))
    return found


number = sys.argv[1]
old, new = (focusxl.read(path) for path in sys.argv[2:4])
before, after = amounts_below(old, number), amounts_below(new, number)

# The box itself comes first, then what it rests on; what did not move is left out.
for box in {**before, **after}:
    was, is_now = before.get(box) or Decimal(0), after.get(box) or Decimal(0)
    if was != is_now:
        print(f"{box:<6}{was:>16,}{is_now:>16,}{is_now - was:>+16,}  {new.edition[box].label}")
