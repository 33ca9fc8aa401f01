"""The compiled choice of cells agrees with that of numpy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.kernels import cells as module
from sector_data.kernels.cells import Choices, Combinations, choose_cells
from sector_data.kernels.library import library

Job = tuple[Combinations, int, Choices, np.ndarray, np.ndarray, np.ndarray]


@st.composite
def jobs(draw: st.DrawFn) -> Job:
    """Draw combinations with gaps, costs, limits and subjects with several combinations."""
    columns = draw(st.integers(1, 4))
    row = st.tuples(*[st.integers(0, 3)] * columns)
    codes = np.array(draw(st.lists(row, min_size=1, max_size=20, unique=True)), dtype=np.int32)
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    count = len(codes)
    rows = rng.integers(1, 4, count)
    costs = rng.integers(1, 4, columns)
    sets = np.arange(1 << columns, dtype=np.int32)
    of_set = (sets[:, None] >> np.arange(columns) & 1) @ costs
    order = np.argsort(of_set, kind="stable")
    limits = np.where(rng.random(columns) < 0.3, rng.integers(0, 6, columns), -1)
    choices = Choices(sets[order], of_set[order].astype(np.int64), limits, bool(rng.integers(2)))
    people = None
    if draw(st.booleans()):
        members = [np.unique(rng.integers(0, 6, n)) for n in rows]
        offsets = np.append(0, np.cumsum([len(m) for m in members])).astype(np.int64)
        people = (offsets, np.concatenate(members).astype(np.int64), 6)
    subjects = rows if people is None else np.diff(people[0])
    gaps = codes == 0
    alike = (codes[:, None] == codes[None]) | gaps[:, None] | gaps[None]
    matches = alike.all(axis=2) @ subjects
    table = Combinations(np.ascontiguousarray(codes.T), subjects, rows, people)
    k = draw(st.integers(2, 6))
    waiting = rng.permutation(np.flatnonzero(matches < k)).astype(np.int64)
    return table, k, choices, waiting, np.zeros(count, dtype=np.int32), matches


@pytest.mark.skipif(library() is None, reason="nothing is compiled here")
@settings(deadline=None, max_examples=100)
@given(jobs(), st.integers(0, 3))
def test_both_choose_alike(job: Job, rounds: int) -> None:
    ours = choose_cells(*job, rounds=rounds)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "library", lambda: None)
        twin = choose_cells(*job, rounds=rounds)
    np.testing.assert_array_equal(ours, twin)


@settings(deadline=None, max_examples=100)
@given(jobs())
def test_limits_are_kept_and_inputs_left_alone(job: Job) -> None:
    table, _, choices, _, emptied, matches = job
    before = matches.copy()
    chosen = choose_cells(*job, rounds=1)
    assert not emptied.any()
    np.testing.assert_array_equal(matches, before)
    for column, limit in enumerate(choices.limits):
        assert limit < 0 or table.rows[chosen >> column & 1 == 1].sum() <= limit
    gaps = (table.codes == 0) << np.arange(len(table.codes))[:, None]
    assert not (chosen & gaps.sum(axis=0)).any()
