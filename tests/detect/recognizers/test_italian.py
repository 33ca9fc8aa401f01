"""Names of people in Italian: shares found and touched, and single traits of the language."""

from __future__ import annotations

import pytest

from sector_data.detect.recognizers import italian
from sector_data.detect.recognizers.vocabulary import words_of_text
from tests.detect.recognizers import italian_held_out, italian_sentences
from tests.detect.recognizers.marked import CASES, Case, recall, touched

FINDER = italian.finder(words_of_text("it"))


def found(text: str) -> set[str]:
    return {text[s.start : s.end] for s in FINDER.find(text)}


@pytest.mark.parametrize("case", CASES)
def test_most_names_are_found_in_any_letter_case(case: Case) -> None:
    assert recall(FINDER, "it", italian_sentences.NAMED, case) >= 0.9


@pytest.mark.parametrize("case", CASES)
def test_passages_without_names_are_left_alone(case: Case) -> None:
    assert touched(FINDER, "it", italian_sentences.NAMELESS, case) <= 0.05


@pytest.mark.parametrize("case", CASES)
def test_held_out_passages_fare_alike(case: Case) -> None:
    assert recall(FINDER, "it", italian_held_out.NAMED, case) >= 0.85
    assert touched(FINDER, "it", italian_held_out.NAMELESS, case) <= 0.1


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("l'Ing. Sciortino firma", "Sciortino"),
        ("Il paziente Zanatta Bruno, nato a Udine", "Zanatta Bruno"),
        ("La signora Dell'Acqua è qui.", "Dell'Acqua"),
        ("Il sig. Di Stefano torna.", "Di Stefano"),
        ("Mario Bellini di Milano", "Mario Bellini"),
        ("Cordiali saluti\n\nPiergiorgio Zuccon", "Piergiorgio Zuccon"),
        ("la signora Chiara e il signor Massimo", "Chiara"),
    ],
)
def test_a_name_has_its_particles_and_no_more(text: str, name: str) -> None:
    assert name in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "errore nell'archivio dell'ospedale",
        "Via Giuseppe Garibaldi 12",
        "il Policlinico Agostino Gemelli",
        "Chiesa di Santa Maria Maggiore",
        "Sono arrivata ieri.",
        "una chiara grazia, pace e gioia",
    ],
)
def test_words_that_only_look_like_names(text: str) -> None:
    assert found(text) == set()
