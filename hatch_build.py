"""Compiles the form when a package is built, so that what is installed loads in milliseconds."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompiledForm(BuildHookInterface):  # type: ignore[type-arg]
    """Puts the compiled form into a wheel; an editable install compiles it on first use."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the form of this tree, beside the files that are packed as they are."""
        if version == "editable":
            return
        sys.path.insert(0, self.root)
        from focusxl.forms.compiler import write_into_package

        self._folder = tempfile.TemporaryDirectory()
        for path in write_into_package(Path(self._folder.name)):
            build_data["force_include"][str(path)] = f"focusxl/forms/compiled/{path.name}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what has been packed."""
        if version != "editable":
            self._folder.cleanup()
