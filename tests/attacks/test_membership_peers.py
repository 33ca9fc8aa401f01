"""Distances to the closest record agree with SDMetrics', where both divide by the same range."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from sector_data.assessment.attacks.neighbours import nearest, records_of
from sector_data.assessment.membership import closest_records
from tests.attacks.populations import staged

dcr_utils = pytest.importorskip(
    "sdmetrics.single_table.privacy.dcr_utils", reason="SDMetrics comes with SDV"
)


def ends_and_between(rows: int, seed: int) -> pa.Table:
    """Make numbers of which a tenth is at each end, so that the range of the middle nine tenths is
    that of all, and missing values."""
    rng = np.random.default_rng(seed)
    places = np.arange(rows) % 10
    columns = {}
    for name, top in (("x", 1.0), ("y", 250.0)):
        values = np.where(places == 0, 0.0, np.where(places == 1, top, rng.uniform(0, top, rows)))
        columns[name] = pa.array(rng.permutation(values), mask=rng.random(rows) < 0.02)
    columns["c"] = pa.array(rng.choice(list("abcde"), rows), mask=rng.random(rows) < 0.1)
    columns["d"] = pa.array(rng.choice(["p", "q"], rows))
    return pa.table(columns)


@pytest.mark.filterwarnings("ignore")
def test_distances_are_those_of_sdmetrics() -> None:
    release, source = ends_and_between(300, 1), ends_and_between(400, 2)
    scene = staged(release, source, None)
    assert [scene.column(name).scale for name in ("x", "y")] == [1.0, 250.0]
    kinds = {"x": "numerical", "y": "numerical", "c": "categorical", "d": "categorical"}
    theirs = dcr_utils.calculate_dcr(
        dataset=release.to_pandas(),
        reference_dataset=source.to_pandas(),
        metadata={"columns": {name: {"sdtype": kind} for name, kind in kinds.items()}},
    ).to_numpy()
    ours, _ = nearest(records_of(scene, "release"), records_of(scene, "members"))
    np.testing.assert_allclose(ours[:, 0], theirs, atol=1e-9)
    assert closest_records(scene).to_source == pytest.approx(
        np.quantile(theirs, [0.05, 0.25, 0.5, 0.75, 0.95])
    )
