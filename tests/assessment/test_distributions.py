"""Distributions are those of the tables, and no bin shows few people of the source."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sector_data.assessment.distributions import compare_distributions
from sector_data.sources.tables import Table
from sector_data.spec.evidence.distributions import Distribution, Share

words = st.sampled_from(["a", "b", "c", "d", "e", None])


def table(**columns: object) -> Table:
    return Table("t", pa.table(columns))


def all_shares(found: Distribution) -> list[Share]:
    return [*found.shares, *(s for s in (found.others, found.missing) if s is not None)]


@given(st.lists(words, min_size=1, max_size=80), st.lists(words, min_size=1, max_size=80))
def test_no_bin_is_small_and_no_small_one_follows(
    before: list[str | None], after: list[str | None]
) -> None:
    source = pa.array(before, pa.string())
    for found in compare_distributions(
        Table("t", pa.table({"x": source})),
        Table("t", pa.table({"x": pa.array(after, pa.string())})),
        ["x"],
    ):
        counts = [round(share.before * len(before)) for share in all_shares(found)]
        assert min(counts) >= found.fewest
        left = len(before) - sum(counts)
        assert left == 0 or left >= found.fewest or len(counts) == 0
        for share in found.shares:
            assert share.after == pytest.approx(after.count(share.label) / len(after))
            assert share.before == pytest.approx(before.count(share.label) / len(before))


@given(
    st.lists(st.floats(-1e6, 1e6), min_size=30, max_size=300),
    st.lists(st.floats(-1e6, 1e6), min_size=30, max_size=300),
)
def test_numbers_fall_into_round_intervals(before: list[float], after: list[float]) -> None:
    for found in compare_distributions(table(x=before), table(x=after), ["x"]):
        assert all(share.before * len(before) >= found.fewest - 1e-6 for share in found.shares)
        if found.ordered:
            assert len(found.shares) <= 13
            assert sum(share.before for share in all_shares(found)) <= 1 + 1e-9


def test_rows_of_one_subject_do_not_fill_a_bin() -> None:
    source = table(x=["a"] * 50 + ["b"] * 50)
    subjects = pa.array([f"p{i}" for i in range(50)] + ["q"] * 50)
    assert not [
        share
        for found in compare_distributions(source, source, ["x"], subjects=subjects)
        for share in all_shares(found)
        if share.label == "b"
    ]


def test_rare_values_are_told_together() -> None:
    values = ["a"] * 60 + ["b"] * 30 + [f"r{i}" for i in range(12)] + [None] * 20
    (found,) = compare_distributions(table(x=values), table(x=values), ["x"])
    assert [share.label for share in found.shares] == ["a", "b"]
    assert found.others is not None
    assert found.others.before == pytest.approx(12 / 122)
    assert found.missing is not None


def test_what_is_no_distribution_is_passed_over() -> None:
    rows = np.arange(100)
    source = table(
        key=[f"k{i}" for i in rows],
        day=pa.array(rows.astype(np.int32)).cast(pa.date32()),
        gone=pa.nulls(100, pa.string()),
    )
    assert not compare_distributions(source, source, source.columns)
    empty = Table("t", source.data.slice(0, 0))
    assert not compare_distributions(empty, source, source.columns)
