"""What the sections of a pipeline file must agree on."""

from __future__ import annotations

from pathlib import Path

import pytest

from sector_data.errors import SpecificationError
from sector_data.spec.pipeline import Pipeline
from sector_data.spec.reading import parse_pipeline

HEAD = "release: {name: r}\nsource: {patients: p.csv, visits: v.csv, notes: n.csv}\n"


def parse(text: str) -> Pipeline:
    return parse_pipeline(HEAD + text, base=Path(), file="f")


def only_problem(text: str) -> str:
    with pytest.raises(SpecificationError) as caught:
        parse(text)
    (problem,) = caught.value.problems
    assert problem.line == 3
    return f"{problem.path}: {problem.message} {problem.hint or ''}".strip()


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("subject: patient.id", "subject"),
        ("keys: {patient: id}", "keys.patient"),
        ("references: {patient.id: visits.id}", "references.patient.id"),
        ("references: {visits.id: patient.id}", "references.visits.id"),
        ("columns: {patient.id: drop}", "columns.patient.id"),
        ("privacy: {l-diversity: {patient.dx: 2}}", "privacy.l-diversity.patient.dx"),
        ("synthesise: {tables: [patient]}", "synthesise.tables.0"),
        ("synthesise: {rows: {patient: 5}}", "synthesise.rows.patient"),
        ("assess: {known: [patient.age]}", "assess.known.0"),
        ("assess: {target: patient.age}", "assess.target"),
        ("assess: {survival: {duration: patient.a, event: visits.b}}", "assess.survival.duration"),
        (
            "assess: {regressions: [{outcome: visits.a, predictors: [patient.b]}]}",
            "assess.regressions.0",
        ),
        ("assess: {queries: {q: {patient.a: 5}}}", "assess.queries.q.patient.a"),
        ("assess: {control: {tables: {patient: p.csv}}}", "assess.control.tables.patient"),
        (
            "quality: {expectations: [{expect_x: {column: patient.id}}]}",
            "quality.expectations.0.expect_x",
        ),
        (
            "quality: {expectations: [{expect_x: {column_A: patient.a, column_B: visits.b}}]}",
            "quality.expectations.0.expect_x",
        ),
        (
            "quality: {expectations: [{expect_x: {column_list: [patient.id]}}]}",
            "quality.expectations.0.expect_x",
        ),
        (
            "quality: {expectations: [{expect_x: {table: patient}}]}",
            "quality.expectations.0.expect_x.table",
        ),
    ],
)
def test_tables_must_be_in_source(text: str, path: str) -> None:
    assert only_problem(text) == (
        f"{path}: no table 'patient' in 'source'. Did you mean 'patients'?"
    )
    assert parse(
        text.replace("patient.", "patients.")
        .replace("patient:", "patients:")
        .replace("patient]", "patients]")
        .replace("patient}", "patients}")
    )


@pytest.mark.parametrize("column", ["id", "patients", "patients.", ".id", "."])
def test_columns_name_their_table(column: str) -> None:
    said = only_problem(f"subject: '{column}'")
    assert said == f"subject: expected table.column; found '{column}'. Name the table, too."


def test_an_expectation_is_of_something() -> None:
    assert "names neither a column nor a table" in only_problem(
        "quality: {expectations: [{expect_table_row_count_to_equal: {value: 3}}]}"
    )


@pytest.mark.parametrize(
    ("references", "circle"),
    [
        ("visits.a: visits.a", "visits.a → visits.a"),
        ("visits.a: notes.b, notes.b: visits.a", "visits.a → notes.b → visits.a"),
        (
            "notes.z: visits.a, visits.a: notes.b, notes.b: patients.c, patients.c: visits.a",
            "visits.a → notes.b → patients.c → visits.a",
        ),
    ],
)
def test_references_do_not_go_in_a_circle(references: str, circle: str) -> None:
    assert f"refers to itself: {circle}." in only_problem(f"references: {{{references}}}")


def test_tables_may_refer_to_one_another() -> None:
    """Orders and payments often do; only the columns must not."""
    assert parse("references: {visits.note: notes.id, notes.visit: visits.id}")
    assert parse("references: {visits.before: visits.id}")


@pytest.mark.parametrize("role", ["direct-identifier", "quasi-identifier"])
def test_diversity_is_of_sensitive_columns(role: str) -> None:
    text = f"columns: {{visits.dx: {role}}}\nprivacy: {{l-diversity: {{visits.dx: 2}}}}"
    with pytest.raises(SpecificationError, match="l-diversity is for sensitive columns"):
        parse(text)
    assert parse(text.replace(role, "sensitive"))


def test_rows_are_made_for_tables_that_are_synthesised() -> None:
    assert "not among those to synthesise" in only_problem(
        "synthesise: {tables: [visits], rows: {patients: 5}}"
    )
    assert parse("synthesise: {rows: {patients: 5}}")


def test_what_is_of_the_wrong_type_is_told_once() -> None:
    """The checks pass over it; pydantic tells it."""
    for text in ("keys: [a]", "references: [a]", "columns: [a]", "privacy: {l-diversity: [a]}",
                 "synthesise: [a]", "quality: [a]", "subject: [a]", "sector: [a]", "policy: {a: b}",
                 "synthesise: {tables: x}", "synthesise: {rows: [x]}"):  # fmt: skip
        only_problem(text)
