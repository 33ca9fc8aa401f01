"""Values of few people in documents: by themselves, below their column's name, or in number."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.assessment.traces import find_traces
from sector_data.spec.evidence.traces import TraceFinding
from tests.attacks.populations import people, staged, with_column


def registered(seed: int) -> pa.Table:
    table = people(500, seed)
    drawn = np.random.default_rng([seed, 9])
    mail = [
        f"{name}.{n}@example.org"
        for n, name in zip(drawn.integers(10**4, 10**6, 500), "abcde" * 100, strict=True)
    ]
    born = drawn.integers(-15_000, 10_000, 500)
    return with_column(
        with_column(table, "mail", pa.array(mail)),
        "born",
        pa.array(born.astype(np.int32), pa.date32()),
    )


MEMBERS, CONTROL, OTHERS = (registered(seed) for seed in range(3))


def found(document: object, *, control: pa.Table | None = CONTROL) -> list[TraceFinding]:
    text = document if isinstance(document, str) else json.dumps(document)
    scene = staged(OTHERS, MEMBERS, control)
    figures = find_traces(scene, made="synthetic", documents={"about.json": text})
    return [f for f in figures.findings if f.trace == "metadata"]


def said(findings: list[TraceFinding]) -> set[tuple[Any, Any]]:
    assert all(f.verdict == "found" and f.document == "about.json" for f in findings)
    return {(f.source_column, f.method) for f in findings}


def of(column: str, place: int = 0) -> Any:
    return MEMBERS.column(column).to_pylist()[place]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text("abc ", max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", max_size=3), inner),
    max_leaves=8,
)


@given(JSON, st.integers(0, 499), st.lists(st.sampled_from(["x", 0]), max_size=4))
@settings(deadline=None, max_examples=10)
def test_a_text_is_found_wherever_it_stands_in_json(around: Any, row: int, path: list[Any]) -> None:
    document: Any = of("mail", row)
    for step in path:
        document = [around, document] if step == 0 else {"x": document, "y": around}
    assert said(found({"a": document, "b": around})) == {("mail", "values of one subject")}


def test_a_code_book_of_names_and_types_holds_nothing() -> None:
    fields = [{"name": name, "type": "string"} for name in MEMBERS.column_names]
    assert found({"fields": fields, "rows": 500, "created": "2026-11-29"}) == []
    assert found("Income in euros, heights in cm, ages 18 to 90, 500 people, in 2026.") == []


@pytest.mark.parametrize("control", [CONTROL, None], ids=["control", "no control"])
def test_texts_that_nobody_writes_by_chance_are_found(control: pa.Table | None) -> None:
    mail = of("mail", 7)
    for document in (f"For example {mail}.", {"notes": [f"ask {mail.upper()}"]}, {mail: 1}):
        assert said(found(document, control=control)) == {("mail", "values of one subject")}


def test_ranges_are_found_below_a_columns_name() -> None:
    income = np.array([v for v in MEMBERS.column("income").to_pylist() if v is not None])
    low, high = float(income.min()), float(income.max())
    born = [
        str(min(MEMBERS.column("born").to_pylist())),
        str(max(MEMBERS.column("born").to_pylist())),
    ]
    ranges = {"smallest", "largest", "values of one subject"}
    for document in (
        {"columns": {"income": {"range_min": low, "range_max": high}}},
        {"columns": [{"name": "income", "range": [low, high]}]},
    ):
        assert said(found(document)) == {("income", method) for method in ranges}
    assert said(found({"born": {"between": born}})) >= {("born", "smallest"), ("born", "largest")}
    assert said(found(f"Incomes range to {high}.")) == {("income", "largest")}


def test_ranges_that_anybody_would_write_are_none() -> None:
    assert found({"age": {"min": 18, "max": 90}}) == []  # the control has them, too
    assert found({"income": {"min": 0, "max": 100_000}}) == []


def test_counts_below_a_columns_name_are_nobodys_income() -> None:
    members, control = (
        with_column(table, "income", np.random.default_rng(seed).integers(0, 20_000, 500))
        for seed, table in enumerate((MEMBERS, CONTROL))
    )
    incomes = set(members.column("income").to_pylist()) - set(control.column("income").to_pylist())
    count = next(value for value in sorted(incomes) if value > 1_000)
    for counts, verdict in (([count], "not found"), (sorted(incomes)[50:90], "found")):
        document = {"column": "income", "counts": counts}
        scene = staged(with_column(OTHERS, "income", [0] * 500), members, control)
        figures = find_traces(scene, made="synthetic", documents={"a": json.dumps(document)})
        (check,) = (c for c in figures.checks if c.trace == "metadata")
        assert check.verdict == verdict


def test_a_list_of_categories_is_found_where_one_subject_has_some() -> None:
    towns = sorted(set(MEMBERS.column("town").to_pylist()))
    findings = found({"town": {"range_values": towns}})
    assert said(findings) == {("town", "values of one subject")}
    assert findings[0].count > 10
    common = [f"town {place}" for place in range(1, 10)]
    assert found({"town": {"range_values": common}}) == []


def test_many_short_words_count_only_against_the_control() -> None:
    words = [f"w{chr(97 + i // 26)}{chr(97 + i % 26)}x" for i in range(400)]
    members, control = (
        with_column(table, "word", pa.array([*words[part : part + 200], *["same"] * 300]))
        for table, part in ((MEMBERS, 0), (CONTROL, 200))
    )
    for text, verdict in ((" ".join(words[:40]), "found"), (" ".join(words[180:220]), "not found")):
        scene = staged(with_column(OTHERS, "word", ["same"] * 500), members, control)
        figures = find_traces(scene, made="synthetic", documents={"list.txt": text})
        (check,) = (c for c in figures.checks if c.trace == "metadata")
        assert check.verdict == verdict


def test_without_documents_nobody_can_tell() -> None:
    figures = find_traces(staged(OTHERS, MEMBERS, CONTROL), made="synthetic")
    (check,) = (c for c in figures.checks if c.trace == "metadata")
    assert (check.verdict, check.why_not) == ("cannot tell", "not-given")
