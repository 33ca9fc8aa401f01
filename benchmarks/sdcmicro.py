"""Time statistical disclosure control beside what was measured of sdcMicro 5.8.

Makes tables by a seeded generator, of the sizes that sdcMicro was timed at (Debian's R 4.2, two
shared cores), and prints CPU seconds of both. With sdcMicro's test data in ``../shared/data``
beside the checkout, also the cells that local suppression empties.

    python benchmarks/sdcmicro.py
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv

from sector_data.anonymise.cells import suppress_cells
from sector_data.anonymise.wildcards import wildcard_frequencies
from sector_data.assessment.disclosure import measure_disclosure
from sector_data.deidentify.perturbation import (
    add_noise,
    microaggregate,
    post_randomise,
    rank_swap,
)
from sector_data.kernels.library import compiled
from sector_data.sources.tables import Table

DATA = Path(__file__).parents[2] / "shared" / "data" / "sdcmicro"
ROWS = 100_000
SECRET = bytes(range(32))
SIZES = (2, 3, 4, 2, 5, 6, 3, 8)
FRANC = ("Key1", "Key2", "Key3", "Key4")
K5 = ("urbrur", "roof", "walls", "water", "sex")
K7 = ("urbrur", "roof", "walls", "water", "electcon", "relat", "sex")

Columns = dict[str, pa.Array]


def keys(rows: int, missing: float = 0.0, *, age: bool = False) -> Columns:
    """Make skewed categories; with age, the last of 8 columns has a hundred values."""
    rng = np.random.default_rng(8)
    columns = {
        f"key{place}": np.minimum(rng.geometric(0.5, rows), size)
        for place, size in enumerate(SIZES)
    }
    if age:
        columns[f"key{len(SIZES) - 1}"] = rng.integers(0, 100, rows)
    return {
        name: pa.array(values, mask=rng.random(rows) < missing) for name, values in columns.items()
    }


def numbers(rows: int) -> Columns:
    """Make three skewed numbers that belong together."""
    rng = np.random.default_rng(3)
    mixed = rng.normal(size=(rows, 3)) @ np.array([[1, 0.5, 0.2], [0, 1, 0.3], [0, 0, 1]])
    return {f"number{place}": pa.array(np.exp(mixed[:, place])) for place in range(3)}


def seconds(job: Callable[[], object]) -> float:
    """Return the least CPU seconds of three runs."""
    times = []
    for _ in range(3):
        start = time.process_time()
        job()
        times.append(time.process_time() - start)
    return min(times)


def speed() -> None:
    """Print CPU seconds of each method."""
    whole, gaps, large = keys(ROWS), keys(ROWS, 0.02), numbers(ROWS)
    subjects = pa.array(np.arange(ROWS) // 4)
    weights = pa.array(np.random.default_rng(4).integers(5, 200, ROWS))
    jobs: list[tuple[str, float | None, Callable[[], object]]] = [
        ("frequencies, 100,000 x 8", 0.5, lambda: wildcard_frequencies(whole)),
        ("  with 2 % missing", 37, lambda: wildcard_frequencies(gaps)),
        ("  counting subjects of 4 rows", None,
         lambda: wildcard_frequencies(gaps, subjects=subjects)),
        ("individual and global risk, 100,000 x 8", 1.5,
         lambda: measure_disclosure(Table("", pa.table(whole)), list(whole), weights=weights)),
        ("  with households", None,
         lambda: measure_disclosure(
             Table("", pa.table(whole)), list(whole), weights=weights, household=subjects)),
        ("  with 2 % missing", None,
         lambda: measure_disclosure(
             Table("", pa.table(gaps)), list(gaps), weights=weights, missing="wildcard")),
        ("local suppression k=3, 10,000 x 8 with age", 34,
         lambda: suppress_cells(keys(10_000, age=True), 3)),
        ("  a gap as a category of its own", None,
         lambda: suppress_cells(keys(10_000, age=True), 3, gaps="own-category")),
        ("MDAV k=3, 100,000 x 3 numbers", 54, lambda: microaggregate(large, 3)),
        ("rank swapping, 100,000", 16,
         lambda: [rank_swap(column, 0.05, SECRET) for column in large.values()]),
        ("PRAM, 100,000", 2, lambda: post_randomise(whole["key7"], 0.8, SECRET)),
        ("  keyed by subject", None,
         lambda: post_randomise(whole["key7"], 0.8, SECRET, subjects=subjects)),
        ("correlated noise, 100,000 x 3", None,
         lambda: add_noise(large, 0.1, "correlated", SECRET)),
    ]  # fmt: skip
    print(f"{'CPU seconds':44}{'sdcMicro':>10}{'ours':>10}{'times':>8}")
    for name, theirs, job in jobs:
        ours = seconds(job)
        shown = ("", "") if theirs is None else (f"{theirs:g}", f"{theirs / ours:.0f}")
        print(f"{name:44}{shown[0]:>10}{ours:>10.3f}{shown[1]:>8}")


def cells() -> None:
    """Print how many cells local suppression empties on sdcMicro's data."""
    recorded = json.loads((DATA / "localsuppression.json").read_text(encoding="utf-8"))
    print(f"\n{'cells suppressed':30}{'sdcMicro':>10}{'ours':>8}{'a gap as a category':>22}")
    for table, data, names, most in (
        ("testdata_K5", "testdata", K5, 5),
        ("testdata_K7", "testdata", K7, 5),
        ("francdat", "francdat", FRANC, 3),
    ):
        read = pyarrow.csv.read_csv(DATA / f"{data}.csv")
        columns = {name: read[name].combine_chunks() for name in names}
        for k in (k for k in (2, 3, 5) if k <= most):
            theirs = recorded[f"{table}_k{k}_default"]["total"]
            ours = suppress_cells(columns, k)
            strict = suppress_cells(columns, k, gaps="own-category")
            dropped = len(strict.keep) - int(strict.keep.sum())
            print(
                f"{f'{table}, k={k}':30}{theirs:>10}{ours.total:>8}"
                f"{f'{strict.total}, {dropped} rows out':>22}"
            )


if __name__ == "__main__":
    print(f"kernels: {'compiled' if compiled() else 'numpy'}")
    speed()
    if DATA.exists():
        cells()
