"""The glossary has a word for each language, and they are the words of the reports."""

from __future__ import annotations

from pathlib import Path

import pytest

from sector_data.release.report.catalogue import catalogue
from sector_data.spec.words import LANGUAGES, Language

PAGE = Path(__file__).parents[2] / "docs" / "glossary.md"
ROWS = [
    [cell.strip().strip("*") for cell in line.strip().strip("|").split("|")]
    for line in PAGE.read_text(encoding="utf-8").splitlines()
    if line.startswith("| ")
][1:]
WORDS = {row[0]: row[1:] for row in ROWS}
ORDER: tuple[Language, ...] = ("fr", "de", "it", "ja")
SAID = {
    "direct identifier": "roles.direct-identifier",
    "quasi-identifier": "roles.quasi-identifier",
    "free text": "roles.free-text",
    "suppression": "techniques.suppression",
    "masking": "techniques.masking",
    "pseudonymisation": "techniques.pseudonymization",
    "generalisation": "techniques.generalization",
    "randomisation": "techniques.randomization",
    "synthetic data": "techniques.synthetic data",
    "highest risk": "risk.highest",
    "average risk": "risk.average",
    "gate": "gates.gate",
    "utility": "utility.heading",
}


def test_every_term_has_every_language_and_a_meaning() -> None:
    assert len(WORDS) >= 40
    assert list(WORDS) == sorted(WORDS, key=str.lower)
    assert len(ORDER) + 1 == len(LANGUAGES)
    for term, cells in WORDS.items():
        assert len(cells) == len(ORDER) + 1, term
        assert all(cells), term


@pytest.mark.parametrize("term", SAID)
def test_words_are_those_of_the_reports(term: str) -> None:
    for place, language in enumerate(ORDER):
        said = catalogue(language).text(SAID[term])
        assert WORDS[term][place].lower() == said.lower(), language
