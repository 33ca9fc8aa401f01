"""SDMetrics' reports: its own scores, told beside those of people whom the release never saw."""

from __future__ import annotations

import sys
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pytest

from sector_data.assessment.attacks.scene import Scene
from sector_data.assessment.usefulness.sdmetrics_reports import sdmetrics_reports
from sector_data.sources.tables import Table

pytest.importorskip("sdmetrics", reason="the extra 'synthesis' is not installed")


def people(number: int, seed: int, *, shuffled: bool = False) -> pa.Table:
    rng = np.random.default_rng(seed)
    age = rng.integers(20, 90, number)
    beside = rng.permutation(age) if shuffled else age
    days = [date(2020, 1, 1) + timedelta(days=int(d)) for d in rng.integers(0, 900, number)]
    return pa.table(
        {
            "age": age,
            "ill": pa.array(beside > 60),
            "cost": pa.array(
                beside * 10.0 + rng.normal(0, 5, number), mask=rng.random(number) < 0.1
            ),
            "seen": pa.array(days),
            "town": pa.array([f"town {t}" for t in rng.integers(0, 5, number)]),
        }
    )


def scene(release: pa.Table, control: pa.Table | None = None) -> Scene:
    return Scene(
        Table("t", release),
        Table("t", people(800, 1)),
        None if control is None else Table("t", control),
        known=(),
        secrets=(),
        seed=0,
    )


def test_scores_are_those_of_the_library_beside_a_ceiling() -> None:
    found = sdmetrics_reports(scene(people(800, 2, shuffled=True), people(800, 3)))
    assert found is not None
    assert found.ceiling is not None
    assert found.rows == 800
    assert set(found.columns) == {"age", "ill", "cost", "seen", "town"}
    assert found.release.column_shapes == pytest.approx(np.mean(list(found.columns.values())))
    # Each column is right by itself; age, cost and illness do not go together.
    assert found.release.column_shapes > 0.9
    assert found.release.pair_trends is not None
    assert found.ceiling.pair_trends is not None
    assert found.release.pair_trends < found.ceiling.pair_trends - 0.1
    assert found.ceiling.validity > 0.9


def test_the_order_of_rows_does_not_matter() -> None:
    release = people(300, 2)
    mixed = release.take(np.random.default_rng(0).permutation(300))
    assert sdmetrics_reports(scene(release)) == sdmetrics_reports(scene(mixed))


def test_without_control_and_with_one_column_there_is_less_to_say() -> None:
    one = Scene(
        Table("t", people(50, 2).select(["age"])),
        Table("t", people(50, 1).select(["age"])),
        None,
        known=(),
        secrets=(),
        seed=0,
    )
    found = sdmetrics_reports(one)
    assert found is not None
    assert (found.ceiling, found.release.pair_trends) == (None, None)


def test_without_the_library_there_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sdmetrics.reports", None)
    assert sdmetrics_reports(scene(people(50, 2))) is None


def test_of_a_wide_table_some_columns_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{sdmetrics_reports.__module__}.MOST_COLUMNS", 3)
    found = sdmetrics_reports(scene(people(800, 2), people(800, 3)))
    assert found is not None
    assert list(found.columns) == ["age", "cost", "town"]
