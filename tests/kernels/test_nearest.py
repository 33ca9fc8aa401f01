"""The compiled search for the nearest records agrees with that of numpy, ties and gaps included."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.kernels import nearest as module
from sector_data.kernels.library import library
from sector_data.kernels.nearest import nearest_records

Job = dict[str, Any]


def values(rng: np.random.Generator, rows: int, numbers: int, rounded: bool) -> np.ndarray:
    drawn: np.ndarray = rng.normal(size=(rows, numbers)) * rng.choice([0.1, 1.0, 30.0], numbers)
    if rounded:
        drawn = np.round(drawn)  # many ties
    odd = rng.random(drawn.shape)
    drawn[odd < 0.1] = np.nan
    drawn[(odd > 0.1) & (odd < 0.13)] = np.inf
    drawn[(odd > 0.13) & (odd < 0.15)] = -1e200
    return drawn


@st.composite
def jobs(draw: st.DrawFn) -> Job:
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    queries, rows = draw(st.integers(0, 20)), draw(st.integers(0, 300))
    numbers = draw(st.integers(0, 5))
    widths = draw(st.lists(st.integers(1, 3), max_size=4))
    rounded = draw(st.booleans())
    # Codes beyond what a cell of 15 bits tells apart are among them.
    codes = np.array([0, 1, 2, 3, 32768, 32769], dtype=np.int32)
    labels = rng.choice(codes, (queries, sum(widths)))
    labels[rng.random(labels.shape) < 0.2] = -1
    losses = [rng.random(32770) if draw(st.booleans()) else None for _ in widths]
    omit = rng.integers(-1, rows, queries) if rows and draw(st.booleans()) else None
    return {
        "queries": (values(rng, queries, numbers, rounded), labels),
        "records": (
            values(rng, rows, numbers, rounded),
            rng.choice(codes, (rows, len(widths))).astype(np.int32),
        ),
        "widths": widths,
        "losses": losses,
        "wanted": draw(st.integers(1, 8)),
        "omit": omit,
    }


def in_numpy(job: Job) -> tuple[np.ndarray, np.ndarray]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "library", lambda: None)
        return nearest_records(**job)


@pytest.mark.skipif(library() is None, reason="nothing is compiled here")
@settings(deadline=None, max_examples=100)
@given(jobs())
def test_both_find_the_same(job: Job) -> None:
    for ours, expected in zip(nearest_records(**job), in_numpy(job), strict=True):
        np.testing.assert_array_equal(ours, expected)


def apart(one: Any, other: Any) -> float:
    if one == other or (np.isnan(one) and np.isnan(other)):
        return 0.0
    return 1.0 if np.isnan(one) or np.isnan(other) else min(abs(one - other), 1.0)


@settings(deadline=None, max_examples=60)
@given(jobs())
def test_what_is_found_is_nearest_by_the_definition(job: Job) -> None:
    (numbers, labels), (values_of, classes) = job["queries"], job["records"]
    found, indices = nearest_records(**job)
    for query in range(len(numbers)):
        ranked = []
        for record in range(len(values_of)):
            total, place = 0.0, 0
            for one, other in zip(numbers[query], values_of[record], strict=True):
                total += apart(one, other)
            for kind, (width, loss) in enumerate(zip(job["widths"], job["losses"], strict=True)):
                met = classes[record, kind] in labels[query, place : place + width]
                agreement = 0.0 if loss is None else loss[classes[record, kind]]
                total += agreement if met else 1.0
                place += width
            if job["omit"] is None or job["omit"][query] != record:
                ranked.append((total, record))
        ranked = sorted(ranked)[: job["wanted"]]
        ranked += [(np.inf, -1)] * (job["wanted"] - len(ranked))
        assert indices[query].tolist() == [record for _, record in ranked]
        assert found[query].tolist() == pytest.approx([total for total, _ in ranked])


@pytest.mark.parametrize("columns", [1, 40, 700])
def test_many_records_and_columns_are_searched_right(columns: int) -> None:
    rng = np.random.default_rng(columns)
    numbers = rng.gamma(2.0, size=(3000, columns))
    none = np.zeros((3000, 0), dtype=np.int32)
    job: Job = {
        "queries": (numbers[:40] + rng.normal(0, 0.1, (40, columns)), none[:40]),
        "records": (numbers, none),
        "widths": [],
        "losses": [],
        "wanted": 3,
    }
    for ours, expected in zip(nearest_records(**job), in_numpy(job), strict=True):
        np.testing.assert_array_equal(ours, expected)
