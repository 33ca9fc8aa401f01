"""Time measures of use beside SDMetrics, and show what each says of the same releases.

Makes people by a seeded generator and four releases of them: other people, 5 % of the rows left
out, numbers with noise, and columns that were shuffled independently. Prints CPU seconds and
figures of both. SDMetrics comes with ``sector-data[synthesis]``.

    python benchmarks/usefulness.py [ROWS]
"""

from __future__ import annotations

import resource
import sys
import time
import warnings
from collections.abc import Callable
from importlib import import_module
from typing import TypeVar

import numpy as np
import pyarrow as pa

from sector_data.assessment.usefulness import measure_usefulness
from sector_data.sources.tables import Table
from sector_data.spec.usefulness_tasks import UsefulnessTasks

ROWS = 30_000
LARGE = 1_000_000
T = TypeVar("T")


def people(rows: int, seed: int) -> Table:
    """Make people with 12 columns, most of which depend on a hidden one."""
    draw = np.random.default_rng(seed)
    hidden = draw.normal(size=rows)
    columns: dict[str, pa.Array] = {}
    for place in range(5):
        columns[f"number{place}"] = pa.array(np.round(hidden * place + draw.normal(size=rows), 3))
    for place in range(5):
        level = np.digitize(hidden * place / 2 + draw.normal(size=rows), [-1.5, -0.5, 0, 0.5, 1.5])
        columns[f"category{place}"] = pa.array([f"c{value}" for value in level])
    columns["born"] = pa.array((draw.integers(-15_000, 15_000, rows)).astype(np.int32)).cast(
        pa.date32()
    )
    columns["ill"] = pa.array(draw.random(rows) < 1 / (1 + np.exp(-hidden)))
    return Table("people", pa.table(columns))


def releases(source: Table) -> dict[str, Table]:
    """Return what may become of the source."""
    draw = np.random.default_rng(9)
    data = source.data
    noisy, torn = data, data
    for place, name in enumerate(data.column_names):
        order = pa.array(draw.permutation(source.rows))
        torn = torn.set_column(place, name, data.column(name).take(order))
        if name.startswith("number"):
            numbers = data.column(name).to_numpy()
            numbers = numbers + draw.normal(0, numbers.std() / 2, source.rows)
            noisy = noisy.set_column(place, name, pa.array(numbers))
    return {
        "other people": people(source.rows, seed=2),
        "5 % left out": Table("people", data.filter(pa.array(draw.random(source.rows) > 0.05))),
        "noise on numbers": Table("people", noisy),
        "shuffled columns": Table("people", torn),
    }


def timed(call: Callable[[], T]) -> tuple[T, float]:
    """Return a result and its CPU seconds."""
    start = time.process_time()
    result = call()
    return result, time.process_time() - start


def ours(source: Table, release: Table, *, model: bool = True) -> str:
    """Return figures in a line."""
    tasks = UsefulnessTasks(targets=("ill",) if model else ())
    figures, seconds = timed(lambda: measure_usefulness(source, release, tasks=tasks))
    parts = [f"{seconds:5.1f} s", f"columns {figures.column_score:.2f}"]
    parts.append(f"pairs {figures.pair_score:.2f}")
    if figures.propensity and figures.propensity.detection.score is not None:
        detection = figures.propensity.detection
        parts.append(f"detection {detection.score:.2f} (AUC {detection.halved:.2f})")
    kept = [m.kept for p in figures.predictions for m in p.models if m.kept is not None]
    if kept:
        parts.append(f"models {np.mean(kept):.2f}")
    return "  ".join(parts)


def theirs(source: Table, release: Table) -> str:
    """Return SDMetrics' quality report in a line."""
    try:
        with warnings.catch_warnings(action="ignore"):  # of its own new name
            reports = import_module("sdmetrics.reports.single_table")
    except ImportError:
        return "not installed"
    kinds = {"n": "numerical", "c": "categorical", "b": "datetime", "i": "boolean"}
    metadata = {"columns": {name: {"sdtype": kinds[name[0]]} for name in source.columns}}
    frames = [table.data.to_pandas() for table in (source, release)]
    report = reports.QualityReport()
    _, seconds = timed(lambda: report.generate(*frames, metadata, verbose=False))
    scores = dict(report.get_properties().itertuples(index=False))
    shapes, pairs = scores["Column Shapes"], scores["Column Pair Trends"]
    overall = report.get_score()
    return f"{seconds:5.1f} s  columns {shapes:.2f}  pairs {pairs:.2f}  overall {overall:.2f}"


def main() -> None:
    """Print a line for each release and tool, and the time of a large table."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    source = people(rows, seed=1)
    measure_usefulness(people(200, seed=3), people(200, seed=4), splits=1)  # loads libraries
    for name, release in releases(source).items():
        print(f"{name}, {rows:,} rows\n  ours       {ours(source, release)}")
        print(f"  SDMetrics  {theirs(source, release)}")
    large = people(LARGE, seed=5)
    print(f"{LARGE:,} rows\n  ours       {ours(large, people(LARGE, seed=6), model=False)}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  {peak:,.0f} MB at most, both tables included")


if __name__ == "__main__":
    main()
