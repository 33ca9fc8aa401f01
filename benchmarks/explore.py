"""Time exploring 40 settings beside making one plan: k of 2 to 50, limits of 0 to 10 %.

Run: ``python benchmarks/explore.py [FOLDER] [ROWS]``, where the folder holds ARX's tables and
hierarchies (``../shared/data/arx`` when it is not given) and ROWS is the size of a generated table
with eight quasi-identifiers (that of ``benchmarks/large_search.py``; a million). Nothing is
asserted. Printed are the CPU seconds of `sd.explore` and `sd.plan` from DataFrames, the
classification of columns included, and how many settings had to be searched: the others follow from
those.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
from large_search import table as generated
from search import read

import sector_data as sd
from sector_data.anonymise.frontier import Explorable, FrontierPoint
from sector_data.spec.hierarchies import FileHierarchy, HierarchySpec
from sector_data.spec.pipeline import Pipeline


def pipeline_of(name: str, hierarchies: Mapping[str, HierarchySpec], base: Path) -> Pipeline:
    """Return a pipeline of one table whose columns are all quasi-identifiers."""
    return Pipeline.model_validate(
        {
            "base": base.resolve(),
            "release": {"name": name},
            "source": {"people": {"path": "people.csv"}},
            "columns": {
                f"people.{column}": {"role": "quasi-identifier", "hierarchy": spec}
                for column, spec in hierarchies.items()
            },
            "privacy": {"k-anonymity": 5, "suppression-limit": 0.05},
        }
    )


def measured(name: str, pipeline: Pipeline, frame: pd.DataFrame) -> str:
    """Return a line of the table."""
    searched: list[int] = []
    plain = Explorable.point

    def counted(self: Explorable, *arguments: Any) -> FrontierPoint:
        searched.append(1)
        return plain(self, *arguments)

    frames = {"people": frame}
    start = time.process_time()
    sd.plan(pipeline, tables=frames)
    planned = time.process_time() - start
    Explorable.point = counted  # type: ignore[method-assign]
    start = time.process_time()
    found = sd.explore(pipeline, tables=frames)
    explored = time.process_time() - start
    Explorable.point = plain  # type: ignore[method-assign]
    settings = len(found.tables[0].points)
    return f"{name:12}{settings:>10}{len(searched):>10}{explored:>14.2f}{planned:>14.2f}"


def main() -> None:
    """Print the seconds for each table."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data/arx")
    rows = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
    print(f"{'table':12}{'settings':>10}{'searched':>10}{'explore, s':>14}{'one plan, s':>14}")
    for name in ("adult", "fars"):
        if not (folder / f"{name}.csv.gz").exists():
            continue
        files = sorted((folder / "hier").glob(f"{name}_hierarchy_*.csv"))
        hierarchies: dict[str, HierarchySpec] = {
            file.stem.removeprefix(f"{name}_hierarchy_"): FileHierarchy(
                path=Path("hier") / file.name
            )
            for file in files
        }
        frame = read(folder, name).select(list(hierarchies)).to_pandas()
        print(measured(name, pipeline_of(name, hierarchies, folder), frame), flush=True)
    columns, built = generated(rows, 8)
    names = {column: column.replace(" ", "_") for column in columns}
    hierarchies = {names[column]: one.spec for column, one in built.items()}
    frame = pa.table({names[column]: values for column, values in columns.items()}).to_pandas()
    print(measured(f"{rows:,}", pipeline_of("large", hierarchies, folder), frame), flush=True)


if __name__ == "__main__":
    main()
