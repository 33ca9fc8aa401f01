"""Ages: what is found in five languages, and what is left alone."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.detect.recognizers import ages
from sector_data.detect.recognizers.vocabulary import Finder, words_of_text
from sector_data.spec.words import Language
from tests.detect.recognizers.sentences import found, hostile_texts, slowest

LANGUAGES = get_args(Language)
ALL: dict[Language, Finder] = {
    language: ages.finder(words_of_text(language), youngest=0) for language in LANGUAGES
}
OLD = {language: ages.finder(words_of_text(language)) for language in LANGUAGES}
FORMS: dict[Language, tuple[str, ...]] = {
    "en": ("a {}-year-old woman", "aged {}", "{} y/o male", "Age: {}", "she turned {} then"),
    "fr": ("âgé de {} ans", "une femme de {} ans", "Âge : {} ans", "({} ans)"),
    "de": ("{}-jährige Frau", "{} Jahre alt", "im Alter von {} Jahren", "({} J.)", "{}-j. Mann"),
    "it": ("di anni {}", "un uomo di {} anni", "età: {}", "una {}enne"),
    "ja": ("{}歳の男性", "年齢：{}", "満{}才", "享年{}歳"),
}


@settings(deadline=None, max_examples=100)
@given(data=st.data(), language=st.sampled_from(LANGUAGES), age=st.integers(1, ages.OLDEST))
def test_any_age_in_any_usual_form_is_found(
    data: st.DataObject, language: Language, age: int
) -> None:
    text = data.draw(st.sampled_from(FORMS[language])).format(age)
    assert [p.rstrip("歳才") for p in found(ALL[language], text)] == [str(age)]
    assert bool(found(OLD[language], text)) == (age >= ages.IDENTIFYING)


@pytest.mark.parametrize(
    ("language", "text", "age"),
    [
        ("en", "ninety-four years old", "ninety-four"),
        ("en", "a nonagenarian", "nonagenarian"),
        ("en", "72M with cough", "72"),
        ("en", "(34F)", "34"),
        ("en", "M/72", "72"),
        ("en", "in her late 80s", "80"),
        ("en", "he was 78.", "78"),
        ("en", "a 6-month-old", "6"),
        ("en", "Jane Roe, 34, of Leeds", "34"),
        ("fr", "âgée de quatre-vingt-douze ans", "quatre-vingt-douze"),
        ("fr", "une octogénaire", "octogénaire"),
        ("de", "eine zweiundneunzigjährige", "zweiundneunzig"),
        ("de", "im Alter von fünfzig Jahren", "fünfzig"),
        ("de", "Vater mit 57 an Krebs verstorben", "57"),
        ("it", "una donna di novantadue anni", "novantadue"),
        ("it", "una centenaria", "centenaria"),
        ("ja", "九十二歳", "九十二歳"),
        ("ja", "８０歳代男性", "８０歳代"),
        ("ja", "生後3か月", "3か月"),
    ],
)
def test_ages_in_words_and_headers(language: Language, text: str, age: str) -> None:
    assert found(ALL[language], text) == [age]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "for 10 years, 10 years ago, 5-year survival, 20-year history, over 5 years"),
        ("en", "92 mg, aged 92%, 126 years old, age unknown, temp 98 F, he was 5 feet tall"),
        ("en", "10-year-old injury, every 2 years, 20 pack-years, she is 37.5, since 3 months"),
        ("fr", "depuis 10 ans, pendant 5 ans, il y a 3 ans, suivi de 5 ans, tous les 2 ans"),
        (
            "fr",
            "5 ans d'emprisonnement, après 5 ans, survie à 5 ans, il a 3 enfants, depuis deux ans",
        ),
        ("de", "seit 10 Jahren, vor 3 Jahren, 5-Jahres-Überleben, nach 5 Jahren, über 20 Jahre"),
        (
            "de",
            "10-jährige Erfahrung, 5 Jahre später, alle 2 Jahre, 3 Monate lang, seit zehn Jahren",
        ),
        ("it", "da 10 anni, per 5 anni, 10 anni fa, dopo 3 anni, negli ultimi 5 anni"),
        ("it", "5 anni di reclusione, sopravvivenza a 5 anni, ha 3 figli, dieci anni fa"),
        ("ja", "10年間、5年生存率、65歳以上、18歳未満、3ヶ月間、術後3年、10日後"),
    ],
)
def test_durations_and_doses_are_no_ages(language: Language, text: str) -> None:
    assert found(ALL[language], text) == []


def test_younger_ages_are_left_by_default() -> None:
    assert found(OLD["en"], "89 years old, an octogenarian, aged 90") == ["90"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_lines_take_no_time(language: Language) -> None:
    texts = hostile_texts(20_000, "years ", "9 years ", "ninety ", "歳", "anni ")
    assert slowest(ALL[language], texts) < 1.0
