"""The module that Excel calls: every worksheet function, under its own name.

The functions are made from the catalogue, so that the names, arguments and descriptions in the
function wizard, the VBA wrappers, and the Python functions all come from one list.
"""

import inspect
from collections.abc import Callable

import xlwings as xw

from focusxl.errors import WrongCall
from focusxl_udfs.balances_file import balances_file
from focusxl_udfs.official_form import official_form
from focusxl_udfs.open_workbook.host_values import states_of
from focusxl_udfs.worksheet.catalogue import WorksheetFunction
from focusxl_udfs.worksheet.functions import (
    Implemented,
    Result,
    catalogue,
    implemented_functions,
)

__all__ = ["balances_file", "catalogue", "official_form"]

_FAILED = "FocusXL could not compute this. Run “focusxl doctor”, or use the native workbook."


def _callable(implemented: Implemented) -> Callable[..., Result]:
    """Make the function that xlwings calls: it takes plain values and never raises.

    An input with an error gives the name of the error, which the VBA wrapper turns into the error
    itself; an input that is refused gives a short sentence.
    """
    function = implemented.function
    repeats = any(argument.repeats for argument in function.arguments)
    fewest = sum(not (one.optional or one.repeats) for one in function.arguments)
    most = None if repeats else len(function.arguments)

    def call(*values):  # type: ignore[no-untyped-def]  # xlwings takes annotations for converters
        try:
            if len(values) < fewest or (most is not None and len(values) > most):
                return f"{function.name} takes {_arguments(function)}."
            return implemented.compute([tuple(states_of(value)) for value in values])
        except WrongCall as refused:
            return str(refused)
        except Exception as failure:
            # After any failure, a cell must show neither a traceback nor a plausible number.
            _log(function.name, failure)
            return _FAILED

    call.__name__ = call.__qualname__ = function.name
    call.__doc__ = function.description
    call.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [_parameter(argument.name, argument.repeats) for argument in function.arguments]
    )
    served = xw.func(call)
    for argument in function.arguments:
        served = xw.arg(argument.name, "raw", doc=argument.description)(served)
    return served


def _log(function: str, failure: Exception) -> None:
    """Log a failure; the log is imported only then."""
    from focusxl.failure_log import log_failure

    log_failure(f"the worksheet function {function}", failure)


def _parameter(name: str, repeats: bool) -> inspect.Parameter:
    kind = inspect.Parameter.VAR_POSITIONAL if repeats else inspect.Parameter.POSITIONAL_OR_KEYWORD
    return inspect.Parameter(name, kind)


def _arguments(function: WorksheetFunction) -> str:
    return ", ".join(argument.name for argument in function.arguments)


for _implemented in implemented_functions():
    globals()[_implemented.function.name] = _callable(_implemented)
