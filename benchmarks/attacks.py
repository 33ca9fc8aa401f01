"""Attack releases of Adult whose leaks are known, with Anonymeter beside, and time large releases.

Run: ``python benchmarks/attacks.py [FOLDER]``, where the folder holds ``adult.csv.gz``
(``../shared/data/pycanon`` when it is not given). Nothing is asserted.

Anonymeter runs in an environment of its own below ``build/peers`` (made once, over the network),
since it insists on an old numpy; 500 attacks of each kind, as its time allows. Both report the
excess over a control group of equal size with its 95 % interval: 0 where nothing leaks.
"""

from __future__ import annotations

import csv
import gzip
import io
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import peers
import pyarrow as pa
import pyarrow.csv as pacsv

from sector_data.assessment.attacks import Scene, run_attacks
from sector_data.sources.tables import Table
from sector_data.spec.evidence.attacks import AttackFigures

PEOPLE = 10_000
ATTACKS = 500
SECRET = "salary-class"
LARGE = (10_000, 100_000, 1_000_000)

peers.PEERS["anonymeter_attacks"] = "anonymeter==1.1.0"

OURS = {
    "one column": ("singling-out", "one-column"),
    "several columns": ("singling-out", "several-columns"),
    "linkability": ("linkability", "nearest"),
    "inference": ("inference", "nearest"),
}


def adult(folder: Path) -> pa.Table:
    """Read Adult; its file has blanks after commas and in its header."""
    text = gzip.decompress((folder / "adult.csv.gz").read_bytes()).decode()
    header, *rows = [row for row in csv.reader(io.StringIO(text), skipinitialspace=True) if row]
    columns = {}
    for place, name in enumerate(header):
        values = [row[place] for row in rows]
        whole = all(value.isdigit() for value in values)
        columns[name.strip()] = pa.array([int(v) for v in values] if whole else values)
    return pa.table(columns)


def releases(members: pa.Table, others: pa.Table) -> Iterator[tuple[str, pa.Table]]:
    """Make releases whose leaks are known."""
    rng = np.random.default_rng(1)
    copied = PEOPLE // 20
    yield "other people", others
    yield (
        "members, each column shuffled",
        pa.table({n: members[n].take(rng.permutation(PEOPLE)) for n in members.schema.names}),
    )
    yield (
        "other people, 5 % copies",
        pa.concat_tables([others.slice(copied), members.slice(0, copied)]),
    )
    yield "members, drawn again", members.take(rng.integers(0, PEOPLE, PEOPLE))


def attack(release: pa.Table, members: pa.Table, control: pa.Table) -> tuple[AttackFigures, float]:
    """Return our figures and the CPU seconds that they took."""
    known = tuple(name for name in members.schema.names if name != SECRET)
    tables = (Table("adult", table) for table in (release, members, control))
    start = time.process_time()
    found = run_attacks(Scene(*tables, known=known, secrets=(SECRET,), seed=1))
    return found, time.process_time() - start


def theirs(release: pa.Table, members: pa.Table, control: pa.Table) -> tuple[dict[str, str], float]:
    """Return Anonymeter's risks as text, and the CPU seconds that they took."""
    peers.BUILD.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, table in (("source", members), ("release", release), ("control", control)):
        paths.append(str(peers.BUILD / f"attacks_{name}.csv"))
        pacsv.write_csv(table, paths[-1])
    known = ",".join(name for name in members.schema.names if name != SECRET)
    said = peers.ask("anonymeter_attacks", *paths, str(ATTACKS), known, SECRET)
    return {name: told(risk) for name, risk in said["found"].items()}, said["cpu"]


def told(risk: list[float] | str) -> str:
    """Return a risk with its interval as text."""
    if isinstance(risk, str):
        return risk
    value, low, high = risk
    return f"{value:.3f} ({low:.3f} to {high:.3f})"


def compare(folder: Path) -> None:
    """Print both suites' risks of each release."""
    table = adult(folder)
    order = np.random.default_rng(1).permutation(table.num_rows)[: 3 * PEOPLE]
    members, control, others = (table.take(part) for part in np.split(order, 3))
    for name, release in releases(members, others):
        found, cpu = attack(release, members, control)
        risks, peer = theirs(release, members, control)
        print(f"\n{name}: {PEOPLE:,} rows, {table.num_columns} columns")
        print(f"{'':18}{'ours':>28}{'Anonymeter':>28}")
        for label, (kind, method) in OURS.items():
            figure = next(f for f in found.figures if (f.attack, f.method) == (kind, method))
            excess = figure.excess
            ours = (
                told([excess.value, excess.lower, excess.upper])
                if excess is not None
                else f"not measured: {figure.reason}"
            )
            print(f"{label:18}{ours:>28}{risks[label]:>28}")
        print(f"{'CPU seconds':18}{cpu:>28.1f}{peer:>28.1f}")


def grow(folder: Path) -> None:
    """Print what larger releases take; their numbers are moved a little."""
    table = adult(folder)
    rng = np.random.default_rng(2)
    order = rng.permutation(table.num_rows)[: 3 * PEOPLE]
    members, control, others = (table.take(part) for part in np.split(order, 3))
    print(f"\n{'released rows':>14}{'CPU seconds':>14}")
    for rows in LARGE:
        release = others.take(rng.integers(0, PEOPLE, rows))
        moved = release["fnlwgt"].to_numpy() + rng.integers(-5000, 5000, rows)
        place = release.schema.get_field_index("fnlwgt")
        _, cpu = attack(release.set_column(place, "fnlwgt", pa.array(moved)), members, control)
        print(f"{rows:>14,}{cpu:>14.1f}", flush=True)


def main() -> None:
    """Print both comparisons."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else peers.SHARED
    if not folder.is_dir():
        sys.exit(f"{folder} is not there: name the folder with Adult.")
    compare(folder)
    grow(folder)


if __name__ == "__main__":
    main()
