"""How far a name goes, by what stands before it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.detect.recognizers.people_names import Barred, Habits, Names, Trust
from sector_data.detect.recognizers.people_words import Lexicon, Reading
from sector_data.detect.recognizers.vocabulary import words_of_text

GERMAN = Lexicon(words_of_text("de"), ("it", "fr"))
HABITS = Habits(telling=False, family_first=False)
WORDS = st.sampled_from(["Sabine", "Hofmann", "von", "Tjark", "Fieber", "kam", "M.", "HERR", ","])


def names(text: str) -> Names:
    return Names(Reading(text, GERMAN, genitive=True), HABITS)


@settings(deadline=None, max_examples=60)
@given(parts=st.lists(WORDS, min_size=1, max_size=8), trust=st.sampled_from(Trust))
def test_more_trust_never_makes_a_name_vanish(parts: list[str], trust: Trust) -> None:
    grown = [names(" ".join(parts)).grow(0, t) for t in Trust if t >= trust]
    assert all(not grown[0] or end for end in grown)


@pytest.mark.parametrize(
    ("text", "trust", "words"),
    [
        ("Sabine Hofmann kam", Trust.LITTLE, 2),
        ("Hofmann Fieber", Trust.FULL, 1),
        ("Quellwaber Fieber", Trust.FULL, 1),
        ("Quellwaber kam", Trust.MUCH, 1),
        ("Quellwaber kam", Trust.SOME, 0),
        ("Fieber kam", Trust.FULL, 0),
        ("von der Heyde kam", Trust.FULL, 3),
        ("M. Hofmann", Trust.MUCH, 2),
        ("Dr. und", Trust.FULL, 0),
    ],
)
def test_how_far_a_name_goes(text: str, trust: Trust, words: int) -> None:
    assert names(text).grow(0, trust) == words


def test_a_name_behind_a_house_is_the_name_of_the_house() -> None:
    barred = Barred(frozenset({"klinik"}), frozenset({"gmbh"}))
    for text in ("Klinik Sabine Hofmann", "Sabine Hofmann GmbH"):
        assert list(names(text).standing(barred)) == []
    (span,) = names("Sabine Hofmann kam").standing(barred)
    assert (span.start, span.end, span.entity) == (0, 14, "PERSON")
