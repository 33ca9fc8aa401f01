"""Numbers in words and kanji."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sector_data.detect.known.numerals import (
    YEARS,
    days_in_words,
    kanji_number,
    years_in_words,
)


@pytest.mark.parametrize(
    ("words", "year"),
    [
        ("nineteenfifty", 1950),
        ("nineteenohfive", 1905),
        ("nineteenhundredandfive", 1905),
        ("twothousandandnine", 2009),
        ("twentytwentyfour", 2024),
        ("milneufcentcinquante", 1950),
        ("millequneufcent", None),
        ("dixneufcentquatrevingtdixneuf", 1999),
        ("deuxmillevingtetun", 2021),
        ("neunzehnhundertfunfzig", 1950),
        ("neunzehnhundertfuenfundachtzig", 1985),
        ("zweitausendundelf", 2011),
        ("millenovecentocinquantotto", 1958),
        ("duemilaventitre", 2023),
    ],
)
def test_years_in_words(words: str, year: int | None) -> None:
    assert years_in_words().get(words) == year


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("twentyfirst", 21),
        ("thirtieth", 30),
        ("premier", 1),
        ("trenteetun", 31),
        ("dritter", 3),
        ("zwanzigster", 20),
        ("einunddreissigsten", 31),
        ("ventotto", 28),
        ("primo", 1),
        ("thirtysecond", None),
    ],
)
def test_days_in_words(words: str, day: int | None) -> None:
    assert days_in_words().get(words) == day


def test_every_year_and_day_can_be_written_in_each_language() -> None:
    for year in YEARS:
        assert sum(known == year for known in years_in_words().values()) >= 4
    for day in range(1, 32):
        assert sum(known == day for known in days_in_words().values()) >= 4


@given(number=st.integers(1, 9999))
def test_kanji_digits_are_read_one_by_one(number: int) -> None:
    digits = "".join("〇一二三四五六七八九"[int(c)] for c in str(number))
    assert kanji_number(digits) == kanji_number(str(number)) == number


@pytest.mark.parametrize(
    ("written", "number"),
    [("二十五", 25), ("十", 10), ("百三", 103), ("千九百五十", 1950), ("元", 1), ("山", None)],
)
def test_kanji_numbers(written: str, number: int | None) -> None:
    assert kanji_number(written) == number
