"""Statements are true of the rows that they say, and single people out as they should."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sector_data.assessment.attacks.singling_out import attack_singling_out
from sector_data.assessment.attacks.statements import Lookup, Term
from tests.attacks.releases import population, rows, scene


@st.composite
def lookups(draw: st.DrawFn) -> tuple[dict[str, np.ndarray], tuple[Term, ...]]:
    count = draw(st.integers(1, 30))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    numbers = rng.integers(0, 6, count).astype(np.float64)
    numbers[rng.random(count) < 0.2] = np.nan
    values: dict[str, np.ndarray] = {
        "number": numbers,
        "word": rng.integers(0, 4, (count, 1)).astype(np.int32),
        "labels": rng.integers(-1, 4, (count, 3)).astype(np.int32),
    }
    names = draw(st.lists(st.sampled_from(sorted(values)), min_size=1, max_size=4))
    terms = []
    for name in names:
        low = draw(st.integers(0, 5))
        high = low + draw(st.integers(0, 2)) if name == "number" else low
        terms.append(Term(name, low, high))
    return values, tuple(terms)


@given(lookups())
def test_statements_are_true_of_the_rows_that_they_say(
    job: tuple[dict[str, np.ndarray], tuple[Term, ...]],
) -> None:
    values, statement = job
    expected = [
        row
        for row in range(len(values["number"]))
        if all(
            any(term.low <= value <= term.high for value in np.atleast_1d(values[term.column][row]))
            for term in statement
        )
    ]
    assert sorted(Lookup(values).rows(statement).tolist()) == expected


def test_everybody_counts_once() -> None:
    """Whoever is copied a hundred times is one person."""
    rng = np.random.default_rng(1)
    members, control, others = (population(400, rng) for _ in range(3))
    one = rows(members, [0] * 100)
    release = pa.concat_tables(
        [others, one.set_column(4, "height", pa.array(170.0 + np.arange(100)))]
    )
    several, _ = attack_singling_out(scene(release, members, control))
    assert several.main is not None
    assert several.control is not None
    # The many descriptions of that person differ in one column, which some leave out.
    assert several.main.successes <= several.control.successes + 5
    assert several.verdict != "found"


def test_rare_categories_single_out_where_there_are_enough() -> None:
    def with_codes(number: int, seed: int) -> pa.Table:
        rng = np.random.default_rng(seed)
        table = population(number, rng)
        codes = [f"code {code}" for code in rng.integers(0, 3000, number)]
        return table.set_column(table.column_names.index("illness"), "illness", pa.array(codes))

    members, control, others = (with_codes(1000, seed) for seed in range(3))
    _, innocent = attack_singling_out(scene(others, members, control))
    assert innocent.verdict == "not found"
    assert innocent.main is not None
    assert innocent.main.attempts > 500
    _, copied = attack_singling_out(scene(members, members, control))
    assert copied.verdict == "found"
    assert copied.main is not None
    # Those with two rare things are counted once.
    assert copied.main.share > 0.95
    assert copied.baseline is not None
    assert copied.baseline.share < copied.main.share


def test_classes_of_several_single_nobody_out() -> None:
    """Few kinds of rows make few statements; that none is true of one person is told."""
    rng = np.random.default_rng(4)
    kinds = population(60, rng)
    members, control = rows(kinds, np.arange(600) % 60), population(600, rng)
    several, _ = attack_singling_out(scene(members, members, control))
    assert several.main is not None
    assert several.main.attempts <= 60
    assert several.main.successes == 0
    assert several.verdict == "not found"


def test_few_extremes_tell_nothing() -> None:
    rng = np.random.default_rng(1)
    members, control = population(400, rng), population(400, rng)
    _, one = attack_singling_out(scene(members, members, control))
    assert (one.verdict, one.reason, one.main) == ("cannot tell", "no-statement", None)


@pytest.mark.parametrize("repeated", [1, 10])
def test_rows_that_are_repeated_describe_as_one(repeated: int) -> None:
    rng = np.random.default_rng(2)
    members, control = population(500, rng), population(500, rng)
    release = pa.concat_tables([members] * repeated)
    several, _ = attack_singling_out(scene(release, members, control))
    assert several.main is not None
    assert several.main.share > 0.95


def test_columns_that_nobody_knows_single_nobody_out() -> None:
    """A token of the release is not what one can say of a person."""
    rng = np.random.default_rng(3)
    tables: list[Any] = [
        population(400, rng).append_column("token", pa.array([f"{start}{i}" for i in range(400)]))
        for start in "mco"
    ]
    members, control, others = tables
    release = others.set_column(others.num_columns - 1, "token", members["token"])
    several, one = attack_singling_out(scene(release, members, control))
    assert "token" not in several.known
    assert several.verdict == "not found"
    assert one.reason == "no-statement"
