"""The commands as typed: their arguments, options and help texts.

Nothing of the engine is imported here, so that help and a wrong call cost little more than Python
itself; a command's module is imported when the command is called.
"""

from __future__ import annotations

from argparse import ArgumentTypeError
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

Argument = tuple[tuple[str, ...], dict[str, Any]]
"""The names of an argument or option, and the keywords for `ArgumentParser.add_argument`."""


class Command(NamedTuple):
    """A command: the function that does its work, and its help text."""

    name: str
    work: str
    """Module and function; the function takes the arguments by name and gives the exit status."""
    sentence: str
    arguments: tuple[Argument, ...] = ()
    more: tuple[str, ...] = ()
    """Paragraphs of the help after the first sentence."""
    examples: tuple[str, ...] = ()

    def function(self) -> Callable[..., int]:
        """Import the function that does the work."""
        module, _, name = self.work.partition(":")
        function: Callable[..., int] = getattr(import_module(module), name)
        return function


def _argument(*names: str, **settings: Any) -> Argument:
    return names, settings


def _output(what: str, *choices: str) -> Argument:
    return _argument(
        "--output",
        choices=choices,
        default=choices[0],
        metavar="|".join(choices),
        help=f"How to print {what}; {choices[0]} if left out.",
    )


def _processes(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise ArgumentTypeError(f"“{text}” is no number of processes; give 1 or more")
    return int(text)


_EDITIONS = "2014|2026"
_KINDS_OF_FIRM = (
    "broker-dealer, broker-dealer-sbsd, broker-dealer-msbsp, sbsd, msbsp, otc-derivatives-dealer, "
    "models, fcm, alternative-method, swap-dealer, retail-forex, first-year, dealer, "
    "receives-securities"
)
"""As the form data has them, which is not loaded for help; a test compares the two."""
_FILE = _argument(
    "file", metavar="FILE", type=Path, help="Workbook, upload file or data file of a filing."
)

GROUPS: Mapping[str, tuple[Command, ...]] = {
    "To begin": (
        Command(
            "demo",
            "focusxl_workbook.demo:demo",
            "Build, check and export a report that comes along.",
            (
                _argument(
                    "--to",
                    metavar="DIR",
                    type=Path,
                    help="Folder to work in; focusxl-demo if left out.",
                ),
                _argument(
                    "--edition",
                    default="2014",
                    metavar=_EDITIONS,
                    help="2014, a real filing, or 2026, a whole synthetic one; 2014 if left out.",
                ),
            ),
            more=("A real filing of 2014, or a synthetic one of the whole form.",),
            examples=("focusxl demo", "focusxl demo --edition 2026 --to trial"),
        ),
        Command(
            "setup",
            "focusxl_udfs.setup:setup",
            "Let every workbook on this computer find this Python.",
            (
                _argument(
                    "--status",
                    action="store_true",
                    help="Only say what is remembered; status 1 where nothing is, or it is gone.",
                ),
                _argument(
                    "--remove",
                    action="store_true",
                    help="Forget it, and delete what was copied.",
                ),
            ),
            more=(
                "Excel on Windows starts the Python that a workbook names. One that was made on "
                "another computer, or by another user, names one that is not here: it starts what "
                "is remembered for you. Run this once, and again after an update of Python, of "
                "xlwings or of FocusXL.",
            ),
            examples=("focusxl setup", "focusxl setup --status", "focusxl setup --remove"),
        ),
        Command(
            "addin",
            "focusxl_workbook.addin:addin",
            "Put FocusXL into Excel itself, or take it out again.",
            (
                _argument(
                    "action",
                    metavar="install|remove",
                    choices=("install", "remove"),
                    help="Put the add-in where Excel loads it, or take it away.",
                ),
                _argument(
                    "--to",
                    metavar="DIR",
                    type=Path,
                    help="Another folder than the one from which Excel on Windows loads add-ins.",
                ),
            ),
            more=(
                "The add-in gives Excel on Windows the tab FOCUS and the FOCUS functions in every "
                "workbook, for this user. Close Excel first.",
            ),
            examples=("focusxl addin install", "focusxl addin remove"),
        ),
        Command(
            "doctor",
            "focusxl_udfs.commands:doctor",
            "Say what keeps workbooks from computing here.",
            (
                _argument(
                    "book",
                    metavar="BOOK",
                    type=Path,
                    nargs="?",
                    help="The workbook that does not work, if there is one.",
                ),
                _argument("--json", dest="as_json", action="store_true", help="Print JSON."),
            ),
            more=("Exit status: 0 no problem found, 1 a problem, with its remedy.",),
            examples=("focusxl doctor", "focusxl doctor report.xlsm"),
        ),
    ),
    "To prepare a report": (
        Command(
            "new",
            "focusxl_workbook.commands:new",
            "Make an empty template workbook.",
            (
                _argument(
                    "book",
                    metavar="BOOK",
                    type=Path,
                    help="The workbook to make: .xlsm, or .xlsx if native.",
                ),
                _argument(
                    "--edition",
                    metavar=_EDITIONS,
                    help="Edition of the form; the newest if left out.",
                ),
                _argument(
                    "--as-of",
                    metavar="MM/DD/YYYY",
                    help="End of the period, which picks the edition.",
                ),
                _argument(
                    "--firm",
                    metavar="KIND,KIND…",
                    help=f"Only the pages of such a firm, its kinds with commas: {_KINDS_OF_FIRM}.",
                ),
                _argument(
                    "--native",
                    action="store_true",
                    help="Excel's own formulas, no macros (.xlsx).",
                ),
            ),
            examples=(
                "focusxl new report.xlsm --as-of 03/31/2026 --firm broker-dealer,fcm",
                "focusxl new report.xlsx --native",
            ),
        ),
        Command(
            "open",
            "focusxl_udfs.libreoffice.command:open_workbook",
            "Open a workbook in LibreOffice.",
            (
                _argument(
                    "book", metavar="BOOK", type=Path, help="A workbook made by focusxl new."
                ),
                _argument(
                    "--headless",
                    action="store_true",
                    help="No window: recalculate, save, and end.",
                ),
                _argument(
                    "--save",
                    metavar="OUT",
                    type=Path,
                    help="Where the recalculated workbook is saved.",
                ),
            ),
            more=("Its functions and buttons are at work there.",),
            examples=(
                "focusxl open report.xlsm",
                "focusxl open report.xlsm --headless --save recalculated.xlsx",
            ),
        ),
        Command(
            "fill",
            "focusxl_workbook.commands:fill",
            "Fill a template with a filing's inputs.",
            (
                _argument("book", metavar="BOOK", type=Path, help="A template workbook."),
                _argument(
                    "data",
                    metavar="DATA",
                    type=Path,
                    help="The filing: data file, upload file or workbook.",
                ),
                _argument(
                    "-o",
                    "--out",
                    metavar="OUT",
                    type=Path,
                    required=True,
                    help="The filled workbook to make.",
                ),
            ),
            more=(
                "Totals are computed, not taken over. The template itself stays as it is. A filing "
                "of another edition is moved into the template's; what has no place there is said. "
                "Where an input cannot be read, nothing is written.",
            ),
            examples=("focusxl fill template.xlsm filing.json -o report.xlsm",),
        ),
        Command(
            "import",
            "focusxl_workbook.importing:import_balances",
            "Load a trial balance into a workbook.",
            (
                _argument("book", metavar="BOOK", type=Path, help="A workbook made by FocusXL."),
                _argument(
                    "balances",
                    metavar="BALANCES",
                    type=Path,
                    help="The trial balance: .xlsx, .xls or .csv, with a row of headings.",
                ),
                _argument(
                    "-o",
                    "--out",
                    metavar="OUT",
                    type=Path,
                    help="The workbook to make; BOOK-imported beside BOOK if left out.",
                ),
                _argument(
                    "--map",
                    dest="mapping",
                    metavar="MAP",
                    type=Path,
                    help="Which accounts go into which box: .csv or .xlsx with the columns "
                    "account, description, box, sign, when; in place of the sheet Mapping.",
                ),
                _output("what was loaded", "table", "json"),
            ),
            more=(
                "BOOK stays as it is. The balances are put on its sheet Balances, and every box "
                "that accounts are mapped to becomes a formula over them. Debits are positive: a "
                "box of money owed is mapped with the sign -1. An account goes into the box of "
                "every row that names it; a row without a box leaves its accounts out on purpose. "
                "For accounts without a row a box is proposed on the sheet Mapping, and never used "
                "until you enter it.",
                "Exit status: 0 loaded, 1 loaded and something of the trial balance or its mapping "
                "must be fixed, 2 something cannot be read, and nothing was written.",
            ),
            examples=(
                "focusxl import report.xlsm trial-balance.xlsx -o march.xlsm",
                "focusxl import report.xlsm balances.csv --map mapping.csv -o march.xlsm",
            ),
        ),
        Command(
            "upgrade",
            "focusxl_workbook.upgrade:upgrade",
            "Carry a workbook over into one of this version.",
            (
                _argument(
                    "book", metavar="BOOK", type=Path, help="A workbook that another version made."
                ),
                _argument(
                    "-o",
                    "--out",
                    metavar="OUT",
                    type=Path,
                    required=True,
                    help="The workbook to make, of the same kind.",
                ),
            ),
            more=(
                "Inputs, answers about the firm, explanations with the numbers they answer, and "
                "pages with nothing to report go into a new template of the same pages. What this "
                "version computes or checks otherwise is said. The workbook itself stays as it is; "
                "where something in it cannot be read, nothing is written.",
            ),
            examples=("focusxl upgrade may.xlsm -o may-upgraded.xlsm",),
        ),
        Command(
            "roll",
            "focusxl_workbook.roll:roll",
            "Begin the next period's workbook from this one's.",
            (
                _argument("book", metavar="BOOK", type=Path, help="The workbook of this period."),
                _argument(
                    "--to",
                    metavar="MM/DD/YYYY",
                    help="The end of the next period; if left out, it is as long as this one.",
                ),
                _argument(
                    "-o",
                    "--out",
                    metavar="OUT",
                    type=Path,
                    help="The workbook to make; beside BOOK, with the new date, if left out.",
                ),
                _argument(
                    "--edition",
                    metavar=_EDITIONS,
                    help="Edition of the form; BOOK's if left out, while it is in force.",
                ),
            ),
            more=(
                "Cover, names, marks, targets, answers about the firm and the mapping of accounts "
                "are carried, dates are advanced, and this period's amounts become the prior "
                "period, beside each page. Balances, adjustments and signatures are not carried. "
                "Explanations are carried and asked for again. BOOK stays as it is; where "
                "something in it cannot be read, nothing is written.",
            ),
            examples=("focusxl roll march.xlsm --to 04/30/2026 -o april.xlsm",),
        ),
    ),
    "To check it": (
        Command(
            "validate",
            "focusxl.cli.validate:validate",
            "Check filings and say what was found.",
            (
                _argument("files", metavar="FILE", type=Path, nargs="+", help=_FILE[1]["help"]),
                _output("the findings", "table", "json", "csv"),
                _argument(
                    "--jobs",
                    metavar="N",
                    type=_processes,
                    default=1,
                    help="Check N files at once, each in a process of its own; 1 if left out. "
                    "What is printed, and its order, stay the same.",
                ),
            ),
            more=(
                "Exit status: 0 ready to file, 1 something must be fixed or explained or the "
                "report is not whole, 2 a file cannot be read.",
            ),
            examples=(
                "focusxl validate report.xlsm",
                "focusxl validate *.xlsm --output csv --jobs 4",
            ),
        ),
        Command(
            "explain",
            "focusxl.cli.explain:explain_box",
            "Show why a number is what it is.",
            (
                _argument("box", metavar="BOX", help="Box number, for example 7190."),
                _FILE,
            ),
            more=(
                "The lines below it are drawn as a tree, with values, cells and sources; then, "
                "what belongs in the box.",
            ),
            examples=("focusxl explain 7190 report.xlsm",),
        ),
        Command(
            "rules",
            "focusxl.cli.rules:print_rules",
            "Print every box with its formula, and every check.",
            (
                _argument(
                    "--edition",
                    metavar=_EDITIONS,
                    help="Edition of the form; the newest if left out.",
                ),
                _output("the table", "table", "json", "csv"),
            ),
            examples=("focusxl rules --edition 2014", "focusxl rules --output csv"),
        ),
    ),
    "To file it": (
        Command(
            "workpapers",
            "focusxl.cli.workpapers:write_workpapers",
            "Write the supporting schedules of a report.",
            (
                _argument("book", metavar="BOOK", type=Path, help=_FILE[1]["help"]),
                _argument(
                    "--to",
                    metavar="DIR",
                    type=Path,
                    required=True,
                    help="Folder for the workbook of schedules.",
                ),
            ),
            more=(
                "One workbook, values only, a sheet a page of the form: each amount with the lines "
                "and accounts it is made of, and tick marks for what ties. Made of a report that "
                "is not ready, too. No file is overwritten.",
            ),
            examples=("focusxl workpapers report.xlsm --to papers",),
        ),
        Command(
            "sign",
            "focusxl.cli.sign:sign",
            "Record who prepared or reviewed a report.",
            (
                _argument("book", metavar="BOOK", type=Path, help="The workbook to sign."),
                _argument(
                    "--as",
                    dest="role",
                    metavar="preparer|reviewer",
                    choices=("preparer", "reviewer"),
                    required=True,
                    help="Who signs: the preparer, or the reviewer.",
                ),
                _argument("--name", metavar="NAME", required=True, help="The name of who signs."),
                _argument(
                    "-o",
                    "--out",
                    metavar="OUT",
                    type=Path,
                    help="The signed workbook to make.",
                ),
            ),
            more=(
                "Name, time and the SHA-256 of the inputs go onto the sheet Start of a copy. It is "
                "a record, not a lock, and no longer counts once an input is changed. A workbook "
                "in Excel is signed in the tab FOCUS.",
            ),
            examples=("focusxl sign may.xlsx --as preparer --name Doe -o may-signed.xlsx",),
        ),
        Command(
            "export",
            "focusxl.cli.export:export_files",
            "Write the filing-ready files.",
            (
                _FILE,
                _argument(
                    "--to",
                    metavar="DIR",
                    type=Path,
                    required=True,
                    help="Folder for the filing-ready files.",
                ),
                _argument(
                    "--official-form",
                    metavar="PDF",
                    type=Path,
                    help="Your copy of the SEC's PDF form; the filing is typed onto it, too.",
                ),
                _argument(
                    "--amends",
                    metavar="AUDIT.json",
                    type=Path,
                    help="The audit record of what was filed, which this amends.",
                ),
                _argument(
                    "--reason",
                    metavar="TEXT",
                    help="Why it is amended, in a sentence; needed with --amends.",
                ),
            ),
            more=(
                "Refused, with exit status 1, while anything must be fixed or explained.",
                "With --amends, what is exported is an amendment of what was filed before. It is "
                "numbered, its files and its cover say so, and every box that changed is listed "
                "with the reason.",
            ),
            examples=(
                "focusxl export report.xlsm --to out",
                "focusxl export report.xlsm --to out --official-form part-ii.pdf",
            ),
        ),
        Command(
            "audit",
            "focusxl.cli.audit:audit",
            "Verify the exports in a folder against their audit records.",
            (
                _argument("folder", metavar="DIR", type=Path, help="Folder that was exported to."),
                _output("what was found", "table", "json"),
            ),
            more=(
                "Exit status: 0 every export is whole, 1 something differs or is missing, 2 a "
                "record or the folder cannot be read.",
            ),
            examples=("focusxl audit out",),
        ),
        Command(
            "history",
            "focusxl.cli.history:history",
            "Line up the key amounts of what was exported.",
            (
                _argument("folder", metavar="DIR", type=Path, help="Folder that was exported to."),
                _output("the periods", "table", "json", "csv"),
                _argument(
                    "-o",
                    "--out",
                    metavar="OUT",
                    type=Path,
                    help="A file to make in place of printing: .csv, or .xlsx with charts.",
                ),
            ),
            more=(
                "The amounts come from the audit records; of several exports for a period the "
                "last counts. Months that are missing are named.",
                "Exit status: 0 done, 1 done, but a record or a file beside it is not as it was "
                "exported, 2 the folder has no record.",
            ),
            examples=("focusxl history out", "focusxl history out -o history.xlsx"),
        ),
    ),
}
"""All commands, in the order of their use."""

COMMANDS: Mapping[str, Command] = {
    command.name: command for group in GROUPS.values() for command in group
}


def overview() -> Iterator[str]:
    """Write the help of `focusxl`, line by line."""
    yield "Usage: focusxl COMMAND ..."
    yield ""
    yield "Prepare, check and export the SEC's FOCUS Report (Form X-17A-5 Part II)."
    for title, group in GROUPS.items():
        yield ""
        yield f"{title}:"
        yield from (f"  {command.name:<11} {command.sentence}" for command in group)
    yield ""
    yield "Options:"
    yield "  -h, --help  Show this message and exit; focusxl COMMAND --help, what it takes."
    yield "  --version   Show the version and exit."
    yield ""
    yield "Examples:"
    yield "  focusxl new report.xlsm --as-of 03/31/2026 --firm broker-dealer,fcm"
    yield "  focusxl validate report.xlsm"
    yield "  focusxl export report.xlsm --to out"
