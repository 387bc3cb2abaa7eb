"""Worksheet functions that only show what the bridge does: declared as the project's own are.

No type hints here: xlwings takes them for converters.
"""
# mypy: ignore-errors

import ctypes
import importlib
import json
import os
import sys

import xlwings as xw


@xw.func
@xw.arg("values", "raw")
def received(*values):
    """Tell what arrived."""
    return repr(values)


@xw.func
def process_id():
    """Tell which server answers."""
    return float(os.getpid())


@xw.func
def import_path():
    """Tell where the server looks for modules, one folder a row."""
    return [[folder] for folder in sys.path]


@xw.func
def declared(module):
    """Tell, as JSON, each function of a module with its arguments, converters and repeats."""
    served = [
        one.__xlfunc__
        for one in vars(importlib.import_module(module)).values()
        if hasattr(one, "__xlfunc__")
    ]
    return json.dumps(
        {
            one["name"]: [
                [argument["name"], argument["options"].get("convert"), argument["vararg"]]
                for argument in one["args"]
            ]
            for one in served
        }
    )


@xw.func
def end_server():
    """Let the server end after this answer."""
    ctypes.windll.user32.PostQuitMessage(0)
    return 0.0


@xw.func
def broken():
    """Fail as no function of the project may."""
    raise ValueError("meant to fail")
