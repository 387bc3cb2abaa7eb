from dataclasses import replace

from focusxl_udfs.doctor.machine import Machine
from focusxl_udfs.doctor.office import examine_libreoffice
from focusxl_udfs.libreoffice.installation import Bridge, Installation
from tests.support.doctor_books import NO_LIBREOFFICE, OFFICE


def test_libreoffice(linux: Machine) -> None:
    assert examine_libreoffice(linux, OFFICE).state == "good"
    misfit = Installation(OFFICE.program, Bridge(None, (3, 1)))
    for installation, beginning in (
        (NO_LIBREOFFICE, "Install the Debian"),
        (Installation(OFFICE.program, None), "Install the Debian"),
        (misfit, "Install FocusXL into a virtual environment"),
    ):
        examination = examine_libreoffice(linux, installation)
        assert examination.state == "problem"
        assert examination.remedy.startswith(beginning)
        assert f"{examination.found}: " in str(installation.problem)
    on_a_mac = replace(linux, system="macOS")
    assert examine_libreoffice(on_a_mac, NO_LIBREOFFICE).state == "not needed here"
