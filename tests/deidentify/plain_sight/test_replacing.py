"""Every kind of passage has a surrogate of its form, which is nobody's where a range is kept."""

from __future__ import annotations

import ipaddress
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum import iban, luhn

from sector_data.deidentify.plain_sight import Forbidden, PlainSight, joined
from sector_data.deidentify.plain_sight.drawing import Stream, plain
from sector_data.deidentify.plain_sight.forms import alike
from sector_data.errors import InputError
from sector_data.spec.evidence.findings import Span
from sector_data.spec.words import Language
from tests.deidentify.strategies import SECRET


def sight(language: Language = "en", *source: str, **more: object) -> PlainSight:
    return PlainSight(SECRET, language, Forbidden(source), **more)  # type: ignore[arg-type]


@given(st.from_regex(r"[A-Z]{0,3}[0-9]{6,12}(?:-[0-9a-z]{2})?", fullmatch=True))
def test_numbers_keep_their_form_and_change(number: str) -> None:
    made = sight().passage(number, "MEDICAL_RECORD_NUMBER", "s", None)
    assert made != number
    shape = re.sub(r"[A-Z]", "A", re.sub(r"[a-z]", "a", re.sub(r"[0-9]", "9", number)))
    assert re.sub(r"[A-Z]", "A", re.sub(r"[a-z]", "a", re.sub(r"[0-9]", "9", made))) == shape
    assert made == sight().passage(number, "MEDICAL_RECORD_NUMBER", "s", None)


@settings(max_examples=50)
@given(st.integers(0, 999), st.integers(2, 4))
def test_no_number_of_the_source_comes_out(start: int, of_five: int) -> None:
    source = [f"{n:04d}" for n in range(10_000) if n % 5 < of_five and n > 1000]
    made = sight("en", *source).passage(source[start], "RECORD_ID", "s", None)
    assert made not in source


def test_a_used_up_form_is_refused() -> None:
    everyone = [f"{n:04d}" for n in range(10_000)]
    with pytest.raises(InputError, match="RECORD_ID is exhausted"):
        sight("en", *everyone).passage("1234", "RECORD_ID", "s", None)


@given(st.integers(200, 999), st.integers(200, 999), st.integers(0, 9999))
def test_american_numbers_are_those_of_films(area: int, office: int, line: int) -> None:
    for form in ("{}-{}-{:04d}", "({}) {}-{:04d}", "+1 {}.{}.{:04d}", "1-{}-{}-{:04d}"):
        passage = form.format(area, office, line)
        made = sight().passage(passage, "PHONE_NUMBER", "s", None)
        figures = re.sub(r"\D", "", made)
        assert re.fullmatch(r"1?[2-9]\d\d55501\d\d", figures)
        assert re.sub(r"\d", "9", made) == re.sub(r"\d", "9", passage)


@pytest.mark.parametrize(
    ("language", "passage", "start"),
    [("fr", "06 12 34 56 78", "0"), ("de", "+49 30 1234567", "+49"), ("ja", "03-1234-5678", "0")],
)
def test_other_numbers_keep_country_and_form(language: Language, passage: str, start: str) -> None:
    made = sight(language).passage(passage, "PHONE_NUMBER", "s", None)
    assert made.startswith(start)
    assert re.sub(r"\d", "9", made) == re.sub(r"\d", "9", passage)


@given(st.ip_addresses())
def test_network_addresses_are_those_of_examples(address: object) -> None:
    made = ipaddress.ip_address(sight().passage(str(address), "IP_ADDRESS", "s", None))
    nets = ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")
    assert any(made in ipaddress.ip_network(net) for net in nets)


def test_numbers_with_check_digits_are_nobodys() -> None:
    made = sight()
    for n in range(40):
        account = made.passage("DE89 3704 0044 0532 0130 00", "IBAN_CODE", str(n), None)
        card = made.passage("4111 1111 1111 1111", "CREDIT_CARD", str(n), None)
        ssn = made.passage("219-09-9999", "US_SSN", str(n), None)
        assert account.startswith("DE00")
        assert not iban.is_valid(account)
        assert not luhn.is_valid(card.replace(" ", ""))
        assert ssn.startswith("666-")


def test_mail_agrees_with_the_names_of_the_texts() -> None:
    made = sight()
    first, last = made.passage("Fiona Curran", "PERSON", "s", None).lower().split()
    mail = made.passage("fiona.curran@valley-health.org", "EMAIL_ADDRESS", "s", None)
    assert re.fullmatch(rf"{re.escape(first)}\.{re.escape(last)}@example\.(?:org|com|net)", mail)


@pytest.mark.parametrize(
    ("language", "passage", "entity", "left"),
    [
        ("en", "281 Montague Road", "STREET_ADDRESS", "Road"),
        ("de", "Musterstraße 12, 10115 Berlin", "STREET_ADDRESS", "straße"),
        ("fr", "12, rue Victor Hugo, 75001 Paris", "STREET_ADDRESS", "rue"),
        ("it", "Via Garibaldi 12, 20121 Milano", "STREET_ADDRESS", "Via"),
        ("en", "Mercy General Hospital", "ORGANIZATION", "General Hospital"),
        ("de", "Klinikum Nürnberg", "ORGANIZATION", "Klinikum"),
        ("ja", "田中病院", "ORGANIZATION", "病院"),
        ("en", "https://portal.holt.org/u/1", "URL", "https://"),
    ],
)
def test_the_kind_of_a_place_stays_and_its_names_go(
    language: Language, passage: str, entity: str, left: str
) -> None:
    made = sight(language, passage).passage(passage, entity, "s", None)
    assert left in made
    kept = {plain(w) for w in re.findall(r"\w+", made)} & {
        plain(w) for w in re.findall(r"\w{3,}", passage)
    }
    kinds = {"road", "rue", "via", "general", "hospital", "klinikum", "https", "org"}
    assert kept <= kinds


