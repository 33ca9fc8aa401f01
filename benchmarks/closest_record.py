"""Time the distance to the closest record beside SDMetrics.

Run: ``python benchmarks/closest_record.py``. Made tables of 20 columns, numbers and categories
mixed. SDMetrics comes with the ``synthesis`` extra; its distances to one table of 1,000 and 4,000
rows are timed, since it compares blocks of pairs in pandas, and carried on to 100,000 rows by their
number. Both find the nearest of the same records; the distances differ, since SDMetrics divides by
another range. Nothing is asserted.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable

import numpy as np
import pyarrow as pa

from sector_data.assessment.attacks.scene import Scene
from sector_data.assessment.membership import closest_records
from sector_data.sources.tables import Table

try:
    from sdmetrics.single_table.privacy.dcr_utils import calculate_dcr
except ImportError:
    calculate_dcr = None

SIZES = (1_000, 4_000, 100_000)
THEIRS = 4_000
"""Rows that SDMetrics is timed on at most."""
NUMBERS = 10
KINDS = 10


def made(rows: int, seed: int) -> Table:
    """Make columns that depend on one another, so that some records are near."""
    rng = np.random.default_rng(seed)
    kind = rng.integers(0, 40, rows)
    columns = {
        f"n{place}": rng.normal(kind * (place % 3), 5 + place, rows) for place in range(NUMBERS)
    }
    words = {
        f"c{place}": np.char.add("w", ((kind + rng.integers(0, 3 + place, rows)) % 30).astype(str))
        for place in range(KINDS)
    }
    return Table("made", pa.table({**columns, **words}))


def seconds(job: Callable[[], object]) -> float:
    """Return the CPU seconds of a run."""
    start = time.process_time()
    job()
    return time.process_time() - start


def theirs(release: Table, source: Table) -> Callable[[], object] | None:
    """Return SDMetrics' distances as a call; None where it is not installed."""
    if calculate_dcr is None:
        return None
    described = {
        name: {"sdtype": "numerical" if name.startswith("n") else "categorical"}
        for name in release.columns
    }
    frames = release.to_pandas(), source.to_pandas()
    return lambda: calculate_dcr(
        dataset=frames[0], reference_dataset=frames[1], metadata={"columns": described}
    )


def main() -> None:
    """Print CPU seconds for each size."""
    warnings.simplefilter("ignore")
    print(f"{NUMBERS + KINDS} columns; CPU seconds of distances to one table, all rows measured")
    print(f"{'rows':>10}{'ours':>10}{'ours, sampled':>16}{'SDMetrics':>14}")
    pairs = None
    for rows in SIZES:
        release, source = made(rows, 1), made(rows, 2)
        scene = Scene(release, source, None, known=(), secrets=(), seed=1)
        scene.columns()  # codes are there once for all measures
        full = seconds(lambda s=scene, n=rows: closest_records(s, number=n))
        sampled = seconds(lambda s=scene: closest_records(s))
        told = "not installed"
        call = theirs(release, source)
        if call is not None and rows <= THEIRS:
            took = seconds(call)
            pairs = took / rows**2
            told = f"{took:.1f}"
        elif pairs is not None:
            told = f"({pairs * rows**2:,.0f})"
        print(f"{rows:>10,}{full:>10.2f}{sampled:>16.2f}{told:>14}", flush=True)
    print("In brackets: by the number of pairs from the row above.")


if __name__ == "__main__":
    main()
