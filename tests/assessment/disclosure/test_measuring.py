"""Figures of a table beside plain counting, pycanon, sdcMicro and El Emam's definitions."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.anonymise.measures import Missing
from sector_data.assessment.disclosure import measure_disclosure
from sector_data.assessment.risk import measure_risk
from sector_data.errors import InputError
from sector_data.sources.tables import Table
from tests.anonymise import sdcmicro

MISSING: tuple[Missing, ...] = ("own-value", "wildcard", "removed")


def table(**columns: Sequence[object] | pa.Array) -> Table:
    return Table("people", pa.table(columns))


VALUES = st.sampled_from(["a", "b", "c", None])
ROWS = st.lists(st.tuples(VALUES, VALUES, st.integers(0, 5)), min_size=1, max_size=24)
POPULATION = st.lists(st.tuples(VALUES, VALUES), max_size=30)


def of_rows(rows: list[tuple[str | None, str | None, int]]) -> Table:
    return table(
        q=pa.array([row[0] for row in rows], pa.string()),
        r=pa.array([row[1] for row in rows], pa.string()),
    )


@settings(max_examples=100)
@given(ROWS, POPULATION, st.sampled_from(MISSING), st.booleans())
def test_risks_are_those_of_plain_counting(
    rows: list[tuple[str | None, str | None, int]],
    people: list[tuple[str | None, str | None]],
    missing: Missing,
    by_subject: bool,
) -> None:
    population = table(
        q=pa.array([p[0] for p in people], pa.string()),
        r=pa.array([p[1] for p in people], pa.string()),
    )
    subjects = pa.array([row[2] for row in rows]) if by_subject else None
    found = measure_disclosure(
        of_rows(rows), ["q", "r"], subjects=subjects, population=population, missing=missing
    )
    known = [
        (row[:2], row[2] if by_subject else place)
        for place, row in enumerate(rows)
        if missing != "removed" or None not in row[:2]
    ]
    assert found.removed_rows == len(rows) - len(known)

    def match(one: Sequence[str | None], other: Sequence[str | None]) -> bool:
        if missing != "wildcard":
            return one == other
        return all(a is None or b is None or a == b for a, b in zip(one, other, strict=True))

    prosecutor: dict[int, float] = {}
    journalist: dict[int, float] = {}
    for keys, who in known:
        here = len({w for k, w in known if match(keys, k)})
        there = sum(match(keys, person) for person in people)
        prosecutor[who] = max(prosecutor.get(who, 0), 1 / here)
        journalist[who] = max(journalist.get(who, 0), 1 / max(here, there))
    if not known:
        assert found.prosecutor.why_not is not None
        assert found.prosecutor.why_not.reason == "no-rows"
        return
    for figure, risks in ((found.prosecutor, prosecutor), (found.journalist, journalist)):
        values = list(risks.values())
        assert figure.highest == pytest.approx(max(values))
        assert figure.average == pytest.approx(sum(values) / len(values))
        assert figure.at_risk == pytest.approx(sum(v > 1 / 11 for v in values) / len(values))
    assert sum(bar.classes for bar in found.sizes) == found.classes
    assert sum(bar.subjects for bar in found.sizes) == found.subjects == len(prosecutor)
    assert found.marketer == found.journalist


@settings(max_examples=50)
@given(ROWS, st.randoms(use_true_random=False), st.sampled_from(MISSING))
def test_figures_do_not_depend_on_the_order_of_rows(
    rows: list[tuple[str | None, str | None, int]], rng: random.Random, missing: Missing
) -> None:
    def measure(order: list[int]) -> dict[str, Any]:
        chosen = [rows[i] for i in order]
        return measure_disclosure(
            of_rows(chosen),
            ["q", "r"],
            subjects=pa.array([row[2] for row in chosen]),
            household=pa.array([row[2] // 2 for row in chosen]),
            population_size=1000,
            sensitive=["r"],
            missing=missing,
        ).model_dump()

    def numbers(of: object) -> list[object]:
        if isinstance(of, dict):
            return [n for value in of.values() for n in numbers(value)]
        if isinstance(of, tuple):
            return [n for value in of for n in numbers(value)]
        return [round(of, 9) if isinstance(of, float) else of]

    order = list(range(len(rows)))
    assert numbers(measure(order)) == numbers(measure(rng.sample(order, len(order))))


def test_a_group_of_eleven_is_not_at_risk() -> None:
    assert measure_disclosure(table(q=["x"] * 11), ["q"]).prosecutor.at_risk == 0
    assert measure_disclosure(table(q=["x"] * 10), ["q"]).prosecutor.at_risk == 1


def test_figures_agree_with_those_that_gates_bound() -> None:
    rng = np.random.default_rng(3)
    data = table(q=rng.geometric(0.05, 2000), r=rng.integers(0, 5, 2000))
    subjects = pa.array(rng.integers(0, 900, 2000))
    risk = measure_risk(data, ["q", "r"], subjects=subjects)
    found = measure_disclosure(data, ["q", "r"], subjects=subjects)
    assert found.prosecutor.highest == risk.highest_risk
    assert found.prosecutor.average == pytest.approx(risk.average_risk)
    assert found.sizes[0].subjects / found.subjects == risk.unique_subjects


@pytest.mark.parametrize(
    ("data", "keys", "weight", "recorded"),
    [
        ("francdat", sdcmicro.FRANC, "w", "francdat_w"),
        ("francdat", sdcmicro.FRANC, None, "francdat_now"),
        ("testdata", sdcmicro.K5, "sampling_weight", "testdata_K5_w"),
        ("testdata", sdcmicro.K7, "sampling_weight", "testdata_K7_w"),
        ("testdata", sdcmicro.K7, None, "testdata_K7_now"),
    ],
)
def test_global_risk_is_that_of_sdcmicro(
    data: str, keys: tuple[str, ...], weight: str | None, recorded: str
) -> None:
    source = Table(data, sdcmicro.table(data))
    wanted = sdcmicro.document("risk_summary")[recorded]["alpha1"]
    found = measure_disclosure(
        source,
        keys,
        weights=None if weight is None else source.column(weight),
        method="approximate",
    ).individual
    assert found.expected == pytest.approx(wanted["global_risk_ER"], rel=1e-9)
    assert found.average == pytest.approx(wanted["global_risk"], rel=1e-9)
    assert found.highest == pytest.approx(wanted["max_rk"], rel=1e-9)


def test_household_risk_is_that_of_sdcmicro() -> None:
    source = Table("testdata", sdcmicro.table("testdata"))
    wanted = sdcmicro.document("measure_risk")["hid"]
    found = measure_disclosure(
        source,
        sdcmicro.K5,
        weights=source.column("sampling_weight"),
        household=source.column("ori_hid"),
        method="approximate",
    ).individual.household
    assert found is not None
    assert found.expected_subjects == pytest.approx(wanted["hier_risk_ER"], rel=1e-9)
    # sdcMicro counts a household once for each member; households are fewer.
    assert found.expected_households < found.expected_subjects


def test_weights_and_population_size_agree_where_weights_are_equal() -> None:
    rng = np.random.default_rng(4)
    data = table(q=rng.geometric(0.05, 500), w=np.full(500, 20))
    by_weights = measure_disclosure(data, ["q"], weights=data.column("w"))
    by_size = measure_disclosure(data, ["q"], population_size=10_000)
    assert by_weights.individual.average == pytest.approx(by_size.individual.average)
    assert by_weights.journalist.average == pytest.approx(by_size.individual.average)
    assert (by_weights.individual.basis, by_size.individual.basis) == ("weights", "population-size")
    assert by_weights.population_uniques == by_size.population_uniques


def test_a_subject_of_several_rows_has_one_weight() -> None:
    data = table(q=["x", "x", "y"], who=[1, 1, 2], w=[10.0, 10.0, 30.0])
    found = measure_disclosure(
        data, ["q"], subjects=data.column("who"), weights=data.column("w")
    ).individual
    alone = measure_disclosure(table(q=["x", "y"], w=[10, 30]), ["q"], weights=pa.array([10, 30]))
    assert found == alone.individual
    with pytest.raises(InputError, match="differs between its rows"):
        measure_disclosure(data, ["q"], subjects=data.column("who"), weights=pa.array([1, 2, 3]))
    wild = measure_disclosure(
        data, ["q"], subjects=data.column("who"), weights=data.column("w"), missing="wildcard"
    )
    assert wild.individual.why_not is not None
    assert wild.individual.why_not.reason == "several-rows-a-subject"


def test_a_population_table_is_counted_and_its_gaps_are_told() -> None:
    data = table(q=["x", "x", "y", "z"])
    population = table(q=["x"] * 10 + ["y"] + ["v"] * 3)
    found = measure_disclosure(data, ["q"], population=population)
    assert found.journalist.basis == "population-table"
    assert found.journalist.average == pytest.approx((0.1 + 0.1 + 1 + 1) / 4)
    assert found.journalist.outside == 1
    assert found.population_uniques is not None
    assert found.population_uniques.counted == pytest.approx(1 / 14)
    with pytest.raises(InputError, match="no column q"):
        measure_disclosure(data, ["q"], population=table(p=["x"]))


def test_values_of_other_types_are_compared_as_they_are_spelt() -> None:
    found = measure_disclosure(
        table(q=[1, 2]), ["q"], population=table(q=["1", "1", "2", "3"])
    ).journalist
    assert (found.highest, found.average) == (1, 0.75)


@pytest.mark.parametrize(
    ("columns", "keys", "reason"),
    [
        ({"q": pa.array([], pa.string())}, ["q"], "no-rows"),
        ({"q": ["x", "y"]}, [], "no-quasi-identifier"),
    ],
)
def test_what_cannot_be_measured_says_so(
    columns: dict[str, Any], keys: list[str], reason: str
) -> None:
    found = measure_disclosure(table(**columns), keys, sensitive=["q"], population_size=1000)
    for figure in (found.prosecutor, found.journalist, found.marketer):
        assert figure.why_not is not None
        assert figure.why_not.reason == reason
        assert figure.highest is figure.average is figure.at_risk is None
    assert found.individual.why_not is not None
    assert found.individual.expected is None


def test_constant_and_empty_columns_are_named() -> None:
    data = table(q=["x"] * 3, r=pa.nulls(3), s=[1, 2, 3])
    found = measure_disclosure(data, ["q", "r", "s"], sensitive=["r"])
    assert found.constant == ("q", "r")
    assert found.attributes[0].why_not is not None
    assert found.attributes[0].why_not.reason == "no-values"
    assert measure_disclosure(data, ["q", "r"]).prosecutor.highest == pytest.approx(1 / 3)
    assert measure_disclosure(data, ["r"], missing="removed").prosecutor.why_not is not None


@pytest.mark.parametrize("weights", [[0, 1], [-1.0, 1.0], [None, 1.0], ["a", "b"]])
def test_odd_weights_are_refused(weights: list[object]) -> None:
    with pytest.raises(InputError, match="weight"):
        measure_disclosure(table(q=["x", "y"]), ["q"], weights=pa.array(weights))


def test_mistaken_arguments_are_refused() -> None:
    data = table(q=["x", "y"])
    with pytest.raises(InputError, match="Did you mean q"):
        measure_disclosure(data, ["qq"])
    with pytest.raises(InputError, match="1 households for 2 rows"):
        measure_disclosure(data, ["q"], household=pa.array([1]))
    with pytest.raises(InputError, match="population has 1 people"):
        measure_disclosure(data, ["q"], population_size=1)
    with pytest.raises(InputError, match="threshold is a share"):
        measure_disclosure(data, ["q"], threshold=1.0)
    with pytest.raises(InputError, match="belief is a share"):
        measure_disclosure(data, ["q"], belief=0.0)


def test_no_value_of_the_table_is_told() -> None:
    data = table(q=["Zebedee", "Zebedee", "Quentin"], s=["malaria", "gout", "malaria"])
    told = json.dumps(measure_disclosure(data, ["q"], sensitive=["s"]).model_dump(mode="json"))
    assert not any(word in told for word in ("Zebedee", "Quentin", "malaria", "gout"))
