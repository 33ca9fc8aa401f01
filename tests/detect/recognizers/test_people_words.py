"""The judgement of single words, and letter case by line."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.detect.recognizers.people_words import PERHAPS, SURE, Lexicon, Reading
from sector_data.detect.recognizers.vocabulary import words_of_text

GERMAN = Lexicon(words_of_text("de"), ("it", "fr"))


@settings(deadline=None, max_examples=60)
@given(text=st.text("Ab-'’. \nÖß1*", max_size=40))
def test_words_stand_where_they_say(text: str) -> None:
    reading = Reading(text, GERMAN, genitive=True)
    for number, word in enumerate(reading.words):
        assert text[word.start : word.end] == word.text
        assert word.low == word.text.casefold()
        assert reading.at(word.start) == number
    starts = [w.start for w in reading.words]
    assert starts == sorted(set(starts))


@pytest.mark.parametrize(
    ("low", "given", "family"),
    [
        ("sabine", SURE, 0),
        ("hofmann", 0, SURE),
        ("winter", PERHAPS, PERHAPS),
        ("hans-jürgen", SURE, PERHAPS),
        ("robert-koch-straße", 0, 0),
    ],
)
def test_what_the_lists_say(low: str, given: int, family: int) -> None:
    judged = GERMAN.judge(low)
    assert (judged.given, judged.family) == (given, family)


@pytest.mark.parametrize("low", ["untersuchung", "kopfschmerzen", "nierensteine", "amtsgericht"])
def test_nouns_are_told_by_their_endings(low: str) -> None:
    judged = GERMAN.judge(low)
    assert judged.thing or judged.dull


def test_letter_case_tells_nothing_in_a_line_of_one_case() -> None:
    words = Reading("HERR ABC KAM\nEr ging.", GERMAN, genitive=True).words
    assert [w.plain for w in words] == [True, True, True, False, False]
    assert [w.capital for w in words] == [True, True, True, True, False]
    assert all(w.plain for w in Reading("alles klein", GERMAN, genitive=True).words)


def test_an_article_without_its_vowel_is_no_part_of_a_word() -> None:
    words = Reading("l'avvocato D'Angelo nell'ora", GERMAN, genitive=False).words
    assert [w.text for w in words] == ["avvocato", "D'Angelo", "ora"]
