"""A private LibreOffice: its own profile and process, reached through a pipe."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from focusxl_udfs.libreoffice import LibreOfficeError
from focusxl_udfs.libreoffice.bridge import UNO_ERROR, load_bridge, properties, uno_class
from focusxl_udfs.libreoffice.installation import probe
from focusxl_udfs.libreoffice.profile import write_profile

SECONDS_TO_START = 90.0
SECONDS_TO_CLOSE = 15.0
SECONDS_BETWEEN_TRIES = 0.1


class _EndedAtOnce(LibreOfficeError):
    """LibreOffice was started and ended before it answered."""


class Office:
    """A running LibreOffice of this process."""

    def __init__(self, *, visible: bool = False) -> None:
        """Start the office and connect to it."""
        self.visible = visible
        program, _ = probe().require()
        load_bridge()
        self._profile = Path(tempfile.mkdtemp(prefix="focusxl-office-"))
        try:
            write_profile(self._profile, visible=visible)
            self._start(program)
        except BaseException:
            self.kill()
            raise

    def _start(self, program: Path) -> None:
        try:
            self._launch(program)
        except _EndedAtOnce:
            # A first start on a new profile may end at once.
            self._launch(program)

    def _launch(self, program: Path) -> None:
        pipe = f"focusxl{uuid.uuid4().hex}"
        command = [
            str(program),
            "--norestore",
            "--nologo",
            "--nodefault",
            f"-env:UserInstallation={self._profile.as_uri()}",
            f"--accept=pipe,name={pipe};urp;",
        ]
        if not self.visible:
            command.insert(1, "--headless")
        # A session of its own: an interrupt typed in the terminal is handled here, and the whole
        # group (the program is a chain of processes) can be ended together.
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.context = self._connect(pipe)
        self.services = self.context.ServiceManager
        self.desktop = self.create("com.sun.star.frame.Desktop")

    def _connect(self, pipe: str) -> Any:
        local = load_bridge().getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext(
            "com.sun.star.bridge.UnoUrlResolver", local
        )
        not_yet = uno_class("com.sun.star.connection.NoConnectException")
        deadline = time.monotonic() + SECONDS_TO_START
        while True:
            try:
                return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            except not_yet:
                if self.process.poll() is not None:
                    raise _EndedAtOnce(
                        f"LibreOffice ended at once with status {self.process.returncode}: "
                        "start it by hand to see why"
                        + (", or set DISPLAY to a screen." if self.visible else ".")
                    ) from None
                if time.monotonic() > deadline:
                    raise LibreOfficeError(
                        f"LibreOffice did not answer within {SECONDS_TO_START:.0f} seconds: "
                        "close other programs and try again."
                    ) from None
            time.sleep(SECONDS_BETWEEN_TRIES)

    def create(self, service: str) -> Any:
        """Make a new instance of one of the office's services."""
        return self.services.createInstanceWithContext(service, self.context)

    @property
    def version(self) -> str:
        """Version of the office, such as 7.4."""
        read = self.create("com.sun.star.configuration.ConfigurationProvider")
        product = read.createInstanceWithArguments(
            "com.sun.star.configuration.ConfigurationAccess",
            properties(nodepath="/org.openoffice.Setup/Product"),
        )
        return str(product.getPropertyValue("ooSetupVersion"))

    @property
    def running(self) -> bool:
        """Whether the office's process is running."""
        return self.process.poll() is None

    def documents(self) -> list[Any]:
        """Give the open documents."""
        found = self.desktop.getComponents().createEnumeration()
        documents = []
        while found.hasMoreElements():
            documents.append(found.nextElement())
        return documents

    def has_documents(self) -> bool:
        """Tell whether a document is open; False as well when the office has ended."""
        try:
            return bool(self.documents())
        except uno_class(UNO_ERROR):
            return False

    def close_documents(self) -> None:
        """Close the open documents without saving them."""
        for document in self.documents():
            document.close(True)

    def close(self) -> None:
        """Close the open documents without saving, end the office, and remove its profile."""
        # The office may have ended already, if the user closed its window.
        with contextlib.suppress(uno_class(UNO_ERROR)):
            self.close_documents()
            self.desktop.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(SECONDS_TO_CLOSE)
        self.kill()

    def kill(self) -> None:
        """End the office's process at once, and remove its profile."""
        process = getattr(self, "process", None)
        if process is not None and process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        # The last process of the chain may still be writing while it ends.
        deadline = time.monotonic() + SECONDS_TO_CLOSE
        while self._profile.exists() and time.monotonic() < deadline:
            shutil.rmtree(self._profile, ignore_errors=True)
            time.sleep(SECONDS_BETWEEN_TRIES)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
