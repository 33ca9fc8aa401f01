"""Invented people whose columns depend on each other, and what a release may do to them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from sector_data.sources.tables import Table


def people(rows: int, seed: int = 1) -> Table:
    """Make people with numbers, categories, dates, flags and gaps."""
    draw = np.random.default_rng(seed)
    age = draw.integers(18, 90, rows)
    sex = draw.choice(["F", "M"], rows)
    ill = draw.random(rows) < 1 / (1 + np.exp(-(age - 60) / 10 - (sex == "M")))
    cost = np.round(100 + 20 * age * ill + draw.gamma(2, 50, rows), 2)
    days = (20 * np.exp(draw.normal(size=rows) - 0.8 * ill)).astype(np.int64) + 1
    ward = np.where(ill, "heart", draw.choice(["eye", "skin", "bone"], rows))
    born = (2020 - age) * 365 - 700_000 + draw.integers(0, 365, rows)
    return Table(
        "people",
        pa.table(
            {
                "age": age,
                "sex": sex,
                "ill": ill,
                "cost": pa.array(cost, mask=draw.random(rows) < 0.1),
                "days": days,
                "ward": pa.array(ward, mask=draw.random(rows) < 0.05),
                "born": pa.array(born.astype(np.int32)).cast(pa.date32()),
                "left": draw.random(rows) < 0.7,
            }
        ),
    )


def take(table: Table, rows: np.ndarray) -> Table:
    """Return some rows."""
    return Table(table.name, table.data.take(pa.array(rows)))


def shuffled(table: Table, names: Sequence[str] | None = None, seed: int = 2) -> Table:
    """Shuffle columns, each by itself: right distributions, no dependence."""
    draw = np.random.default_rng(seed)
    data = table.data
    for place, name in enumerate(data.column_names):
        order = draw.permutation(table.rows)
        if names is None or name in names:
            data = data.set_column(place, name, data.column(name).take(pa.array(order)))
    return Table(table.name, data)


def banded(table: Table) -> Table:
    """Generalise ages to tens of years and wards to nothing."""
    ages = table.column("age").to_numpy() // 10 * 10
    labels = pa.array([f"[{age}, {age + 10})" for age in ages])
    data = table.data.set_column(0, "age", labels)
    return Table(
        table.name,
        data.set_column(data.column_names.index("ward"), "ward", pa.array(["*"] * table.rows)),
    )
