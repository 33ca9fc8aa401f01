"""Headers in five languages."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.detect.headers import PLAIN, read_header, spoken_in, words_of
from sector_data.spec.words import LANGUAGES, Language


@given(header=st.text(max_size=40), language=st.sampled_from(LANGUAGES))
@settings(deadline=None, max_examples=100)
def test_any_header_can_be_read(header: str, language: Language) -> None:
    reading = read_header(header, language)
    assert 0 <= reading.strength <= 1
    assert (reading.strength > 0) == (reading.entity is not None)


@pytest.mark.parametrize(
    "spelling",
    ["birth_date", "birthDate", "BirthDate", "BIRTHDATE", "birth-date", "Birth Date", "birthdate2"],
)
def test_spelling_does_not_matter(spelling: str) -> None:
    assert read_header(spelling).entity == "DATE_OF_BIRTH"


@pytest.mark.parametrize(
    ("header", "entity"),
    [
        ("patient_id", "PATIENT_ID"),
        ("PATIENT", "PATIENT_ID"),
        ("cust_no", "PATIENT_ID"),
        ("patient_name", "PERSON"),
        ("employer_name", "ORGANIZATION"),
        ("drug_name", "MEDICATION"),
        ("city_of_birth", "CITY"),
        ("country of birth", "COUNTRY"),
        ("birth_weight", "MEASUREMENT"),
        ("age_at_admission", "AGE"),
        ("phone_num", "PHONE_NUMBER"),
        ("action_taken_date", "EVENT_DATE"),
        ("action_taken", "CATEGORY"),
        ("loan_status_date", "EVENT_DATE"),
        ("num_visits", "MEASUREMENT"),
        ("admission_date", "EVENT_DATE"),
        ("date_of_death", "DATE_OF_DEATH"),
        ("attending_physician", "PERSON"),
        ("visit_occurrence_id", "ENCOUNTER_ID"),
        ("zip5", "US_ZIP_CODE"),
        ("REASONCODE", "DIAGNOSIS_CODE"),
        ("is_smoker", "DIAGNOSIS"),
        ("current_address", "STREET_ADDRESS"),
        ("salary-class", "AMOUNT"),
    ],
)
def test_english_headers(header: str, entity: str) -> None:
    assert read_header(header).entity == entity


@pytest.mark.parametrize(
    ("language", "header", "entity"),
    [
        ("fr", "date_naissance", "DATE_OF_BIRTH"),
        ("fr", "Prénom", "PERSON"),
        ("fr", "date_statut", "EVENT_DATE"),
        ("fr", "Numéro de sécurité sociale", "NATIONAL_ID"),
        ("de", "Geburtsdatum", "DATE_OF_BIRTH"),
        ("de", "Straße", "STREET_ADDRESS"),
        ("de", "Versichertennummer", "POLICY_NUMBER"),
        ("it", "codice_fiscale", "NATIONAL_ID"),
        ("it", "cognome", "PERSON"),
        ("ja", "生年月日", "DATE_OF_BIRTH"),
        ("ja", "患者ID", "PATIENT_ID"),
        ("ja", "氏名", "PERSON"),
    ],
)
def test_other_languages_are_read_with_and_without_being_named(
    language: Language, header: str, entity: str
) -> None:
    assert read_header(header, language).entity == entity
    assert read_header(header).entity == entity


def test_english_comes_before_look_alikes_of_other_languages() -> None:
    assert read_header("data_source").entity != "EVENT_DATE"  # Italian "data" is a date
    assert read_header("name").entity is None  # German "Name" is a surname
    assert read_header("name").heads == ("name",)


def test_an_unknown_header_says_nothing() -> None:
    reading = read_header("qwxz")
    assert (reading.entity, reading.words, reading.things, reading.heads) == (None, "", (), ())
    assert read_header("").entity is None
    assert read_header("😀").entity is None


def test_the_words_of_a_header_are_its_evidence() -> None:
    reading = read_header("PatientBirthDate_x9")
    assert reading.words == "patient birth date"
    assert not reading.complete
    assert read_header("patient_birth_date").strength == PLAIN


def test_words_are_plain() -> None:
    assert words_of("Prénom_du-Patient2") == ["prenom", "du", "patient"]
    assert words_of("HTTPServerID") == ["http", "server", "id"]


def test_the_language_of_a_table_is_that_of_most_of_its_headers() -> None:
    assert spoken_in(["nom", "prenom", "date_naiss", "pays"]) == "fr"
    assert spoken_in(["Nachname", "GebDat", "Strasse", "PLZ"]) == "de"
    assert spoken_in(["name", "dob", "city"], "it") == "en"
    assert spoken_in(["note", "id"], "fr") == "fr"  # one word is not enough to change it
    assert spoken_in([]) == "en"


@given(headers=st.lists(st.text(max_size=12), max_size=6), language=st.sampled_from(LANGUAGES))
@settings(deadline=None, max_examples=60)
def test_the_named_language_stays_without_reason(headers: list[str], language: Language) -> None:
    spoken = spoken_in(headers, language)
    assert spoken in LANGUAGES
    assert spoken == language or len(headers) >= 2


@pytest.mark.parametrize(
    ("header", "entity"),
    [
        ("Patientengeburtsdatum", "DATE_OF_BIRTH"),  # links between the parts of a compound
        ("Taetigkeitsschluessel", "OCCUPATION"),  # umlauts written as two letters
        ("Xyzquatschdatum", "EVENT_DATE"),  # the end of a compound says what it is
        ("geschlechtd", None),
    ],
)
def test_german_compounds(header: str, entity: str | None) -> None:
    assert read_header(header, "de").entity == entity


def test_japanese_is_cut_without_blanks_and_its_unknown_parts_are_left() -> None:
    reading = read_header("某病罹患日")
    assert (reading.entity, reading.complete) == ("EVENT_DATE", False)
    assert read_header("某病罹患日", "de") == reading


def test_a_number_in_front_of_a_thing_names_it_and_counts_several() -> None:
    assert read_header("num_client").entity == "PATIENT_ID"
    assert read_header("num_clients").entity == "MEASUREMENT"


def test_a_phrase_about_people_is_still_about_them() -> None:
    assert "subject" in read_header("customer_number").things
    assert "id" in read_header("customer_number").heads
