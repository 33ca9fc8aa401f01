"""What the tables know of a subject is hidden in the texts about that subject."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from sector_data.pipeline.subjects import subjects_of_rows
from sector_data.pipeline.texts import replacing as texts
from sector_data.sources.tables import Table
from sector_data.spec.evidence.findings import ColumnFinding, Span
from sector_data.spec.pipeline import Pipeline
from sector_data.spec.plan import ColumnPlan, Plan, TablePlan
from sector_data.spec.transforms.values import Drop, RedactText
from sector_data.spec.words import DataType, Role

D, Q, T = Role.DIRECT_IDENTIFIER, Role.QUASI_IDENTIFIER, Role.FREE_TEXT
TABLES = {
    "people": Table(
        "people",
        pa.table(
            {
                "id": ["p1", "p2"],
                "given": ["Noemi", "Ugo"],
                "family": ["Brandolini", "Testa"],
                "born": [date(1950, 3, 14), date(1961, 7, 2)],
            }
        ),
    ),
    "visits": Table(
        "visits", pa.table({"id": [1, 2, 3], "person": ["p1", "p2", "p1"], "doctor": [7, 8, None]})
    ),
    "doctors": Table(
        "doctors", pa.table({"id": [7, 8, 9], "name": ["Rho Sigma", "Tau Psi", "X Y"]})
    ),
}
ROLES: Mapping[str, tuple[Role, str | None]] = {
    "people.id": (D, "PATIENT_ID"),
    "people.given": (D, "PERSON"),
    "people.family": (D, "PERSON"),
    "people.born": (Q, "DATE_OF_BIRTH"),
    "visits.id": (Role.INSENSITIVE, None),
    "visits.person": (D, "PATIENT_ID"),
    "visits.doctor": (D, "PROVIDER_ID"),
    "doctors.id": (D, "PROVIDER_ID"),
    "doctors.name": (D, "PERSON"),
    "notes.visit": (Role.INSENSITIVE, None),
    "notes.text": (T, "FREE_TEXT"),
}


def plan(tables: Mapping[str, Table], **changes: Any) -> Plan:
    """Make a plan that drops all columns but the texts."""
    pipeline = Pipeline.model_validate(
        {
            "release": {"name": "test"},
            "source": {name: {"path": f"{name}.csv"} for name in tables},
            "subject": "people.id",
            "references": {
                "visits.person": "people.id",
                "visits.doctor": "doctors.id",
                "notes.visit": "visits.id",
            },
            "columns": {"notes.text": {"language": "it"}},
        }
        | changes
    )
    planned: dict[str, list[ColumnPlan]] = {name: [] for name in tables}
    for path, (role, entity) in ROLES.items():
        table, column = path.split(".")
        finding = ColumnFinding(
            table=table,
            column=column,
            data_type=DataType.STRING,
            rows=0,
            missing=0,
            distinct=0,
            entity=entity,
            role=role,
        )
        transform = RedactText(replacement="mask") if role is T else Drop()
        planned[table].append(
            ColumnPlan(column=column, finding=finding, role=role, transform=transform, reason="")
        )
    return Plan(
        made_with="test",
        made_on=date(2025, 1, 1),
        pipeline=pipeline,
        sources=(),
        tables=tuple(
            TablePlan(
                table=name,
                rows=tables[name].rows,
                subjects=None,
                subject_path=None,
                columns=tuple(columns),
                protection=None,
                before=None,
                after=None,
            )
            for name, columns in planned.items()
        ),
    )


class Blind:
    """A detector that finds nothing by itself."""

    def __init__(self, *_: object, **__: object) -> None:
        pass

    def find_in(self, pieces: Iterable[Sequence[str | None]], _: int) -> Iterator[list[list[Span]]]:
        return ([[] for _ in texts] for texts in pieces)


def redacted(
    monkeypatch: pytest.MonkeyPatch,
    notes: Sequence[tuple[int | None, str | None]],
    **changes: Any,
) -> tuple[list[str | None], texts.TextFindings]:
    monkeypatch.setattr(texts, "TextDetector", Blind)
    visits, written = [visit for visit, _ in notes], [text for _, text in notes]
    columns = {"visit": pa.array(visits, pa.int64()), "text": pa.array(written, pa.string())}
    table = Table("notes", pa.table(columns))
    tables = {**TABLES, "notes": table}
    made = plan(tables, **changes)
    column = next(c for p in made.tables for c in p.columns if c.role is T)
    values, findings = texts.redact_column(table, column, tables, made)
    return values.to_pylist(), findings


def test_a_long_search_tells_how_much_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "TextDetector", Blind)
    monkeypatch.setattr("sector_data.sources.shares.LARGE", 1)
    monkeypatch.setattr("sector_data.pipeline.texts.keeping.PIECE_TEXTS", 1)
    notes = Table("notes", pa.table({"visit": [1, 2, 3, 1], "text": ["a", "b", "a", "c d"]}))
    tables = {**TABLES, "notes": notes}
    made = plan(tables)
    column = next(c for p in made.tables for c in p.columns if c.role is T)
    told: list[str] = []
    texts.search_column(notes.column("text"), column, None, tables, made, tell=told.append)
    assert [phrase.partition(":")[0] for phrase in told] == ["searching notes.text"] * 3
    assert told[-1].endswith((" 99 %", " 100 %"))


def test_a_subject_is_hidden_in_its_own_texts_however_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    notes = [
        (1, "Brandolni N., nata 14/3/50"),
        (2, "nato 14/3/50, visto da Sigma"),
        (3, None),
        (None, "nato 14/3/50"),
        (3, "nata quattordici marzo 1950"),
    ]
    found, findings = redacted(monkeypatch, notes)
    assert found == [
        "************, nata *******",
        "nato 14/3/50, visto da Sigma",
        None,
        "nato 14/3/50",
        "nata **********************",
    ]
    assert findings.passages == {"DATE_TIME": 2, "PERSON": 1}
    assert findings.texts == 2
    assert findings.values.to_pylist() == ["Brandolni N."]


def test_whoever_a_row_of_the_subject_refers_to_is_hidden_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found, _ = redacted(
        monkeypatch, [(1, "R. Sigma e Psi"), (2, "visto con Tau P. e S."), (3, "X")]
    )
    assert found == ["******** e Psi", "visto con ****** e S.", "X"]


def test_one_text_of_two_subjects_is_read_for_each(monkeypatch: pytest.MonkeyPatch) -> None:
    found, findings = redacted(monkeypatch, [(1, "N.B. 2/7/61"), (2, "N.B. 2/7/61"), (2, "niente")])
    assert found == ["**** 2/7/61", "N.B. ******", "niente"]
    assert findings.texts == 2
    assert findings.values.to_pylist() == []


def test_a_name_that_was_found_once_is_hidden_everywhere_but_initials_are_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found, _ = redacted(monkeypatch, [(1, "Brandolni e N.B. qui"), (2, "Brandolni e N.B. qua")])
    assert found == ["********* e **** qui", "********* e N.B. qua"]


def test_the_stewards_thresholds_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    notes = [(1, "Brandolni, nata 14/3/50")]
    strict = {"threshold": 0.4, "thresholds": {"PERSON": 0.9}}
    found, _ = redacted(monkeypatch, notes, detect=strict)
    assert found == ["Brandolni, nata *******"]
    allowed, _ = redacted(monkeypatch, notes, detect={"allow": ["Brandolni"]})
    assert allowed == ["*********, nata *******"]


def test_without_a_subject_nobody_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    found, _ = redacted(monkeypatch, [(1, "Brandolni"), (1, None)], subject=None)
    assert found == ["Brandolni", None]


def test_known_columns_name_every_table_on_the_way() -> None:
    made = plan(TABLES | {"notes": Table("notes", pa.table({"visit": [1], "text": ["x"]}))})
    tables = {**TABLES, "notes": Table("notes", pa.table({"visit": [1], "text": ["x"]}))}
    known = texts.known_columns(tables, made, subjects_of_rows(tables, made.pipeline))
    assert {column.path for column in known} == {
        path for path, (role, _) in ROLES.items() if role in {D, Q}
    }
    assert all(len(column.values) == len(column.subjects) for column in known)
