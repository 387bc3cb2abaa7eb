"""How the workbook's VBA starts the Python server, run by a VBA interpreter.

In the place of Windows stands a model of it: which disks are fixed, which files can be loaded.
"""

import re
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import xlwings
from pyopenvba.apps.excel import ExcelApplication
from pyopenvba.interpreter import EMPTY, NOTHING, VBAObject, VBARuntimeError, method

from focusxl.files.template.settings import SETTINGS
from focusxl_udfs.vba.project import standard_modules

SOURCE = standard_modules(())["xlwings"]
ITS_OWN = (Path(xlwings.__file__).parent / "xlwings.bas").read_text()
WINDOWS = """
Private model As Object

Public Sub Offer(ByVal offered As Object)
    Set model = offered
End Sub

Public Function LoadLibrary(ByVal path As String) As Long
    LoadLibrary = model.LoadLibrary(path)
End Function

Public Function DriveKind(ByVal root As String) As Long
    DriveKind = model.DriveKind(root)
End Function

Public Function SearchPath(ByVal folders As String, ByVal program As String, _
        ByVal ending As String, ByVal room As Long, ByRef found As String, _
        ByVal nowhere As Long) As Long
    found = model.Search(folders, program)
    SearchPath = Len(found)
End Function

Public Function GetSetting(ByVal program As String, ByVal section As String, _
        ByVal key As String, ByVal otherwise As String) As String
    GetSetting = model.Remembered(program, section, key, otherwise)
End Function

Public Function CurDir() As String
    CurDir = model.Current()
End Function

Public Function XLPyDLLActivateAuto(ByRef answer As Variant, ByVal config As String, _
        ByVal mode As Long) As Long
    If model.Activate(config, mode) = 0 Then
        Set answer = model.Server()
    Else
        answer = "Could not activate Python COM server, hr = -2147221164"
        XLPyDLLActivateAuto = 1
    End If
End Function

Public Function ActivateByCopy(ByRef answer As Variant, ByVal config As String, _
        ByVal mode As Long) As Long
    ActivateByCopy = XLPyDLLActivateAuto(answer, config, mode)
End Function
"""
PYTHON = r"C:\Program Files\FocusXL\Scripts\pythonw.exe"
DLL = rf"xlwings64-{version('xlwings')}.dll"


class Windows(VBAObject):
    """A computer: C: is its disk, D: an image, E: a stick, N: a share."""

    def __init__(self, *present: str) -> None:
        self.present = present
        self.programs = {PYTHON.lower()}
        """What lies on its disks, in small letters."""
        self.path: list[str] = []
        """The folders that are looked through for a program, the current one first."""
        self.current = r"C:\Users\me\Documents"
        self.memory: dict[str, str] = {}
        """What focusxl setup has remembered."""
        self.asked: list[str] = []
        self.started: list[tuple[str, int]] = []
        self.said: list[tuple[object, ...]] = []
        self.starts = True

    @method
    def LoadLibrary(self, path: str) -> int:  # noqa: N802 - as Windows names it
        self.asked.append(path)
        return int(path in self.present)

    @method
    def DriveKind(self, root: str) -> int:  # noqa: N802 - as the VBA names it
        return {"c:\\": 3, "d:\\": 5, "e:\\": 2, "n:\\": 4}.get(root.lower(), 1)

    @method
    def Search(self, folders: str, program: str) -> str:  # noqa: N802 - as the VBA names it
        for folder in [folders] if folders else [self.current, *self.path]:
            if f"{folder}\\{program}".lower() in self.programs:
                return f"{folder}\\{program}"
        return ""

    @method
    def Remembered(  # noqa: N802 - as the VBA names it
        self, program: str, section: str, key: str, otherwise: str
    ) -> str:
        assert (program, section, otherwise) == ("FocusXL", "Setup", "")
        return self.memory.get(key, otherwise)

    @method
    def Current(self) -> str:  # noqa: N802 - as the VBA names it
        return self.current

    @method
    def Activate(self, config: str, mode: int) -> int:  # noqa: N802 - as the VBA names it
        self.started.append((config, mode))
        return 0 if self.starts else 1

    @method
    def Server(self) -> VBAObject:  # noqa: N802 - as the VBA names it
        return _Server(self)


class _Server(VBAObject):
    def __init__(self, windows: Windows) -> None:
        self.windows = windows

    @method
    def Module(self, name: str) -> str:  # noqa: N802 - as xlwings names it
        return f"module {name}"

    @method
    def SetAttr(self, owner: object, name: str, value: object) -> None:  # noqa: N802 - as xlwings
        assert value is not NOTHING
        self.windows.said.append(("set", owner, name))

    @method
    def Exec(self, statement: str) -> None:  # noqa: N802 - as xlwings names it
        self.windows.said.append(("run", statement))


