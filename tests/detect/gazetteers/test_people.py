"""Given and family names by language."""

from __future__ import annotations

import pytest

from sector_data.detect.gazetteers.people import family_names, given_names
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
