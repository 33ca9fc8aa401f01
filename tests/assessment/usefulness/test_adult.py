"""Real people (UCI Adult), in halves, shuffled, and beside SDMetrics."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest
from pyarrow import csv

from sector_data.assessment.usefulness import measure_usefulness
from sector_data.assessment.usefulness.pairs import measure_pair
from sector_data.sources.tables import Table
from sector_data.spec.usefulness_tasks import UsefulnessTasks
from tests.assessment.usefulness.people import shuffled, take
from tests.assessment.usefulness.trying import trials

ADULT = Path(__file__).parents[3].parent / "shared" / "data" / "arx" / "adult.csv.gz"
ROWS = 5_000
TASKS = UsefulnessTasks(targets=("salary-class",))

pytestmark = pytest.mark.skipif(not ADULT.exists(), reason="the shared Adult table is not here")


@cache
def adult() -> tuple[Table, Table]:
    """Return two samples of different people."""
    data = csv.read_csv(ADULT, parse_options=csv.ParseOptions(delimiter=";"))
    order = np.random.default_rng(11).permutation(data.num_rows)
    whole = Table("adult", data)
    return take(whole, order[:ROWS]), take(whole, order[ROWS : 2 * ROWS])


def test_other_people_are_as_good_as_the_source() -> None:
    source, other = adult()
    figures = measure_usefulness(source, other, tasks=TASKS, splits=3)
    assert {c.verdict for c in figures.columns} == {"safe to use"}
    assert figures.column_score is not None
    assert figures.column_score > 0.99
    assert figures.pair_score is not None
    assert figures.pair_score > 0.9
    assert figures.propensity is not None
    assert figures.propensity.detection.value == pytest.approx(0.5, abs=0.02)
    kept = {(m.model, m.measure): m.kept for m in figures.predictions[0].models}
    assert kept["boosting", "auc"] == pytest.approx(1, abs=0.03)
    # 0.92 with all columns of the original table; these are nine of its fifteen.
    real = next(m.real for m in figures.predictions[0].models if m.model == "boosting")
    assert real == pytest.approx(0.87, abs=0.02)


def test_independent_columns_are_told_from_use() -> None:
    # Tools that average marginals and pairs give such a table about 0.88 and call it good.
    source, _ = adult()
    figures = measure_usefulness(source, shuffled(source), tasks=TASKS, splits=3)
    assert figures.column_score is not None
    assert figures.column_score > 0.99
    assert figures.pair_score is not None
    assert figures.pair_score < 0.12
    assert figures.propensity is not None
    assert figures.propensity.detection.score is not None
    assert figures.propensity.detection.score < 0.1
    kept = [m.kept for m in figures.predictions[0].models if m.measure == "auc"]
    assert max(k for k in kept if k is not None) < 0.3
    pairs = {(p.first, p.second): p for p in figures.pairs}
    assert pairs["age", "marital-status"].verdict == "do not use"
    # A dependence of 0.03 is no loss.
    assert pairs["age", "race"].verdict == "safe to use"


def test_two_way_tables_are_those_of_sdmetrics() -> None:
    metrics = pytest.importorskip("sdmetrics.column_pairs")
    source, other = adult()
    made = trials(source, other)
    names = ["sex", "salary-class"]
    theirs = metrics.ContingencySimilarity.compute(
        source.data.select(names).to_pandas(), other.data.select(names).to_pandas()
    )
    joint = measure_pair(made, "salary-class", "sex").joint
    assert joint is not None
    assert joint.value == pytest.approx(1 - theirs)
