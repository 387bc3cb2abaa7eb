"""A host that is missing skips a test, unless skipping is forbidden: then the test fails."""

import os

import pytest


def require_host(condition: bool, reason: str) -> None:
    if condition:
        return
    if os.environ.get("FOCUSXL_FORBID_SKIP") == "1":
        pytest.fail(reason)
    pytest.skip(reason)
