"""Counting identifiers in released columns: few misses, and above all no false alarms."""

from __future__ import annotations

import datetime as dt
import random

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.detect.checks import luhn
from sector_data.detect.identifiers.catalogue import BY_ID
from sector_data.detect.values import count_identifiers
from tests.detect.identifiers.sampling import sampler

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
DRAW = random.Random(3)


@pytest.mark.parametrize(
    ("value", "entity"),
    [
        ("write to ann@example.org today", "EMAIL_ADDRESS"),
        ("https://example.org/ann", "URL"),
        ("www.example.org", "URL"),
        ("219-09-9999", "US_SSN"),
        ("4111 1111 1111 1111", "CREDIT_CARD"),
        ("GB82 WEST 1234 5698 7654 32", "IBAN_CODE"),
        ("DE89370400440532013000", "IBAN_CODE"),
        ("from 192.168.13.7", "IP_ADDRESS"),
        ("2001:db8:0:0:8a2e::7334", "IP_ADDRESS"),
        ("00:1B:44:11:3A:B7", "MAC_ADDRESS"),
        ("(617) 555-0123", "PHONE_NUMBER"),
        ("call +41 69 979 80 58", "PHONE_NUMBER"),
        ("617.555.0123", "PHONE_NUMBER"),
        ("Tochter anrufen: 031 322 93 94", "PHONE_NUMBER"),
        ("rappeler au 06.12.34.56.78", "PHONE_NUMBER"),
        ("娘さん（090-1234-5678）", "PHONE_NUMBER"),
    ],
)
def test_identifiers_are_counted(value: str, entity: str) -> None:
    assert count_identifiers(pa.array([value, value, None, "red"])) == {entity: 1}


def test_distinct_values_are_counted_over_chunks_and_dictionaries() -> None:
    mails = [f"u{i % 3}@example.org" for i in range(9)]
    chunks = pa.chunked_array([mails[:4], mails[4:]])
    assert count_identifiers(chunks) == {"EMAIL_ADDRESS": 3}
    assert count_identifiers(chunks.dictionary_encode()) == {"EMAIL_ADDRESS": 3}


@given(
    tokens=st.lists(st.text(CROCKFORD, min_size=8, max_size=32), min_size=1, max_size=60),
    prefix=st.sampled_from(["", "p_", "pat-"]),
)
@settings(deadline=None, max_examples=100)
def test_pseudonyms_are_no_identifiers(tokens: list[str], prefix: str) -> None:
    assert count_identifiers(pa.array([prefix + t for t in tokens])) == {}


@pytest.mark.parametrize("length", [8, 10, 12, 15, 16, 17, 20, 26])
def test_many_pseudonyms_of_one_length_are_no_identifiers(length: int) -> None:
    for alphabet in (CROCKFORD, CROCKFORD.lower(), "0123456789abcdef", "0123456789"):
        tokens = ["".join(DRAW.choices(alphabet, k=length)) for _ in range(2000)]
        assert count_identifiers(pa.array(tokens)) == {}


@given(value=st.floats(allow_nan=False) | st.decimals(allow_nan=False, allow_infinity=False))
def test_decimal_numbers_are_no_identifiers(value: object) -> None:
    assert count_identifiers(pa.array([str(value), f"{value:,}"])) == {}


@given(moment=st.datetimes(min_value=dt.datetime(1000, 1, 1)))
def test_dates_are_no_identifiers(moment: dt.datetime) -> None:
    written = [
        moment.isoformat(),
        moment.isoformat(" ") + "+02:00",
        f"{moment.day:02}.{moment.month:02}.{moment.year:04}",
        f"{moment.month}/{moment.day}/{moment.year}",
        f"{moment.year:04}-{moment.month:02}",
        f"{moment.year:04}{moment.month:02}{moment.day:02}",
        f"{moment.hour:02}:{moment.minute:02}:{moment.second:02}",
        f"[{moment.year:04}-01-01, {moment.year + 1:04}-01-01)",
    ]
    assert count_identifiers(pa.array(written)) == {}


@pytest.mark.parametrize(
    "values",
    [
        ["J45.1", "E11.65", "S72.001A", "Z99.2"],
        ["300916003", "444814009", "195662009"],
        ["2951-2", "718-7", "4548-4"],
        ["0069-2587-41", "50090-2875-0"],
        ["[30, 40)", "30-39", ">= 90", "1,234,567", "123 456 789"],
        ["1.2.840.10008.5.1.4.1.1.1.1", "1.2.3", "v2.10.0"],
        ["02139", "021**", "02139-4307", "SW1A 1AA"],
        ["a::b", "12:30:45", "::", "a@b", "@", "+", "+5", "-12"],
        ["2024-W07", "Q3 2024", "1990s"],
        ["Self-emp-not-inc", "<=50K", "*"],
        [f"{i:03d}-{i:02d}" for i in range(99)],
    ],
)
def test_codes_bands_and_versions_are_no_identifiers(values: list[str]) -> None:
    assert count_identifiers(pa.array(values)) == {}


def test_bare_card_numbers_count_when_chance_cannot_explain_them() -> None:
    stems = [f"4{DRAW.randrange(10**13, 10**14)}" for _ in range(40)]
    cards = [s + next(d for d in "0123456789" if luhn(s + d)) for s in stems]
    assert count_identifiers(pa.array(cards)) == {"CREDIT_CARD": 40}
    assert count_identifiers(pa.array([int(c) for c in cards])) == {"CREDIT_CARD": 40}
    assert count_identifiers(pa.array(cards[:5])) == {}


@pytest.mark.parametrize(
    ("identifier", "entity"),
    [("ch-ahv", "CH_AHV"), ("fi-hetu", "FI_PERSONAL_IDENTITY_CODE"), ("es-nie", "ES_NIE")],
)
def test_peculiar_numbers_count_when_chance_cannot_explain_them(
    identifier: str, entity: str
) -> None:
    entry = BY_ID[identifier]
    draw = sampler(entry.shape, 2)
    drawn = (draw() for _ in range(5000))
    values = [v for v in drawn if entry.passes(v)][:40]
    assert count_identifiers(pa.array(values)) == {entity: 40}
    assert count_identifiers(pa.array(values[:5])) == {}
    assert count_identifiers(pa.array([draw() for _ in range(400)])) == {}


@pytest.mark.parametrize(
    "values",
    [
        pa.array([], pa.string()),
        pa.array([None, None], pa.string()),
        pa.array([1.5, None]),
        pa.array([True]),
        pa.array([dt.date(1850, 1, 1)]),
        pa.array([dt.datetime(2020, 1, 1)]),
        pa.array(list(range(5000))),
        pa.array([], pa.int64()),
    ],
)
def test_other_columns_hold_none(values: pa.Array) -> None:
    assert count_identifiers(values) == {}
