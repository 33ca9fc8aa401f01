"""A plan by cells, carried out, releases what local suppression found, and says so."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import pyarrow as pa
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sector_data.anonymise.applying import apply_protection
from sector_data.anonymise.cells import plan_cell_suppression, suppress_cells
from sector_data.anonymise.hierarchies import build
from sector_data.errors import InputError
from sector_data.spec.hierarchies import (
    FlatHierarchy,
    HierarchySpec,
    NumberHierarchy,
    PrefixHierarchy,
)
from sector_data.spec.plan import ProtectionPlan

BASE = Path()
Gaps = Literal["wildcard", "own-category"]
ROWS = st.lists(
    st.tuples(
        st.none() | st.integers(0, 60),
        st.none() | st.sampled_from(["ab1", "ab2", "b1", "c"]),
        st.sampled_from([True, False]),
    ),
    min_size=2,
    max_size=40,
)
LEVELS = {"age": 1, "code": 1, "flag": 0}
SPECS: dict[str, HierarchySpec] = {
    "age": NumberHierarchy(widths=(10, 20)),
    "code": PrefixHierarchy(lengths=(2, 1)),
    "flag": FlatHierarchy(),
}


def plan(rows: Sequence[tuple[int | None, str | None, bool]], k: int, gaps: Gaps) -> tuple[
    dict[str, pa.Array], ProtectionPlan
]:  # fmt: skip
    table = {
        "age": pa.array([row[0] for row in rows], pa.int64()),
        "code": pa.array([row[1] for row in rows], pa.string()),
        "flag": pa.array([row[2] for row in rows], pa.bool_()),
    }
    hierarchies = {name: build(SPECS[name], table[name], base=BASE) for name in table}
    found = plan_cell_suppression(
        quasi_identifiers=table, hierarchies=hierarchies, levels=LEVELS, k=k, gaps=gaps
    )
    return table, found


@settings(deadline=None, max_examples=100)
@given(ROWS, st.integers(2, 4), st.sampled_from(["wildcard", "own-category"]))
def test_the_release_is_what_was_found(
    rows: list[tuple[int | None, str | None, bool]], k: int, gaps: Gaps
) -> None:
    assume(len(rows) >= k)
    table, found = plan(rows, k, gaps)
    assert found == ProtectionPlan.model_validate_json(found.model_dump_json())
    assert found.gaps == gaps
    applied = apply_protection(table, found, base=BASE)
    hierarchies = {name: build(SPECS[name], table[name], base=BASE) for name in table}
    generalised = {
        name: hierarchies[name].generalise(values, LEVELS[name]) for name, values in table.items()
    }
    cells = suppress_cells(generalised, k, gaps=gaps)
    assert applied.keep.tolist() == cells.keep.tolist()
    assert found.suppressed_rows == found.suppressed_subjects == (~cells.keep).sum()
    for name, values in generalised.items():
        emptied = cells.columns[name].is_null()
        for row, kept in enumerate(applied.keep):
            if kept and values[row].is_valid:
                released = applied.columns[name][row].as_py()
                assert (released == "*") == emptied[row].as_py() or values[row].as_py() == "*"
    released_rows = list(zip(*(c.to_pylist() for c in applied.columns.values()), strict=True))
    kept_rows = [r for r, kept in zip(released_rows, applied.keep, strict=True) if kept]
    if gaps == "own-category":
        assert all(kept_rows.count(row) >= k for row in kept_rows)
    assert 0 <= found.loss <= 1


def test_k_that_needs_wildcards_is_told_apart() -> None:
    rows = [(1, "c", True)] * 3 + [(1, "c", False)]
    _, strict = plan(rows, 2, "own-category")
    _, wild = plan(rows, 2, "wildcard")
    assert wild.suppressed_rows == 0
    assert strict.suppressed_rows == 1
    assert (strict.gaps, wild.gaps) == ("own-category", "wildcard")


def test_more_loss_with_more_cells() -> None:
    rows = [
        (age, code, flag) for age in (1, 15, 33) for code in ("ab1", "c") for flag in (True, False)
    ]
    losses = [plan(rows, k, "own-category")[1].loss for k in (1, 2, 4)]
    assert losses == sorted(losses)
    assert losses[0] < losses[-1]


def test_levels_and_hierarchies_are_asked_for() -> None:
    with pytest.raises(InputError, match="for a"):
        plan_cell_suppression(
            quasi_identifiers={"a": pa.array(["x"])}, hierarchies={}, levels={"a": 0}, k=1
        )


def test_a_table_without_rows() -> None:
    _, found = plan([], 2, "own-category")
    assert found.kept_classes == ()
    assert found.loss == 0
