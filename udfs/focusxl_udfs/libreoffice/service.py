"""The Python service that the workbook's Basic code calls in this process."""

import importlib
import re
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any

from focusxl.failure_log import log_failure
from focusxl_udfs.libreoffice.bridge import load_bridge, uno_class
from focusxl_udfs.libreoffice.values import from_basic, to_basic

SERVICE = "org.focusxl.XLPy"
OUR_MODULES: Mapping[str, str] = {
    name: name for name in ("focusxl_udfs.functions", "focusxl_udfs.button")
}
"""The modules that a workbook may name, each with the Python module in its place."""

COMMAND = re.compile(r"\s*import ([\w.]+)\s*;\s*\1\.(\w+)\(\)\s*")
"""The one form of command that a button sends; no other is executed."""


class PythonService:
    """A service that calls functions and buttons by name, in the given modules only."""

    def __init__(
        self,
        calling: Callable[[str], AbstractContextManager[None]],
        report: Callable[[Exception], None],
        modules: Mapping[str, str] = OUR_MODULES,
    ) -> None:
        """Take the host's actions around a button.

        `calling` makes the workbook with the given identifier the caller, `report` tells the
        user of a failure.
        """
        self._calling = calling
        self._report = report
        self._modules = modules
        self.ready = False
        """True once a workbook's Basic code has called."""
        self.executed = False
        """True once a button has called."""
        self.failure: Exception | None = None
        """The exception of the last button; None if it ended well."""

    def call_udf(self, module: str, function: str, values: tuple[Any, ...]) -> Any:
        """Compute a worksheet function; a failure becomes one sentence."""
        try:
            call = self._find(module, function)
            return to_basic(call(*map(from_basic, values)))
        except Exception as error:
            # An exception in Basic would blank the cell without a message.
            log_failure(f"the worksheet function {function} in LibreOffice", error)
            return (
                f"FocusXL: {function} failed ({type(error).__name__}: {error}); please report it."
            )

    def execute(self, command: str, document: str) -> None:
        """Run a button's command with the document as its caller."""
        self.executed = True
        self.failure = None
        try:
            with self._calling(document):
                wanted = COMMAND.fullmatch(command)
                if wanted is None:
                    raise PermissionError(f"FocusXL runs its own buttons only, not {command!r}.")
                self._find(wanted[1], wanted[2])()
        except Exception as error:
            log_failure("a button of the workbook in LibreOffice", error)
            self.failure = error
            self._report(error)

    def report_ready(self) -> None:
        """Note that a workbook's Basic code has called."""
        self.ready = True

    def _find(self, module: str, name: str) -> Callable[..., Any]:
        if module not in self._modules or name.startswith("_"):
            raise PermissionError(f"FocusXL does not run {module}.{name} for a workbook.")
        found: Callable[..., Any] = getattr(importlib.import_module(self._modules[module]), name)
        return found


def register(services: Any, service: PythonService) -> Any:
    """Register the service in the office under its name; give the handle for `revoke`."""
    factory = _factory(service)
    services.insert(factory)
    return factory


def revoke(services: Any, factory: Any) -> None:
    """Withdraw the service from the office."""
    services.remove(factory)


def _factory(service: PythonService) -> Any:
    load_bridge()
    import unohelper

    base = unohelper.Base
    callable_from_basic = uno_class("com.sun.star.script.XInvocation")
    single_factory = uno_class("com.sun.star.lang.XSingleComponentFactory")
    service_info = uno_class("com.sun.star.lang.XServiceInfo")
    methods: dict[str, Callable[..., Any]] = {
        "CallUDF": service.call_udf,
        "Exec": service.execute,
        "Ready": service.report_ready,
    }

    # The names of the methods below are UNO's.
    class XLPy(base, callable_from_basic):  # type: ignore[misc, valid-type]
        def getIntrospection(self) -> None:  # noqa: N802
            return None

        def hasMethod(self, name: str) -> bool:  # noqa: N802
            return name in methods

        def hasProperty(self, name: str) -> bool:  # noqa: N802
            return False

        def getValue(self, name: str) -> None:  # noqa: N802
            raise AttributeError(name)

        def setValue(self, name: str, value: Any) -> None:  # noqa: N802
            raise AttributeError(name)

        def invoke(self, name: str, arguments: Any, *_: Any) -> tuple[Any, Any, Any]:
            return methods[name](*arguments), (), ()

    class Factory(base, single_factory, service_info):  # type: ignore[misc, valid-type]
        def createInstanceWithContext(self, context: Any) -> XLPy:  # noqa: N802
            return XLPy()

        def createInstanceWithArgumentsAndContext(  # noqa: N802
            self, arguments: Any, context: Any
        ) -> XLPy:
            return XLPy()

        def getImplementationName(self) -> str:  # noqa: N802
            return f"{SERVICE}.python"

        def supportsService(self, name: str) -> bool:  # noqa: N802
            return name == SERVICE

        def getSupportedServiceNames(self) -> tuple[str, ...]:  # noqa: N802
            return (SERVICE,)

    return Factory()
