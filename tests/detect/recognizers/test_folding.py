"""Folding keeps places, and tries match the words they were made of."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.detect.recognizers.folding import fold, trie

_WORD = st.from_regex(r"[a-dÉ]{1,4}(?:[ '.-][a-d]{1,4}){0,2}", fullmatch=True)
_WORDS = st.lists(_WORD, min_size=1, max_size=12)


@given(st.text())
@settings(deadline=None)
def test_a_folded_text_has_the_places_of_the_text(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text())
@settings(deadline=None)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("NUMÉRO DE SÉCU", "numero de secu"),
        ("患者ＩＤ：００１２", "患者id:0012"),
        ("Größe", "große"),
        ("n\u00a0° 5–6", "n ° 5-6"),
        ("ガーゼ", "ガーゼ"),
        ("a\tb\r\nc", "a\tb\n\nc"),
        ("l’école", "l'ecole"),
    ],
)
def test_forms_of_one_letter_fold_to_one(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(_WORDS)
@settings(deadline=None)
def test_a_trie_matches_each_of_its_words(words: list[str]) -> None:
    pattern = re.compile(trie(words))
    for word in words:
        assert pattern.fullmatch(fold(word))


def test_a_trie_prefers_the_longest_word() -> None:
    match = re.match(trie(["pin", "pin code", "pine"]), "pin code 1234")
    assert match is not None
    assert match[0] == "pin code"


def test_a_trie_of_nothing_matches_nothing() -> None:
    assert re.search(trie([]), "anything") is None
