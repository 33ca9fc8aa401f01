"""Compare what measures see of leaks that are known, on Adult, with SDMetrics beside them.

Run: ``python benchmarks/membership.py [FOLDER]``, where the folder holds ``adult.csv.gz``
(``../shared/data/pycanon`` when it is not given). SDMetrics comes with the ``synthesis`` extra; it
is run with a subsample of 500 rows, as its time allows. Nothing is asserted.

A third each of Adult's people is the source, the control and the people of an innocent release.
*TPR* is the share of members caught where 1 % of others are mistaken. *DCR-overfit* is SDMetrics'
score, 1 being no leak; *nearer* the share of released rows that are nearer to the source, 0.5 being
no leak.
"""

from __future__ import annotations

import csv
import gzip
import io
import sys
import time
import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa

from sector_data.assessment.attacks.scene import Scene
from sector_data.assessment.membership import closest_records, infer_membership
from sector_data.assessment.selftest import self_test
from sector_data.assessment.selftest.known import noisy
from sector_data.assessment.traces import find_traces
from sector_data.sources.tables import Table

try:
    from sdmetrics.single_table import DCROverfittingProtection
except ImportError:
    DCROverfittingProtection = None

SHARED = Path(__file__).resolve().parents[1].parent / "shared" / "data" / "pycanon"
SUBSAMPLE = 500


def read(folder: Path) -> pa.Table:
    """Read Adult, its rows shuffled; its file has blanks after commas and in its header."""
    text = gzip.decompress((folder / "adult.csv.gz").read_bytes()).decode()
    header, *rows = [row for row in csv.reader(io.StringIO(text), skipinitialspace=True) if row]
    columns = {}
    for place, name in enumerate(header):
        values = pa.array([row[place] for row in rows])
        try:
            columns[name.strip()] = values.cast(pa.int64())
        except pa.ArrowInvalid:
            columns[name.strip()] = values
    table = pa.table(columns)
    return table.take(np.random.default_rng(1).permutation(table.num_rows))


def releases(source: pa.Table, others: pa.Table) -> Iterator[tuple[str, pa.Table]]:
    """Yield releases whose leak is known."""
    rng = np.random.default_rng(0)
    rows = source.num_rows
    alone = [source.column(name).take(rng.permutation(rows)) for name in source.column_names]
    rare = np.argsort(-source.column("fnlwgt").to_numpy())[:100]
    yield "other people", others
    yield "columns drawn one by one", pa.table(alone, names=source.column_names)
    yield "bootstrap of the source", source.take(rng.integers(0, rows, rows))
    yield "source with 5 % noise", noisy(source, rng)
    for share in (0.05, 0.01):
        copies = round(share * rows)
        mixed = pa.concat_tables([others.slice(copies), source.slice(0, copies)])
        yield f"others and {share:.0%} of the source", mixed
    yield "others and 100 outliers", pa.concat_tables([others.slice(100), source.take(rare)])


def overfitting(release: pa.Table, source: pa.Table, control: pa.Table) -> str:
    """Return SDMetrics' score and its CPU seconds; nothing where it is not installed."""
    if DCROverfittingProtection is None:
        return "not installed"
    numeric = {name for name in source.column_names if pa.types.is_integer(source[name].type)}
    described = {
        name: {"sdtype": "numerical" if name in numeric else "categorical"}
        for name in source.column_names
    }
    start = time.process_time()
    frames = [table.to_pandas() for table in (source, release, control)]
    score = DCROverfittingProtection.compute(
        frames[0],
        frames[1],
        frames[2],
        {"tables": {"adult": {"columns": described}}},
        "adult",
        num_rows_subsample=SUBSAMPLE,
    )
    return f"{score:.2f} ({time.process_time() - start:.1f} s)"


def main() -> None:
    """Print a line for each release."""
    warnings.simplefilter("ignore")
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else SHARED
    if not folder.is_dir():
        sys.exit(f"{folder} is not there: name the folder with Adult.")
    adult = read(folder)
    third = adult.num_rows // 3
    source, control, others = (adult.slice(part * third, third) for part in range(3))
    print(f"{third:,} people each, {adult.num_columns} columns; CPU seconds in brackets")
    print(
        f"{'release':32}{'copies':>8}{'AUC':>7}{'TPR':>7}{'outliers':>10}{'verdict':>20}"
        f"{'nearer':>14}{'DCR-overfit':>18}"
    )
    for what, release in releases(source, others):
        tables = (Table("adult", table) for table in (release, source, control))
        scene = Scene(*tables, known=(), secrets=(), seed=1)
        scene.columns()
        start = time.process_time()
        figures = infer_membership(scene)
        inferred = time.process_time()
        nearest = closest_records(scene)
        measured = time.process_time()
        exact = next(
            (f for f in find_traces(scene, made="synthetic").findings if f.trace == "exact-copies"),
            None,
        )
        best, outliers = figures.strongest("all"), figures.strongest("outliers")
        assert best is not None
        assert outliers is not None
        assert nearest.nearer_to_source is not None
        print(
            f"{what:32}{exact.share if exact else 0:>8.2%}{best.auc:>7.3f}{best.caught.share:>7.3f}"
            f"{outliers.caught.share:>10.3f}{f'{figures.verdict} ({inferred - start:.1f} s)':>20}"
            f"{f'{nearest.nearer_to_source.share:.3f} ({measured - inferred:.1f} s)':>14}"
            f"{overfitting(release, source, control):>18}",
            flush=True,
        )
    start = time.process_time()
    test = self_test(scene)
    print(f"self-test: {test.verdict} ({time.process_time() - start:.1f} s)")


if __name__ == "__main__":
    main()
