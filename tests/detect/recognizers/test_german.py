"""Names of people in German: shares found and touched, and single traits of the language."""

from __future__ import annotations

import pytest

from sector_data.detect.recognizers import german
from sector_data.detect.recognizers.vocabulary import words_of_text
from tests.detect.recognizers import german_held_out, german_sentences
from tests.detect.recognizers.marked import CASES, Case, recall, touched

FINDER = german.finder(words_of_text("de"))


def found(text: str) -> set[str]:
    return {text[s.start : s.end] for s in FINDER.find(text)}


@pytest.mark.parametrize("case", CASES)
def test_most_names_are_found_in_any_letter_case(case: Case) -> None:
    assert recall(FINDER, "de", german_sentences.NAMED, case) >= 0.9


@pytest.mark.parametrize("case", CASES)
def test_passages_without_names_are_left_alone(case: Case) -> None:
    assert touched(FINDER, "de", german_sentences.NAMELESS, case) <= 0.05


@pytest.mark.parametrize("case", CASES)
def test_held_out_passages_fare_alike(case: Case) -> None:
    assert recall(FINDER, "de", german_held_out.NAMED, case) >= 0.85
    assert touched(FINDER, "de", german_held_out.NAMELESS, case) <= 0.1


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Herr Müller Diabetes", "Müller"),
        ("Frau Crohn hat keinen Morbus Crohn.", "Crohn"),
        ("Hr. M. schläft.", "M."),
        ("Frau von der Leyden", "von der Leyden"),
        ("über Frau WESTERKAMP, Dörthea, vom", "WESTERKAMP, Dörthea"),
        ("Drs. Lindgren und Wattenbach", "Wattenbach"),
        ("Asger Brunkhorst geb. 5.7.1954", "Asger Brunkhorst"),
        ("Grüezi Frau Aebischer", "Aebischer"),
        ("Mit freundlichem Gruss\n\nTjarke Ohmstede\nOberarzt", "Tjarke Ohmstede"),
    ],
)
def test_a_name_ends_where_a_noun_begins(text: str, name: str) -> None:
    assert name in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "HLA-A*01 und HLA-B*44",
        "die Robert-Koch-Straße in Kiel",
        "das Klinikum Rudolf Virchow",
        "i.v. Ceftriaxon",
        "z. B. Diabetes",
        "E. coli, A. carotis, M. Crohn, N. ulnaris",
        "Dr. med. Facharzt",
        "Vater Herzinfarkt, Mutter Diabetes",
    ],
)
def test_words_that_only_look_like_names(text: str) -> None:
    assert found(text) == set()


def test_a_name_of_the_genitive_is_known_without_its_ending() -> None:
    assert "Bergmanns" in found("Frau Bergmanns Tochter rief an.")
