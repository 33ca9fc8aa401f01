"""Made-up people with numbers, dates, instants, categories and rare ones among them.

What lives here: populations by seed, for trials of traces and membership. What does not: attacks.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa

from sector_data.assessment.attacks.scene import Scene
from sector_data.sources.tables import Table


def people(number: int, seed: int) -> pa.Table:
    """Draw people of one and the same population, whatever the seed."""
    rng = np.random.default_rng([seed, 20])
    age = rng.integers(18, 91, number)
    income = np.round(rng.lognormal(10, 0.5, number) * (1 + age / 100), 2)
    height = rng.normal(172, 9, number)
    town = np.minimum(rng.zipf(1.6, number), 5_000)
    job = rng.integers(0, 30, number)
    seen = 1_700_000_000_000_000 + rng.integers(0, 3 * 10**13, number)
    missing = rng.random(number) < 0.05
    return pa.table(
        {
            "age": age,
            "income": pa.array(income, mask=missing),
            "height": height,
            "sex": pa.array(np.where(rng.random(number) < 0.5, "m", "f")),
            "town": pa.array([f"town {place}" for place in town.tolist()]),
            "job": pa.array(
                [f"job {place}" for place in job.tolist()], mask=rng.random(number) < 0.1
            ),
            "seen": pa.array(seen, pa.timestamp("us")),
        }
    )


def with_column(table: pa.Table, name: str, values: Any) -> pa.Table:
    """Return a table with a column put in the place of another, or added."""
    array = values if isinstance(values, (pa.Array, pa.ChunkedArray)) else pa.array(values)
    if name in table.column_names:
        return table.set_column(table.column_names.index(name), name, array)
    return table.append_column(name, array)


def changed(table: pa.Table, name: str, change: Callable[[Any], Any]) -> pa.Table:
    """Return a table with a column of numbers changed."""
    return with_column(table, name, change(table.column(name).to_numpy()))


def shuffled(table: pa.Table, seed: int = 0) -> pa.Table:
    """Return a table with its rows in another order."""
    return table.take(np.random.default_rng(seed).permutation(table.num_rows))


def staged(release: pa.Table, members: pa.Table, control: pa.Table | None, **more: Any) -> Scene:
    """Set a scene of these tables."""
    return Scene(
        Table("people", release),
        Table("people", members),
        None if control is None else Table("people", control),
        **{"known": (), "secrets": (), "seed": 7, **more},
    )
