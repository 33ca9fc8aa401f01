"""Releases that leak nothing by how they are made, and releases that leak in a known way.

What lives here: people whose secrets depend on what is known of them, and tables made from them.
What does not: the attacks.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa

from sector_data.assessment.attacks import Scene
from sector_data.sources.tables import Table

KNOWN = ("age", "sex", "region", "job", "height", "weight", "town")
SECRETS = ("income", "illness")


def population(number: int, rng: np.random.Generator) -> pa.Table:
    """Draw people of one and the same population."""
    age = rng.integers(18, 90, number)
    job = (age // 15 + rng.integers(0, 4, number)) % 8
    income = np.round(np.exp(rng.normal(3, 0.5, number) + job / 8), 1)
    illness = np.where(rng.random(number) < 0.1 + age / 200, rng.integers(0, 5, number), 5)
    region = rng.choice(12, number, p=np.arange(12, 0, -1) / 78)
    height = np.round(rng.normal(170, 10, number))
    weight = np.round(height - 100 + rng.normal(0, 12, number))
    return pa.table(
        {
            "age": age,
            "sex": np.array(["f", "m"])[rng.integers(0, 2, number)].tolist(),
            "region": [f"region {place}" for place in region],
            "job": pa.array([f"job {place}" for place in job], mask=rng.random(number) < 0.05),
            "height": height,
            "weight": weight,
            "town": [f"town {10 * place + rng.integers(0, 10)}" for place in region],
            "income": income,
            "illness": [f"illness {place}" for place in illness],
        }
    )


def scene(
    release: pa.Table, members: pa.Table, control: pa.Table | None, seed: int = 0, **more: Any
) -> Scene:
    """Set a scene where an attacker knows of people what is known of these."""
    return Scene(
        Table("people", release),
        Table("people", members),
        None if control is None else Table("people", control),
        **{"known": KNOWN, "secrets": SECRETS, "seed": seed, **more},
    )


def rows(table: pa.Table, chosen: Any) -> pa.Table:
    """Return some rows of a table."""
    return table.take(pa.array(chosen))


def shuffled_columns(table: pa.Table, rng: np.random.Generator) -> pa.Table:
    """Shuffle each column by itself: all values are there, no row is."""
    return pa.table(
        {name: rows(table.select([name]), rng.permutation(len(table)))[name] for name in KNOWN}
        | {name: rows(table.select([name]), rng.permutation(len(table)))[name] for name in SECRETS}
    )


def with_copies(share: float) -> Callable[[pa.Table, pa.Table, np.random.Generator], pa.Table]:
    """Return what makes a release of other people with a share of members among them."""

    def make(members: pa.Table, others: pa.Table, rng: np.random.Generator) -> pa.Table:
        copied = rng.permutation(len(members))[: round(share * len(others))]
        return pa.concat_tables([others.slice(len(copied)), rows(members, copied)])

    return make


def noised(table: pa.Table, rng: np.random.Generator) -> pa.Table:
    """Move every number a little, and give one person in three another region."""
    age = table["age"].to_numpy() + rng.integers(-1, 2, len(table))
    income = np.round(table["income"].to_numpy() * rng.normal(1, 0.02, len(table)), 1)
    other = rng.random(len(table)) < 1 / 3
    region = np.where(
        other, rng.permutation(table["region"].to_numpy(zero_copy_only=False)), table["region"]
    )
    table = table.set_column(0, "age", pa.array(age))
    table = table.set_column(2, "region", pa.array(region.tolist()))
    return table.set_column(table.column_names.index("income"), "income", pa.array(income))


def misspelt(word: str, rng: np.random.Generator) -> str:
    """Leave a letter of a word out."""
    place = int(rng.integers(0, len(word)))
    return word[:place] + word[place + 1 :]
