"""Predicates of single values."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sector_data.detect import checks


@pytest.mark.parametrize(
    ("test", "good", "bad"),
    [
        (checks.is_card, "4111 1111 1111 1111", "4111 1111 1111 1112"),
        (checks.is_card, "378282246310005", "978282246310005"),
        (checks.is_npi, "1234567893", "1234567894"),
        (checks.is_vin, "1M8GDM9AXKP042788", "1M8GDM9A1KP042788"),
        (checks.is_snomed, "300916003", "300916004"),
        (checks.is_loinc, "2951-2", "2951-3"),
        (checks.is_ip, "192.168.0.1", "192.168.0.256"),
        (checks.is_ip, "2001:db8::1", "12:30:45"),
        (checks.is_phone, "+41 69 979 80 58", "+41 1"),
        (checks.is_phone, "(617) 555-0100", "617-5550-100"),
        (checks.is_phone, "031 322 93 94", "031 322 93 9"),
        (checks.is_phone, "06 12 34 56 78", "01.02.2023"),
        (checks.is_phone, "0475 12 34 56", "0475-12-34-56"),
        (checks.is_phone, "07700 900123", "00000 900123"),
        (checks.is_phone, "030 1234567", "0123-45678"),
        (checks.is_phone, "0171/1234567", "01/02/2023"),
        (checks.is_phone, "03-1234-5678", "01-02-2023"),
        (checks.SSN.fullmatch, "123-45-6789", "000-45-6789"),
        (checks.EMAIL.fullmatch, "ann.o'neil+x@mail.example.org", "ann@example"),
    ],
)  # fmt: skip
def test_examples(test: object, good: str, bad: str) -> None:
    assert callable(test)
    assert test(good)
    assert not test(bad)


@given(digits=st.text("0123456789", min_size=1, max_size=18))
def test_luhn_has_exactly_one_check_digit(digits: str) -> None:
    assert sum(checks.luhn(digits + d) for d in "0123456789") == 1


_PLAIN = {"CREDIT_CARD": 16, "US_NPI": 10, "UK_NHS": 10, "DIAGNOSIS_CODE": 9, "DEVICE_ID": 15}


@pytest.mark.parametrize(
    "check",
    [c for c in checks.CHECKS if c.entity in _PLAIN],
    ids=lambda c: c.entity,
)
def test_chance_is_not_underrated(check: checks.Check) -> None:
    """Random digits of the right length pass no more often than the check says."""
    draw = random.Random(11)
    length = _PLAIN[check.entity]
    passed = sum(
        check.passes(str(draw.randrange(10 ** (length - 1), 10**length))) for _ in range(5000)
    )
    assert passed / 5000 <= check.chance * 1.25 + 0.001


@given(text=st.text(max_size=30))
def test_no_check_raises(text: str) -> None:
    for check in checks.CHECKS:
        assert check.passes(text) in {True, False}
    assert checks.is_phone(text) in {True, False}
    assert checks.is_ip(text) in {True, False}
