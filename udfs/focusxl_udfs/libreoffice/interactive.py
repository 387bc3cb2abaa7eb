"""Work on a workbook in LibreOffice's window; the workbook's Python is this process."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

from focusxl_udfs.libreoffice.host import LibreOfficeHost

SECONDS_BETWEEN_LOOKS = 0.5


def open_interactively(path: Path | str, tell: Callable[[str], None]) -> None:
    """Show a workbook and return when the user has closed it and all others opened beside it.

    `tell` is called at once for each thing that was left out of it.
    """
    with LibreOfficeHost(visible=True) as host:
        for left_out in host.open(path).left_out:
            tell(left_out)
        wait_until_closed(host)


def wait_until_closed(host: LibreOfficeHost) -> None:
    """Wait until the user has closed all workbooks, or the office.

    An interrupt from the terminal asks the office to close, which offers to save what has
    changed; a second one closes it as it is.
    """
    interrupted = False
    while host.office.running and host.office.has_documents():
        try:
            time.sleep(SECONDS_BETWEEN_LOOKS)
        except KeyboardInterrupt:
            if interrupted:
                raise
            interrupted = True
            # The office answers only when the user has: that must not hold up a second interrupt.
            threading.Thread(target=host.office.desktop.terminate, daemon=True).start()
