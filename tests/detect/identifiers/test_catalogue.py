"""The entries of the catalogue: complete, right about chance, and known as entities."""

from __future__ import annotations

import random
import re
import string

import pytest

from sector_data.detect.entities import ENTITIES, broader
from sector_data.detect.identifiers.catalogue import BY_ID, CATALOGUE
from sector_data.detect.identifiers.record import DISTINCT, Identifier
from tests.detect.identifiers.sampling import sampler

CHECKED = [e for e in CATALOGUE if e.check is not None]
ALONE = [e for e in CATALOGUE if e.alone]
DRAWS = 1500
SEED = 20261
CAPPED = {"int-iban", "int-isin"}
"""Their form lets in countries that do not exist, which real columns do not hold: the record gives
the share among numbers of one real country."""
BY_RANGE = {"int-geo"}
"""Two decimals with four places or more are peculiar however many of them are in range."""


def test_each_entry_is_there_once() -> None:
    assert len(BY_ID) == len(CATALOGUE)


@pytest.mark.parametrize("entry", CATALOGUE, ids=lambda e: e.id)
def test_an_entry_says_all_that_is_needed(entry: Identifier) -> None:
    assert entry.words
    assert all(entry.words.values())
    assert entry.source
    assert entry.id.startswith(entry.country.lower())
    assert (entry.chance == 1.0) == (entry.check is None)
    assert "pypi" not in entry.source.lower()


@pytest.mark.parametrize("entry", CATALOGUE, ids=lambda e: e.id)
def test_its_example_is_one_written_and_in_a_column(entry: Identifier) -> None:
    match = entry.written.search(f"x {entry.example}, y")
    assert match is not None
    assert match[0] == entry.example
    assert entry.fits(entry.example)
    assert entry.shape.fullmatch(entry.compact(entry.example.lower()))


@pytest.mark.parametrize("entry", CATALOGUE, ids=lambda e: e.id)
def test_its_entity_is_listed(entry: Identifier) -> None:
    known = ENTITIES[entry.entity]
    assert known.description
    assert broader(entry.entity) in ENTITIES
    # Entities that were there before keep their role; all others have that of their numbers.
    if known.description == entry.english:
        assert known.role is entry.role
    if entry.subject in {"person", "household", "device"} and entry.entity != "PHONE_NUMBER":
        assert known.role.value == "direct-identifier"


def test_numbers_of_companies_are_not_personal_by_default() -> None:
    for entity in ("FR_SIREN", "DE_HANDELSREGISTER", "LEI", "BIC_CODE", "IT_VAT_CODE", "UK_VAT"):
        assert ENTITIES[entity].role.value == "quasi-identifier"
    for entity in ("ISIN", "CUSIP", "US_NDC"):
        assert ENTITIES[entity].role.value == "insensitive"


def test_a_countrys_own_falls_under_a_general_entity() -> None:
    assert broader("FR_NIR") == "NATIONAL_ID"
    assert broader("DE_HEALTH_INSURANCE") == "POLICY_NUMBER"
    assert broader("FR_PASSPORT") == "PASSPORT"
    assert broader("PERSON") == "PERSON"
    assert broader("SHOE_SIZE") == "SHOE_SIZE"


@pytest.mark.parametrize("entry", CHECKED, ids=lambda e: e.id)
def test_chance_is_as_measured(entry: Identifier) -> None:
    draw = sampler(entry.shape, SEED)
    measured = sum(entry.passes(draw()) for _ in range(DRAWS)) / DRAWS
    spread = 4 * (entry.chance * (1 - entry.chance) / DRAWS) ** 0.5
    assert measured <= entry.chance + spread
    if entry.id not in CAPPED:
        assert measured >= entry.chance - spread


@pytest.mark.parametrize("entry", [e for e in ALONE if e.id not in BY_RANGE], ids=lambda e: e.id)
def test_what_shows_alone_is_rare_among_texts_of_the_same_kinds_of_characters(
    entry: Identifier,
) -> None:
    """Random digits for its digits and random letters for its letters hardly ever make one."""
    draw, source = sampler(entry.shape, SEED), random.Random(SEED)
    kinds = {**dict.fromkeys(string.digits, string.digits)}
    kinds |= dict.fromkeys(string.ascii_uppercase, string.ascii_uppercase)
    tried = ["".join(source.choice(kinds.get(c, c)) for c in draw()) for _ in range(DRAWS)]
    assert sum(entry.fits(t) for t in tried) / DRAWS <= DISTINCT * 1.4


@pytest.mark.parametrize("entry", CATALOGUE, ids=lambda e: e.id)
def test_no_expression_repeats_without_bound(entry: Identifier) -> None:
    for pattern in (entry.text, entry.column):
        assert not re.search(r"(?<!\\)[*+](?![^\[]*\])", pattern)
