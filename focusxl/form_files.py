"""How the files of the form are read: YAML, by the fast loader where there is one."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import yaml

SafeLoader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_form_file(name: str) -> Any:
    """Read a file that belongs to every edition, ``general.yaml`` for one."""
    text = (files("focusxl") / "forms" / name).read_text(encoding="utf-8")
    return yaml.load(text, SafeLoader)
