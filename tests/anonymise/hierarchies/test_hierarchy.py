"""What holds for every hierarchy, whatever its kind."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.anonymise.hierarchies import Hierarchy, build, canonical_text
from sector_data.errors import InputError
from sector_data.spec.hierarchies import (
    AgeHierarchy,
    DateHierarchy,
    FlatHierarchy,
    HierarchySpec,
    NumberHierarchy,
    PrefixHierarchy,
    UsZipHierarchy,
)

HERE = Path()

_dates = st.dates(date(1, 1, 1), date(9999, 12, 31))
_texts = st.text(max_size=6)
_zips = st.from_regex(r"[0-9]{5}(-[0-9]{4})?", fullmatch=True)


def _columns(
    spec: st.SearchStrategy[HierarchySpec], values: st.SearchStrategy[object], kind: pa.DataType
) -> st.SearchStrategy[tuple[HierarchySpec, pa.Array]]:
    arrays = st.lists(st.none() | values, max_size=25).map(lambda v: pa.array(v, kind))
    return st.tuples(spec, arrays)


_ages = st.builds(
    AgeHierarchy,
    reference=_dates,
    widths=st.sampled_from([(1, 5, 10, 20), (5,), (2, 4), ()]),
    top=st.integers(1, 120),
)
_calendars = st.builds(
    DateHierarchy,
    levels=st.sampled_from(
        [("day", "month", "quarter", "year", "decade"), ("week",), ("day", "week"), ("year",)]
    ),
)
_numbers = st.builds(
    NumberHierarchy,
    widths=st.sampled_from([None, (0.1, 0.5, 1.0), (5.0, 10.0), (), (1e-5, 1e-3)]),
    origin=st.sampled_from([0.0, 0.05, -3.0, 1e6]),
)
_prefixes = st.builds(PrefixHierarchy, lengths=st.sampled_from([(3, 2, 1), (2,), ()]))

columns = st.one_of(
    _columns(_ages, st.integers(-5, 200), pa.int64()),
    _columns(_ages, st.floats(allow_nan=True, allow_infinity=True), pa.float64()),
    _columns(_ages, _dates, pa.date32()),
    _columns(_ages, st.datetimes(), pa.timestamp("us")),
    _columns(_ages, _texts | _dates.map(str) | st.integers(0, 130).map(str), pa.string()),
    _columns(_calendars, _dates, pa.date32()),
    _columns(_calendars, st.datetimes(timezones=st.just(UTC)), pa.timestamp("us", "Asia/Tokyo")),
    _columns(_calendars, _texts | _dates.map(str), pa.string()),
    _columns(_numbers, st.integers(-(2**63), 2**63 - 1) | st.integers(-50, 50), pa.int64()),
    _columns(_numbers, st.floats() | st.floats(-9, 9).map(lambda x: round(x, 1)), pa.float64()),
    _columns(_numbers, _texts | st.integers(-20, 20).map(str), pa.string()),
    _columns(st.just(UsZipHierarchy()), _zips | _texts, pa.string()),
    _columns(st.just(UsZipHierarchy()), st.integers(-10, 10**6), pa.int64()),
    _columns(_prefixes, _texts, pa.string()),
    _columns(st.just(FlatHierarchy()), st.booleans(), pa.bool_()),
)


def _labels(hierarchy: Hierarchy, values: pa.Array, level: int) -> list[str | None]:
    labels: list[str | None] = canonical_text(hierarchy.generalise(values, level)).to_pylist()
    return labels


@settings(deadline=None, max_examples=150)
@given(columns)
def test_levels_are_a_tree_with_rising_loss(column: tuple[HierarchySpec, pa.Array]) -> None:
    spec, values = column
    hierarchy = build(spec, values, base=HERE)
    assert hierarchy.generalise(values, 0) is values
    assert set(_labels(hierarchy, values, hierarchy.levels - 1)) <= {"*"}
    for level in range(1, hierarchy.levels):
        finer, coarser = (_labels(hierarchy, values, i) for i in (level - 1, level))
        assert len(set(zip(finer, coarser, strict=True))) == len(set(finer))
        assert hierarchy.generalise(values, level).type == pa.string()
        if level < hierarchy.levels - 1:
            assert [label is None for label in coarser] == values.is_null().to_pylist()
        losses = hierarchy.loss(values, level)
        assert np.all(losses >= hierarchy.loss(values, level - 1) - 1e-12)
        assert np.all((losses >= 0) & (losses <= 1))
        assert len(set(zip(coarser, losses.tolist(), strict=True))) == len(set(coarser))
    assert np.all(hierarchy.loss(values, 0) == 0)
    assert np.all(hierarchy.loss(values, hierarchy.levels - 1) == 1)


@settings(deadline=None, max_examples=100)
@given(columns, st.integers(0, 25))
def test_labels_need_only_value_and_completed_specification(
    column: tuple[HierarchySpec, pa.Array], cut: int
) -> None:
    spec, values = column
    hierarchy = build(spec, values, base=HERE)
    read_back = type(spec).model_validate_json(hierarchy.spec.model_dump_json())
    part = values[cut:]
    again = build(read_back, part, base=HERE)
    assert again.spec == hierarchy.spec
    assert again.levels == hierarchy.levels
    for level in range(hierarchy.levels):
        assert _labels(again, part, level) == _labels(hierarchy, values, level)[cut:]


@pytest.mark.parametrize(
    "spec",
    [
        AgeHierarchy(),
        DateHierarchy(),
        UsZipHierarchy(),
        NumberHierarchy(),
        PrefixHierarchy(),
        FlatHierarchy(),
    ],
    ids=lambda spec: spec.kind,
)
@pytest.mark.parametrize("kind", [pa.null(), pa.string(), pa.date32()], ids=str)
def test_columns_without_values(spec: HierarchySpec, kind: pa.DataType) -> None:
    if spec.kind == "number" and kind == pa.date32():
        return  # refused whatever the values
    for length in (0, 3):
        values = pa.nulls(length, kind)
        hierarchy = build(spec, pa.chunked_array([values]), base=HERE)
        for level in range(1, hierarchy.levels - 1):
            assert hierarchy.generalise(values, level).to_pylist() == [None] * length
            assert hierarchy.loss(values, level).tolist() == [0.0] * length
        assert hierarchy.generalise(values, hierarchy.levels - 1).to_pylist() == ["*"] * length


def test_a_level_that_does_not_exist_is_named_with_those_that_do() -> None:
    values = pa.array(["a"])
    hierarchy = build(FlatHierarchy(), values, base=HERE)
    for level in (-1, 2):
        with pytest.raises(InputError, match=r"(?s)no level .* 0 .* to 1"):
            hierarchy.generalise(values, level)
        with pytest.raises(InputError, match="no level"):
            hierarchy.loss(values, level)


def test_chunks_and_repeats_make_no_difference() -> None:
    values = pa.chunked_array([["E11.9", None], ["E11.9", "É"], []], pa.string())
    hierarchy = build(PrefixHierarchy(), values, base=HERE)
    assert hierarchy.generalise(values, 1).to_pylist() == ["E11", None, "E11", "É"]
    assert hierarchy.loss(values, 3).tolist() == [0.0, 0.0, 0.0, 0.0]


def test_text_of_values_does_not_depend_on_the_machine() -> None:
    instant = datetime(1850, 1, 2, 3, 4, 5, tzinfo=UTC)
    in_tokyo = pa.array([instant, None], pa.timestamp("us", "Asia/Tokyo"))
    assert canonical_text(in_tokyo).to_pylist() == ["1850-01-02 03:04:05.000000", None]
    assert canonical_text(pa.array([1.0, 0.1, 2.5e-7])).to_pylist() == ["1", "0.1", "2.5e-7"]
    assert canonical_text(pa.array([True, None])).to_pylist() == ["true", None]
