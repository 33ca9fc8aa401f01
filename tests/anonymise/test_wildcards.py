"""Frequencies where a missing value matches anything, beside a double loop and sdcMicro's."""

from __future__ import annotations

import math
import random

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.anonymise.wildcards import wildcard_frequencies
from sector_data.errors import InputError
from tests.anonymise import sdcmicro

Row = tuple[str | None, ...]
ALPHAS = st.sampled_from([0.0, 0.25, 0.5, 1.0])


def match(one: Row, other: Row) -> bool:
    return all(a is None or b is None or a == b for a, b in zip(one, other, strict=True))


def share(one: Row, other: Row, alpha: float) -> float:
    """By how much another row counts for one, by definition."""
    if not match(one, other):
        return 0.0
    whole = None not in other or one == other or set(one) == {None}
    return 1.0 if whole else alpha


@st.composite
def tables(draw: st.DrawFn) -> list[Row]:
    width = draw(st.integers(1, 4))
    cell = st.sampled_from([None, "a", "b", "c"])
    return draw(st.lists(st.tuples(*[cell] * width), min_size=1, max_size=25))


def columns(rows: list[Row]) -> dict[str, pa.Array]:
    return {
        f"q{i}": pa.array(list(values), pa.string())
        for i, values in enumerate(zip(*rows, strict=True))
    }


@settings(deadline=None, max_examples=100)
@given(tables(), ALPHAS, st.randoms(use_true_random=False))
def test_frequencies_are_those_of_a_double_loop(
    rows: list[Row], alpha: float, rng: random.Random
) -> None:
    weights = [float(rng.randint(1, 100)) for _ in rows]
    found = wildcard_frequencies(columns(rows), weights=weights, alpha=alpha)
    sample = [sum(share(row, other, alpha) for other in rows) for row in rows]
    population = [
        sum(share(row, other, alpha) * w for other, w in zip(rows, weights, strict=True))
        for row in rows
    ]
    assert found.sample.tolist() == sample
    assert found.population is not None
    np.testing.assert_allclose(found.population, population, rtol=1e-12)
    assert found.own_category.tolist() == [rows.count(row) for row in rows]
    assert found.below(3) == sum(count < 3 for count in sample)
    assert found.below_as_category(3) == sum(rows.count(row) < 3 for row in rows)


@settings(deadline=None, max_examples=100)
@given(tables(), ALPHAS, st.randoms(use_true_random=False))
def test_subjects_with_many_rows_count_once(
    rows: list[Row], alpha: float, rng: random.Random
) -> None:
    subjects = [rng.choice(["p", "q", "r", "s", None]) for _ in rows]
    found = wildcard_frequencies(columns(rows), subjects=pa.array(subjects), alpha=alpha)
    for row, sample, own in zip(rows, found.sample, found.own_category, strict=True):
        best: dict[str | None, float] = {}
        for other, subject in zip(rows, subjects, strict=True):
            best[subject] = max(best.get(subject, 0.0), share(row, other, alpha))
        assert sample == sum(best.values())
        assert own == len({s for o, s in zip(rows, subjects, strict=True) if o == row})


@settings(deadline=None, max_examples=60)
@given(tables(), st.randoms(use_true_random=False))
def test_order_of_rows_and_columns_does_not_matter(rows: list[Row], rng: random.Random) -> None:
    found = wildcard_frequencies(columns(rows)).sample
    order = rng.sample(range(len(rows)), len(rows))
    moved = columns([tuple(reversed(rows[i])) for i in order])
    assert wildcard_frequencies(moved).sample.tolist() == found[order].tolist()


@settings(deadline=None, max_examples=60)
@given(tables(), st.data())
def test_a_gap_more_never_makes_a_row_rarer(rows: list[Row], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(rows) - 1))
    cell = data.draw(st.integers(0, len(rows[0]) - 1))
    emptied = [*rows]
    emptied[place] = tuple(None if i == cell else v for i, v in enumerate(rows[place]))
    before = wildcard_frequencies(columns(rows)).sample
    assert (wildcard_frequencies(columns(emptied)).sample >= before).all()


