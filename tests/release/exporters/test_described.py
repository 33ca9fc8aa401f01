"""Counts for catalogues are rounded, and small ones are not told."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sector_data.errors import BundleError
from sector_data.release.exporters.described import describe_bundle, rounded_count
from tests.release.exporters.releases import described


@given(count=st.integers(0, 10**9), k=st.integers(0, 2000))
def test_counts_are_rounded_so_that_k_subjects_more_or_less_do_not_show(count: int, k: int) -> None:
    told = rounded_count(count, k)
    step = max(10, k)
    if told is None:
        assert count < 50 * step  # the step is the next round number above k
        return
    assert told >= k
    assert told % 10 == 0 or k > 1000
    assert abs(told - count) * 2 <= told


@given(count=st.integers(1000, 10**6), k=st.integers(0, 100))
def test_most_neighbours_have_the_same_rounded_count(count: int, k: int) -> None:
    around = {rounded_count(count + more, k) for more in range(max(k, 10))}
    assert len(around) <= 2


@pytest.mark.parametrize(
    ("count", "k", "told"),
    [(9, 0, None), (10, 0, 10), (14, 0, 10), (15, 0, 20), (1992, 11, 2000), (19, 11, None)],
)
def test_the_step_follows_k(count: int, k: int, told: int | None) -> None:
    assert rounded_count(count, k) == told


def test_synthetic_rows_are_no_individuals(tmp_path: Path) -> None:
    assert described(tmp_path / "a", rows=44).individuals == 40
    made = described(tmp_path / "b", rows=44, synthetic=("patients",))
    assert (made.records, made.individuals) == (40, None)


def test_a_table_that_was_not_measured_makes_no_total(tmp_path: Path) -> None:
    release = described(tmp_path, rows=44)
    resources = [*release.datapackage["resources"], {"name": "notes"}]
    release.datapackage["resources"][:] = resources
    assert release.records is None


def test_a_damaged_bundle_is_told_apart(bundle: Path, tmp_path: Path) -> None:
    with pytest.raises(BundleError, match=r"datapackage\.json cannot be read"):
        describe_bundle(tmp_path)
    (tmp_path / "datapackage.json").write_text("{", encoding="utf-8")
    with pytest.raises(BundleError, match=r"datapackage\.json is damaged"):
        describe_bundle(tmp_path)
