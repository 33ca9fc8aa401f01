"""Time the counting of equivalence classes beside pandas, DuckDB and pycanon.

Run: ``python benchmarks/class_counting.py``. Makes a table of a million rows and six
quasi-identifiers, as texts and as numbers, and prints CPU seconds of the calls alone, the table in
the memory of each tool. DuckDB comes with the ``dev`` extra; pycanon runs in an environment of its
own below ``build/peers`` (see ``peers.py``). Nothing is asserted.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.csv
from peers import ask

from sector_data.assessment.disclosure import measure_disclosure
from sector_data.assessment.risk import measure_risk
from sector_data.sources.tables import Table

ROWS = 1_000_000
SIZES = (2, 100, 50, 10, 1000, 16)
"""Values of each column."""
SKEWS = {"few classes": 0.3, "many classes": 0.02}


def made(skew: float, *, texts: bool) -> Table:
    """Make skewed columns; the smaller the skew, the more classes."""
    rng = np.random.default_rng(6)
    columns = {}
    for place, size in enumerate(SIZES):
        values = np.minimum(rng.geometric(skew, ROWS), size)
        columns[f"q{place}"] = pa.array(values.astype(str) if texts else values)
    return Table("made", pa.table(columns))


def seconds(job: Callable[[], object]) -> float:
    """Return the least CPU seconds of three runs."""
    times = []
    for _ in range(3):
        start = time.process_time()
        job()
        times.append(time.process_time() - start)
    return min(times)


def by_pandas(table: Table) -> Callable[[], object]:
    """Return a job that counts classes with pandas."""
    frame = table.data.to_pandas()
    names = table.columns
    return lambda: frame.groupby(names, dropna=False, sort=False).size().min()


def by_duckdb(table: Table) -> Callable[[], object]:
    """Return a job that counts classes with DuckDB."""
    names = ", ".join(table.columns)
    connection = duckdb.connect()
    connection.register("arrow", table.data)
    connection.execute("create table made as select * from arrow")
    query = f"select min(many) from (select count(*) many from made group by {names})"
    return lambda: connection.execute(query).fetchall()


def main() -> None:
    """Print the table of times."""
    heads = ("ours", "all risks", "by subject", "pandas", "DuckDB", "pycanon")
    print(f"{'CPU seconds, 1,000,000 x 6':32}{'classes':>9}" + "".join(f"{h:>12}" for h in heads))
    subjects = pa.array(np.random.default_rng(7).integers(0, ROWS // 4, ROWS))
    for name, skew in SKEWS.items():
        for texts in (True, False):
            table = made(skew, texts=texts)
            names = table.columns
            times = [
                seconds(lambda: measure_risk(table, names)),  # noqa: B023
                seconds(lambda: measure_disclosure(table, names, population_size=10**8)),  # noqa: B023
                seconds(lambda: measure_risk(table, names, subjects=subjects)),  # noqa: B023
                seconds(by_pandas(table)),
                seconds(by_duckdb(table)),
            ]
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder, "made.csv")
                pyarrow.csv.write_csv(table.data, path)
                times.append(ask("pycanon_k", str(path), *names)["cpu"])
            kind = f"{name}, {'texts' if texts else 'numbers'}"
            classes = measure_risk(table, names).classes
            print(f"{kind:32}{classes:>9,}" + "".join(f"{t:>12.3f}" for t in times))


if __name__ == "__main__":
    main()
