from dataclasses import replace

import pytest

from focusxl_udfs.doctor.examination import Examination
from focusxl_udfs.doctor.machine import Machine
from focusxl_udfs.doctor.office import Excel
from focusxl_udfs.doctor.policy import RULE, examine_policies
from tests.support.doctor_books import DESKTOP, Keys, Windows, named
from tests.support.doctor_machines import WrittenRegistry

ASR = r"SOFTWARE\Policies\Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules"
LISTED = ("HKLM", r"SOFTWARE\Policies\Microsoft\Windows Defender\Policy Manager")
BY_DEVICE = ("HKLM", r"SOFTWARE\Microsoft\PolicyManager\current\device\Defender")
BY_HAND = r"SOFTWARE\Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules"
OTHER_RULE = "3b576869-a4ec-4529-8536-b80a7769e899"
SECURITY = r"Microsoft\Office\16.0\Excel\Security"


def policies(machine: Machine, excel: Excel = DESKTOP) -> dict[str, Examination]:
    return named(examine_policies(machine, excel))


@pytest.mark.parametrize(
    "keys",
    [
        {("HKLM", ASR): {RULE.upper(): "1"}},
        {("HKLM", ASR): {RULE: "6"}},
        {("HKLM", BY_HAND): {RULE: 1}},
        {LISTED: {"ASRRules": f"{OTHER_RULE}=2|{{{RULE.upper()}}}=1"}},
        {BY_DEVICE: {"AttackSurfaceReductionRules": f"{RULE}=1|{OTHER_RULE}=0"}},
    ],
)
def test_a_rule_against_starting_programs(windows: Windows, keys: Keys) -> None:
    examination = policies(windows(keys))["starting Python"]
    assert examination.state == "problem"
    assert RULE in examination.found
    assert "--native" in examination.remedy


@pytest.mark.parametrize(
    "keys",
    [
        {},
        {("HKLM", ASR): {RULE: "2"}},
        {("HKLM", ASR): {OTHER_RULE: "1"}},
        {LISTED: {"ASRRules": f"{OTHER_RULE}=1|{RULE}=0"}},
        {("HKLM", r"SOFTWARE\Microsoft\Enrollments\0A"): {"EnrollmentState": 0}},
    ],
)
def test_no_rule_against_starting_programs(windows: Windows, keys: Keys) -> None:
    assert policies(windows(keys))["starting Python"].state == "good"


@pytest.mark.parametrize(
    ("keys", "refused"),
    [
        ({}, ("Policy Manager",)),
        ({}, ("Enrollments",)),
        ({("HKLM", r"SOFTWARE\Microsoft\Enrollments\0A"): {"EnrollmentState": 1}}, ()),
        (
            {
                ("HKLM", r"SOFTWARE\Microsoft\Windows Advanced Threat Protection\Status"): {
                    "OnboardingState": 1
                }
            },
            (),
        ),
    ],
)
def test_a_rule_that_may_be_kept_where_nobody_can_look(
    windows: Windows,
    keys: Keys,
    refused: tuple[str, ...],
) -> None:
    examination = policies(windows(keys, refused))["starting Python"]
    assert examination.state == "cannot be seen"
    assert RULE in examination.remedy


@pytest.mark.parametrize(("mode", "state"), [("0", "good"), ("2", "good"), ("5", "cannot be seen")])
def test_a_rule_that_is_off_is_off_under_device_management_too(
    windows: Windows, mode: str, state: str
) -> None:
    enrolled = ("HKLM", r"SOFTWARE\Microsoft\Enrollments\0A")
    machine = windows({("HKLM", ASR): {RULE: mode}, enrolled: {"EnrollmentState": 1}})
    assert policies(machine)["starting Python"].state == state


def test_a_rule_that_is_seen_outweighs_a_key_that_is_not(windows: Windows) -> None:
    machine = windows({("HKLM", BY_HAND): {RULE: "1"}}, ("Policy Manager",))
    assert policies(machine)["starting Python"].state == "problem"


@pytest.mark.parametrize(
    "keys",
    [
        {("HKCU", rf"Software\Policies\{SECURITY}"): {"VBAWarnings": 4}},
        {("HKCU", rf"Software\Policies\{SECURITY}"): {"VBAWarnings": 3}},
        {("HKLM", rf"SOFTWARE\Policies\{SECURITY}"): {"VBAWarnings": 4}},
        {
            ("HKCU", r"Software\Policies\Microsoft\Cloud\Office\16.0\Excel\Security"): {
                "VBAWarnings": 4
            }
        },
        {("HKLM", r"SOFTWARE\Policies\Microsoft\Office\16.0\Common"): {"VbaOff": 1}},
    ],
)
def test_a_policy_against_macros(windows: Windows, keys: Keys) -> None:
    examination = policies(windows(keys))["macros"]
    assert examination.state == "problem"
    assert "IT department" in examination.remedy


@pytest.mark.parametrize("chosen", [3, 4])
def test_macros_switched_off_by_the_user(windows: Windows, chosen: int) -> None:
    machine = windows({("HKCU", rf"Software\{SECURITY}"): {"VBAWarnings": chosen}})
    examination = policies(machine)["macros"]
    assert examination.state == "problem"
    assert "Trust Center" in examination.remedy


@pytest.mark.parametrize(
    "keys",
    [
        {},
        {("HKCU", rf"Software\{SECURITY}"): {"VBAWarnings": 2}},
        {("HKCU", r"Software\Policies\Microsoft\Office\15.0\Excel\Security"): {"VBAWarnings": 4}},
        {
            ("HKCU", rf"Software\Policies\{SECURITY}"): {"VBAWarnings": 2},
            ("HKCU", rf"Software\{SECURITY}"): {"VBAWarnings": 4},
        },
    ],
)
def test_macros_that_are_allowed(windows: Windows, keys: Keys) -> None:
    assert policies(windows(keys))["macros"].state == "good"


def test_policies_stand_under_the_version_of_excel(windows: Windows) -> None:
    keys = {("HKCU", r"Software\Policies\Microsoft\Office\15.0\Excel\Security"): {"VBAWarnings": 4}}
    assert policies(windows(keys), Excel("MSI", "15.0", 64))["macros"].state == "problem"


def test_policies_that_windows_hides(windows: Windows) -> None:
    machine = windows(refused=(r"Policies\Microsoft\Office",))
    assert policies(machine)["macros"].state == "cannot be seen"


def test_the_antivirus_is_named_but_not_judged(windows: Windows) -> None:
    key = r"SOFTWARE\Microsoft\Security Center\Provider\Av"
    machine = windows({("HKLM", rf"{key}\{{1}}"): {"DISPLAYNAME": "Acme Shield"}})
    examination = policies(machine)["antivirus"]
    assert examination.state == "cannot be seen"
    assert "Acme Shield" in examination.found
    hidden = WrittenRegistry(refused=("Security Center",))
    examination = policies(replace(machine, registry=hidden))["antivirus"]
    assert "an antivirus program" in examination.found


def test_no_policy_elsewhere(linux: Machine) -> None:
    assert {one.state for one in policies(linux).values()} == {"not needed here"}
