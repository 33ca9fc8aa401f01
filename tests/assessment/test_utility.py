"""Utility of a protected table."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings

from sector_data.anonymise.applying import apply_protection
from sector_data.anonymise.protect import plan_protection
from sector_data.assessment.utility import measure_utility
from sector_data.errors import InputError, ReleaseRefusedError
from sector_data.sources.tables import Table
from sector_data.spec.evidence.release import UtilityFigures
from tests.anonymise.reference import Problem, problems

HERE = Path()


def protect(problem: Problem) -> UtilityFigures:
    found = plan_protection(**problem.arguments())
    protected = apply_protection(problem.columns, found, base=HERE)
    before = Table("t", pa.table(problem.columns))
    comparable = Table("t", pa.table(protected.columns))
    after = Table("t", comparable.data.filter(pa.array(protected.keep)))
    return measure_utility(
        before,
        after,
        comparable=comparable,
        columns=before.columns,
        subjects_before=before.rows,
        subjects_after=after.rows,
        protection=found,
        base=HERE,
    )


@settings(deadline=None, max_examples=80)
@given(problems())
def test_detail_kept_is_what_the_search_says_is_not_lost(problem: Problem) -> None:
    try:
        found = plan_protection(**problem.arguments())
    except ReleaseRefusedError:
        return
    figures = protect(problem)
    product = 1.0
    for column in figures.columns:
        product *= 2 - column.retained
    loss = product ** (1 / len(figures.columns)) - 1
    assert loss == pytest.approx(found.loss, abs=1e-9)
    assert figures.rows_before - figures.rows_after == found.suppressed_rows
    assert figures.granularity is not None
    assert 0 <= figures.granularity <= 1
    if found.suppressed_rows == 0:
        assert figures.shapes == 1
        assert figures.pair_trends in {1, None}


def test_what_is_unchanged_keeps_everything() -> None:
    table = Table("t", pa.table({"a b": ["x", "y", None], "n": [1.5, None, 2.5]}))
    figures = measure_utility(
        table, table, comparable=table, columns=["a b", "n"], subjects_before=3, subjects_after=3
    )
    assert [c.retained for c in figures.columns] == [1, 1]
    assert [c.shape for c in figures.columns] == [1, 1]
    assert (figures.granularity, figures.shapes, figures.pair_trends) == (None, 1, 1)


def test_values_that_are_gone_are_counted() -> None:
    before = Table("t", pa.table({"a": ["x", "y", "z", None], "b": pa.nulls(4, pa.string())}))
    after = Table(
        "t", pa.table({"a": ["x", None], "b": pa.nulls(2, pa.string()), "new": ["q", "r"]})
    )
    figures = measure_utility(
        before, after, comparable=before, columns=["a"], subjects_before=4, subjects_after=2
    )
    assert [c.retained for c in figures.columns] == [pytest.approx(1 / 3), 1, 1]
    assert figures.columns[0].shape == pytest.approx(0.5)
    assert figures.columns[1].shape is None
    assert figures.pair_trends is None


def test_an_empty_table_has_nothing_to_lose() -> None:
    empty = Table("t", pa.table({"a": pa.nulls(0, pa.string())}))
    figures = measure_utility(
        empty, empty, comparable=empty, columns=["a"], subjects_before=0, subjects_after=0
    )
    assert (figures.columns[0].retained, figures.shapes) == (1, 1)


def test_columns_must_be_there_to_be_compared() -> None:
    table = Table("t", pa.table({"a": ["x"]}))
    with pytest.raises(InputError, match="column b of t"):
        measure_utility(
            table, table, comparable=table, columns=["b"], subjects_before=1, subjects_after=1
        )
