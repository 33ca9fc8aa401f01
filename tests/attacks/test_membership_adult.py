"""What membership inference and copies see of known leaks on real people: UCI Adult.

The figures beside the assertions are those of an independent implementation of the distance ratio
on the same data (32,561 people in the source, 3,000 attacked on either side), recorded once.
"""

from __future__ import annotations

import csv
import gzip
import io
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from sector_data.assessment.membership import closest_records, infer_membership
from sector_data.assessment.selftest import self_test
from sector_data.assessment.selftest.known import noisy
from sector_data.assessment.traces import find_traces
from sector_data.spec.evidence.membership import MembershipFigures
from tests.attacks.populations import shuffled, staged

ADULT = Path(__file__).parents[2].parent / "shared" / "data" / "pycanon" / "adult.csv.gz"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not ADULT.exists(), reason="the shared table Adult is not here"),
]


@cache
def thirds() -> tuple[pa.Table, pa.Table, pa.Table]:
    """Return the source, the control and others: a third of Adult each, drawn by chance."""
    text = gzip.decompress(ADULT.read_bytes()).decode()
    header, *rows = [row for row in csv.reader(io.StringIO(text), skipinitialspace=True) if row]
    columns = {}
    for place, name in enumerate(header):
        values = pa.array([row[place] for row in rows])
        whole = name.strip() in {"age", "fnlwgt", "education-num", "hours-per-week"} or (
            name.strip().startswith("capital")
        )
        columns[name.strip()] = values.cast(pa.int64()) if whole else values
    table = shuffled(pa.table(columns), 1)
    third = table.num_rows // 3
    source, control, others = (table.slice(part * third, third) for part in range(3))
    return source, control, others


def measured(release: pa.Table) -> tuple[MembershipFigures, float]:
    """Return membership inference, and the share of single records that are released."""
    scene = staged(release, *thirds()[:2])
    findings = find_traces(scene, made="synthetic").findings
    (copies,) = (finding for finding in findings if finding.trace == "exact-copies")
    return infer_membership(scene), copies.share


def test_other_people_are_no_leak() -> None:
    source, _, others = thirds()
    figures, copies = measured(others)
    assert figures.verdict == "not found"
    best = figures.strongest()
    assert best is not None
    assert best.caught.share == pytest.approx(0.011, abs=0.006)  # 0.011
    assert best.auc == pytest.approx(0.5, abs=0.02)  # 0.495
    assert copies < 0.002  # 0.0015
    alone = [
        source.column(name).take(np.random.default_rng(i).permutation(len(source)))
        for i, name in enumerate(source.column_names)
    ]
    figures, copies = measured(pa.table(alone, names=source.column_names))
    assert figures.verdict == "not found"  # 0.014


def test_a_bootstrap_is_a_total_leak() -> None:
    source = thirds()[0]
    drawn = np.random.default_rng(0).integers(0, len(source), len(source))
    figures, copies = measured(source.take(drawn))
    best = figures.strongest()
    assert best is not None
    assert best.caught.share == pytest.approx(0.626, abs=0.03)  # 0.626
    assert best.auc == pytest.approx(0.802, abs=0.04)  # 0.802
    assert copies == pytest.approx(1 - np.exp(-1), abs=0.02)


def test_noise_hides_copies_and_hides_nobody() -> None:
    figures, copies = measured(noisy(thirds()[0], np.random.default_rng(0)))
    best, outliers = figures.strongest(), figures.strongest("outliers")
    assert best is not None
    assert outliers is not None
    assert copies < 0.001  # none
    assert best.caught.share >= 0.2  # 0.209
    assert best.auc == pytest.approx(0.70, abs=0.06)  # 0.700
    assert outliers.caught.share > best.caught.share  # 0.355


@pytest.mark.parametrize(("share", "caught"), [(0.05, 0.059), (0.01, 0.02)])
def test_a_part_that_was_copied_is_found_where_distances_see_little(
    share: float, caught: float
) -> None:
    source, control, others = thirds()
    number = round(share * len(source))
    release = pa.concat_tables([others.slice(number), source.slice(0, number)])
    figures, copies = measured(release)
    best = figures.strongest()
    assert figures.verdict == "found"
    assert best is not None
    assert best.caught.share == pytest.approx(caught, abs=0.01)  # 0.059 of 5 %
    assert copies == pytest.approx(share, abs=0.003)
    nearer = closest_records(staged(release, source, control)).nearer_to_source
    assert nearer is not None
    assert nearer.share < 0.54  # 0.504: as good as no leak


def test_a_hundred_copied_outliers_are_found() -> None:
    source, _, others = thirds()
    rare = np.argsort(-source.column("fnlwgt").to_numpy(), kind="stable")[:100]
    figures, copies = measured(pa.concat_tables([others.slice(100), source.take(rare)]))
    assert figures.verdict == "found"
    assert copies == pytest.approx(100 / len(source), abs=0.002)


def test_the_measures_work_on_these_people() -> None:
    source, control, others = thirds()
    test = self_test(staged(others, source, control))
    assert test.verdict == "works"
    assert all(trial.as_it_should for trial in test.trials)
