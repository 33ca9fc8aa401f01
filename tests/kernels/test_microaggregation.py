"""The compiled grouping agrees with that of numpy, ties and categories included."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.kernels import microaggregation as module
from sector_data.kernels.library import library
from sector_data.kernels.microaggregation import mdav_groups

Job = tuple[np.ndarray, np.ndarray, np.ndarray, int]


@st.composite
def jobs(draw: st.DrawFn) -> Job:
    count = draw(st.integers(1, 120))
    numbers, kinds = draw(st.integers(0, 4)), draw(st.integers(0, 3))
    k = draw(st.integers(1, min(count, 9)))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    points = rng.normal(size=(count, numbers))
    if draw(st.booleans()):
        points = np.round(points)  # many ties
    classes = rng.integers(0, 4, (count, kinds)).astype(np.int32)
    return points, classes, rng.random(kinds), k


@pytest.mark.skipif(library() is None, reason="nothing is compiled here")
@settings(deadline=None, max_examples=100)
@given(jobs())
def test_both_group_alike(job: Job) -> None:
    ours = mdav_groups(*job)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "library", lambda: None)
        np.testing.assert_array_equal(ours, mdav_groups(*job))


@settings(deadline=None, max_examples=100)
@given(jobs())
def test_groups_have_k_to_2k_less_one_members(job: Job) -> None:
    groups, k = mdav_groups(*job), job[3]
    sizes = np.bincount(groups)
    assert sizes.min() >= k
    assert sizes.max() <= 2 * k - 1
    assert sizes.sum() == len(job[0])


def test_many_points_are_grouped_as_by_looking_at_all() -> None:
    rng = np.random.default_rng(5)
    points = rng.normal(size=(1500, 3))
    job = (points, np.zeros((1500, 0), dtype=np.int32), np.zeros(0), 4)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "library", lambda: None)
        expected = mdav_groups(*job)
    np.testing.assert_array_equal(mdav_groups(*job), expected)
