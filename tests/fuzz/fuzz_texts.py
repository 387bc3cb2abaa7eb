"""Damage to data files and upload files."""

from __future__ import annotations

import json
import random
from typing import Any

from tests.fuzz.fuzz_bases import Base
from tests.fuzz.fuzz_workbooks import SHOWN_WRONG, Expected

_VALUES: list[Any] = [
    *(0, -1, 7, 1.5, 0.1 + 0.2, 1e22, 10**30, True, False, None, "", " ", "X", "(5)", "$1,234"),
    *(
        [],
        {},
        [1],
        {"value": 1},
        "2014-06-31",
        "06/30/2014",
        "41820",
        "\x1b[31m",
        "\x9b2J",
        "\u202e5",
    ),
    *SHOWN_WRONG,
]
_TEXTS = [
    *(
        "1e9999999999999999999",
        "-1E-9999999999999999999",
        "NaN",
        "Infinity",
        "9" * 5000,
        "1" + "0" * 400,
    ),
    *(
        "[" * 3000,
        '"\\ud800"',
        "0x10",
        "01",
        "1.",
        "+1",
        '"\\u001b[2J"',
        "true",
        "null",
        "1E+5",
        "5.00",
    ),
]


def damaged_text(chance: random.Random, base: Base) -> tuple[bytes, Expected, str]:
    """Damage a file that is no workbook; say what may come of it, and what was done."""
    kind = chance.randrange(4)
    if kind == 0:
        return _characters(chance, base.content), "as shown", "characters"
    if base.ending == ".json":
        if kind == 1:
            return _number_as_text(chance, base), "as shown", "a number written otherwise"
        return _data(chance, base), "as shown", "data"
    return _rows(chance, base), "as shown", "rows"


def _characters(chance: random.Random, content: bytes) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.choice([1, 2, 5])):
        at = chance.randrange(len(changed) or 1)
        match chance.randrange(4):
            case 0:
                changed[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                del changed[at : at + chance.randrange(1, 30)]
            case 2:
                changed[at:at] = changed[max(0, at - 40) : at]
            case 3:
                changed[at:at] = chance.choice(
                    [b"\x00", b"\x1b[2J", b"\xc2\x9b", b'"', b"\t", b"\r"]
                )
    return bytes(changed)


def _number_as_text(chance: random.Random, base: Base) -> bytes:
    """Write a number as only the text of a file can have it."""
    data = json.loads(base.content)
    box = chance.choice(sorted(data["boxes"]))
    data["boxes"][box] = "@@@"
    return json.dumps(data).replace('"@@@"', chance.choice(_TEXTS)).encode()


def _data(chance: random.Random, base: Base) -> bytes:
    data = json.loads(base.content)
    boxes = data["boxes"]
    for _ in range(chance.choice([1, 1, 2, 4])):
        box = chance.choice(sorted(boxes) or ["7010"])
        match chance.randrange(8):
            case 0 | 1:
                boxes[box] = chance.choice(_VALUES)
            case 2:
                boxes.pop(box, None)
            case 3:
                other = chance.choice(sorted(boxes) or ["7010"])
                boxes[box], boxes[other] = boxes.get(other), boxes.get(box)
            case 4:
                boxes[chance.choice(["99999", "", "7010 ", "box_7010", "７０１０"])] = 5
            case 5:
                if isinstance(boxes.get(box), int):
                    boxes[box] += chance.choice([-1, 1, 1000])
            case 6:
                key = chance.choice(["edition", "facts", "explanations", "nothing_to_report", "x"])
                data[key] = chance.choice(
                    [*_VALUES, "2026", ["segregation"], {"SEG-03": "Because."}]
                )
            case 7:
                facts = data["facts"] if isinstance(data.get("facts"), dict) else {}
                name = chance.choice([*facts, "swap_dealer", "nobody"])
                data["facts"] = {**facts, name: chance.choice([True, False, None, "yes"])}
    text = json.dumps(data, ensure_ascii=chance.random() < 0.5)
    if chance.random() < 0.1:
        text = text.replace('"boxes": {', f'"boxes": {{"{chance.choice(sorted(boxes))}": 5, ', 1)
    return text.encode("utf-8", "surrogatepass")


def _rows(chance: random.Random, base: Base) -> bytes:
    lines = base.content.decode().splitlines()
    for _ in range(chance.choice([1, 1, 2, 4])):
        at = chance.randrange(len(lines))
        other = chance.randrange(len(lines))
        match chance.randrange(7):
            case 0:
                del lines[at]
                lines = lines or [""]
            case 1:
                lines.insert(other, lines[at])
            case 2:
                lines[at], lines[other] = lines[other], lines[at]
            case 3:
                lines[at] = _value_changed(chance, lines[at], base.ending)
            case 4:
                lines[at] = f" {lines[at]} "
            case 5:
                lines.insert(
                    at, chance.choice(["", "99999\t5", "<x/>", "7010", "\x1b[2J", "#", ","])
                )
            case 6:
                lines[at] = lines[at].replace(
                    chance.choice("0123456789"), chance.choice("0123456789"), 1
                )
    return chance.choice(["\n", "\n", "\r\n", "\r"]).join(lines).encode()


def _value_changed(chance: random.Random, line: str, ending: str) -> str:
    value = str(chance.choice(_VALUES))
    if ending == ".xml":
        head, _, tail = line.partition(">")
        return f"{head}>{value}</{tail.rpartition('</')[2]}"
    between = "\t" if ending == ".txt" else ","
    return f"{line.partition(between)[0]}{between}{value}"
