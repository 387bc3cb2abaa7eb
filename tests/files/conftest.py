"""What the tests of files share."""

from __future__ import annotations

from pathlib import Path

import pytest

from focusxl.files import Reading, read
from tests.support.taking import Take


@pytest.fixture
def take(tmp_path: Path) -> Take:
    """Write a file of this name and content, and read it."""

    def taken(name: str, content: bytes | str) -> Reading:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read(path)

    return taken
