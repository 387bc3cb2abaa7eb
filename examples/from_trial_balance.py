"""Make a filing from a trial balance: python from_trial_balance.py BALANCES.csv.

The file has the columns account, box and balance; several accounts may go into one box.
"""

import csv
import sys
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import focusxl

# Add up the accounts by the box that they go into. Decimal keeps every cent; a float would not.
boxes: defaultdict[str, Decimal] = defaultdict(Decimal)
with Path(sys.argv[1]).open(newline="", encoding="utf-8") as file:
    for row in csv.DictReader(file):
        boxes[row["box"]] += Decimal(row["balance"])

filing = focusxl.Filing.from_boxes("2014", boxes, facts={"retail_forex": False})
result = filing.check()

# Totals need no account: they are computed from the boxes, in whole dollars.
for total in ("7040", "7060", "7180", "7190"):
    box = result[total]
    print(f"{box.number}  {box.expected or 0:>15,}  {box.label}")

# Notes tell what is missing from the report, which a trial balance of some pages always is.
print(f"The verdict is {result.verdict}.")
for finding in result.findings:
    if finding.blocks:
        print(f"{finding.id}: {finding.message}")
