"""Names of places in running text, by lists and by the words before them."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.detect.recognizers import places
from sector_data.detect.recognizers.vocabulary import Finder, words_of_text
from sector_data.spec.words import LANGUAGES, Language

FINDERS = {language: places.finder(words_of_text(language)) for language in LANGUAGES}


def found(finder: Finder, text: str) -> set[tuple[str, str]]:
    return {(text[s.start : s.end], s.entity) for s in finder.find(text)}


@pytest.mark.parametrize(
    ("text", "name", "entity"),
    [
        ("lives in Chicopee.", "Chicopee", "LOCATION"),
        ("a man from West Springfield with", "West Springfield", "LOCATION"),
        ("works as a clerk at Corner Market.", "Corner Market", "ORGANIZATION"),
        ("records sent to The Elms at Quabbin", "Elms at Quabbin", "ORGANIZATION"),
    ],
)
def test_announced_places(text: str, name: str, entity: str) -> None:
    assert (name, entity) in found(FINDERS["en"], text)


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("en", "He flew from Chicago to Munich.", "Munich"),
        ("en", "She moved from Springfield, IL last year", "Springfield"),
        ("en", "born on 3 May 1950 in Bath", "Bath"),
        ("en", "a trip to St. Louis by car", "St. Louis"),
        ("fr", "né le 3/4/1950 à Tours", "Tours"),
        ("fr", "voyage au Maroc puis retour", "Maroc"),
        ("fr", "Marseille, le 3 mars", "Marseille"),
        ("fr", "suivi à Nogent sur Marne", "Nogent sur Marne"),
        ("de", "Er kommt aus München.", "München"),
        ("de", "Neudorf, am 16.12.2029", "Neudorf"),
        ("de", "geboren am 3.4.1950 in Essen", "Essen"),
        ("de", "Nach der Reise nach Italien", "Italien"),
        ("de", "wohnhaft in Klein Wesendorf", "Klein Wesendorf"),
        ("it", "nato il 3/4/1950 a Prato", "Prato"),
        ("it", "Milano, lì 3/4/2020", "Milano"),
        ("it", "tornato da Firenze ieri", "Firenze"),
        ("ja", "大阪市に住む", "大阪市"),
        ("ja", "フランスへ渡航した", "フランス"),
    ],
)
def test_places_are_found_without_a_model(language: Language, text: str, name: str) -> None:
    assert (name, "LOCATION") in found(FINDERS[language], text)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "in March, from Cardiology, in ICU, from Metformin, in Pain, from Dr. Lee"),
        ("en", "Lyme disease, Marburg virus, Glasgow coma scale 15, Bristol stool chart"),
        ("en", "will be reading a nice book"),
        ("en", "Wells and Geneva scores, different from Atlanta classification, in Parkinson's"),
        ("en", "preferred in Black patients"),
        ("en", "LIMA graft, seen by Dr. Houston and by J. Dallas"),
        ("fr", "classification de Vienne, M. Lyon, Tours de taille"),
        ("de", "beim Essen Schmerzen, nach dem Essen, Regen, im Hof, in Lage"),
        ("de", "Berlin-Klassifikation, Marburg-Virus, Herr Hamburg, Frau Wesel"),
        ("de", "lebt in Trennung, wohnt in Wohngemeinschaft"),
        ("it", "classificazione di Los Angeles, Sig. Milano, Massa addominale"),
        ("ja", "米国人、都市部、中国語、インドネシア語"),
    ],
)
def test_words_people_and_diseases_are_no_places(language: Language, text: str) -> None:
    assert found(FINDERS[language], text) == set()


@settings(deadline=None, max_examples=80)
@given(st.sampled_from(LANGUAGES), st.text(max_size=200))
def test_findings_lie_within_any_text(language: Language, text: str) -> None:
    for span in FINDERS[language].find(text):
        assert 0 <= span.start < span.end <= len(text)
        assert span.reason


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("piece", ["A ", "Ab-", "geb 1 ", "works at ", "東京都", "ア", "St. "])
def test_hostile_texts_are_read_in_time(language: Language, piece: str) -> None:
    text = piece * (20_000 // len(piece))
    start = time.process_time()
    list(FINDERS[language].find(text))
    assert time.process_time() - start < 2.0
