"""Every word of every pack has its translation, with the same numbers, and none is left over."""

from __future__ import annotations

import re

import pytest

from sector_data.release.report.pack_words import Said, quoted, said, translations
from sector_data.spec.packs import load_policy, policy_names
from sector_data.spec.words import LANGUAGES, Language

OTHERS = [language for language in LANGUAGES if language != "en"]
PACKS = [load_policy(name) for name in policy_names()]
WORDS = {
    " ".join(text.split())
    for pack in PACKS
    for text in (
        *(rule.title for rule in pack.rules),
        *(caution for rule in pack.rules for caution in rule.cautions.values()),
        *(check.title for check in pack.checks),
        *pack.requires,
    )
}


def numbers(text: str) -> set[str]:
    """Return the numbers of a text, whatever separates their thousands."""
    return set(re.findall(r"\d+", re.sub(r"(?<=\d)[.,\u202f](?=\d{3}(?!\d))", "", text)))


@pytest.mark.parametrize("language", OTHERS)
def test_every_word_is_translated_and_none_is_left_over(language: Language) -> None:
    assert set(translations(language)) == WORDS


@pytest.mark.parametrize("language", OTHERS)
def test_articles_and_figures_are_the_same(language: Language) -> None:
    """A translation that slipped by a line would cite another article."""
    for own, translated in translations(language).items():
        assert numbers(own) <= numbers(translated), own
        assert translated == translated.strip()
        assert "  " not in translated
        if len(own.split()) > 3:
            assert translated != own


def test_french_marks_have_their_unbreakable_space() -> None:
    for translated in translations("fr").values():
        assert not re.search(r"[ \w][:;!?%»](?!\w)|«[^\u00a0]", translated), translated


def test_japanese_sentences_end_as_such() -> None:
    for own, translated in translations("ja").items():
        assert re.search(r"[\u3040-\u30ff\u4e00-\u9fff]", translated), translated
        assert translated.endswith("。") == own.endswith("."), translated


def test_what_is_not_known_stays_and_is_marked() -> None:
    assert said("a new rule", "de") == Said("a new rule", True)
    assert said("a new rule", "en") == Said("a new rule", False)
    assert said("dates to\n  the year", "de") == Said("Daten auf das Jahr", False)
    assert quoted("45 CFR 164.514", "ja") == Said("45 CFR 164.514", True)
    assert quoted("45 CFR 164.514", "en") == Said("45 CFR 164.514", False)
