"""Measure and anonymise Adult beside the Python peers that pip installs: pycanon and anjana.

Run: ``python benchmarks/peers.py [FOLDER]``, where the folder holds Adult and the hierarchies of
anjana's examples (``../shared/data/pycanon`` when it is not given). Nothing is asserted.

Each peer runs in an environment of its own below ``build/peers`` (made once, over the network),
since each insists on its own versions. CPU seconds are those of the calls alone, the table read
before. *Kept* is the mean over cells of ``1 - loss``: 1 when nothing is lost, 0 when all is
``*``; the cells of rows that are left out lose all.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import subprocess
import sys
import time
import venv
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv

from sector_data.anonymise.applying import apply_protection
from sector_data.anonymise.classes import SensitiveColumn
from sector_data.anonymise.hierarchies import Hierarchy, build, canonical_text
from sector_data.anonymise.measures import measure_models
from sector_data.anonymise.protect import plan_protection
from sector_data.anonymise.recoding import plan_local_recoding
from sector_data.spec.hierarchies import FileHierarchy

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "data" / "pycanon"
BUILD = ROOT / "build" / "peers"
PEERS = {
    "pycanon_measures": "pycanon==1.3.6",
    "pycanon_k": "pycanon==1.3.6",
    "anjana_k": "anjana==1.2.3",
}
"""What runs in a peer's environment, and what is installed there."""
HIERARCHIES = {
    "age": "age",
    "education": "education",
    "marital-status": "marital",
    "occupation": "occupation",
    "sex": "sex",
    "native-country": "country",
}
"""Quasi-identifiers, and the files of their hierarchies."""
SENSITIVE = "salary-class"
K = 5
LIMITS = (0, 5, 50)
"""Suppression limits in percent; 50 is that of anjana's example."""

Rows = list[tuple[str, ...]]


def read(folder: Path) -> dict[str, pa.Array]:
    """Read the columns of Adult as text; its file has blanks after commas and in its header."""
    text = gzip.decompress((folder / "adult.csv.gz").read_bytes()).decode()
    header, *rows = [row for row in csv.reader(io.StringIO(text), skipinitialspace=True) if row]
    places = {name.strip(): place for place, name in enumerate(header)}
    return {
        name: pa.array([row[places[name]] for row in rows]) for name in (*HIERARCHIES, SENSITIVE)
    }


def ask(worker: str, *arguments: str) -> Any:
    """Return what a peer found, in its environment, which is made when it is not there."""
    home = BUILD / worker
    python = home / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    if not (home / "ready").exists():
        venv.create(home, with_pip=True, clear=True)
        quiet = ["-q", "--disable-pip-version-check"]
        subprocess.run([python, "-m", "pip", "install", *quiet, PEERS[worker]], check=True)
        (home / "ready").touch()
    script = Path(__file__).parent / "workers" / f"{worker}.py"
    command = [str(python), "-W", "ignore", str(script), *arguments]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return json.loads(said.splitlines()[-1])


def measuring(columns: Mapping[str, pa.Array], table: Path) -> None:
    """Print the measures of pycanon and ours, and what they took."""
    theirs = ask("pycanon_measures", str(table), SENSITIVE, *HIERARCHIES)
    names = {name: columns[name] for name in HIERARCHIES}
    sensitive = {SENSITIVE: SensitiveColumn(columns[SENSITIVE])}
    start = time.process_time()
    ours = measure_models(names, sensitive=sensitive)
    cpu = time.process_time() - start
    assert ours is not None
    column = ours.sensitive[SENSITIVE]
    figures = {
        "k": ours.k,
        "l": column.diversity,
        "entropy l": column.entropy,
        "(c, l)": column.recursive[2],
        "alpha": column.alpha,
        "beta": column.basic_beta,
        "enhanced beta": column.enhanced_beta,
        "delta": column.delta,
        "t": column.t_equal,
    }
    print(f"Measures of Adult, {len(columns[SENSITIVE]):,} rows, {len(names)} quasi-identifiers")
    print(f"{'':16}{'pycanon':>12}{'ours':>12}")
    for name, value in figures.items():
        print(f"{name:16}{theirs['figures'][name]:>12.6g}{value:>12.6g}")
    took = theirs["cpu"]
    print(f"{'CPU seconds':16}{took:>12.2f}{cpu:>12.3f}   ({took / cpu:,.0f} times less)")


