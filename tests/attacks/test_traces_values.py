"""Values, extremes, limits of intervals and digits of the source: found where they were planted."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sector_data.assessment.traces import find_traces
from sector_data.assessment.traces.numbers import limits_of, on_lattice, unit_of
from sector_data.assessment.traces.sides import MISSING, sole_owners
from sector_data.sources.tables import Table
from sector_data.spec.evidence.traces import TraceFigures
from sector_data.spec.transforms.values import Generalise, Keep, Noise, Round, TransformSpec
from tests.attacks.populations import changed, people, shuffled, staged, with_column

MEMBERS, CONTROL, OTHERS = (people(2_000, side) for side in range(3))


def traced(release: pa.Table, **more: Any) -> TraceFigures:
    members, control = more.pop("members", MEMBERS), more.pop("control", CONTROL)
    return find_traces(
        staged(release, members, control), made=more.pop("made", "synthetic"), **more
    )


def told(figures: TraceFigures) -> set[tuple[str, str | None, str | None]]:
    return {
        (f.trace, f.column, f.method if f.trace != "exact-copies" else None)
        for f in figures.findings
        if f.verdict == "found"
    }


@given(st.lists(st.tuples(st.integers(-1, 5), st.integers(0, 4)), max_size=30))
def test_a_sole_owner_is_the_only_one_with_a_value(rows: list[tuple[int, int]]) -> None:
    codes, owners = (np.array([row[i] for row in rows], dtype=np.int64) for i in (0, 1))
    for code, owner in enumerate(sole_owners(codes, owners, 6)):
        holders = {b for a, b in rows if a == code != MISSING}
        assert owner == (holders.pop() if len(holders) == 1 else -1)


@given(
    st.lists(st.integers(-(10**6), 10**6), min_size=1, max_size=8),
    st.sampled_from([0.01, 0.05, 0.2, 1, 5, 20, 1000]),
)
def test_the_unit_divides_all_numbers_and_no_larger_one_does(steps: list[int], size: float) -> None:
    numbers = np.array(steps) * size
    unit = unit_of(numbers)
    assert on_lattice(numbers, unit).all()
    if any(steps):
        first = unit / 10 ** np.floor(np.log10(unit) + 1e-9)
        larger = {1: 2, 2: 2.5, 5: 2}[round(first)] * unit
        assert not on_lattice(numbers, larger).all()
        assert unit >= size or on_lattice(np.array([size]), unit).all()


@pytest.mark.parametrize(
    ("labels", "lower"),
    [
        (["[30, 40)", "[40, 50)", "*"], [30, 40]),
        (["30-39", "40-49", "90+"], [30, 40]),
        (["-5 – 0", "0 – 5"], [-5, 0]),
        (["1.5..2", "2..2.5", None], [1.5, 2]),
        (["[2020-01-01, 2020-07-01)", "[2020-07-01, 2021-01-01)"], [18262, 18444]),
        (["30 bis 39", "40 à 49"], [30, 40]),
    ],
)
def test_limits_are_read_from_labels(labels: list[str | None], lower: list[float]) -> None:
    limits = limits_of(pa.array(labels), pa.int64())
    assert limits is not None
    assert limits[0].tolist() == lower


@pytest.mark.parametrize("labels", [["a", "b"], ["2020-01", "2020-02"], ["5", "7"], ["9-1", "x"]])
def test_other_labels_have_no_limits(labels: list[str]) -> None:
    assert limits_of(pa.array(labels), pa.int64()) is None


def test_values_that_one_subject_has_are_found_in_a_column_by_itself() -> None:
    # Each column of the release is drawn from the source's own, so that no record is anybody's.
    release = pa.table(
        {
            name: shuffled(MEMBERS, place).column(name)
            for place, name in enumerate(MEMBERS.column_names)
        }
    )
    columns = {f.column for f in traced(release).findings if f.trace == "single-values"}
    assert columns == {"income", "height", "town", "seen"}
    assert ("exact-copies", None, None) not in told(traced(release))


def test_what_a_plan_keeps_is_expected_and_what_it_changes_is_not() -> None:
    plan: dict[str, TransformSpec] = {"income": Keep(), "height": Noise(), "town": Generalise()}
    figures = traced(shuffled(MEMBERS), made="anonymised", transforms=plan)
    severity = {f.column: f.severity for f in figures.findings if f.trace == "single-values"}
    assert severity == {
        "income": "expected",
        "height": "serious",
        "town": "expected",
        "seen": "serious",
    }


def test_the_largest_value_is_found_by_itself() -> None:
    income = OTHERS.column("income").to_numpy(zero_copy_only=False).copy()
    most = float(np.nanmax(MEMBERS.column("income").to_numpy()))
    income[17] = most
    release = with_column(OTHERS, "income", pa.array(income, from_pandas=True))
    assert told(traced(release)) == {("extremes", "income", "largest")}
    assert told(traced(OTHERS)) == set()


def test_an_extreme_that_many_have_or_chance_hits_is_none() -> None:
    figures = traced(OTHERS)  # 18 and 90 years are in all three
    (check,) = (c for c in figures.checks if c.trace == "extremes")
    assert (check.verdict, check.looked_at) == ("not found", 4)


def binned(values: pa.ChunkedArray, edges: Sequence[float]) -> pa.Array:
    numbers = values.to_numpy()
    labels = np.array([f"[{low:g}, {high:g})" for low, high in pairwise(edges)])
    places = np.clip(np.searchsorted(edges, numbers, side="right") - 1, 0, len(labels) - 1)
    return pa.array(labels[places])


def binned_release(edges: Sequence[float]) -> TraceFigures:
    spelt = [
        with_column(t, "height", binned(t.column("height"), edges)) for t in (MEMBERS, CONTROL)
    ]
    return traced(
        shuffled(spelt[0]),
        members=spelt[0],
        control=spelt[1],
        made="anonymised",
        source=Table("people", MEMBERS),
        others=Table("people", CONTROL),
    )


def test_limits_at_values_or_quantiles_of_the_source_are_found() -> None:
    height = np.round(MEMBERS.column("height").to_numpy(), 3)
    members = with_column(MEMBERS, "height", height)
    edges = np.quantile(height, np.linspace(0, 1, 9), method="lower")
    spelt = with_column(members, "height", binned(members.column("height"), edges.tolist()))
    figures = find_traces(
        staged(shuffled(spelt), spelt, None), made="anonymised", source=Table("people", members)
    )
    found = {f.method for f in figures.findings if f.trace == "bin-edges" and f.verdict == "found"}
    assert found == {"values", "quantiles"}


def test_limits_on_a_public_grid_are_not() -> None:
    for edges in (range(120, 225, 5), range(100, 240, 20), [0, 150, 160, 165, 170, 175, 180, 250]):
        figures = binned_release(list(map(float, edges)))
        (check,) = (c for c in figures.checks if c.trace == "bin-edges")
        assert (check.looked_at, check.verdict) == (1, "not found")


@pytest.mark.parametrize("every", ["day", "month"])
def test_readings_at_even_steps_are_in_even_intervals_by_nature(every: str) -> None:
    # A meter read every hour, or once a month, in intervals that the calendar makes.
    hours = np.arange("2021-01-01", "2021-03-02", dtype="datetime64[h]")
    months = np.arange("2001-01", "2081-01", dtype="datetime64[M]")
    values, starts = (
        (hours, hours.astype("datetime64[D]"))
        if every == "day"
        else (months, months.astype("datetime64[Y]"))
    )
    begins = starts.astype("datetime64[D]").astype(str)
    ends = (starts + 1).astype("datetime64[D]").astype(str)
    labels = np.char.add(np.char.add(np.char.add("[", begins), ", "), np.char.add(ends, ")"))
    read = pa.array(values.astype("datetime64[us]").astype(np.int64), pa.timestamp("us"))
    raw, spelt = pa.table({"read": read}), pa.table({"read": pa.array(labels)})
    figures = find_traces(
        staged(spelt, spelt, None), made="anonymised", source=Table("people", raw)
    )
    (check,) = (c for c in figures.checks if c.trace == "bin-edges")
    assert (check.looked_at, check.verdict) == (1, "not found")


def test_limits_at_odd_days_of_the_source_are_found() -> None:
    rng = np.random.default_rng(4)
    days = np.sort(rng.choice(20_000, 400, replace=False)) + 1
    edges = days[::50].astype("datetime64[D]").astype(str)
    places = np.minimum(np.arange(400) // 50, 6)
    labels = pa.array([f"[{edges[p]}, {edges[p + 1]})" for p in places])
    raw = pa.table({"day": pa.array(days.astype(np.int32), pa.date32())})
    spelt = pa.table({"day": labels})
    figures = find_traces(
        staged(spelt, spelt, None), made="anonymised", source=Table("people", raw)
    )
    assert "values" in {f.method for f in figures.findings if f.trace == "bin-edges"}


def test_the_time_of_day_of_shifted_instants_is_found() -> None:
    days = np.random.default_rng(0).integers(1, 100, 2_000) * 86_400_000_000
    seen = pa.array(MEMBERS.column("seen").to_numpy().astype(np.int64) + days, pa.timestamp("us"))
    release = with_column(OTHERS, "seen", shuffled(pa.table({"seen": seen})).column("seen"))
    assert told(traced(release)) == {("digits", "seen", "time of day")}


def test_whole_steps_leave_the_decimal_places() -> None:
    steps = np.random.default_rng(0).integers(-9, 9, 2_000) * 1.0
    release = with_column(OTHERS, "height", MEMBERS.column("height").to_numpy() + steps)
    release = changed(release, "height", lambda height: height[::-1])
    assert ("digits", "height", "decimal places") in told(traced(release))


def test_cells_that_noise_left_alone_are_found() -> None:
    noise = np.random.default_rng(0).normal(0, 40, 2_000)
    noise[:400] = 0
    release = changed(shuffled(OTHERS), "income", lambda income: income + noise)
    assert told(traced(release)) == {("digits", "income", "fewer decimal places")}


def test_a_promise_to_round_is_counted() -> None:
    release = changed(shuffled(OTHERS), "income", lambda income: np.round(income / 50) * 50)
    plan: dict[str, TransformSpec] = {"income": Round(to=100)}
    (finding,) = (f for f in traced(release, transforms=plan).findings if f.trace == "digits")
    assert finding.method == "not a multiple"
    assert finding.share == pytest.approx(0.5, abs=0.05)
    assert told(traced(release)) == set()
