"""Questions about many objects of a document, answered inside the office in one call."""

from typing import Any

from focusxl_udfs.libreoffice.modules import shim
from focusxl_udfs.libreoffice.office import Office

LIBRARY = "FocusXL"
MODULE = "FocusXLBulk"


class Bulk:
    """Our Basic library in the private office."""

    def __init__(self, office: Office) -> None:
        """Put the library into the office, unless it is there from an earlier host."""
        libraries = office.create("com.sun.star.script.ApplicationScriptLibraryContainer")
        if not libraries.hasByName(LIBRARY):
            libraries.createLibrary(LIBRARY).insertByName(MODULE, shim(MODULE))
        factory = office.create("com.sun.star.script.provider.MasterScriptProviderFactory")
        self._provider = factory.createScriptProvider("")

    def _call(self, function: str, *arguments: Any) -> Any:
        address = f"{LIBRARY}.{MODULE}.{function}?language=Basic&location=application"
        script = self._provider.getScript(f"vnd.sun.star.script:{address}")
        return script.invoke(arguments, (), ())[0]

    def format_kinds(self, document: Any, area: Any) -> tuple[tuple[int, int, int, int, int], ...]:
        """Return kind, top, left, bottom and right of each block of cells with one format."""
        kinds: tuple[tuple[int, int, int, int, int], ...]
        kinds = self._call("FormatKinds", document, area)
        return kinds

    def name_contents(self, names: Any) -> tuple[tuple[str, str], ...]:
        """Return each defined name with what it means, in LibreOffice's notation."""
        contents: tuple[tuple[str, str], ...] = self._call("NameContents", names)
        return contents
