"""Search a release for millions of identifiers: seconds, and the memory at its highest.

Run: ``python benchmarks/leak_search.py [IDENTIFIERS ...]`` (300,000, 1 and 3 million). Nothing is
asserted. Half of the identifiers are record numbers, half are names. The release has a row for each
person, with a pseudonym, an amount and a remark of a few words, as CSV and as Parquet, all from a
fixed seed. Printed are the seconds of processor for collecting the identifiers and for searching,
and how much the process itself holds (``RssAnon``, Linux only) at most, above what it held before:
files that are mapped into memory are not counted, since the system takes them back.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sector_data.release import layout
from sector_data.release.leaks.search import LeakSearch
from sector_data.sources.tables import Table
from sector_data.sources.writing import write_csv, write_parquet

SEED = 20_261_129
LETTERS = np.array(list("abcdefghijklmnopqrstuvwxyz"))
ALPHABET = np.array(list("abcdefghijklmnopqrstuvwxyz234567"))
WORDS = np.array(["stable", "seen", "again", "rest", "advised", "normal", "blood", "follow"])


def spelt(draw: np.random.Generator, alphabet: np.ndarray, rows: int, length: int) -> np.ndarray:
    """Return random texts of one length."""
    letters = alphabet[draw.integers(0, len(alphabet), (rows, length))]
    return letters.view(f"U{length}")[:, 0]


def make_release(folder: Path, rows: int) -> None:
    """Write the two files of a table, and the identifiers that must not be in them."""
    draw = np.random.default_rng(SEED)
    names = np.char.capitalize(spelt(draw, LETTERS, 20_000, 7))
    people = np.char.add(np.char.add(names[draw.integers(0, 20_000, rows)], " "), "")
    people = np.char.add(people, names[draw.integers(0, 20_000, rows)])
    numbers = np.char.add("P", np.char.zfill(draw.permutation(rows).astype(str), 9))
    write_parquet(
        Table("source", pa.table({"person": numbers, "name": people})), folder / "source.parquet"
    )
    words = WORDS[draw.integers(0, len(WORDS), (rows, 5))]
    table = Table(
        "visits",
        pa.table(
            {
                "person": spelt(draw, ALPHABET, rows, 13),
                "amount": np.round(draw.gamma(2.0, 300.0, rows), 1),
                "remark": [" ".join(row) for row in words],
            }
        ),
    )
    (folder / "bundle" / layout.DATA).mkdir(parents=True)
    write_csv(table, folder / "bundle" / layout.csv_path("visits"))
    write_parquet(table, folder / "bundle" / layout.parquet_path("visits"))


def own_memory() -> int:
    """Return the bytes of this process's own memory (Linux only)."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return sum(int(line.split()[1]) << 10 for line in status.splitlines() if "RssAnon" in line)


def measure(folder: Path) -> None:
    """Search once, in this process."""
    source = pq.read_table(folder / "source.parquet", memory_map=True)
    secrets = {f"visits.{name}": source.column(name) for name in source.column_names}
    before = most = own_memory()
    done = threading.Event()

    def watch() -> None:
        nonlocal most
        while not done.wait(0.02):
            most = max(most, own_memory())

    watcher = threading.Thread(target=watch)
    watcher.start()
    began = time.process_time()
    search = LeakSearch(secrets, kept={}, vocabulary=frozenset())
    collected = time.process_time()
    report = search.report(folder / "bundle")
    ended = time.process_time()
    done.set()
    watcher.join()
    count = report.values or 1
    print(
        f"{count:>10,} identifiers{collected - began:9.1f} s to collect{ended - collected:9.1f} s "
        f"to search{(most - before) / 1e6:9.0f} MB{(most - before) / count:8.0f} bytes each",
        flush=True,
    )
    if not report.passed:
        raise SystemExit("there is no identifier in that release")


def main() -> None:
    """Print what searching takes, by the number of identifiers."""
    if os.environ.get("FOLDER"):
        measure(Path(os.environ["FOLDER"]))
        return
    for count in map(int, sys.argv[1:] or ("300000", "1000000", "3000000")):
        with tempfile.TemporaryDirectory(prefix="leak-search-") as folder:
            make_release(Path(folder), count // 2)
            # A process of its own: memory that was used before hides what is used now.
            environment = {**os.environ, "FOLDER": folder}
            subprocess.run([sys.executable, __file__], env=environment, check=True)


if __name__ == "__main__":
    main()
