"""Ordinary words of English."""

from __future__ import annotations

from sector_data.detect.gazetteers.ordinary import ordinary_english
from sector_data.detect.gazetteers.people import family_names_anywhere, given_names_anywhere
from sector_data.detect.recognizers.vocabulary import words_of_text


def test_words_are_small_and_inflected() -> None:
    words = ordinary_english()
    assert len(words) > 20_000
    assert all(word.isascii() and word.islower() and word.isalpha() for word in words)
    assert {"walk", "walked", "walking", "husband", "catheter", "stenosis", "everyone"} <= words


def test_no_word_is_a_name_and_nothing_else() -> None:
    names = given_names_anywhere() | family_names_anywhere()
    both = frozenset(words_of_text("en")["name_words"])
    assert not (ordinary_english() & names) - both
    assert {"patricia", "miller", "okafor"} <= names
    assert both <= names
