"""What announces a name, and what the finders of names never do."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.detect.recognizers import german, italian
from sector_data.detect.recognizers.vocabulary import Finder, words_of_text

FINDERS = [german.finder(words_of_text("de")), italian.finder(words_of_text("it"))]
PIECES = ["Dr. ", "Herr", " ", "\n", "Sig.ra ", "Name: ", "Rossi", "Müller, ", "geb. 1", "nato a "]
PIECES += ["Mit freundlichen Grüßen\n", "Saluti,", "von ", "A. ", "*", "x", "'", "l'", "-"]


@pytest.mark.parametrize("finder", FINDERS, ids=lambda f: f.name)
@settings(deadline=None, max_examples=80)
@given(text=st.lists(st.sampled_from(PIECES), max_size=20).map("".join) | st.text(max_size=60))
def test_findings_are_names_inside_the_text(finder: Finder, text: str) -> None:
    spans = list(finder.find(text))
    assert spans == list(finder.find(text))
    for span in spans:
        assert 0 <= span.start < span.end <= len(text)
        assert any(c.isalpha() for c in text[span.start : span.end])
        assert span.entity == "PERSON"
        assert span.reason
        assert 0.4 <= span.score <= 1.0


@pytest.mark.parametrize("finder", FINDERS, ids=lambda f: f.name)
@pytest.mark.parametrize("piece", [*PIECES, "Herr ", "Sig. ", "a", "A ", "gez. A\n", "Anna-", "1"])
def test_long_texts_of_one_kind_are_read_in_time(finder: Finder, piece: str) -> None:
    start = time.process_time()
    list(finder.find(piece * (30_000 // len(piece))))
    assert time.process_time() - start < 3


@pytest.mark.parametrize(
    ("text", "name", "reason"),
    [
        ("Frau Quellwaber kam", "Quellwaber", "behind a title"),
        ("Nachname: Quellwaber", "Quellwaber", "behind a label for names"),
        ("Zeugin Quellwaber kam", "Quellwaber", "behind a profession or a part in a trial"),
        ("Tochter Sabine kam", "Sabine", "behind a word for kin"),
        ("diktiert von Quellwaber", "Quellwaber", "behind a phrase of naming"),
        ("Hallo Quellwaber,", "Quellwaber", "in a greeting"),
        ("LG\nQuellwaber", "Quellwaber", "in the signature of a letter"),
        ("Tjark Quellwaber, geb. 1.2.1950", "Tjark Quellwaber", "before a date or place of birth"),
        ("Tjark Quellwaber\nOberarzt", "Tjark Quellwaber", "above what its bearer does"),
        ("Q. Hofmann kam", "Q. Hofmann", "an initial and a family name of the lists"),
    ],
)
def test_a_finding_says_what_announced_it(text: str, name: str, reason: str) -> None:
    found = {(text[s.start : s.end], s.reason) for s in FINDERS[0].find(text)}
    assert (name, reason) in found


def test_a_name_of_small_letters_is_found_wherever_it_stands() -> None:
    text = "frau hofmann kam. morgen geht hofmann."
    starts = {s.start for s in FINDERS[0].find(text)}
    assert {text.index("hofmann"), text.rindex("hofmann")} <= starts
