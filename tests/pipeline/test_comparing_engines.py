"""Engines are compared on halves that share no subject, whatever the order of rows."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from sector_data.errors import InputError
from sector_data.pipeline.synthesis.comparing_engines import GUARANTEED, split_in_half, task_of
from sector_data.sources.tables import Table
from sector_data.spec.reading import parse_pipeline
from sector_data.spec.synthesis import (
    GUARANTEEING_ENGINES,
    DifferentialPrivacySpec,
    SynthesisSpec,
)

PIPELINE = parse_pipeline(
    """\
release: {name: compared, key: demo}
source: {people: people.csv, stays: stays.csv}
subject: people.id
keys: {people: id}
references: {stays.person: people.id}
""",
    base=Path(),
)


def tables(people: int, seed: int) -> dict[str, Table]:
    """Make people with stays; the rows of both are in an order of the seed."""
    draw = np.random.default_rng(seed)
    ids = pd.Series([f"p{i}" for i in range(people)])
    stays = pd.DataFrame({"person": ids.repeat(3), "stay": range(3 * people)})
    frames = {
        "people": pd.DataFrame({"id": draw.permutation(ids)}),
        "stays": stays.iloc[draw.permutation(len(stays))],
    }
    return {n: Table(n, pa.Table.from_pandas(f, preserve_index=False)) for n, f in frames.items()}


def values(table: Table, column: str) -> set[object]:
    return set(table.column(column).to_pylist())


def test_what_hangs_on_a_subject_is_on_its_side() -> None:
    learnt, aside = split_in_half(tables(200, seed=1), PIPELINE, seed=0)
    sides = [(values(s["people"], "id"), values(s["stays"], "person")) for s in (learnt, aside)]
    for people, with_stays in sides:
        assert people == with_stays
    assert not sides[0][0] & sides[1][0]
    assert [len(people) for people, _ in sides] == [100, 100]
    assert sum(side["stays"].rows for side in (learnt, aside)) == 600


def test_the_order_of_rows_decides_nothing() -> None:
    first, second = (split_in_half(tables(100, seed), PIPELINE, seed=0)[1] for seed in (1, 2))
    assert values(first["stays"], "stay") == values(second["stays"], "stay")
    other = split_in_half(tables(100, seed=1), PIPELINE, seed=1)[1]
    assert values(first["people"], "id") != values(other["people"], "id")


def test_too_few_subjects_are_refused_by_their_number() -> None:
    with pytest.raises(InputError, match="20 subjects are too few"):
        split_in_half(tables(20, seed=1), PIPELINE, seed=0)


def test_engines_that_give_a_guarantee_are_tried_with_it_and_the_others_without() -> None:
    private = DifferentialPrivacySpec(epsilon=1, domain={"people.id": ("p1",)})
    spec = SynthesisSpec(rows={"people": 7}, differential_privacy=private)
    learnt = tables(100, seed=1)
    assert set(GUARANTEED.values()) == set(GUARANTEEING_ENGINES)
    for name, engine in GUARANTEED.items():
        task = task_of(name, spec, learnt)
        assert (task.engine, task.differential_privacy) == (engine, private)
        assert task.rows == {"people": 100}
    for name in ("tabular-argn", "gaussian-copula"):
        task = task_of(name, spec, learnt)
        assert (task.engine, task.differential_privacy) == (name, None)
