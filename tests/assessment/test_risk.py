"""Risk figures against plain counting, pycanon and sdcMicro."""

from __future__ import annotations

import csv
import gzip
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.anonymise.classes import SensitiveColumn
from sector_data.assessment.risk import measure_risk, sensitive_figures
from sector_data.errors import InputError
from sector_data.sources.tables import Table

SHARED = Path(__file__).parents[2].parent / "shared" / "data"
needs = {
    name: pytest.mark.skipif(
        not (SHARED / name).is_dir(), reason=f"the results of {name} are not beside this repository"
    )
    for name in ("pycanon", "sdcmicro")
}


_SDCMICRO = {
    "francdat_w": "francdat.csv",
    "testdata_K5_w": "testdata.csv",
    "testdata_K7_w": "testdata.csv",
}


def table(**columns: Sequence[object]) -> Table:
    return Table("people", pa.table(columns))


_rows = st.lists(
    st.tuples(st.sampled_from(["a", "b", None]), st.integers(0, 2), st.none() | st.integers(0, 6)),
    max_size=20,
)


@settings(deadline=None, max_examples=100)
@given(_rows, st.integers(1, 4))
def test_figures_are_those_of_plain_counting(
    rows: list[tuple[str | None, int, int | None]], k: int
) -> None:
    data = Table(
        "t",
        pa.table(
            {
                "first name": pa.array([r[0] for r in rows], pa.string()),
                "x": pa.array([r[1] for r in rows], pa.int64()),
            }
        ),
    )
    people = pa.array([r[2] for r in rows], pa.int64())
    figures = measure_risk(data, ["first name", "x"], subjects=people, k=k)
    members: dict[tuple[str | None, int], set[int | None]] = {}
    for name, x, person in rows:
        members.setdefault((name, x), set()).add(person)
    smallest = [
        min(len(group) for group in members.values() if person in group)
        for person in {r[2] for r in rows}
    ]
    count = max(len(smallest), 1)
    assert figures.subjects == len(smallest)
    assert figures.classes == len(members)
    assert figures.k == min(map(len, members.values()), default=0)
    assert figures.unique_subjects == smallest.count(1) / count
    assert figures.subjects_below_k == pytest.approx(sum(s < k for s in smallest) / count)
    assert figures.highest_risk == (1 / min(smallest) if smallest else 0)
    assert figures.average_risk == pytest.approx(sum(1 / s for s in smallest) / count)


def test_with_one_row_a_subject_average_risk_is_the_marketer_risk() -> None:
    figures = measure_risk(table(a=["x", "x", "y"]), ["a"])
    assert figures.average_risk == pytest.approx(figures.classes / figures.subjects)


def test_a_table_without_rows_has_no_risk() -> None:
    figures = measure_risk(
        Table("t", pa.table({"a": pa.nulls(0, pa.string())})),
        ["a"],
        subjects=pa.nulls(0, pa.string()),
        sensitive=["a"],
        k=5,
    )
    assert (figures.classes, figures.k, figures.subjects) == (0, 0, 0)
    assert figures.highest_risk == figures.average_risk == figures.subjects_below_k == 0
    assert figures.l_diversity == {"a": 0}


def test_without_quasi_identifiers_all_are_one_class() -> None:
    figures = measure_risk(table(a=["x", "x", "y"]), [], sensitive=["a"], k=4)
    assert (figures.classes, figures.k, figures.l_diversity) == (1, 3, {"a": 2})
    assert figures.subjects_below_k == 1


def test_missing_sensitive_values_are_no_values() -> None:
    data = table(q=["x", "x", "y", "y"], s=["flu", None, None, None])
    assert measure_risk(data, ["q"], sensitive=["s"]).l_diversity == {"s": 0}
    only_x = Table("people", data.data.slice(0, 2))
    assert measure_risk(only_x, ["q"], sensitive=["s"]).l_diversity == {"s": 1}


