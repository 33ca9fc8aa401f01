"""Write, audit and load a bundle of a given size: seconds, and the memory at its highest.

Run: ``python benchmarks/large_bundle.py [GIGABYTES] [FOLDER]``. Nothing is asserted. The source is
made from a fixed seed, piece by piece, so that it may be larger than memory: visits with their
subject, three quasi-identifiers, dates, codes, amounts and a remark of :data:`WORDS_A_ROW` words,
hardly one of which stands twice. Printed are the
sizes of source and bundle, and for ``run``, ``audit`` and ``load`` the seconds of processor and
wall clock and two figures of memory: what the process itself holds (``RssAnon``), which it must
have, and all that is resident, files that are mapped into it included, which the system takes back
when it needs room. Tables and large arrays are such files: they count in the second figure and not
in the first. Without FOLDER everything is written to a temporary one and taken away.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv

from sector_data.deidentify.keyring import KeyRing

SEED = 20_261_129
PIECE = 1 << 18
BYTES_A_ROW = 260
"""Of the bundle, CSV and Parquet together: measured, so that it gets about the size asked for."""
WORDS_A_ROW = 24

PIPELINE = """\
release: {name: large, key: large}
source: {visits: visits.csv}
subject: visits.person
columns:
  visits.person: pseudonym
  visits.sex: quasi-identifier
  visits.age: {role: quasi-identifier, hierarchy: age}
  visits.region: {role: quasi-identifier, transform: keep}
  visits.day: shift-date
  visits.ward: {role: insensitive, transform: keep}
  visits.code: {role: sensitive, transform: keep}
  visits.amount: {role: insensitive, transform: keep}
  visits.remark: {role: insensitive, transform: keep}
privacy: {k-anonymity: 5, suppression-limit: 5%}
ledger: off
"""

WORDS = ("stable", "seen", "again", "rest", "advised", "normal", "blood", "pressure", "follow")


def piece(first: int, rows: int, draw: np.random.Generator) -> pa.Table:
    """Make some rows; a subject has three in the mean."""
    people = (first + np.arange(rows)) // 3
    by_person = np.random.default_rng(SEED + 1).integers(0, 2**31, 1 << 16)[people % (1 << 16)]
    words = np.array(WORDS)[draw.integers(0, len(WORDS), (rows, WORDS_A_ROW))]
    columns = {
        "person": np.char.add("P", np.char.zfill(people.astype(str), 9)),
        "sex": np.array(["F", "M"])[by_person % 2],
        "age": by_person // 2 % 95,
        "region": np.array([f"R{number:02d}" for number in range(20)])[by_person // 190 % 20],
        "day": np.datetime64("2024-01-01") + draw.integers(0, 700, rows),
        "ward": np.array([f"ward {number}" for number in range(40)])[draw.integers(0, 40, rows)],
        "code": np.array([f"C{number:03d}" for number in range(300)])[draw.integers(0, 300, rows)],
        "amount": np.round(draw.gamma(2.0, 300.0, rows), 1),
        "remark": [" ".join(row) for row in words],
    }
    return pa.table(columns)


def make_source(folder: Path, rows: int) -> Path:
    """Write source, pipeline and key ring; return the pipeline file."""
    draw = np.random.default_rng(SEED)
    schema = piece(0, 3, draw).schema
    with arrow_csv.CSVWriter(folder / "visits.csv", schema) as writer:
        for first in range(0, rows, PIECE):
            writer.write_table(piece(first, min(PIECE, rows - first), draw))
    KeyRing.open(folder / "keys.json", create=True).new("large", holder="a benchmark")
    (folder / "pipeline.yaml").write_text(PIPELINE, encoding="utf-8")
    return folder / "pipeline.yaml"


def size(place: Path) -> int:
    """Return the bytes of a file, or of all files below a folder."""
    files = [place] if place.is_file() else [f for f in place.rglob("*") if f.is_file()]
    return sum(file.stat().st_size for file in files)


def own_memory(process: int) -> int:
    """Return the bytes of a process's own memory, 0 when it is gone (Linux only)."""
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    except OSError:
        return 0
    return sum(int(line.split()[1]) << 10 for line in status.splitlines() if "RssAnon" in line)


def measured(what: str, *arguments: str | Path) -> None:
    """Run a program of ours and print what it took."""
    began = time.perf_counter()
    process = subprocess.Popen([sys.executable, *map(str, arguments)], env=os.environ)
    most = [0]

    def watch() -> None:
        while (now := own_memory(process.pid)) or process.returncode is None:
            most[0] = max(most[0], now)
            time.sleep(0.05)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    print(
        f"{what:<8}{usage.ru_utime + usage.ru_stime:9.1f} s CPU"
        f"{time.perf_counter() - began:9.1f} s wall"
        f"{most[0] / 1e9:8.2f} GB own memory{usage.ru_maxrss * 1024 / 1e9:8.2f} GB resident",
        flush=True,
    )
    if process.returncode:
        raise SystemExit(process.returncode)


def main() -> None:
    """Print what writing, auditing and loading take."""
    gigabytes = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
    with tempfile.TemporaryDirectory(prefix="large-bundle-") as temporary:
        folder = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(temporary)
        bundle = folder / "release"
        rows = int(gigabytes * 1e9 / BYTES_A_ROW)
        pipeline = make_source(folder, rows)
        print(f"{rows:,} rows, source {size(folder / 'visits.csv') / 1e9:.2f} GB", flush=True)
        command = ("-c", "import sys; from sector_data.cli import main; sys.exit(main())")
        shown = ("--verbose",) if os.environ.get("VERBOSE") else ("--quiet",)
        ring = folder / "keys.json"
        measured("run", *command, "run", pipeline, "-o", bundle, "--key-ring", ring, *shown)
        print(f"bundle {size(bundle) / 1e9:.2f} GB", flush=True)
        measured("audit", *command, "audit", bundle, *shown)
        load = "import sys, sector_data as sd; sd.load(sys.argv[1])['visits']"
        measured("load", "-c", load, bundle)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main()
