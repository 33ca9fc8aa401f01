"""Attacks on Adult: real people, and releases whose leaks are known."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from sector_data.assessment.attacks import Scene, run_attacks
from sector_data.sources.tables import Table
from sector_data.spec.evidence.attacks import Verdict

ADULT = Path(__file__).parents[2].parent / "shared" / "data" / "pycanon" / "adult.csv.gz"
SECRETS = ("capital-gain", "salary-class")
PEOPLE = 8000

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not ADULT.exists(), reason="the shared Adult table is not here"),
]

Make = Callable[[pa.Table, pa.Table, np.random.Generator], pa.Table]


@cache
def groups() -> tuple[pa.Table, pa.Table, pa.Table]:
    """Return members, a control group and other people."""
    text = gzip.decompress(ADULT.read_bytes()).decode()
    header, *rows = [row for row in csv.reader(io.StringIO(text), skipinitialspace=True) if row]
    columns = {}
    for place, name in enumerate(header):
        values = [row[place] for row in rows]
        whole = all(value.lstrip("-").isdigit() for value in values[:100])
        columns[name.strip()] = pa.array([int(v) for v in values] if whole else values)
    order = np.random.default_rng(1).permutation(len(rows))
    first, second, third = (pa.array(part) for part in np.split(order[: 3 * PEOPLE], 3))
    table = pa.table(columns)
    return table.take(first), table.take(second), table.take(third)


def innocent(members: pa.Table, others: pa.Table, rng: np.random.Generator) -> pa.Table:
    return others


def shuffled(members: pa.Table, others: pa.Table, rng: np.random.Generator) -> pa.Table:
    return pa.table(
        {
            name: members[name].take(pa.array(rng.permutation(PEOPLE)))
            for name in members.schema.names
        }
    )


def resampled(members: pa.Table, others: pa.Table, rng: np.random.Generator) -> pa.Table:
    return members.take(pa.array(rng.integers(0, PEOPLE, PEOPLE)))


def copied(members: pa.Table, others: pa.Table, rng: np.random.Generator) -> pa.Table:
    return pa.concat_tables([others.slice(PEOPLE // 20), members.slice(0, PEOPLE // 20)])


@pytest.mark.parametrize(
    ("make", "singled", "linked", "inferred"),
    [
        (innocent, "not found", "not found", "not found"),
        (shuffled, "not found", "not found", "not found"),
        (resampled, "found", "found", "found"),
        (copied, "found", "found", None),
    ],
)
def test_attacks_find_what_leaks(
    make: Make, singled: Verdict, linked: Verdict, inferred: Verdict | None
) -> None:
    members, control, others = groups()
    release = make(members, others, np.random.default_rng(4))
    known = tuple(name for name in members.schema.names if name not in SECRETS)
    found = run_attacks(
        Scene(
            Table("adult", release),
            Table("adult", members),
            Table("adult", control),
            known,
            SECRETS,
            seed=3,
        ),
        attacks=("singling-out", "linkability", "inference"),
    )
    verdicts = {(f.attack, f.method, f.secret): f.verdict for f in found.figures}
    assert verdicts["singling-out", "several-columns", None] == singled
    assert verdicts["linkability", "nearest", None] == linked
    if inferred is not None:
        assert verdicts["inference", "nearest", "salary-class"] == inferred
