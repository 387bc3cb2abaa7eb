"""The amounts that are looked at first."""

from __future__ import annotations

from collections import Counter

from focusxl.forms.key_amounts import key_amounts
from focusxl.forms.loader import load_edition

OF_FUNDS = {
    ("Segregated funds", "excess", "7190"),
    ("Segregated funds", "target", "7194"),
    ("Segregated funds", "over_target", "7198"),
    ("Secured funds (30.7)", "excess", "7380"),
    ("Secured funds (30.7)", "target", "7780"),
    ("Secured funds (30.7)", "over_target", "7785"),
    ("Cleared swaps funds", "excess", "8730"),
    ("Cleared swaps funds", "target", "8760"),
    ("Cleared swaps funds", "over_target", "8770"),
}
OF_THE_CFTC = {
    ("Net capital", "requirement", "7490"),
    ("Net capital", "early_warning", "7495"),
}
OF_THE_SEC = {("Net capital", "capital", "3750"), ("Net capital", "requirement", "3760")}


def test_each_edition_has_those_whose_boxes_it_has() -> None:
    listed = {
        name: {(one.of, one.kind, one.box) for one in key_amounts(load_edition(name))}
        for name in ("2014", "2026")
    }
    assert listed["2014"] == OF_FUNDS | OF_THE_CFTC
    assert listed["2026"] == OF_FUNDS | OF_THE_CFTC | OF_THE_SEC


def test_they_are_amounts_in_dollars_and_each_is_named_once() -> None:
    form = load_edition("2026")
    listed = key_amounts(form)
    assert {form.box(one.box).kind for one in listed} <= {"input", "total"}
    assert {form.box(one.box).unit for one in listed} == {"dollars"}
    assert max(Counter(one.label for one in listed).values()) == 1
