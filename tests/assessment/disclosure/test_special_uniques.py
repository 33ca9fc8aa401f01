"""Special uniques beside definitions and what sdcMicro 5.8 was recorded to find."""

from __future__ import annotations

import itertools
import json
import math
import random

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sector_data.assessment.disclosure.special_uniques import (
    Scoring,
    measure_special_uniques,
    rare_combinations,
    score_special_uniques,
)
from sector_data.errors import InputError
from sector_data.sources.tables import Table
from tests.anonymise import sdcmicro

Row = tuple[str | None, ...]
CELL = st.sampled_from(["a", "b", "c", None])
ROWS = st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=18)
NAMES = ("x", "y", "z")


def table(rows: list[Row]) -> Table:
    columns = zip(NAMES, zip(*rows, strict=True), strict=True)
    return Table("t", pa.table({name: pa.array(cells, pa.string()) for name, cells in columns}))


def minimal(rows: list[Row], who: list[int], place: int) -> list[tuple[int, ...]]:
    """Return the minimal sample uniques of a row, by definition."""
    found: list[tuple[int, ...]] = []
    for size in (1, 2, 3):
        for columns in itertools.combinations(range(3), size):
            if any(rows[place][c] is None for c in columns):
                continue
            if any(set(part) <= set(columns) for part in found):
                continue
            alike = {
                subject
                for row, subject in zip(rows, who, strict=True)
                if all(row[c] == rows[place][c] for c in columns)
            }
            if alike == {who[place]}:
                found.append(columns)
    return found


@given(ROWS, st.booleans(), st.randoms(use_true_random=False))
def test_scores_are_those_of_the_definition(
    rows: list[Row], by_subject: bool, rng: random.Random
) -> None:
    who = [rng.randint(0, 6) if by_subject else place for place in range(len(rows))]
    subjects = pa.array(who) if by_subject else None
    found = score_special_uniques(table(rows), NAMES, subjects=subjects)
    for place in range(len(rows)):
        sets = minimal(rows, who, place)
        weights = [math.factorial(3 - len(columns)) for columns in sets]
        combination = found.of_row[place]
        assert found.score[combination] == sum(weights)
        for column in range(3):
            part = sum(w for columns, w in zip(sets, weights, strict=True) if column in columns)
            assert found.contributions[combination, column] * sum(weights) == pytest.approx(part)
    figures = measure_special_uniques(table(rows), NAMES, subjects=subjects)
    special = {who[place] for place in range(len(rows)) if minimal(rows, who, place)}
    assert figures.special == len(special)
    listed = {
        (tuple(NAMES[c] for c in columns), who[place])
        for place in range(len(rows))
        for columns in minimal(rows, who, place)
    }
    counted = {one.columns: one.subjects for one in figures.combinations}
    assert counted == {
        columns: len({w for names, w in listed if names == columns}) for columns, _ in listed
    }


@given(ROWS, st.randoms(use_true_random=False))
def test_figures_do_not_depend_on_the_order_of_rows_or_on_names_of_values(
    rows: list[Row], rng: random.Random
) -> None:
    shuffled = rng.sample(rows, len(rows))
    renamed = [tuple(cell and f"{cell}!" for cell in row) for row in shuffled]
    one, other = (measure_special_uniques(table(some), NAMES) for some in (rows, renamed))
    assert one.model_dump(exclude={"expected", "highest_dis", "contributions"}) == other.model_dump(
        exclude={"expected", "highest_dis", "contributions"}
    )
    assert one.expected == pytest.approx(other.expected)


@pytest.mark.parametrize(("data", "keys"), [("testdata", "K5"), ("testdata_K7", "K7")])
@pytest.mark.parametrize("fraction", [0.01, 0.1])
@pytest.mark.parametrize(("scoring", "original"), [("factorial", "TRUE"), ("share", "FALSE")])
def test_figures_are_those_of_sdcmicro(
    data: str, keys: str, fraction: float, scoring: Scoring, original: str
) -> None:
    source = Table("testdata", sdcmicro.table("testdata"))
    recorded = sdcmicro.document("suda2_summary")[f"{data}_orig{original}_df{fraction}"]
    columns = getattr(sdcmicro, keys)
    found = measure_special_uniques(source, columns, fraction=fraction, scoring=scoring)
    scores = score_special_uniques(source, columns, fraction=fraction, scoring=scoring)
    assert found.special == recorded["n_pos"]
    assert scores.of_subject().sum() == pytest.approx(recorded["sum_score"], rel=1e-9)
    assert found.highest_score == pytest.approx(recorded["max_score"], rel=1e-9)
    # There, the sampling fraction is a number in single precision.
    assert found.expected == pytest.approx(recorded["sum_dis"], rel=1e-6)
    assert found.highest_dis == pytest.approx(recorded["max_dis"], rel=1e-6)
    assert {one.column: one.share * 100 for one in found.contributions} == pytest.approx(
        {one["variable"]: one["contribution"] for one in recorded["attr"]}, rel=1e-9
    )


