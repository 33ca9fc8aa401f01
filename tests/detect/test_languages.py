"""Which language a text is in."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.detect.languages import guess_language
from sector_data.spec.words import LANGUAGES, Language

SAMPLES: dict[Language, str] = {
    "en": "The patient was seen in the clinic and has not been well since his operation.",
    "fr": "La patiente a été vue en consultation et elle ne se plaint pas.",
    "de": "Der Patient wurde mit einer Fraktur von der Station auf die Intensivstation verlegt.",
    "it": "Il paziente è stato visitato nella clinica e non ha più dolore alla gamba.",
    "ja": "患者は昨日から発熱があり、外来を受診した。",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_is_enough(language: Language) -> None:
    assert guess_language([SAMPLES[language]]) == language
    assert guess_language([SAMPLES[language].upper()]) == language


@pytest.mark.parametrize(
    "text", ["", "12.5 mg", "MRI CT ECG", "Müller", "Pacjentka została przyjęta na oddział", "病院"]
)
def test_what_cannot_be_told_is_not_told(text: str) -> None:
    assert guess_language([text]) is None


def test_a_mixture_is_not_told() -> None:
    assert guess_language([SAMPLES["fr"], SAMPLES["de"], SAMPLES["it"]]) is None


def test_no_texts() -> None:
    assert guess_language([]) is None


@settings(deadline=None, max_examples=50)
@given(st.lists(st.text(max_size=50), max_size=5))
def test_any_text_has_one_language_or_none(texts: list[str]) -> None:
    assert guess_language(texts) in {None, *LANGUAGES}
