"""Check every data file in a folder and print a line for each: python check_a_folder.py FOLDER."""

import sys
from pathlib import Path

import focusxl

folder = Path(sys.argv[1])
still_open = 0

print(f"{'file':<24}{'firm':<32}{'period end':<12}{'verdict':<10}{'fix':>5}{'explain':>9}")
for path in sorted(folder.glob("*.json")):
    try:
        filing = focusxl.read(path)
    except focusxl.Unreadable as reason:
        # The text of an error is a sentence: what is wrong with the file, and what to do.
        print(f"{path.name:<24}{reason}")
        still_open += 1
        continue
    result = filing.check()
    # A finding of the class must-fix or explain blocks the filing until it is fixed or answered.
    classes = [finding.check_class for finding in result.findings if finding.blocks]
    print(
        f"{path.name:<24}{filing.firm_name[:30]:<32}{filing.period_end or 'blank'!s:<12}"
        f"{result.verdict:<10}{classes.count('must-fix'):>5}{classes.count('explain'):>9}"
    )
    still_open += not result.is_ready

print(f"{still_open} not ready")
sys.exit(1 if still_open else 0)
