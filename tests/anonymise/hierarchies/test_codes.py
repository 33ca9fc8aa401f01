"""ZIP codes, prefixes and plain categories."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from sector_data.anonymise.hierarchies import build
from sector_data.errors import SpecificationError
from sector_data.spec.hierarchies import FlatHierarchy, PrefixHierarchy, UsZipHierarchy

HERE = Path()


def test_zip_codes_lose_their_last_digits() -> None:
    codes = pa.array(["02139", "02139-4307", "021394307", " 98101 ", "2139", "A1B 2C3", None])
    hierarchy = build(UsZipHierarchy(), codes, base=HERE)
    levels = [hierarchy.generalise(codes, level).to_pylist() for level in range(1, 6)]
    assert levels == [
        ["02139", "02139", "02139", "98101", "*", "*", None],
        ["021**", "021**", "021**", "981**", "*", "*", None],
        ["02***", "02***", "02***", "98***", "*", "*", None],
        ["0****", "0****", "0****", "9****", "*", "*", None],
        ["*"] * 7,
    ]
    assert hierarchy.loss(codes, 1).tolist() == [0.4, 0.4, 0.4, 0.0, 1.0, 1.0, 0.0]


def test_zip_codes_read_as_numbers_get_their_zeros_back() -> None:
    codes = pa.array([2139, 98101, -1, 123456, None])
    hierarchy = build(UsZipHierarchy(), codes, base=HERE)
    assert hierarchy.generalise(codes, 2).to_pylist() == ["021**", "981**", "*", "*", None]


def test_prefixes_are_bare_and_count_characters() -> None:
    codes = pa.array(["E11.9", "E11", "I1", "é", "日本語病", None])
    hierarchy = build(PrefixHierarchy(), codes, base=HERE)
    assert hierarchy.generalise(codes, 1).to_pylist() == ["E11", "E11", "I1", "é", "日本語", None]
    assert hierarchy.generalise(codes, 3).to_pylist() == ["E", "E", "I", "é", "日", None]
    assert hierarchy.loss(codes, 1).tolist() == [0.25, 0.25, 0.0, 0.0, 0.0, 0.0]


def test_prefix_lengths_must_fall() -> None:
    with pytest.raises(SpecificationError, match=r"Try 4, 3, 1"):
        build(PrefixHierarchy(lengths=(3, 4, 1)), pa.array(["E11"]), base=HERE)


def test_flat_has_two_levels() -> None:
    values = pa.array([True, None, False])
    hierarchy = build(FlatHierarchy(), values, base=HERE)
    assert hierarchy.levels == 2
    assert hierarchy.generalise(values, 0).equals(values)
    assert hierarchy.generalise(values, 1).to_pylist() == ["*"] * 3
