"""Names of places by language."""

from __future__ import annotations

import pytest

from sector_data.detect.gazetteers.places import ambiguous_place_names, place_names
from sector_data.spec.words import LANGUAGES, Language


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_are_folded_many_and_in_one_list_only(language: Language) -> None:
    safe, doubtful = place_names(language), ambiguous_place_names(language)
    assert len(safe) >= 3000
    assert not safe & doubtful
    assert all(name == name.casefold() and name.strip() == name for name in safe | doubtful)


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("en", ["chicago", "munich", "ontario", "france", "springfield", "st. louis", "scotland"]),
        ("fr", ["londres", "marseille", "bretagne", "allemagne", "saint-étienne", "genève"]),
        ("de", ["münchen", "mailand", "bayern", "österreich", "frankfurt", "winterthur"]),
        ("it", ["firenze", "parigi", "lombardia", "germania", "bergamo", "lugano"]),
        ("ja", ["東京都", "横浜市", "千代田区", "ロンドン", "フランス", "札幌", "ミュンヘン"]),
    ],
)
def test_places_are_known_in_the_words_of_the_language(
    language: Language, names: list[str]
) -> None:
    assert set(names) <= place_names(language)


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("en", ["bath", "reading", "mobile", "nice", "turkey", "best"]),
        ("fr", ["tours", "florence", "charlotte"]),
        ("de", ["essen", "regen", "baden", "singen", "hof"]),
        ("it", ["prato", "massa", "potenza", "terni"]),
        ("ja", ["千葉", "山口", "宮崎"]),
    ],
)
def test_words_and_names_of_people_are_doubtful(language: Language, names: list[str]) -> None:
    assert not set(names) & place_names(language)


def test_common_words_are_no_safe_names() -> None:
    common: dict[Language, str] = {
        "en": "the of and patient pain fever left right normal day time home care list note",
        "fr": "le la les et patient sur pour dans avec douleur sens jour temps bon vie mari",
        "de": "der die das und patient mit nach haus tag zeit lage weise mann frau seite",
        "it": "il lo la e di del paziente con dolore giorno tempo casa vita mano parte",
    }
    for language, words in common.items():
        assert not set(words.split()) & place_names(language)


def test_names_without_their_accents_are_known_unless_they_are_words() -> None:
    assert {"montréal", "montreal"} <= place_names("en")
    assert "colon" not in place_names("en") | place_names("de")