def test_scores_of_rows_are_those_of_sdcmicro() -> None:
    recorded = sdcmicro.table("suda2_testdata_K7_origFALSE_df0.1")
    found = score_special_uniques(
        Table("testdata", sdcmicro.table("testdata")), sdcmicro.K7, fraction=0.1, scoring="share"
    )
    np.testing.assert_allclose(found.of_subject(), recorded["score"].to_numpy(), rtol=1e-9)
    np.testing.assert_allclose(found.dis(), recorded["dis"].to_numpy(), rtol=1e-6)
    contributions = found.contributions[found.of_row]
    for place, name in enumerate(sdcmicro.K7):
        wanted = recorded[f"{name}_contribution"].to_numpy()
        np.testing.assert_allclose(contributions[:, place], wanted, rtol=1e-9, atol=1e-12)


def test_two_columns_need_no_dummy() -> None:
    # sdcMicro adds a constant third column, whereby a unique in one column weighs 2 instead of 1.
    found = measure_special_uniques(table([("a", "b", None), ("c", "b", None)]), ("x", "y"))
    assert (found.highest_score, found.special, found.minimal_uniques) == (1, 2, 2)


def test_larger_combinations_are_left_out_when_asked() -> None:
    rows: list[Row] = [("a", "a", "a"), ("a", "a", "b"), ("a", "b", "a"), ("b", "a", "a")]
    both = [*rows, ("b", "b", "b")]
    assert measure_special_uniques(table(both), NAMES).minimal_uniques > 0
    one = measure_special_uniques(table(both), NAMES, largest=1)
    assert (one.minimal_uniques, one.special, one.largest) == (0, 0, 1)


def test_of_many_columns_small_sets_are_looked_at() -> None:
    rng = np.random.default_rng(0)
    wide = {f"c{i}": rng.integers(0, 30, 1_000) for i in range(24)}
    found = measure_special_uniques(Table("t", pa.table(wide)), list(wide))
    assert found.largest == 3
    assert found.special == 1_000
    assert max(len(one.columns) for one in found.combinations) <= 3


def test_rare_combinations_name_columns_alone() -> None:
    rows: list[Row] = [("a", "a", "k"), ("a", "b", "k"), ("b", "a", "k"), ("b", "b", "k")]
    found = rare_combinations(table(rows), NAMES)
    assert [(one.columns, one.subjects, one.share) for one in found] == [(("x", "y"), 4, 1.0)]
    assert rare_combinations(table(rows), NAMES, largest=1) == ()


def test_constant_missing_and_empty_columns_single_out_nobody() -> None:
    constant = measure_special_uniques(table([("a", None, "a")] * 5), NAMES)
    assert (constant.special, constant.highest_score, constant.highest_dis) == (0, 0, 0)
    assert {one.share for one in constant.contributions} == {0}
    empty = Table("t", pa.table({name: pa.array([], pa.string()) for name in NAMES}))
    nothing = measure_special_uniques(empty, NAMES)
    assert nothing.why_not is not None
    assert nothing.highest_score is nothing.expected is None
    assert rare_combinations(empty, NAMES) == ()


def test_mistaken_arguments_are_refused() -> None:
    data = table([("a", "b", "c")])
    with pytest.raises(InputError, match="no column w"):
        measure_special_uniques(data, ["w"])
    with pytest.raises(InputError, match="no column to combine"):
        measure_special_uniques(data, [])
    with pytest.raises(InputError, match="at least one column"):
        measure_special_uniques(data, NAMES, largest=0)
    with pytest.raises(InputError, match="sampling fraction"):
        measure_special_uniques(data, NAMES, fraction=0)
    wide = Table("t", pa.table({f"c{i}": ["x"] for i in range(25)}))
    with pytest.raises(InputError, match="too many combinations"):
        score_special_uniques(wide, wide.columns)
    # A report of many columns is no mistake: it says what could not be measured.
    told = measure_special_uniques(wide, wide.columns)
    assert told.why_not is not None
    assert told.why_not.reason == "too-many-columns"
    assert (told.rows, told.subjects) == (1, 1)


def test_no_value_of_the_table_is_told() -> None:
    found = measure_special_uniques(table([("Zebedee", "b", None), ("c", "b", None)]), NAMES)
    assert "Zebedee" not in json.dumps(found.model_dump(mode="json"))
