"""A gate on what models keep can be measured where the event is rare, as fraud is."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from sector_data.assessment.gate_figures import measured_figures
from sector_data.assessment.usefulness import measure_usefulness
from sector_data.sources.tables import Table
from sector_data.spec.evidence.measurements import TableMeasurements
from sector_data.spec.usefulness_tasks import UsefulnessTasks

ROWS = 3000
COLUMNS = ["amount", "abroad", "fraud"]


def payments(*, shuffled: bool) -> Table:
    """Return payments of which 2 % are fraud, most of these abroad."""
    rng = np.random.default_rng(3)
    fraud = rng.random(ROWS) < 0.02
    abroad = rng.random(ROWS) < np.where(fraud, 0.8, 0.1)
    amount = np.round(rng.lognormal(3, 1, ROWS) * np.where(fraud, 4, 1), 2)
    told = rng.permutation(fraud) if shuffled else fraud
    columns = dict(zip(COLUMNS, (amount, abroad, told.astype(np.int64)), strict=True))
    return Table("payments", pa.table(columns))


def kept(release: Table) -> float:
    source = payments(shuffled=False)
    people = pa.array(np.arange(ROWS))
    figures = measure_usefulness(
        source,
        release,
        columns=COLUMNS,
        original=source,
        source_subjects=people,
        release_subjects=people,
        tasks=UsefulnessTasks(targets=("fraud",)),
    )
    measured = TableMeasurements(table="payments", usefulness=figures)
    (figure,) = measured_figures("trained-on-release", [measured])
    return figure.value


def test_a_release_that_keeps_the_signal_is_told_from_one_that_lost_it() -> None:
    assert kept(payments(shuffled=False)) > 0.9
    assert kept(payments(shuffled=True)) < 0.5
