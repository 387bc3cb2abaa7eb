"""A host that is missing skips a test, unless skipping is forbidden: then the test fails."""

import pytest

from tests.support.reference_material import skipping_is_forbidden


def require_host(condition: bool, reason: str) -> None:
    if condition:
        return
    if skipping_is_forbidden():
        pytest.fail(reason)
    pytest.skip(reason)