def kept(columns: Mapping[str, pa.Array], given: Mapping[str, Hierarchy], rows: Rows) -> float:
    """Return the mean of 1 - loss over the cells of released rows, spelt as they were released."""
    total = 0.0
    for place, (name, hierarchy) in enumerate(given.items()):
        distinct = columns[name].unique()
        losses: dict[str, float] = {}
        # Coarse levels first: where two levels share a label, the finer one counts.
        for level in range(hierarchy.levels - 1, -1, -1):
            labels = canonical_text(hierarchy.generalise(distinct, level)).to_pylist()
            losses.update(zip(labels, np.asarray(hierarchy.loss(distinct, level)), strict=True))
        total += sum(1 - losses[row[place]] for row in rows)
    return total / len(given) / len(columns[SENSITIVE])


def anonymising(columns: Mapping[str, pa.Array], table: Path, base: Path) -> None:
    """Print what anjana and we release with k = 5."""
    names = {name: columns[name] for name in HIERARCHIES}
    hierarchies = {
        name: build(FileHierarchy(path=Path(f"{stem}.csv")), columns[name], base=base)
        for name, stem in HIERARCHIES.items()
    }
    print(f"\n{K}-anonymity of Adult, anjana's own hierarchies")
    print(f"{'':34}{'CPU s':>8}{'rows out':>10}{'classes':>9}{'smallest':>10}{'kept':>8}")

    def line(what: str, cpu: float, rows: Rows, given: Mapping[str, Hierarchy]) -> None:
        sizes = Counter(rows).values()
        out = 1 - len(rows) / len(columns[SENSITIVE])
        print(
            f"{what:34}{cpu:>8.2f}{out:>10.1%}{len(sizes):>9,}{min(sizes, default=0):>10,}"
            f"{kept(columns, given, rows):>8.3f}"
        )

    files = [f"{name}={base / stem}.csv" for name, stem in HIERARCHIES.items()]
    for found in ask("anjana_k", str(table), str(K), ",".join(map(str, LIMITS)), *files):
        rows = [tuple(row) for row in found["rows"]]
        line(f"anjana, supp_level {found['limit']}", found["cpu"], rows, hierarchies)
    common: dict[str, Any] = {"quasi_identifiers": names, "hierarchies": hierarchies, "k": K}
    for limit in (*LIMITS, None):
        start = time.process_time()
        if limit is None:
            plan = plan_local_recoding(**common)
        else:
            plan = plan_protection(**common, suppression_limit=limit / 100)
        protected = apply_protection(names, plan, base=base)
        cpu = time.process_time() - start
        keep = pa.array(protected.keep)
        released = [
            canonical_text(values).filter(keep).to_pylist() for values in protected.columns.values()
        ]
        # Local recoding has levels between those of the hierarchies: the plan holds them.
        given = {
            part.column: build(part.hierarchy, columns[part.column], base=base)
            for part in plan.generalisations
        }
        what = "ours, local recoding" if limit is None else f"ours, limit {limit} %"
        line(what, cpu, list(zip(*released, strict=True)), given)


def main() -> None:
    """Print both comparisons."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else SHARED
    if not folder.is_dir():
        sys.exit(f"{folder} is not there: name the folder with Adult and its hierarchies.")
    columns = read(folder)
    BUILD.mkdir(parents=True, exist_ok=True)
    table = BUILD / "adult.csv"
    pacsv.write_csv(pa.table(dict(columns)), table)
    measuring(columns, table)
    anonymising(columns, table, folder / "hierarchies")


if __name__ == "__main__":
    main()
