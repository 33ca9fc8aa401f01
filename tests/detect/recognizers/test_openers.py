"""Patterns are tried only where their words stand, and find the same."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.detect.recognizers.openers import Openers
from sector_data.detect.recognizers.vocabulary import any_of

PHRASES = ("Dr", "old dr", "rue", "rue du", "c/o", "née", "B.P.", "d'un")
PIECES = st.sampled_from(
    ["Dr", "DR.", "dr ", " ", "rue", "Rue du ", "c/o", "NÉE", "B.P", "_", "9", "x"]
)


@settings(deadline=None, max_examples=100)
@given(st.lists(PIECES, max_size=12).map("".join))
def test_finds_what_the_pattern_finds(text: str) -> None:
    openers = Openers(PHRASES)
    pattern = re.compile(rf"\b{any_of(PHRASES)}\b[ .]?\w?", re.IGNORECASE)
    every = [m.span() for m in pattern.finditer(text)]
    assert [m.span() for m in openers.matches(pattern, text)] == every
    assert text in openers or not every


@pytest.mark.parametrize("phrase", ["氏名", "1er", "(née"])
def test_words_that_cannot_be_told_apart_are_looked_for_everywhere(phrase: str) -> None:
    text = f"x{phrase}x"
    openers = Openers([phrase])
    assert text in openers
    assert [m[0] for m in openers.matches(re.compile(re.escape(phrase)), text)] == [phrase]


def test_a_text_without_the_words_is_told() -> None:
    assert "The drive was long; true." not in Openers(["Dr", "rue"])
    assert "" not in Openers(["Dr"])
    assert "Dr" not in Openers([])
