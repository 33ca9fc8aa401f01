"""Sequences are compared by their lengths and by what a value tells of the next."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from sector_data.spec.evidence.sequences import Both
from sector_data.synthesise.lengths import Places
from sector_data.synthesise.series import compare_series
from tests.synthesise.plans import table

RNG = np.random.default_rng(21)


def walk(pull: float) -> tuple[pd.DataFrame, Places]:
    """Return sequences that keep a share of the value before."""
    counts = RNG.integers(0, 12, 300)
    rows, owners = [], np.repeat(np.arange(300), counts)
    for count in counts:
        value = RNG.normal()
        for _ in range(count):
            rows.append(value)
            value = pull * value + np.sqrt(1 - pull**2) * RNG.normal()
    kinds = np.where(RNG.random(len(rows)) < 0.5, "a", "b")
    return pd.DataFrame({"value": rows, "kind": kinds, "owner": owners}), owners


def test_figures_are_those_of_pandas() -> None:
    (learnt, before), (made, after) = walk(0.9), walk(0.0)
    names = ["value", "kind"]
    first, second = (table("t", {c: pa.array(f[c]) for c in names}) for f in (learnt, made))
    figures = compare_series(first, second, names, (before, after), (300, 300))
    for name, frame in (("learnt", learnt), ("made", made)):
        for place, lag in enumerate((1, 2, 3)):
            shifted = frame.groupby("owner")["value"].shift(lag)
            expected = frame["value"].corr(shifted)
            found = getattr(figures.autocorrelation["value"], name)[place]
            assert found == pytest.approx(expected, abs=1e-4)
        lengths = frame["owner"].value_counts().reindex(range(300), fill_value=0)
        assert getattr(figures.lengths, name) == pytest.approx(
            [*lengths.quantile([0.1, 0.5, 0.9]), lengths.mean()], abs=1e-4
        )
        same = frame["kind"] == frame.groupby("owner")["kind"].shift(1)
        later = frame.groupby("owner").cumcount() > 0
        assert getattr(figures.repeats["kind"], name) == pytest.approx(same[later].mean(), abs=1e-4)
    assert figures.autocorrelation["value"].learnt[0] == pytest.approx(0.9, abs=0.05)
    assert figures.autocorrelation["value"].made[0] == pytest.approx(0.0, abs=0.08)


def test_what_is_not_defined_is_none_and_rows_without_a_parent_do_not_count() -> None:
    single = table("t", {"n": [1.0, 2.0, None, 4.0], "k": ["x", None, None, "x"]})
    owners = np.array([0, -1, 1, -1])
    figures = compare_series(single, single, ["n", "k"], (owners, owners), (2, 3))
    assert figures.autocorrelation["n"] == Both(learnt=(None,) * 3, made=(None,) * 3)
    assert figures.repeats["k"] == Both(learnt=None, made=None)
    assert figures.lengths.made[-1] == pytest.approx(2 / 3, abs=1e-4)
    both = np.zeros(4, dtype=np.int64)
    missing = compare_series(single, single, ["n", "k"], (both, both), (1, 1))
    assert missing.repeats["k"].learnt == pytest.approx(1 / 3, abs=1e-4)
