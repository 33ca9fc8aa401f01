"""Templates are found, escape what they are given, and miss nothing silently."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import UndefinedError
from markupsafe import Markup

from sector_data.release.report.templates import template, visible


@given(text=st.text())
@settings(deadline=None)
def test_nothing_unseen_is_printed(text: str) -> None:
    shown = str(visible(text))
    shown.encode("utf-8")
    unseen = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert all(c in "\u200c\u200d" or unicodedata.category(c) not in unseen for c in shown)
    assert visible(shown) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain größe 日本語 😀", "plain größe 日本語 😀"),
        ("👩\u200d💻", "👩\u200d💻"),
        ("a\nb\tc", "a b c"),
        ("\u202ea", r"\u202ea"),
        ("\x00", r"\u0000"),
        ("\ud800", r"\ud800"),
        ("\U000e0001", r"\U000e0001"),
        ("\uffff", r"\uffff"),
    ],
)
def test_what_is_shown(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_markup_stays_markup_and_numbers_numbers() -> None:
    assert isinstance(visible(Markup("<b>\u202e</b>")), Markup)
    assert visible(7) == 7


@pytest.mark.parametrize("name", ["report.html.j2", "readme.md.j2"])
def test_a_missing_name_is_an_error(name: str) -> None:
    with pytest.raises(UndefinedError):
        template(name).render()
