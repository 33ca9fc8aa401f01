"""Headers of real tables in five languages, with and without their language being named."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from sector_data.detect.entities import role_of
from sector_data.detect.headers import read_header
from sector_data.spec.words import LANGUAGES, Language, Role

KNOWN: dict[Language, dict[str, list[str]]] = yaml.safe_load(
    (Path(__file__).parent / "known_headers.yaml").read_text("utf-8")
)
HARMLESS = "harmless"
RIGHT = 0.95
KIN = (
    {"MEDICAL_RECORD_NUMBER", "PATIENT_ID"},
    {"POSTAL_CODE", "US_ZIP_CODE"},
    {"ACCOUNT_NUMBER", "IBAN_CODE"},
)
"""Entities between which a header alone cannot decide."""
PERSONAL = {Role.DIRECT_IDENTIFIER, Role.QUASI_IDENTIFIER}


def misread(language: Language, named: Language) -> tuple[list[tuple[str, str, str | None]], int]:
    """Return header, expected and read entity of those read wrongly; and how many there are."""
    wrong: list[tuple[str, str, str | None]] = []
    every = [(e, h) for e, headers in KNOWN[language].items() if e != HARMLESS for h in headers]
    for entity, header in every:
        read = read_header(header, named).entity
        if read != entity and not any({entity, read} <= kin for kin in KIN):
            wrong.append((header, entity, read))
    return wrong, len(every)


def test_there_are_enough_of_them() -> None:
    headers = [h for of in KNOWN.values() for e, hs in of.items() if e != HARMLESS for h in hs]
    assert len(headers) >= 400
    assert sum(len(of[HARMLESS]) for of in KNOWN.values()) >= 80


@pytest.mark.parametrize("language", LANGUAGES)
def test_headers_are_read_in_their_language(language: Language) -> None:
    wrong, every = misread(language, language)
    assert len(wrong) <= (1 - RIGHT) * every, wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_headers_are_read_when_nobody_names_the_language(language: Language) -> None:
    wrong, every = misread(language, "en")
    assert len(wrong) <= (1 - RIGHT) * every, wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_harmless_headers_are_not_taken_for_people(language: Language) -> None:
    read = {h: read_header(h, language).entity for h in KNOWN[language][HARMLESS]}
    assert {h: e for h, e in read.items() if e and role_of(e) in PERSONAL} == {}
