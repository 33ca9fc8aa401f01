"""What holds for every hierarchy, whatever its kind."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.anonymise.hierarchies import Hierarchy, build, canonical_text
from sector_data.errors import InputError
from sector_data.spec.classifications import CODED_KINDS
from sector_data.spec.hierarchies import (
    AgeHierarchy,
    DateHierarchy,
    FlatHierarchy,
    HierarchySpec,
    IntervalHierarchy,
    NumberHierarchy,
    OrderedHierarchy,
    PrefixHierarchy,
    UsZipHierarchy,
)
from tests.anonymise.hierarchies.columns import coded_columns, columns

HERE = Path()


def _labels(hierarchy: Hierarchy, values: pa.Array, level: int) -> list[str | None]:
    labels: list[str | None] = canonical_text(hierarchy.generalise(values, level)).to_pylist()
    return labels


@settings(deadline=None, max_examples=400)
@given(columns | coded_columns)
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
@given(columns | coded_columns, st.integers(0, 25))
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
        IntervalHierarchy(cuts=((1.0,),)),
        OrderedHierarchy(values=("a", "b", "c")),
        PrefixHierarchy(),
        FlatHierarchy(),
        *(kind() for kind in CODED_KINDS),
    ],
    ids=lambda spec: spec.kind,
)
@pytest.mark.parametrize("kind", [pa.null(), pa.string(), pa.date32()], ids=str)
def test_columns_without_values(spec: HierarchySpec, kind: pa.DataType) -> None:
    if spec.kind in ("number", "interval") and kind == pa.date32():
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
