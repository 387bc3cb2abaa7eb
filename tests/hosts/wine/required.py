"""The Windows side as a test asks for it: what was prepared, or the test is skipped."""

from tests.hosts.wine.prepare import PreparationError, WindowsSide, default_folder, prepared
from tests.support.host_requirement import require_host


def required_windows_side() -> WindowsSide:
    """Give the Windows side; without it the test is skipped, or fails where skips are forbidden."""
    try:
        return prepared(default_folder())
    except PreparationError as error:
        require_host(False, str(error))
        raise
