"""Given and family names by language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sector_data.detect.gazetteers.people import (
    family_names,
    family_names_anywhere,
    folded,
    given_names,
    given_names_anywhere,
)
from sector_data.spec.words import LANGUAGES, Language


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_are_folded_and_many(language: Language) -> None:
    for names in (given_names(language), family_names(language)):
        assert len(names) >= 100
        assert all(name == name.casefold() and name.strip() == name for name in names)


def test_names_are_those_of_the_language() -> None:
    assert {"giulia", "matteo"} <= given_names("it")
    assert {"müller", "schmidt"} <= family_names("de")
    assert {"佐藤", "サトウ", "sato"} <= family_names("ja")


@given(text=st.text("abcžćŁøЖщΨάñ-'", max_size=20))
def test_folding_forgets_case_and_accents_and_is_done_once(text: str) -> None:
    once = folded(text)
    assert folded(once) == once
    assert folded(text.upper()) == folded(text.lower())


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Živković", "zivkovic"),
        ("ŁUKASZ", "lukasz"),
        ("Søren", "soren"),
        ("Смирнов", "smirnov"),
        ("Щукин", "shchukin"),
        ("Παπαδόπουλος", "papadopoylos"),
        ("O'Brien", "o'brien"),
    ],
)
def test_names_are_folded_to_small_latin_letters(name: str, plain: str) -> None:
    assert folded(name) == plain


def test_names_of_the_world_are_single_folded_words() -> None:
    for names in (given_names_anywhere(), family_names_anywhere()):
        assert len(names) > 15_000
        assert all(n.isascii() and n.isalpha() and n.islower() and len(n) > 1 for n in names)
    assert {"fatima", "giulia", "zuzana", "amara"} <= given_names_anywhere()
    assert {"smirnov", "nguyen", "okonkwo", "garcia", "muller"} <= family_names_anywhere()