def test_what_a_missing_quasi_identifier_is_holds_for_sensitive_figures_too() -> None:
    table = Table("t", pa.table({"q": ["a", "a", None], "s": ["x", "y", "z"]}))
    alone, without = (
        sensitive_figures(table, ["q"], ["s"], missing=missing)["s"].diversity
        for missing in ("own-value", "removed")
    )
    assert (alone, without) == (1, 2)


def test_a_column_without_a_value_has_no_sensitive_figures() -> None:
    empty = pa.array([None, None], pa.string())
    table = Table("t", pa.table({"q": ["a", "b"], "s": empty, "t": ["x", "y"]}))
    assert set(sensitive_figures(table, ["q"], ["s", "t"])) == {"t"}


def test_sensitive_values_of_another_table_are_joined_by_subject() -> None:
    visits = SensitiveColumn(
        pa.array(["flu", "gout", "flu", "cold"]), subjects=pa.array(["p1", "p1", "p2", "p9"])
    )
    figures = measure_risk(
        table(q=["x", "x", "y"]),
        ["q"],
        subjects=pa.chunked_array([["p1"], ["p2", "p3"]]),
        sensitive={"visits.illness": visits},
    )
    assert figures.l_diversity == {"visits.illness": 0}


def test_unknown_columns_are_answered_with_the_nearest_names() -> None:
    data = table(**{"birth date": ["x"], "sex": ["f"]})
    with pytest.raises(InputError, match="Did you mean birth date"):
        measure_risk(data, ["birthdate"])
    with pytest.raises(InputError, match="columns are birth date, sex"):
        measure_risk(data, ["sex"], sensitive=["😀"])
    with pytest.raises(InputError, match="2 subjects for the 1 rows"):
        measure_risk(data, ["sex"], subjects=pa.array([1, 2]))


@needs["pycanon"]
def test_k_l_and_uniques_are_those_recorded_for_pycanon() -> None:
    reference = json.loads((SHARED / "pycanon" / "adult_reference.json").read_text("utf-8"))
    text = gzip.decompress((SHARED / "pycanon" / "adult.csv.gz").read_bytes()).decode()
    rows = [row for row in csv.reader(text.splitlines(), skipinitialspace=True) if row]
    columns = dict(zip((c.strip() for c in rows[0]), zip(*rows[1:], strict=True), strict=True))
    adult = Table("adult", pa.table({c: pa.array(v) for c, v in columns.items()}))
    compared = 0
    for result in reference["results"]:
        if result["file"] != "adult.csv":
            continue
        figures = measure_risk(adult, result["qi"], sensitive=[result["sa"]])
        independent = result["independent"]
        assert figures.rows == independent["n"]
        assert figures.classes == independent["classes"]
        assert figures.k == independent["k"] == result["pycanon"]["k"]
        assert figures.l_diversity == {result["sa"]: independent["l"]}
        assert independent["l"] == result["pycanon"]["l"]
        assert round(figures.unique_subjects * figures.subjects) == independent["uniques"]
        compared += 1
    assert compared == 15


@needs["sdcmicro"]
def test_sample_frequencies_are_those_recorded_for_sdcmicro() -> None:
    summary = json.loads((SHARED / "sdcmicro" / "risk_summary.json").read_text("utf-8"))
    compared = 0
    for name, file in _SDCMICRO.items():
        with (SHARED / "sdcmicro" / file).open(newline="", encoding="utf-8") as stream:
            rows = list(csv.DictReader(stream))
        data = Table(name, pa.Table.from_pylist(rows))
        keys = summary[name]["keyVars"]
        recorded = summary[name]["alpha1"]
        for k, violations in zip(recorded["k"], recorded["k_violations"], strict=True):
            figures = measure_risk(data, keys, k=k)
            assert round(figures.subjects_below_k * figures.rows) == violations
        frequencies = Counter(tuple(row[key] for key in keys) for row in rows)
        assert figures.k == min(frequencies.values())
        assert round(figures.unique_subjects * figures.rows) == recorded["n1"]
        compared += 1
    assert compared == 3
