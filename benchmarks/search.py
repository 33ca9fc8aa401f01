"""Time the privacy search on Adult and FARS beside what was recorded for ARX 3.9.2.

Run: ``python benchmarks/search.py [FOLDER] [REPEATS]``, where the folder holds ARX's tables,
hierarchies and recorded results (``../shared/data/arx`` when it is not given). Nothing is asserted.

``search`` begins where ARX's `anonymize()` does, with columns in memory whose values are coded and
hierarchies as arrays of codes, and ends with the chosen node: collapsing rows to distinct
combinations, counting sensitive values, setting up the metric, the lattice, and the models' own
verdict on the node. ``plan`` is the whole of `plan_protection`, from columns of text to the list of
combinations that are released; of ARX's run, its loading of the file would come on top. Both are
the least of the repeats in CPU seconds of the process. ARX's are thread CPU seconds of
`anonymize()` alone, the median of repeats in a warm virtual machine (one cold call where no other
was recorded), on the machine that the results were recorded on.
"""

from __future__ import annotations

import csv
import gzip
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv

from sector_data.anonymise.classes import SensitiveColumn, codes_of
from sector_data.anonymise.dimensions import encode
from sector_data.anonymise.encoding import EncodedTable
from sector_data.anonymise.hierarchies import build
from sector_data.anonymise.metrics import AverageClassSize, Loss, Metric, NonUniformEntropy
from sector_data.anonymise.models import (
    AverageRisk,
    DistinctDiversity,
    KAnonymity,
    PrivacyModel,
    TCloseness,
)
from sector_data.anonymise.protect import plan_protection
from sector_data.anonymise.search import search
from sector_data.anonymise.statistics import domain_of
from sector_data.kernels.library import compiled
from sector_data.spec.hierarchies import FileHierarchy
from sector_data.spec.plan import ProtectionPlan

SENSITIVE = {"adult": "occupation", "fars": "istatenum"}
"""What the recorded runs with a sensitive column took."""

METRICS: dict[str, Metric] = {
    "loss": Loss(),
    "nue": NonUniformEntropy(),
    "aecs": AverageClassSize(),
}


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
    """Return ARX's optimal runs that can be repeated here, one for each setting."""
    with (folder / "arx-3.9.2-results.csv").open(newline="", encoding="utf-8") as stream:
        rows = [
            row
            for row in csv.DictReader(stream)
            if row["tool"] == "ARX-3.9.2"
            and row["dataset"] in SENSITIVE
            and not row["model"].startswith("kmap")
            and (row["algorithm"], row["note"]) == ("OPTIMAL", "")
            and row["suppression_limit"] != "1.00"
        ]
    chosen = {(r["dataset"], r["model"], r["metric"], r["suppression_limit"]): r for r in rows}
    return list(chosen.values())


def models(run: dict[str, str], table: pa.Table) -> list[PrivacyModel]:
    """Return the models of a recorded run."""
    column = SENSITIVE[run["dataset"]]
    asked: list[PrivacyModel] = []
    for part in run["model"].split("+"):
        name, _, threshold = part.partition("=")
        if name == "k":
            asked.append(KAnonymity(int(threshold)))
        elif name == "dl":
            asked.append(DistinctDiversity(column, int(threshold)))
        elif name == "t":
            domain = domain_of(table.column(column))
            codes, size = codes_of(pa.concat_arrays([domain, *table.column(column).chunks]))
            whole = np.bincount(codes[len(domain) :], minlength=size) / table.num_rows
            asked.append(TCloseness(column, float(threshold), whole))
        else:
            asked.append(AverageRisk(float(threshold)))
    return asked


def least(repeats: int, work: Callable[[], object]) -> float:
    """Return the least CPU seconds of some repeats."""
    seconds = []
    for _ in range(repeats):
        start = time.process_time()
        work()
        seconds.append(time.process_time() - start)
    return min(seconds)


def measure(
    table: pa.Table, folder: Path, run: dict[str, str], repeats: int
) -> tuple[ProtectionPlan, float, float]:
    """Return the plan, and the CPU seconds of the search and of planning."""
    names = tuple(run["qi_order"].split())
    hierarchies = {
        name: build(
            FileHierarchy(path=Path("hier") / f"{run['dataset']}_hierarchy_{name}.csv"),
            table.column(name),
            base=folder,
        )
        for name in names
    }
    asked = models(run, table)
    metric, limit = METRICS[run["metric"]], float(run["suppression_limit"])
    sensitive = {
        model.sensitive: SensitiveColumn(table.column(model.sensitive).combine_chunks())
        for model in asked
        if model.sensitive is not None
    }
    encoded = [
        encode(table.column(name), hierarchies[name], range(hierarchies[name].levels))
        for name in names
    ]

    def searched() -> None:
        collapsed = EncodedTable.collapsed(
            names,
            tuple(dimension for dimension, _ in encoded),
            [codes for _, codes in encoded],
            table.num_rows,
            sensitive=sensitive,
        )
        search(collapsed.problem(asked, metric, {}, limit))

    def planned() -> ProtectionPlan:
        return plan_protection(
            quasi_identifiers={name: table.column(name) for name in names},
            hierarchies=hierarchies,
            models=asked,
            metric=metric,
            suppression_limit=limit,
            sensitive=sensitive,
        )

    return planned(), least(repeats, searched), least(repeats, planned)


def agrees(plan: ProtectionPlan, run: dict[str, str]) -> bool:
    """Say whether levels, score (6 digits) and suppressed rows are those of ARX."""
    levels = " ".join(str(part.level) for part in plan.generalisations)
    score = float(run["score"])
    return (
        f"[{levels}]" == run["levels"]
        and abs((plan.cost or 0.0) - score) <= 1e-6 * max(score, 1.0)
        and plan.suppressed_rows == int(run["suppressed_records"])
    )


def main() -> None:
    """Print one line for each setting."""
    here = Path(__file__).resolve().parents[1].parent / "shared" / "data" / "arx"
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else here
    repeats = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    if not folder.is_dir():
        sys.exit(f"{folder} is not there: name the folder with ARX's tables and results.")
    tables = {dataset: read(folder, dataset) for dataset in SENSITIVE}
    print(f"Kernels in {'C' if compiled() else 'numpy'}; CPU in ms.")
    print(
        f"{'data':6}{'model':14}{'metric':7}{'limit':>6}{'score':>16}{'same':>6}{'nodes':>7}"
        f"{'ARX':>7}{'search':>8}{'plan':>8}{'ARX':>9}{'ratio':>8}"
    )
    for run in sorted(
        recorded(folder),
        key=lambda r: (r["metric"], r["dataset"], r["model"], float(r["suppression_limit"])),
    ):
        plan, found, planned = measure(tables[run["dataset"]], folder, run, repeats)
        arx = float(run["anonymize_thread_cpu_median_s"] or run["anonymize_cold_cpu_s"])
        print(
            f"{run['dataset']:6}{run['model']:14}{run['metric']:7}{run['suppression_limit']:>6}"
            f"{plan.cost:>16.6f}{'yes' if agrees(plan, run) else 'NO':>6}{plan.checked:>7}"
            f"{run['nodes_checked']:>7}{found * 1000:>8.1f}{planned * 1000:>8.1f}"
            f"{arx * 1000:>9.1f}{arx / found:>7.1f}x"
        )


if __name__ == "__main__":
    main()
