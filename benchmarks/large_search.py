"""Time planning and applying on a generated table: a million rows with eight quasi-identifiers.

Run: ``python benchmarks/large_search.py [ROWS] [K] [LIMIT]``. Nothing is asserted. The table is
made
from a fixed seed, its values skewed as those of people are. Printed are the seconds of the whole of
`plan_protection` and `apply_protection`; a second plan is found by the anytime search in a lattice
that is too large for the exact one, with its gap.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np
import pyarrow as pa

from sector_data.anonymise.applying import apply_protection
from sector_data.anonymise.hierarchies import Hierarchy, build
from sector_data.anonymise.protect import plan_protection
from sector_data.anonymise.search import Budget
from sector_data.spec.hierarchies import (
    AgeHierarchy,
    FlatHierarchy,
    HierarchySpec,
    NumberHierarchy,
    PrefixHierarchy,
)

Result = TypeVar("Result")
SEED = 20_240_601


def table(rows: int, columns: int) -> tuple[dict[str, pa.Array], dict[str, Hierarchy]]:
    """Make a table: ages, postcodes, incomes and categories, in turn."""
    generator = np.random.default_rng(SEED)
    made: dict[str, pa.Array] = {}
    hierarchies: dict[str, Hierarchy] = {}
    for place in range(columns):
        spec: HierarchySpec
        kind = place % 4
        if kind == 0:
            values = pa.array(np.clip(generator.normal(45, 20, rows), 0, 99).astype(np.int64))
            spec = AgeHierarchy(widths=(5, 10, 20))
        elif kind == 1:
            codes = np.minimum(generator.zipf(1.3, rows), 900) + 10_000
            values = pa.array(codes.astype(str))
            spec = PrefixHierarchy(lengths=(4, 3, 2))
        elif kind == 2:
            values = pa.array(np.round(generator.lognormal(10, 0.6, rows), -3))
            spec = NumberHierarchy(widths=(5_000.0, 20_000.0, 100_000.0))
        else:
            values = pa.array([f"kind {i}" for i in range(9)]).take(
                pa.array(np.minimum(generator.geometric(0.4, rows), 9) - 1)
            )
            spec = FlatHierarchy()
        made[f"column {place}"] = values
        hierarchies[f"column {place}"] = build(spec, values, base=Path())
    return made, hierarchies


def timed(what: str, work: Callable[[], Result]) -> Result:
    """Do something, and print how long it takes."""
    cpu, wall = time.process_time(), time.perf_counter()
    result = work()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    print(f"{what:44}{cpu:8.2f} s CPU {wall:8.2f} s wall")
    return result


def main() -> None:
    """Print what planning and applying take."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    k = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    limit = float(sys.argv[3]) if len(sys.argv) > 3 else 0.02
    columns, hierarchies = table(rows, 8)
    plan = timed(
        f"plan {rows:,} rows, 8 quasi-identifiers",
        lambda: plan_protection(
            quasi_identifiers=columns, hierarchies=hierarchies, k=k, suppression_limit=limit
        ),
    )
    print(
        f"  {plan.nodes:,} nodes, {plan.checked:,} looked at, loss {plan.loss:.6f}, "
        f"{plan.suppressed_rows:,} rows suppressed, {len(plan.kept_classes):,} classes"
    )
    timed("apply", lambda: apply_protection(columns, plan, base=Path()))
    wide, wide_hierarchies = table(rows // 10, 13)
    plan = timed(
        f"plan {rows // 10:,} rows, 13 quasi-identifiers",
        lambda: plan_protection(
            quasi_identifiers=wide,
            hierarchies=wide_hierarchies,
            k=k,
            suppression_limit=limit,
            budget=Budget(),
        ),
    )
    least = plan.least_cost if plan.least_cost is not None else 0.0
    print(
        f"  {plan.nodes:,} nodes, {plan.checked:,} looked at, loss {plan.loss:.6f}, "
        f"none loses less than {least:.6f} (gap {plan.loss - least:.6f})"
    )


if __name__ == "__main__":
    main()
