from pathlib import Path

# The official form and its instructions are not part of the project; where they are there, they
# lie beside the checkout, and edition 2026 is compared with them.
REFERENCE = Path(__file__).parents[3] / "shared" / "reference"

collect_ignore_glob = [] if REFERENCE.is_dir() else ["test_*.py"]


def pytest_report_collectionfinish() -> str:
    """Say it after the tests are collected: a whole run writes its header before it comes here."""
    compared = "is compared with" if REFERENCE.is_dir() else "is not compared with (not there)"
    return f"edition 2026: {compared} the official form"