def excel(
    windows: Windows,
    interpreter: object = PYTHON,
    key: str = "Interpreter_Win",
    folder: str = "",
) -> Any:
    """A workbook whose settings name this Python."""
    application = ExcelApplication()
    application.add_workbook().path = folder
    sheet = application.sheet(1)
    sheet.sheet.vba_set("Name", "xlwings.conf")
    sheet.set_value("A1", key)
    sheet.set_value("B1", interpreter)
    for row, (name, value) in enumerate(list(SETTINGS.items())[1:], start=2):
        sheet.set_value(f"A{row}", name)
        sheet.set_value(f"B{row}", value)
    declared = re.compile(r"^Private Declare .*$", re.MULTILINE)
    assert len(declared.findall(SOURCE)) == 7
    application.add_module(declared.sub("", SOURCE), name="xlwings")
    application.add_module(WINDOWS, name="Windows")
    application.interpreter.run("Offer", [windows])
    return application.interpreter


def test_the_command_line_of_the_server() -> None:
    windows = Windows(rf"C:\Program Files\FocusXL\Scripts\{DLL}")
    excel(windows).run("XLPy", [])
    assert windows.started == [
        (
            r'"C:\Program Files\FocusXL\Scripts\pythonw.exe" -B -E -P -c "import os, sys; '
            "os.chdir(sys.prefix); import xlwings; xlwings.serve('$(CLSID)')\"",
            1,
        )
    ]


def test_the_dll_is_loaded_by_its_path_from_beside_python_or_one_folder_up() -> None:
    above = Windows(rf"C:\Program Files\FocusXL\{DLL}")
    excel(above).run("XLPy", [])
    assert above.asked == [
        rf"C:\Program Files\FocusXL\Scripts\{DLL}",
        rf"C:\Program Files\FocusXL\{DLL}",
    ]
    nowhere = Windows()
    with pytest.raises(VBARuntimeError, match="Type: focusxl setup"):
        excel(nowhere).run("XLPy", [])
    assert nowhere.started == []


@pytest.mark.parametrize(
    "interpreter",
    [
        "",
        EMPTY,
        5,
        "pythonw",
        "pythonw.exe",
        r"..\pythonw.exe",
        r"\pythonw.exe",
        r"C:pythonw.exe",
        r"%TEMP%\pythonw.exe",
        r"\\server\share\pythonw.exe",
        "//server/share/pythonw.exe",
        r"\\?\C:\Python\pythonw.exe",
        r"D:\image\pythonw.exe",
        r"E:\stick\pythonw.exe",
        r"N:\share\pythonw.exe",
        r"X:\nothing\pythonw.exe",
        r"C:\Windows\System32\cmd.exe",
        r"C:\Python\pythonw.exe /c calc",
        r'C:\Python\x" & calc & "\pythonw.exe',
        r"cmd.exe /c start C:\Python\pythonw.exe",
    ],
)
def test_a_cell_does_not_choose_what_runs(interpreter: object) -> None:
    windows = Windows(rf"C:\Python\{DLL}", rf"D:\image\{DLL}", rf"E:\stick\{DLL}")
    windows.programs = {
        *(rf"{folder}\pythonw.exe" for folder in (r"c:\python", r"d:\image", r"e:\stick")),
        r"n:\share\pythonw.exe",
        r"c:\windows\system32\cmd.exe",
        str(interpreter).lower(),
    }
    with pytest.raises(VBARuntimeError, match="No Python with FocusXL was found"):
        excel(windows, interpreter).run("XLPy", [])
    assert (windows.asked, windows.started) == ([], [])


@pytest.mark.parametrize(
    "interpreter",
    [r"c:\python\PythonW.EXE", r"C:\Users\Zoë & Co (100%)\python.exe", r"C:\a\b\pythonw.exe"],
)
def test_a_python_on_this_computers_disk_is_started(interpreter: str) -> None:
    folder = interpreter.rpartition("\\")[0]
    windows = Windows(rf"{folder}\{DLL}")
    windows.programs = {interpreter.lower()}
    excel(windows, interpreter).run("XLPy", [])
    [(command, _)] = windows.started
    assert command.startswith(f'"{interpreter}" ')


FOLDER = r"C:\Users\me\AppData\Local\FocusXL"
COPY = rf"{FOLDER}\focusxl64.dll"
MINE = r"C:\Users\me\focusxl\Scripts\pythonw.exe"
NEWER = r"C:\Program Files\FocusXL\xlwings64-0.40.0.dll"


