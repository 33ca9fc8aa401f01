"""What cannot be measured says why, and is never a silent zero."""

from __future__ import annotations

import pyarrow as pa
import pytest

from sector_data.assessment.usefulness import measure_usefulness
from sector_data.assessment.usefulness.verdicts import SENTENCES, not_measured
from sector_data.errors import InputError
from sector_data.sources.tables import Table
from sector_data.spec.usefulness_tasks import (
    Condition,
    CountQuery,
    RegressionTask,
    SurvivalTask,
    UsefulnessTasks,
)
from tests.assessment.usefulness.people import people


@pytest.mark.parametrize(("source", "release"), [(99, 500), (500, 99), (1, 1), (0, 0), (500, 0)])
def test_too_few_rows(source: int, release: int) -> None:
    figures = measure_usefulness(people(source), people(release))
    assert figures.why_not is not None
    assert figures.why_not.reason == "few-rows"
    assert (figures.columns, figures.pairs, figures.column_score) == ((), (), None)
    assert (figures.rows_source, figures.rows_release) == (source, release)


def test_few_subjects_with_many_rows_are_few() -> None:
    table = people(500)
    owners = pa.array([i % 50 for i in range(500)])
    figures = measure_usefulness(table, table, source_subjects=owners, release_subjects=owners)
    assert figures.why_not is not None
    assert figures.why_not.reason == "few-rows"


def test_columns_that_cannot_be_compared_are_named() -> None:
    source = people(300)
    data = source.data.drop_columns(["sex"]).append_column("new", pa.array(range(300)))
    data = data.set_column(0, "age", source.column("age").cast(pa.string()))
    tasks = UsefulnessTasks(
        targets=("sex", "age"),
        subgroups=(("sex", "ward"),),
        counts=(CountQuery(name="q", where=(Condition(column="sex", values=("F",)),)),),
        survival=(SurvivalTask(duration="age", event="left"),),
        regressions=(RegressionTask(outcome="cost", predictors=("new",)),),
    )
    names = [*source.columns, "new"]
    figures = measure_usefulness(
        source, Table("people", data), columns=names, tasks=tasks, splits=2
    )
    reasons = {left.column: left.why_not.reason for left in figures.left_out}
    assert reasons == {"age": "types-differ", "sex": "not-in-release", "new": "not-in-source"}
    assert [c.column for c in figures.columns] == ["ill", "cost", "days", "ward", "born", "left"]
    why = [
        *(p.why_not for p in figures.predictions),
        *(s.why_not for s in figures.subgroups),
        *(c.why_not for c in figures.named_counts),
        *(s.why_not for s in figures.survival),
        *(r.why_not for r in figures.regressions),
    ]
    assert [w and w.reason for w in why] == [
        "not-in-release",
        "types-differ",
        "not-in-release",
        "not-in-release",
        "types-differ",
        "not-in-source",
    ]


def test_columns_that_were_left_out_cannot_be_asked_for() -> None:
    table = people(300)
    figures = measure_usefulness(
        table, table, columns=["age", "ill"], tasks=UsefulnessTasks(targets=("cost",)), splits=2
    )
    assert figures.predictions[0].why_not == not_measured("not-compared")


def test_constant_missing_and_unique_columns() -> None:
    source = people(200)
    table = Table(
        "t",
        pa.table(
            {
                "constant": ["x"] * 200,
                "missing": pa.nulls(200, pa.string()),
                "name": [f"n{i}" for i in range(200)],
                "age": source.column("age"),
            }
        ),
    )
    other = Table("t", table.data.set_column(2, "name", pa.array([f"m{i}" for i in range(200)])))
    figures = measure_usefulness(table, other, splits=2)
    verdicts = {c.column: (c.verdict, c.why_not and c.why_not.reason) for c in figures.columns}
    assert verdicts == {
        "constant": ("safe to use", None),
        "missing": ("cannot tell", "no-values"),
        "name": ("cannot tell", "too-many-values"),
        "age": ("safe to use", None),
    }
    # Nothing can depend on the first three.
    assert set(figures.not_measured) == {"pairs", "propensity", "components"}
    assert figures.random_queries is not None
    alone = measure_usefulness(table, other, columns=["constant", "missing"], splits=2)
    assert set(alone.not_measured) == {"pairs", "propensity", "components", "random_queries"}
    assert alone.column_score == 1


def test_a_release_that_lost_all_values_has_nothing_in_common() -> None:
    source = people(300)
    data = source.data
    for place, name in enumerate(data.column_names):
        data = data.set_column(place, name, pa.nulls(300, data.schema.field(name).type))
    data = data.set_column(0, "age", pa.nulls(300, pa.string()))  # of any type
    tasks = UsefulnessTasks(
        targets=("ill", "cost"),
        survival=(SurvivalTask(duration="days", event="left", group="sex"),),
        regressions=(RegressionTask(outcome="ill", predictors=("age", "sex")),),
    )
    figures = measure_usefulness(source, Table("people", data), tasks=tasks, splits=2)
    assert figures.left_out == ()
    assert {c.verdict for c in figures.columns} == {"do not use"}
    assert {p.verdict for p in figures.pairs} == {"do not use"}
    assert figures.pair_score is not None
    assert figures.pair_score < 0.1
    for prediction in figures.predictions:
        assert all(m.kept == 0 for m in prediction.models if m.kept is not None)
    assert figures.regressions[0].disjoint is not None
    assert figures.regressions[0].disjoint.value == 1
    assert figures.survival[0].curve is not None
    assert figures.survival[0].curve.value == 1


def test_nothing_to_compare() -> None:
    one, other = Table("t", pa.table({"a": [1] * 200})), Table("t", pa.table({"b": [1] * 200}))
    figures = measure_usefulness(one, other)
    assert figures.why_not == not_measured("no-columns")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"columns": ["aeg"]}, "has a column aeg.*\n.*Did you mean age"),
        ({"tasks": UsefulnessTasks(targets=("aeg",))}, "has a column aeg"),
        ({"source_subjects": pa.array([1, 2])}, "2 subjects for the 300 rows"),
        ({"release_subjects": pa.array([1, 2])}, "2 subjects for the 300 rows"),
        ({"original": people(10)}, "10 rows before generalisation and 300"),
        ({"rows": 5}, "5 rows and 5 splits"),
        ({"splits": 0}, "and 0 splits"),
    ],
)
def test_what_does_not_fit_is_refused(arguments: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        measure_usefulness(people(300), people(300), **arguments)  # type: ignore[arg-type]


def test_infinite_readings_are_gaps() -> None:
    numbers = [float("inf"), float("-inf"), float("nan"), *(float(i) for i in range(197))]
    table = Table("t", pa.table({"x": numbers, "y": list(range(200))}))
    figures = measure_usefulness(table, table, splits=2)
    assert figures.columns[0].missing_source == pytest.approx(3 / 200)
    assert figures.columns[0].verdict == "safe to use"


def test_every_reason_has_a_sentence() -> None:
    for sentence in SENTENCES.values():
        assert sentence[0].isupper()
        assert sentence.endswith(".")


@pytest.mark.parametrize("change", ["gone", "text"])
def test_rows_held_out_must_have_the_columns(change: str) -> None:
    table = people(200)
    data = table.data.drop_columns(["age"])
    if change == "text":
        data = data.append_column("age", pa.array(["old"] * 200))
    with pytest.raises(InputError, match="held out of people have no column age of its type"):
        measure_usefulness(table, table, held_out=Table("people", data))
