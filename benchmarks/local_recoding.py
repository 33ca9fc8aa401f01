"""Measure local recoding on Adult and FARS beside what was recorded for ARX 3.9.2.

Run: ``python benchmarks/local_recoding.py [FOLDER]``, where the folder holds ARX's tables,
hierarchies and recorded results (``../shared/data/arx`` when it is not given). Nothing is asserted.

All runs ask for k = 5 and lose no row. *Granularity* is the mean over cells of the released table
of ``1 - (leaves under the label - 1) / (leaves - 1)``: 1 when nothing is lost, 0 when all is ``*``.
It is looked up from the labels that are released. CPU seconds are those of `plan_local_recoding`
and `apply_protection`; ARX's are wall seconds of its local step alone, after `anonymize()`.
"""

from __future__ import annotations

import csv
import gzip
import sys
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from sector_data.anonymise.applying import Protected, apply_protection
from sector_data.anonymise.hierarchies import build, canonical_text
from sector_data.anonymise.recoding import plan_local_recoding
from sector_data.spec.hierarchies import FileHierarchy
from sector_data.spec.plan import ProtectionPlan

VARIANTS = {
    "strict": (False, True),
    "strict, given levels": (False, False),
    "overlapping, given levels": (True, False),
}
"""Whether classes overlap, and whether there are levels between those of the hierarchies."""


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
    """Return ARX's runs of local recoding."""
    with (folder / "arx-3.9.2-results.csv").open(newline="", encoding="utf-8") as stream:
        return [
            row
            for row in csv.DictReader(stream)
            if row["tool"] == "ARX-3.9.2" and row["algorithm"] == "OPTIMAL+local"
        ]


def granularity(plan: ProtectionPlan, protected: Protected, table: pa.Table, folder: Path) -> float:
    """Return the mean of 1 - loss over the cells of a release; suppressed rows lose all."""
    kept = []
    for part in plan.generalisations:
        values = table.column(part.column)
        hierarchy = build(part.hierarchy, values, base=folder)
        distinct = values.unique()
        # Coarse levels first: where two levels share a label, the coarser one counts.
        levels = range(hierarchy.levels - 1, -1, -1)
        labels = pa.concat_arrays(
            [canonical_text(hierarchy.generalise(distinct, level)) for level in levels]
        )
        losses = np.concatenate([hierarchy.loss(distinct, level) for level in levels])
        cells = pc.index_in(canonical_text(protected.columns[part.column]), labels).to_numpy()
        kept.append(float(np.mean((1 - losses[cells]) * protected.keep)))
    return float(np.mean(kept))


def main() -> None:
    """Print one line for each run, ARX's first."""
    here = Path(__file__).resolve().parents[1].parent / "shared" / "data" / "arx"
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else here
    if not folder.is_dir():
        sys.exit(f"{folder} is not there: name the folder with ARX's tables and results.")
    runs = recorded(folder)
    print(
        f"{'data':6}{'who and how':48}{'granularity':>12}{'lost':>6}{'classes':>9}{'seconds':>18}"
    )
    for dataset in ("adult", "fars"):
        arx = [run for run in runs if run["dataset"] == dataset]
        for run in arx:
            print(
                f"{dataset:6}{'ARX, ' + run['note']:48}{run['granularity_shared']:>12}"
                f"{run['suppressed_after_local']:>6}{'':>9}"
                f"{float(run['local_recoding_s']):>13.2f} wall"
            )
        table = read(folder, dataset)
        names = arx[0]["qi_order"].split()
        columns = {name: table.column(name) for name in names}
        hierarchies = {
            name: build(
                FileHierarchy(path=Path("hier") / f"{dataset}_hierarchy_{name}.csv"),
                values,
                base=folder,
            )
            for name, values in columns.items()
        }
        for variant, (overlapping, between) in VARIANTS.items():
            start = time.process_time()
            plan = plan_local_recoding(
                quasi_identifiers=columns,
                hierarchies=hierarchies,
                k=5,
                overlapping=overlapping,
                levels_between=between,
            )
            planned = time.process_time()
            protected = apply_protection(columns, plan, base=folder)
            applied = time.process_time()
            released = pa.table(protected.columns).filter(pa.array(protected.keep))
            classes = released.group_by(names).aggregate([([], "count_all")])
            print(
                f"{dataset:6}{'ours, ' + variant:48}"
                f"{granularity(plan, protected, table, folder):>12.4f}"
                f"{plan.suppressed_rows:>6}{classes.num_rows:>9}"
                f"{planned - start:>8.2f} +{applied - planned:>4.2f} CPU"
            )


if __name__ == "__main__":
    main()