def colleague(*present: str) -> Windows:
    """A computer on which the Python of the workbook is not, and focusxl setup has run."""
    windows = Windows(*present)
    windows.programs = {MINE.lower()}
    windows.memory = {"Python": MINE, "Folder": FOLDER}
    return windows


@pytest.mark.parametrize("library", [COPY, rf"C:\Users\me\focusxl\{DLL}"])
@pytest.mark.parametrize("named", [PYTHON, "pythonw", "", r"X:\nothing\pythonw.exe"])
def test_a_colleagues_computer_starts_what_setup_remembered(library: str, named: str) -> None:
    windows = colleague(library)
    excel(windows, named).run("XLPy", [])
    [(command, _)] = windows.started
    assert command.startswith(f'"{MINE}" -B -E -P -c ')


def test_the_workbooks_own_python_goes_before_what_setup_remembered() -> None:
    windows = colleague(COPY)
    windows.programs.add(PYTHON.lower())
    excel(windows).run("XLPy", [])
    [(command, _)] = windows.started
    assert command.startswith(f'"{PYTHON}" ')


def test_a_later_xlwings_is_started_through_the_copy_of_its_library() -> None:
    windows = Windows(NEWER, COPY)
    with pytest.raises(VBARuntimeError, match="Type: focusxl setup"):
        excel(windows).run("XLPy", [])
    windows.memory = {"Folder": FOLDER}
    excel(windows).run("XLPy", [])
    [(command, _)] = windows.started
    assert command.startswith(f'"{PYTHON}" ')
    assert windows.asked[-1] == COPY


@pytest.mark.parametrize("folder", ["", r"N:\FocusXL", r"..\FocusXL", r"\\server\FocusXL"])
def test_no_library_is_loaded_from_elsewhere(folder: str) -> None:
    windows = Windows(rf"{folder}\focusxl64.dll")
    windows.memory = {"Folder": folder}
    with pytest.raises(VBARuntimeError, match="No Python with FocusXL was found"):
        excel(windows).run("XLPy", [])
    assert all(path.startswith("C:\\Program Files\\") for path in windows.asked)


def on_the_path(*folders: str) -> Windows:
    """A computer whose memory has lost its Python, with others on the path."""
    windows = colleague(COPY)
    windows.programs = {
        r"c:\windows\pyw.exe",
        r"c:\python313\pythonw.exe",
        r"d:\image\pythonw.exe",
        r"c:\users\me\microsoft\windowsapps\pythonw.exe",
    }
    windows.path = list(folders)
    return windows


@pytest.mark.parametrize(
    ("folders", "started"),
    [
        ([r"C:\Python313"], r"C:\Python313\pythonw.exe"),
        ([r"C:\Python313", r"C:\Windows"], r"C:\Windows\pyw.exe"),
    ],
)
def test_a_python_on_the_path_is_the_last_resort(folders: list[str], started: str) -> None:
    windows = on_the_path(*folders)
    excel(windows).run("XLPy", [])
    [(command, _)] = windows.started
    assert command.startswith(f'"{started}" -B -E -P -c ')


def test_a_python_beside_the_workbook_or_where_excel_is_at_work_is_not_started() -> None:
    windows = on_the_path(r"C:\Python313")
    windows.programs |= {
        rf"{windows.current}\{name}".lower() for name in ("pyw.exe", "pythonw.exe")
    }
    with pytest.raises(VBARuntimeError, match="No Python with FocusXL was found"):
        excel(windows).run("XLPy", [])
    assert windows.started == []


def test_a_python_that_came_with_the_workbook_is_not_started() -> None:
    beside = r"C:\Users\me\Downloads\pythonw.exe"
    windows = Windows(rf"C:\Users\me\Downloads\{DLL}")
    windows.programs = {beside.lower()}
    with pytest.raises(VBARuntimeError, match="No Python with FocusXL was found"):
        excel(windows, beside, folder=r"C:\Users\me\Downloads").run("XLPy", [])
    assert (windows.asked, windows.started) == ([], [])
    excel(windows, beside, folder=r"C:\Users\me\Documents").run("XLPy", [])
    assert len(windows.started) == 1


@pytest.mark.parametrize("folder", [r"C:\Users\me\Microsoft\WindowsApps", r"D:\image"])
def test_a_python_of_the_store_or_of_an_image_on_the_path_is_not_started(folder: str) -> None:
    windows = on_the_path(folder)
    with pytest.raises(VBARuntimeError, match="No Python with FocusXL was found"):
        excel(windows).run("XLPy", [])
    assert windows.started == []


