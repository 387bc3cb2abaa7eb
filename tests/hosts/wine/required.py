"""The Windows side as a test asks for it: built if need be, or the test is skipped."""

from tests.hosts.wine.prepare import PreparationError, WindowsSide, default_folder, prepare
from tests.support.host_requirement import require_host


def required_windows_side() -> WindowsSide:
    """Give the Windows side; without it the test is skipped, or fails where skips are forbidden."""
    try:
        return prepare(default_folder())
    except PreparationError as error:
        require_host(False, str(error))
        raise
