"""Time the search for special uniques (SUDA2) beside what was measured of sdcMicro 5.8.

Makes tables by a seeded generator and prints CPU seconds, the minimal sample uniques found, and the
numpy twin of the compiled search where it is quick enough to wait for. sdcMicro was timed on the
first table (Debian's R 4.2, two shared cores). Nothing is asserted.

    python benchmarks/suda2.py
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from unittest import mock

import numpy as np
import pyarrow as pa

from sector_data.assessment.disclosure.special_uniques import score_special_uniques
from sector_data.kernels import special_uniques as kernels
from sector_data.kernels.library import compiled
from sector_data.sources.tables import Table

SMALL = (2, 3, 4, 2, 5, 6, 3, 8)
"""Categories of the columns of sdcMicro's tables."""


def made(rows: int, sizes: Sequence[int], missing: float = 0.0) -> Table:
    """Make skewed categories."""
    rng = np.random.default_rng(8)
    columns = {}
    for place, size in enumerate(sizes):
        values = np.minimum(rng.geometric(max(0.5 if size < 20 else 4 / size, 0.001), rows), size)
        columns[f"key{place}"] = pa.array(values, mask=rng.random(rows) < missing)
    return Table("made", pa.table(columns))


def seconds(table: Table, largest: int | None) -> tuple[float, int]:
    """Return CPU seconds from the table to the scores, and the minimal uniques."""
    start = time.process_time()
    found = score_special_uniques(table, table.columns, largest=largest)
    return time.process_time() - start, len(found.sets)


def main() -> None:
    """Print the table of times."""
    wide = (*SMALL, 10, 12, 14, 100)
    jobs: list[tuple[str, Table, int | None, float | None, bool]] = [
        ("100,000 x 7, few categories", made(100_000, SMALL[:7]), None, 0.13, True),
        ("100,000 x 8, few categories", made(100_000, SMALL), None, None, True),
        ("  with 2 % missing", made(100_000, SMALL, 0.02), None, None, True),
        ("100,000 x 8, one of them age", made(100_000, (*SMALL[:7], 100)), None, None, True),
        ("100,000 x 8, tens of categories", made(100_000, (30,) * 8), None, None, True),
        ("100,000 x 8, a thousand each", made(100_000, (1000,) * 8), None, None, True),
        ("100,000 x 12, up to 3 columns", made(100_000, wide), 3, None, False),
        ("100,000 x 12", made(100_000, wide), None, None, False),
        ("1,000,000 x 8, few categories", made(1_000_000, SMALL), None, None, False),
        ("1,000,000 x 8, one of them age", made(1_000_000, (*SMALL[:7], 100)), None, None, False),
    ]
    print(f"{'CPU seconds':36}{'sdcMicro':>10}{'ours':>9}{'numpy':>9}{'minimal uniques':>18}")
    for name, table, largest, theirs, twin in jobs:
        ours, found = seconds(table, largest)
        slow = ""
        if twin and compiled():
            with mock.patch.object(kernels, "library", return_value=None):
                slow = f"{seconds(table, largest)[0]:.2f}"
        shown = "" if theirs is None else f"{theirs:g}"
        print(f"{name:36}{shown:>10}{ours:>9.3f}{slow:>9}{found:>18,}")


if __name__ == "__main__":
    print(f"kernels: {'compiled' if compiled() else 'numpy'}")
    main()