def test_countries_and_states_become_others() -> None:
    made = sight("fr")
    assert made.passage("Allemagne", "LOCATION", "s", None)[0].isupper()
    assert re.fullmatch(r"[A-Z]{2}", sight().passage("MA", "LOCATION", "s", None))


@given(st.integers(0, 120), st.integers(0, 20))
def test_ages_from_90_are_90_and_others_keep_their_differences(age: int, more: int) -> None:
    made = [
        int(sight().passage(f"{n}-year-old", "AGE", "s", None).split("-")[0])
        for n in (age, age + more)
    ]
    assert all(n <= 90 for n in made)
    assert (made[0] == 90) == (age >= 90)
    if age >= 4 and age + more < 86:
        assert made[1] - made[0] == more


def test_keys_become_what_they_are_in_the_tables() -> None:
    made = sight("en", codes={joined("MRN 13-080601"): "P-x7"})
    assert made.passage("mrn13080601", "MEDICAL_RECORD_NUMBER", "s", None) == "P-x7"


def test_texts_keep_all_but_their_passages() -> None:
    text = "Seen: Anna Holt, a cook, on March 3, 2020."
    spans = [
        Span(6, 15, "PERSON", 1.0),
        Span(19, 23, "OCCUPATION", 1.0),
        Span(28, 41, "DATE_TIME", 1.0),
    ]
    made = sight().text(text, spans, "s", 100)
    assert re.fullmatch(r"Seen: \w+ \w+, a <OCCUPATION>, on June 11, 2020\.", made)
    assert "<DATE_TIME>" in sight().text(text, spans, None, None)


@given(st.text(max_size=20), st.integers(0, 9))
def test_alike_keeps_length_and_signs(text: str, seed: int) -> None:
    made = alike(text, Stream(SECRET, bytes([seed])))
    assert len(made) == len(text)
    assert [c for c in made if not c.isalnum()] == [c for c in text if not c.isalnum()]


@given(st.integers(1, 10**9), st.binary(max_size=8))
def test_numbers_of_a_stream_stay_below_their_bound(count: int, message: bytes) -> None:
    stream = Stream(SECRET, message)
    assert all(0 <= stream.below(count) < count for _ in range(20))


def test_nothing_shows_what_it_holds() -> None:
    made = sight("en", "Telltale", codes={"telltale": "x"})
    assert "elltale" not in repr(made)
    assert "elltale" not in repr(Forbidden(["Telltale"]))


def test_parts_of_numbers_are_no_values_but_numbers_and_words_are() -> None:
    source = Forbidden([f"413-555-01{n:02d}" for n in range(100)] + ["281 Montague Road", "20121"])
    assert source.holds("(413) 555-0141")
    assert not source.holds("212-555-0141")
    assert source.holds("MONTAGUE")
    assert source.holds("Via Verdi 12, 20121 Milano")
    assert not source.holds("281 Verdi Lane")
    assert not source.holds("www.example.org")
    assert Forbidden(["O'Connell"]).holds("Port Oconnell")
    assert Forbidden(["Oconnell"]).holds("Ms. O’Connell")
    assert Forbidden(["Stephen"]).holds("Dr. Stephens")
    assert Forbidden(["Stephens"]).holds("Stephen")
    local = Forbidden(["555-0182"])
    assert local.holds("(318) 555-0182")
    assert Forbidden(["03) 555-0183"]).holds("(703) 555-0183")
    assert Forbidden(["20 School Street"]).holds_phrase("20 School Street, Apt 7")
    assert not local.holds("(318) 555-0183")


def test_an_address_of_figures_and_kinds_is_not_one_of_the_source() -> None:
    source = [f"{n} School Street" for n in range(10, 80)]
    made = sight("en", *source)
    for n in range(30):
        drawn = made.passage("65 School Street, Apt 1", "STREET_ADDRESS", str(n), None)
        assert not any(drawn.startswith(f"{value},") for value in source)


def test_a_word_for_a_kind_does_not_stay_where_somebody_is_called_so() -> None:
    made = sight("en", "Church", "Park")
    for n in range(30):
        street = made.passage("207 Church Street", "STREET_ADDRESS", str(n), None)
        assert street.endswith(" Street")
        assert "Church" not in street
    assert (
        sight("en")
        .passage("207 Church Street", "STREET_ADDRESS", "s", None)
        .endswith(" Church Street")
    )


def test_a_month_that_is_somebodys_name_is_written_short_or_not_at_all() -> None:
    made = sight("en", "April", "May", "12 June Road")
    assert made.passage("March 3, 2020", "DATE_TIME", "s", 40) == "Apr 12, 2020"
    assert made.passage("March 3, 2020", "DATE_TIME", "s", 70) == "<DATE_TIME>"
    assert made.passage("March 3, 2020", "DATE_TIME", "s", 100) == "June 11, 2020"