@pytest.mark.parametrize(
    ("data", "keys", "weight", "risk"),
    [
        ("testdata", sdcmicro.K7, "sampling_weight", "risk_testdata_K7_w_alpha1"),
        ("testdata", sdcmicro.K7, None, "risk_testdata_K7_now_alpha1"),
        ("francdat", sdcmicro.FRANC, "w", "risk_francdat_w_alpha1"),
    ],
)
def test_frequencies_are_those_of_sdcmicro(
    data: str, keys: tuple[str, ...], weight: str | None, risk: str
) -> None:
    table, recorded = sdcmicro.table(data), sdcmicro.table(risk)
    weights = None if weight is None else table[weight].to_numpy()
    found = wildcard_frequencies(sdcmicro.columns(table, keys), weights=weights)
    assert found.sample.tolist() == recorded["fk"].to_pylist()
    population = found.sample if found.population is None else found.population
    assert population.tolist() == recorded["Fk"].to_pylist()


def test_rows_at_risk_are_those_of_sdcmicro() -> None:
    table = sdcmicro.table("testdata")
    recorded = sdcmicro.document("risk_summary")["testdata_K7_w"]["alpha1"]
    found = wildcard_frequencies(sdcmicro.columns(table, sdcmicro.K7))
    assert [found.below(k) for k in recorded["k"]] == recorded["k_violations"]


def test_a_row_between_one_and_two_is_still_a_rare_one() -> None:
    # sdcMicro's individual risk branches on fk = 1, fk = 2 and fk > 2: such rows get a risk of 0.
    found = wildcard_frequencies(
        {"a": pa.array(["x", None, "y", "y"]), "b": pa.array(["1", "1", "1", "1"])}, alpha=0.5
    )
    assert found.sample.tolist() == [1.5, 4.0, 2.5, 2.5]
    assert found.below(2) == 1


def test_rows_without_any_value_match_complete_rows_too() -> None:
    # sdcMicro's freqCalc counts them for rows with gaps only.
    found = wildcard_frequencies({"a": pa.array(["x", None]), "b": pa.array(["y", None])})
    assert found.sample.tolist() == [2.0, 2.0]


def test_k_of_wildcards_is_not_k_of_classes() -> None:
    found = wildcard_frequencies({"a": pa.array(["x"] * 5 + [None]), "b": pa.array(["y"] * 6)})
    assert found.below(5) == 0
    assert found.below_as_category(5) == 1


@pytest.mark.parametrize("alpha", [-0.1, 1.1, math.nan])
def test_a_share_out_of_range_is_refused(alpha: float) -> None:
    with pytest.raises(InputError, match="alpha"):
        wildcard_frequencies({"a": pa.array(["x"])}, alpha=alpha)


@pytest.mark.parametrize("weights", [[1.0], [0.0, 1.0], [math.nan, 1.0], [math.inf, 1.0]])
def test_odd_weights_are_refused(weights: list[float]) -> None:
    with pytest.raises(InputError, match="weight"):
        wildcard_frequencies({"a": pa.array(["x", "y"])}, weights=weights)


def test_weights_of_subjects_with_many_rows_are_refused() -> None:
    with pytest.raises(InputError, match="several rows"):
        wildcard_frequencies(
            {"a": pa.array(["x", "y"])}, weights=[1, 2], subjects=pa.array(["p", "p"])
        )


def test_mistaken_columns_are_refused() -> None:
    with pytest.raises(InputError, match="no quasi-identifier"):
        wildcard_frequencies({})
    with pytest.raises(InputError, match="differ in length"):
        wildcard_frequencies({"a": pa.array(["x"]), "b": pa.array(["x", "y"])})
    with pytest.raises(InputError, match="one subject for each row"):
        wildcard_frequencies({"a": pa.array(["x"])}, subjects=pa.array(["p", "q"]))


def test_tables_without_rows_and_columns_without_values() -> None:
    empty = wildcard_frequencies({"a": pa.array([], pa.string())}, weights=[])
    assert len(empty.sample) == 0
    assert empty.population is not None
    nothing = wildcard_frequencies({"a": pa.nulls(3), "b": pa.array([None, "x", "y"])})
    assert nothing.sample.tolist() == [3.0, 2.0, 2.0]
