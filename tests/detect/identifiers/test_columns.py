"""Columns explained by check digits against chance."""

from __future__ import annotations

import random
import time

import pytest

from sector_data.detect.identifiers.catalogue import BY_ID, CATALOGUE
from sector_data.detect.identifiers.columns import SHAPE, IdentifierMatch, explain
from sector_data.detect.identifiers.record import PROVING, Identifier
from tests.detect.identifiers.sampling import sampler

PROVABLE = [e for e in CATALOGUE if e.chance <= PROVING]
FORMS = [e for e in CATALOGUE if e.check is None]


def numbers(identifier: str, count: int = 120, seed: int = 5) -> list[str]:
    """Draw random numbers that an identifier's form and check digits allow."""
    entry = BY_ID[identifier]
    if identifier == "int-iban":  # of a country whose accounts the sampler knows nothing about
        from stdnum import iban

        stems = (f"DE00{i:018}" for i in range(count))
        return [f"DE{iban.calc_check_digits(s)}{s[4:]}" for s in stems]
    draw = sampler(entry.shape, seed)
    found: dict[str, None] = {}
    while len(found) < count:
        value = draw()
        if entry.passes(value):
            found[value] = None
    return list(found)


def match_of(matches: list[IdentifierMatch], identifier: str) -> IdentifierMatch | None:
    return next((m for m in matches if m.identifier.id == identifier), None)


@pytest.mark.parametrize("entry", PROVABLE, ids=lambda e: e.id)
def test_check_digits_prove_a_column(entry: Identifier) -> None:
    match = match_of(explain(numbers(entry.id, 40)), entry.id)
    assert match is not None
    assert match.passes == 1.0
    assert match.confidence >= 0.7
    assert match.lift is not None
    assert match.lift > 6


@pytest.mark.parametrize("entry", PROVABLE, ids=lambda e: e.id)
def test_random_numbers_of_the_form_prove_nothing(entry: Identifier) -> None:
    draw = sampler(entry.shape, 17)
    assert match_of(explain([draw() for _ in range(300)]), entry.id) is None


@pytest.mark.parametrize("entry", FORMS, ids=lambda e: e.id)
def test_a_form_alone_is_a_hint_unless_the_header_agrees(entry: Identifier) -> None:
    values = numbers(entry.id)
    word = next(w for ws in entry.words.values() for w in ws)
    bare = match_of(explain(values), entry.id)
    named = match_of(explain(values, word), entry.id)
    assert bare is not None
    assert bare.confidence <= (0.6 if entry.alone else SHAPE)
    assert bare.lift is None
    assert named is not None
    assert named.confidence >= 0.8


def test_the_sentence_tells_both_shares() -> None:
    values = numbers("fr-nir", 98)
    broken = [v[:-1] + str((int(v[-1]) + 1) % 10) for v in numbers("fr-nir", 2, seed=8)]
    match = explain([*values, *broken])[0]
    assert match.sentence == (
        "98 % of the values pass the check digits of the French social security number (NIR); of "
        "random ones of that form 1 % would"
    )


@pytest.mark.parametrize(
    ("identifier", "header"),
    [
        ("ca-sin", "patient_sin"),
        ("fr-siren", "NumeroSIREN"),
        ("de-lanr", "arztnummer"),
        ("jp-my-number", "個人番号"),
        ("it-partita-iva", "Partita IVA"),
        ("fr-nir", "numero_securite_sociale"),
        ("gb-passport", "passport_no"),
    ],
)
def test_the_header_decides_between_equals(identifier: str, header: str) -> None:
    first, *rest = explain(numbers(identifier), header)
    assert first.identifier.entity == BY_ID[identifier].entity
    assert first.announced
    assert all(m.confidence < first.confidence for m in rest if not m.announced)


def test_written_forms_are_read_through() -> None:
    spaced = [f"{v[:3]} {v[3:6]} {v[6:]}" for v in numbers("gb-nhs")]
    assert explain(spaced)[0].identifier.id == "gb-nhs"
    wide = [v.translate({ord(d): ord(d) + 0xFEE0 for d in "0123456789"}) for v in numbers("gb-nhs")]
    assert explain(wide)[0].identifier.id == "gb-nhs"
    assert explain([v.lower() for v in numbers("it-codice-fiscale")])[0].confidence > 0.9


def test_lost_zeros_are_put_back() -> None:
    values = numbers("jp-my-number", 400)
    assert any(v.startswith("0") for v in values)
    assert explain([str(int(v)) for v in values])[0].identifier.id == "jp-my-number"


def test_header_against_check_digits_is_said() -> None:
    draw = sampler(BY_ID["fr-nir"].shape, 3)
    match = match_of(explain([draw() for _ in range(200)], "NIR"), "fr-nir")
    assert match is not None
    assert 0 < match.confidence < 0.5
    assert "pass the check digits" in match.sentence


@pytest.mark.parametrize(
    "values",
    [
        [],
        ["", "  "],
        ["red", "green", "blue"],
        [f"20{y:02}-{m:02}-{d:02}" for y in range(10, 20) for m in (1, 5) for d in (3, 9)],
        [f"{d:02}.{m:02}.19{y}" for y in range(50, 60) for m in (1, 12) for d in (3, 9)],
        [f"{n / 7:.2f}" for n in range(100, 900)],
        [str(n) for n in range(1, 5000)],
        [f"{n} mg" for n in range(1, 200)],
        [f"INV-2024-{n:05}" for n in range(1, 200)],
        [f"{20 + n % 60}-{25 + n % 60}" for n in range(60)],
    ],
    ids=["none", "blank", "words", "dates", "german dates", "decimals", "sequence", "doses",
         "invoices", "bands"],
)  # fmt: skip
def test_other_columns_are_not_explained(values: list[str]) -> None:
    assert [m for m in explain(values) if m.confidence > SHAPE] == []


@pytest.mark.parametrize("length", range(8, 18))
def test_random_and_running_numbers_stay_hints(length: int) -> None:
    draw = random.Random(length)
    values = [str(draw.randrange(10 ** (length - 1), 10**length)) for _ in range(600)]
    running = [str(10 ** (length - 1) + n) for n in range(600)]
    for column in (values, running):
        assert all(m.confidence <= SHAPE for m in explain(column))


def test_few_values_prove_less() -> None:
    many, few = (explain(numbers("gb-nhs", n))[0].confidence for n in (100, 3))
    assert few < many


def test_ten_thousand_values_take_less_than_a_second() -> None:
    draw = random.Random(1)
    values = [f"{draw.randrange(10**9):09}" for _ in range(10_000)]
    explain(values[:100])
    start = time.process_time()
    explain(values)
    assert time.process_time() - start < 1


def test_no_sentence_holds_a_value() -> None:
    for identifier in ("ca-sin", "int-lei", "fr-passport"):
        values = numbers(identifier)
        for match in explain(values):
            assert not any(v in match.sentence for v in values)
