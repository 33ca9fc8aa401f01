"""Time the privacy search on Adult and FARS beside what was recorded for ARX 3.9.2.

Run: ``python benchmarks/search.py [FOLDER] [REPEATS]``, where the folder holds ARX's tables,
hierarchies and recorded results (``../shared/data/arx`` when it is not given). Nothing is asserted.

``plan`` is the whole of `plan_protection`: encoding the columns, the search, the list of classes.
ARX's figures are CPU seconds of its `anonymize()` alone, in a warm virtual machine, on the machine
that the results were recorded on; its loading and encoding come on top.
"""

from __future__ import annotations

import csv
import gzip
import statistics
import sys
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pacsv

from sector_data.anonymise.classes import SensitiveColumn
from sector_data.anonymise.hierarchies import build
from sector_data.anonymise.protect import plan_protection
from sector_data.spec.hierarchies import FileHierarchy
from sector_data.spec.plan import ProtectionPlan

SENSITIVE = {"adult": "occupation", "fars": "istatenum"}
"""What the recorded runs with diversity (``dl=3``) took as sensitive."""


def read(folder: Path, dataset: str) -> pa.Table:
    """Read a table, every column as text."""
    content = gzip.decompress((folder / f"{dataset}.csv.gz").read_bytes())
    names = content.split(b"\n", 1)[0].decode().strip().split(";")
    return pacsv.read_csv(
        pa.BufferReader(content),
        parse_options=pacsv.ParseOptions(delimiter=";"),
        convert_options=pacsv.ConvertOptions(column_types=dict.fromkeys(names, pa.string())),
    )


def recorded(folder: Path) -> list[dict[str, str]]:
    """Return ARX's plain optimal runs that can be repeated here, one for each setting."""
    with (folder / "arx-3.9.2-results.csv").open(newline="", encoding="utf-8") as stream:
        rows = [
            row
            for row in csv.DictReader(stream)
            if row["tool"] == "ARX-3.9.2"
            and row["dataset"] in SENSITIVE
            and row["model"] in {"k=5", "k=5+dl=3"}
            and (row["metric"], row["algorithm"], row["note"]) == ("loss", "OPTIMAL", "")
            and row["suppression_limit"] != "1.00"
        ]
    return list({(r["dataset"], r["model"], r["suppression_limit"]): r for r in rows}.values())


def measure(
    table: pa.Table, folder: Path, run: dict[str, str], repeats: int
) -> tuple[ProtectionPlan, float, float]:
    """Return the plan, and the median CPU and wall seconds of finding it."""
    names = run["qi_order"].split()
    hierarchies = {
        name: build(
            FileHierarchy(path=Path("hier") / f"{run['dataset']}_hierarchy_{name}.csv"),
            table.column(name),
            base=folder,
        )
        for name in names
    }
    sensitive = SENSITIVE[run["dataset"]] if run["model"] != "k=5" else None
    columns = {} if sensitive is None else {sensitive: SensitiveColumn(table.column(sensitive))}
    cpu, wall = [], []
    for _ in range(repeats):
        cpu_start, wall_start = time.process_time(), time.perf_counter()
        plan = plan_protection(
            quasi_identifiers={name: table.column(name) for name in names},
            hierarchies=hierarchies,
            k=5,
            suppression_limit=float(run["suppression_limit"]),
            sensitive=columns,
            l_diversity=dict.fromkeys(columns, 3),
        )
        cpu.append(time.process_time() - cpu_start)
        wall.append(time.perf_counter() - wall_start)
    return plan, statistics.median(cpu), statistics.median(wall)


def main() -> None:
    """Print one line for each setting."""
    here = Path(__file__).resolve().parents[1].parent / "shared" / "data" / "arx"
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else here
    repeats = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    if not folder.is_dir():
        sys.exit(f"{folder} is not there: name the folder with ARX's tables and results.")
    tables = {dataset: read(folder, dataset) for dataset in SENSITIVE}
    print(
        f"{'data':6}{'model':10}{'limit':>6}{'loss':>12}{'same':>6}{'checked':>9}{'ARX':>7}"
        f"{'plan CPU':>10}{'plan wall':>11}{'ARX CPU':>9}{'ratio':>8}"
    )
    for run in recorded(folder):
        plan, cpu, wall = measure(tables[run["dataset"]], folder, run, repeats)
        arx = float(run["anonymize_thread_cpu_median_s"])
        same = "yes" if abs(plan.loss - float(run["score"])) < 1e-9 else "NO"
        print(
            f"{run['dataset']:6}{run['model']:10}{run['suppression_limit']:>6}{plan.loss:>12.8f}"
            f"{same:>6}{plan.checked:>9}{run['nodes_checked']:>7}{cpu:>10.3f}{wall:>11.3f}"
            f"{arx:>9.3f}{arx / cpu:>7.1f}x"
        )


if __name__ == "__main__":
    main()
