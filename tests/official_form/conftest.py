from pathlib import Path

# The official form is not part of the project; where it is there, it lies beside the checkout,
# and is filled in.
OFFICIAL_FORM = Path(__file__).parents[3] / "shared" / "reference" / "part-ii-2026.pdf"

collect_ignore = [] if OFFICIAL_FORM.is_file() else ["test_official_form_itself.py"]


def pytest_report_header() -> str:
    filled = "is filled in" if OFFICIAL_FORM.is_file() else "is not filled in (not there)"
    return f"the official form: the SEC's own PDF {filled}"
