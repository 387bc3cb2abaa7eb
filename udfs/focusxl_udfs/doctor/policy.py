"""The examination of policies: what the organization or the user does not allow Excel to do."""

from __future__ import annotations

import re
from collections.abc import Iterator

from focusxl_udfs.doctor.examination import Examination, good, problem, unseen, windows_only
from focusxl_udfs.doctor.machine import Machine
from focusxl_udfs.doctor.office import Excel
from focusxl_udfs.doctor.registry import Registry, RegistryRefused, Root

_PROCESSES = "starting Python"
_MACROS = "macros"
_ANTIVIRUS = "antivirus"

RULE = "d4f940ab-401b-4efc-aadc-ad5f3c50688a"
"""The attack surface reduction rule that blocks Office from starting other programs."""
_RULE_KEYS = (
    (
        r"SOFTWARE\Policies\Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules",
        RULE,
    ),
    (r"SOFTWARE\Policies\Microsoft\Windows Defender\Policy Manager", "asrrules"),
    (
        r"SOFTWARE\Microsoft\PolicyManager\current\device\Defender",
        "attacksurfacereductionrules",
    ),
    (r"SOFTWARE\Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules", RULE),
)
"""Registry keys of the rule: group policy, device management (as one list), and manual."""
_FORBIDS = {"1": "blocks", "6": "warns before and so holds up"}
_ENROLMENTS = r"SOFTWARE\Microsoft\Enrollments"
_ONBOARDED = r"SOFTWARE\Microsoft\Windows Advanced Threat Protection\Status"
_ANTIVIRUS_KEY = r"SOFTWARE\Microsoft\Security Center\Provider\Av"

_POLICY_ROOTS: tuple[tuple[Root, str], ...] = (
    ("HKCU", r"Software\Policies\Microsoft\Cloud\Office"),
    ("HKCU", r"Software\Policies\Microsoft\Office"),
    ("HKLM", r"SOFTWARE\Policies\Microsoft\Office"),
)
_USER_ROOT: tuple[Root, str] = ("HKCU", r"Software\Microsoft\Office")
_TO_IT = (
    "Ask your IT department to {}, or use the workbook without macros: "
    "focusxl new BOOK.xlsx --native."
)


def examine_policies(machine: Machine, excel: Excel) -> Iterator[Examination]:
    """Examine whether Excel may run macros, and whether these may start Python."""
    if machine.registry is None:
        for name in (_MACROS, _PROCESSES, _ANTIVIRUS):
            yield windows_only(name)
    else:
        yield _macros(machine.registry, excel.settings_version)
        yield _processes(machine.registry)
        yield _antivirus(machine.registry)


def _macros(registry: Registry, version: str) -> Examination:
    try:
        for root, office in _POLICY_ROOTS:
            common = registry.values(root, rf"{office}\{version}\Common")
            if common.get("vbaoff") == 1:
                return problem(
                    _MACROS,
                    "a policy of your organization switches VBA off",
                    _TO_IT.format("allow VBA in Excel"),
                )
            excel = registry.values(root, rf"{office}\{version}\Excel\Security")
            if (warnings := excel.get("vbawarnings")) is not None:
                return _macros_by_policy(warnings)
        root, office = _USER_ROOT
        chosen = registry.values(root, rf"{office}\{version}\Excel\Security").get("vbawarnings")
    except RegistryRefused:
        return unseen(_MACROS, "Windows does not let this user read the policies for Excel")
    if chosen in (3, 4):
        return problem(
            _MACROS,
            "Excel is set to disable them" + (" unless they are signed" if chosen == 3 else ""),
            "In Excel, choose under File, Options, Trust Center, Trust Center Settings, Macro "
            "Settings: “Disable VBA macros with notification”.",
        )
    return good(_MACROS, "no setting or policy seen here forbids them; Excel may ask first")


def _macros_by_policy(warnings: str | int) -> Examination:
    match warnings:
        case 4:
            found = "a policy of your organization disables them"
        case 3:
            found = "a policy of your organization disables them unless they are signed"
        case _:
            return good(_MACROS, "the policy of your organization lets the user allow them")
    return problem(_MACROS, found, _TO_IT.format("allow the macros of this workbook"))


def _processes(registry: Registry) -> Examination:
    refused = False
    for key, name in _RULE_KEYS:
        try:
            mode = _mode(name, str(registry.values("HKLM", key).get(name, "")))
        except RegistryRefused:
            refused = True
            continue
        if mode in _FORBIDS:
            return problem(
                _PROCESSES,
                f"the Windows security rule {RULE} {_FORBIDS[mode]} programs that Office starts",
                _TO_IT.format("exclude this Python from that attack surface reduction rule"),
            )
        if mode in ("0", "2"):
            return good(_PROCESSES, "the security rule against it is off or only keeps a log")
    if refused or _is_managed_from_afar(registry):
        return unseen(
            _PROCESSES,
            "whether a security rule, kept where this command cannot look, forbids it to Excel",
            "If cells say that Python did not start, ask your IT department about the attack "
            f"surface reduction rule {RULE}.",
        )
    return good(_PROCESSES, "no security rule against it is set on this computer")


def _mode(name: str, written: str) -> str:
    """Give the mode of the rule, which is alone or in a list such as GUID=1|GUID=2."""
    if name == RULE:
        return written.strip()
    listed = re.search(rf"\{{?{RULE}\}}?\s*=\s*(\d+)", written, re.IGNORECASE)
    return listed[1] if listed else ""


def _is_managed_from_afar(registry: Registry) -> bool:
    try:
        if registry.values("HKLM", _ONBOARDED).get("onboardingstate") == 1:
            return True
        return any(
            registry.values("HKLM", rf"{_ENROLMENTS}\{one}").get("enrollmentstate") == 1
            for one in registry.subkeys("HKLM", _ENROLMENTS)
        )
    except RegistryRefused:
        return True


def _antivirus(registry: Registry) -> Examination:
    try:
        products = {
            str(registry.values("HKLM", rf"{_ANTIVIRUS_KEY}\{one}").get("displayname", ""))
            for one in registry.subkeys("HKLM", _ANTIVIRUS_KEY)
        }
    except RegistryRefused:
        products = set()
    named = ", ".join(sorted(products - {""})) or "an antivirus program"
    return unseen(
        _ANTIVIRUS,
        f"whether {named} keeps Excel from starting Python",
        "If all else is good and Python still does not start, ask for an exception for the "
        "folder of this Python.",
    )
