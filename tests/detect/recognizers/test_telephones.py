"""Telephone numbers: what is found in five languages, and what is left alone."""

from __future__ import annotations

from typing import get_args

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.detect.recognizers import telephones
from sector_data.detect.recognizers.vocabulary import Finder, words_of_text
from sector_data.spec.words import Language
from tests.detect.recognizers.sentences import found, hostile_texts, slowest

LANGUAGES = get_args(Language)
PHONES: dict[Language, Finder] = {
    language: telephones.finder(words_of_text(language)) for language in LANGUAGES
}
REGIONS: list[tuple[Language, str]] = [
    *(("en", "US"), ("en", "CA"), ("en", "GB"), ("en", "IE"), ("fr", "FR"), ("fr", "BE")),
    *(("fr", "CH"), ("de", "DE"), ("de", "AT"), ("de", "CH"), ("it", "IT"), ("ja", "JP")),
]
LABELS: dict[Language, str] = {"en": "Tel", "fr": "Tél", "de": "Tel", "it": "Tel", "ja": "電話"}


@settings(deadline=None, max_examples=100)
@given(
    region=st.sampled_from(REGIONS),
    kind=st.sampled_from(["FIXED_LINE", "MOBILE"]),
    form=st.sampled_from(["INTERNATIONAL", "NATIONAL", "E164"]),
)
def test_example_numbers_of_the_plans(region: tuple[Language, str], kind: str, form: str) -> None:
    language, country = region
    number = phonenumbers.example_number_for_type(
        country, getattr(phonenumbers.PhoneNumberType, kind)
    )
    assert number is not None
    written = phonenumbers.format_number(number, getattr(phonenumbers.PhoneNumberFormat, form))
    assert found(PHONES[language], f"{LABELS[language]}: {written}.") == [written]
    if form == "INTERNATIONAL":
        assert found(PHONES[language], f"({written})") == [written]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("(617) 555-0123", "(617) 555-0123"),
        ("617.555.0123 ext. 4", "617.555.0123 ext. 4"),
        ("345-899-3560x4587", "345-899-3560x4587"),
        ("4135550153.", "4135550153"),
        ("413 555 0167", "413 555 0167"),
        ("555-0194", "555-0194"),
        ("office,+41 (0)69 979 80 58-Fax", "+41 (0)69 979 80 58"),
        ("03.93.92.16.85", "03.93.92.16.85"),
        ("reach me at 78 651 450", "78 651 450"),
        ("082 490 1693-Office", "082 490 1693"),
        ("781 1704 office", "781 1704"),
        ("pager 4521", "4521"),
        ("at ext 4521", "4521"),
        ("00 44 20 7946 0958", "00 44 20 7946 0958"),
    ],
)
def test_numbers(text: str, number: str) -> None:
    assert number in found(PHONES["en"], text)


@pytest.mark.parametrize(
    ("language", "text", "numbers"),
    [
        ("fr", "Tél. : 01 42 34 56 78 / 06.12.34.56.78", ["01 42 34 56 78", "06.12.34.56.78"]),
        ("fr", "Dr R. ORME 06/12/34/56/78", ["06/12/34/56/78"]),
        ("fr", "bip 332, DECT 73389, poste 4521", ["332", "73389", "4521"]),
        ("fr", "02/123.45.67 ou 514 555-0123", ["02/123.45.67", "514 555-0123"]),
        ("fr", "portable 0612345678", ["0612345678"]),
        ("de", "Tel.: 04561/23354, (0461) 708 - 223", ["04561/23354", "(0461) 708 - 223"]),
        ("de", "+49 (0)30 / 123 456-0", ["+49 (0)30 / 123 456-0"]),
        ("de", "Mobil: 0664 / 123 45 67", ["0664 / 123 45 67"]),
        ("de", "Durchwahl: 4711, Tel. intern 3345", ["4711", "3345"]),
        ("de", "Natel 079 123 45 67", ["079 123 45 67"]),
        ("it", "cell. 333 1234567, 051/123456", ["333 1234567", "051/123456"]),
        ("it", "recapito telefonico della madre: 320 1234567", ["320 1234567"]),
        ("ja", "携帯：０９０−１２３４−５６７８", ["０９０−１２３４−５６７８"]),
        ("ja", "自宅０３ー１２３４ー５６７８", ["０３ー１２３４ー５６７８"]),
        ("ja", "(03)1234-5678、内線1234", ["(03)1234-5678", "1234"]),
        ("ja", "連絡先は045-123-4567です", ["045-123-4567"]),
    ],
)
def test_numbers_as_countries_write_them(language: Language, text: str, numbers: list[str]) -> None:
    assert found(PHONES[language], text) == numbers


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "2021-03-04, 03/04/2021, 123-45-6789, 1234567, 10 000 000, 1,234,567"),
        ("en", "$100 000 000, 0000000000, 500-1000 mg, 3.14159265, 250-4000, 08.30-12.00"),
        ("en", "MRN 4135550153, account number 12345678, NHS 943 476 5919, ISBN 978-3-16-148410-0"),
        (
            "en",
            "192.168.10.20, BP 120/80, room 4521, text 3 times, call in 10 days, cell count 4500",
        ),
        ("fr", "IPP : 8012939402, NIR 2 69 05 49 588 157 80, plaquettes 250 000, 75008 Paris"),
        ("fr", "12/05/1973 - 14/06/1974, le 01 02 2020, TA 120/80, 8h30-12h00, 10 000 000"),
        ("fr", "12 061 17 0 7 06 1234 56 78 96 0 3 341"),
        ("de", "01.02.2020-03.04.2020, 2019/2020, 1-0-1-0, 50.000-100.000, 80331 München"),
        ("de", "Fallnummer 0461234567, AHV 756.1234.5678.97, 08:30-12:00, Kalium 3.5-5.1"),
        ("it", "n. 12345678, 10.000.000, dal 01.02.2020 al 03.04.2020, PA 120/80, pagina 123"),
        ("ja", "患者ID 0312345678、2023-04-05、血圧120-80、〒150-0001、100-200mg、令和5-3-1"),
    ],
)
def test_other_figures(language: Language, text: str) -> None:
    assert found(PHONES[language], text) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_lines_take_no_time(language: Language) -> None:
    texts = hostile_texts(20_000, "tel ", "call ", "+49 ", "(0", "電話0", "01 / ")
    assert slowest(PHONES[language], texts) < 1.0
