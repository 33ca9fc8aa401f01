"""Capitals that nothing explains: what is found, and what a dictionary or a clinic explains."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.detect.gazetteers.ordinary import ordinary_english
from sector_data.detect.recognizers.unknown_names import UnknownNames
from sector_data.detect.recognizers.vocabulary import Finder, words_of_text
from tests.detect.recognizers.sentences import hostile_texts, slowest

UNKNOWN = UnknownNames(words_of_text("en"))
FINDER = Finder("Unknown", ("ORGANIZATION",), UNKNOWN.find)


def found(text: str) -> list[tuple[str, str]]:
    return [(text[s.start : s.end], s.entity) for s in UNKNOWN.find(text)]


@settings(deadline=None)
@given(st.from_regex(r"[BDKLMPRSTV](?:[aeiou][kvzx]){3,4}", fullmatch=True))
def test_a_word_of_no_dictionary_is_a_name_where_a_capital_tells_it(word: str) -> None:
    assert found(f"the results were sent to {word} and filed") == [(word, "ORGANIZATION")]
    assert found(f"{word} and the rest. {word} again: {word}") == []
    assert found(f"a {word} was used, {word} 20 mg, {word}'s disease, 5 {word}") == []


@settings(deadline=None)
@given(st.sampled_from(sorted(ordinary_english())))
def test_words_of_the_dictionary_are_no_names(word: str) -> None:
    assert found(f"the report of {word.capitalize()} was read") == []


@pytest.mark.parametrize(
    ("text", "entity"),
    [
        ("specimen collected by Quabbert at noon", "PERSON"),
        ("plan agreed with Tresvandt.", "PERSON"),
        ("she fell in Ostrulle, and walked", "LOCATION"),
        ("testing via Genovrix was negative", "ORGANIZATION"),
    ],
)
def test_the_word_before_tells_the_kind(text: str, entity: str) -> None:
    assert [kind for _, kind in found(text)] == [entity]


@pytest.mark.parametrize(
    "text",
    [
        "started on Humira and Entyvio, then Stelara; dressed with Mepilex and Kerlix",
        "a positive Tinel and the Sgarbossa criteria, with Wenckebach block on telemetry",
        "the PaCO was high, FDG-avid nodes, Post-op course, McBurney point, X-linked",
        "seen by Cardiology and Oncology, sent to Radiology for Ultrasound",
        "https://example.org/Quabbert and quabbert@Tresvandt.example",
    ],
)
def test_what_clinics_write_with_capitals_is_explained(text: str) -> None:
    assert found(text) == []


def test_hostile_lines_take_no_time() -> None:
    assert slowest(FINDER, hostile_texts(20_000, "Quab ", "Qu-", "O'Q", "Aa'")) < 1.0
