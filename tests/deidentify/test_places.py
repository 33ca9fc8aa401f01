"""ZIP codes keep three digits only where the census counts more than 20,000 people."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.deidentify.places import KEPT_PREFIXES, SMALL_PREFIXES, UNPOPULATED_PREFIXES
from sector_data.deidentify.transforms import transform
from sector_data.spec.transforms.values import Zip3
from tests.deidentify.strategies import FLOAT_COLUMNS, INTEGER_COLUMNS, TEXT_COLUMNS

# 45 CFR 164.514(b)(2)(i)(B) on the 2020 census.
ZEROED = "036 059 102 202 203 204 205 369 556 692 753 772 821 823 878 879 884 893"


def cut(values: list[object], arrow_type: pa.DataType | None = None) -> list[str | None]:
    result: list[str | None] = transform(pa.array(values, arrow_type), Zip3()).to_pylist()
    return result


def test_the_census_counts_894_prefixes_of_which_18_are_small() -> None:
    assert sorted(SMALL_PREFIXES) == ZEROED.split()
    assert len(KEPT_PREFIXES) == 894 - 18
    assert len(UNPOPULATED_PREFIXES) == 1000 - 894
    assert not SMALL_PREFIXES & UNPOPULATED_PREFIXES


@settings(deadline=None)
@given(st.integers(0, 99_999))
def test_a_zip_code_becomes_its_prefix_or_000(number: int) -> None:
    code = f"{number:05d}"
    expected = code[:3] if code[:3] in KEPT_PREFIXES else "000"
    assert cut([code, f" {code}-1234"]) == [expected, expected]
    assert cut([number]) == [expected if number >= 1000 else "000"]


@settings(deadline=None)
@given(TEXT_COLUMNS | INTEGER_COLUMNS | FLOAT_COLUMNS)
def test_nothing_but_kept_prefixes_and_000_comes_out(values: pa.Array) -> None:
    result = set(transform(values, Zip3()).to_pylist())
    assert result <= KEPT_PREFIXES | {"000", None}


@pytest.mark.parametrize("prefix", ZEROED.split())
def test_small_areas_are_zeroed(prefix: str) -> None:
    assert cut([prefix + "01"]) == ["000"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("02138", "021"),
        ("02138-1234", "021"),
        ("89101", "891"),
        ("89001", "890"),
        ("09012", "000"),
        ("00000", "000"),
        ("2138", "000"),
        ("021381234", "000"),
        ("K1A 0B1", "000"),
        ("02138-", "000"),
        ("０２１３８", "000"),
        ("02138\n", "021"),
        ("", "000"),
        ("😀", "000"),
        (None, None),
        (2138, "021"),
        (601, "000"),
        (-2138, "000"),
        (2138.0, "021"),
        (2138.5, "000"),
        (1e300, "000"),
        (float("nan"), "000"),
        (float("inf"), "000"),
    ],
    ids=repr,
)
def test_zip_codes_by_example(value: object, expected: str | None) -> None:
    assert cut([value], pa.string() if value is None else None) == [expected]