def test_the_name_of_the_setting_is_known_whatever_its_capitals() -> None:
    windows = Windows(rf"C:\Program Files\FocusXL\Scripts\{DLL}")
    excel(windows, key="INTERPRETER_WIN").run("XLPy", [])
    assert len(windows.started) == 1
    with pytest.raises(VBARuntimeError):
        excel(windows, key="Interpreter Win").run("XLPy", [])


def test_a_button_hands_over_the_workbook_and_its_statement() -> None:
    windows = Windows(rf"C:\Program Files\FocusXL\Scripts\{DLL}")
    excel(windows).run("RunPython", ["import a; a.b()", VBAObject()])
    assert windows.said == [
        ("set", "module xlwings._xlwindows", "BOOK_CALLER"),
        ("run", "import a; a.b()"),
    ]


def test_a_server_that_does_not_start_is_an_error() -> None:
    windows = Windows(rf"C:\Program Files\FocusXL\Scripts\{DLL}")
    windows.starts = False
    with pytest.raises(VBARuntimeError, match="Could not activate"):
        excel(windows).run("XLPy", [])


def test_the_vba_knows_no_file_no_shell_and_no_variable_of_the_system() -> None:
    """It has no word for files, so it reads none of settings; and runs no program but the DLL."""
    lines = (re.sub(r'"(?:[^"]|"")*"', '""', line) for line in SOURCE.splitlines())
    code = "\n".join(line.partition("'")[0] for line in lines)
    words = {word.casefold() for word in re.findall(r"[A-Za-z]\w*", code)}
    forbidden = """
    Open Input Line Print Write Put Get FileCopy Kill MkDir RmDir Name Dir FileLen GetAttr SetAttr
    CurDir ChDir ChDrive FreeFile Environ Shell CreateObject GetObject WScript MacScript
    AppleScriptTask CallByName Evaluate ExecuteExcel4Macro VBProject SaveSetting GetSetting
    """
    # SetAttr is xlwings' here, which sets an attribute of a Python module; GetSetting reads what
    # focusxl setup has remembered; CurDir is the folder in which no Python is started.
    allowed = {"setattr", "getsetting", "curdir"}
    assert words & {word.casefold() for word in forbidden.split()} == allowed
    assert re.findall(r"(\S+)\.SetAttr", code) == ["server"]
    assert re.findall(r"GetSetting\(.*\)", SOURCE) == ['GetSetting("FocusXL", "Setup", what, "")']
    assert re.findall(r"\S+ = \S+CurDir\S*", code) == ["folder = LCase$(CurDir$)"]
    assert "lib" in words


def test_the_entry_points_are_those_of_the_installed_xlwings() -> None:
    """The text names the DLL of one version: with another one, its entry points may differ."""
    stated = re.search(r'XLWINGS_VERSION As String = "(.*)"', SOURCE)
    shipped = (Path(__file__).parents[3] / "udfs/focusxl_udfs/vba/xlwings.bas").read_text()
    assert stated is not None
    assert stated[1] == version("xlwings")
    assert stated[1] in shipped

    def entry_points(source: str) -> set[str]:
        found = re.findall(r"Declare PtrSafe (Function XLPyDLLActivateAuto .*)", source)
        return {line.strip() for line in found}

    assert entry_points(SOURCE) == entry_points(ITS_OWN)


def test_the_notice_of_xlwings_licence_is_kept_whole() -> None:
    def words(source: str) -> list[str]:
        notice = source[source.index("xlwings is distributed under") :]
        notice = notice[: notice.index("SUCH DAMAGE.") + len("SUCH DAMAGE.")]
        return notice.replace("'", " ").split()

    assert len(words(ITS_OWN)) > 200
    assert words(SOURCE) == words(ITS_OWN)


def test_every_key_that_xlwings_looks_up_stands_on_the_sheet_with_nothing_beside_it() -> None:
    """For xlwings' own module, which looks up what it does not find in files of that name."""
    looked_up = set(re.findall(r'GetConfig\("([^"]+)"', ITS_OWN))
    assert len(looked_up) == 20
    assert looked_up == {key.upper() for key in SETTINGS}
    unused = {key: value for key, value in SETTINGS.items() if value != ""}
    assert unused == {
        "ADD_WORKBOOK_TO_PYTHONPATH": False,
        "UDF Modules": "focusxl_udfs.functions",
        "Use UDF Server": True,
        "Show Console": False,
        # Nothing beside it would be an error of types in xlwings' own module.
        "Debug UDFs": False,
    }
