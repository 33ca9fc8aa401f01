"""Identifiers by shape and by the word before them."""

from __future__ import annotations

import pytest

from sector_data.detect.recognizers import labelled, numbers
from sector_data.detect.recognizers.vocabulary import Finder, words_of_text
from sector_data.spec.words import Language

LABELLED = labelled.finder(words_of_text("en"))
SHAPED = numbers.identifiers(words_of_text("en"))


def found(finder: Finder, text: str) -> set[tuple[str, str]]:
    return {(text[s.start : s.end], s.entity) for s in finder.find(text)}


@pytest.mark.parametrize(
    ("text", "value", "entity"),
    [
        ("MRN: 00123456", "00123456", "MEDICAL_RECORD_NUMBER"),
        ("mrn#123-456", "123-456", "MEDICAL_RECORD_NUMBER"),
        ("Medical record no. A/12345", "A/12345", "MEDICAL_RECORD_NUMBER"),
        ("the medical record number (MRN) is 778812", "778812", "MEDICAL_RECORD_NUMBER"),
        ("record # 12345", "12345", "MEDICAL_RECORD_NUMBER"),
        ("acct 00991", "00991", "ACCOUNT_NUMBER"),
        ("my driver's license number is 2270-66-1551", "2270-66-1551", "US_DRIVER_LICENSE"),
        ("NPI 1234567893", "1234567893", "US_NPI"),
        ("VIN: 1M8GDM9AXKP042788", "1M8GDM9AXKP042788", "VEHICLE_ID"),
        ("serial no. SN-00-812", "SN-00-812", "DEVICE_ID"),
    ],
)
def test_a_label_makes_an_identifier(text: str, value: str, entity: str) -> None:
    assert (value, entity) in found(LABELLED, text)


@pytest.mark.parametrize(
    "text",
    [
        "record 2019",
        "MRN unknown",
        "the chart on 03/04/2021",
        "patient 12",
        "case: 3/4/21",
        "policy number: pending",
        "order tomorrow",
    ],
)
def test_a_label_alone_makes_none(text: str) -> None:
    assert found(LABELLED, text) == set()


@pytest.mark.parametrize(
    ("text", "value", "entity"),
    [
        ("x 123-45-6789 y", "123-45-6789", "US_SSN"),
        ("1EG4-TE5-MK73", "1EG4-TE5-MK73", "US_MBI"),
        ("4111111111111111", "4111111111111111", "CREDIT_CARD"),
        ("GB82 WEST 1234 5698 7654 32 and BIC", "GB82 WEST 1234 5698 7654 32", "IBAN_CODE"),
        ("card 213176828496176 lost", "213176828496176", "CREDIT_CARD"),
    ],
)
def test_shapes(text: str, value: str, entity: str) -> None:
    assert (value, entity) in found(SHAPED, text)


@pytest.mark.parametrize(
    "text", ["000-12-3456", "4111111111111112", "1234-5678", "GB00 WEST 1234 5698 7654 32", "12.5"]
)
def test_what_fails_its_check_is_none(text: str) -> None:
    assert found(SHAPED, text) == set()


def test_the_machine_readable_zone_of_a_passport_is_one_passage() -> None:
    zone = (
        "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
    )
    assert found(SHAPED, f"Scan:\n{zone}\nEnd") == {(zone, "US_PASSPORT")}


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("fr", "IPP : 8000123456", "8000123456"),
        ("de", "Patientennummer 12345678", "12345678"),
        ("it", "cartella clinica n. 2021/4567", "2021/4567"),
        ("ja", "患者ID：0012345", "0012345"),
    ],
)
def test_other_languages_have_labels_of_their_own(
    language: Language, text: str, value: str
) -> None:
    finder = labelled.finder(words_of_text(language))
    assert (value, "MEDICAL_RECORD_NUMBER") in found(finder, text)
