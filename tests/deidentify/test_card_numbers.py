"""Card numbers keep no more digits than PCI DSS lets stand of their brand and length."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.deidentify.transforms import transform
from sector_data.spec.transforms.identifiers import TruncatePan


def cut(text: str, spec: TruncatePan | None = None) -> str | None:
    (made,) = transform(pa.array([text]), spec or TruncatePan()).to_pylist()
    return None if made is None else str(made)


@pytest.mark.parametrize(
    ("pan", "first", "expected"),
    [
        ("4111111111111111", 6, "411111…1111"),
        ("4111-1111 1111.1111", 8, "41111111…1111"),
        ("5555555555554444", 8, "55555555…4444"),
        ("2223000048400011", 8, "22230000…0011"),
        ("6011111111111117", 8, "60111111…1117"),
        ("3566002020360505", 8, "35660020…0505"),
        ("378282246310005", 8, "378282…0005"),
        ("30569309025904", 8, "305693…5904"),
        ("9999999999999995", 8, "999999…9995"),
        ("501234567890", 8, "5012…7890"),
        ("12345", 6, None),
        ("4111x1111111111111", 6, None),
        ("", 6, None),
    ],
)
def test_formats_of_the_council(pan: str, first: int, expected: str | None) -> None:
    assert cut(pan, TruncatePan.model_validate({"first": first})) == expected


@settings(deadline=None)
@given(
    st.text("0123456789", min_size=12, max_size=19),
    st.sampled_from([0, 4, 6, 8]),
    st.integers(0, 4),
)
def test_four_digits_or_more_are_always_removed(pan: str, first: int, last: int) -> None:
    made = cut(pan, TruncatePan.model_validate({"first": first, "last": last, "removed": ""}))
    assert made is not None
    assert len(made) <= len(pan) - 4
    assert len(made) - last <= (8 if len(pan) == 16 else 6)


def test_numbers_are_read_as_their_digits() -> None:
    assert transform(pa.array([4111111111111111, None]), TruncatePan()).to_pylist() == [
        "411111…1111",
        None,
    ]
