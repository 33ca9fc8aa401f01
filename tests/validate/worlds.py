"""A small release with its plan: patients, their encounters, and notes on these."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sector_data.sources.tables import Table
from sector_data.spec.evidence.findings import ColumnFinding
from sector_data.spec.hierarchies import FlatHierarchy
from sector_data.spec.pipeline import Pipeline, QualitySpec
from sector_data.spec.plan import ColumnPlan, Generalisation, Plan, ProtectionPlan, Stage, TablePlan
from sector_data.spec.synthesis import SynthesisSpec
from sector_data.spec.transforms.values import (
    Drop,
    Generalise,
    Keep,
    Mask,
    Pseudonym,
    RedactText,
    Round,
    ShiftDate,
    TopBottom,
    TransformSpec,
    TruncateDate,
    Zip3,
)
from sector_data.spec.words import DataType, Role

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
PATIENTS = 40
ENCOUNTERS = 80


def no_identifiers(values: pa.Array | pa.ChunkedArray) -> dict[str, int]:
    """Find nothing but texts that hold ``ID-`` and three digits."""
    hits = pc.sum(pc.match_substring_regex(values, "ID-[0-9]{3}")).as_py()
    return {"RECORD_NUMBER": hits} if hits else {}


def token(number: int, *, prefix: str = "", length: int = 16) -> str:
    digits = [ALPHABET[(number // 32**place) % 32] for place in reversed(range(length))]
    return prefix + "".join(digits)


def column_plan(
    table: str,
    column: str,
    transform: TransformSpec,
    data_type: DataType = DataType.STRING,
    *,
    rows: int = PATIENTS,
    missing: int = 0,
    role: Role = Role.INSENSITIVE,
) -> ColumnPlan:
    finding = ColumnFinding(
        table=table, column=column, data_type=data_type, rows=rows, missing=missing, distinct=rows
    )
    return ColumnPlan(
        column=column, finding=finding, role=role, transform=transform, reason="a test says so"
    )


def generalisation(column: str, level: int) -> Generalisation:
    return Generalisation(column=column, hierarchy=FlatHierarchy(), chosen=(level,), levels=3)


def protection(
    levels: Mapping[str, int],
    classes: Sequence[tuple[str | None, ...]],
    *,
    k: int = 4,
    suppressed_rows: int = 0,
) -> ProtectionPlan:
    return ProtectionPlan(
        generalisations=tuple(generalisation(c, level) for c, level in levels.items()),
        k=k,
        l_diversity={},
        stages=(Stage(levels=tuple(levels.values()), kept_classes=tuple(classes)),),
        suppressed_subjects=suppressed_rows,
        suppressed_rows=suppressed_rows,
        loss=0.1,
        checked=1,
        nodes=1,
        optimal=True,
    )


def table_plan(
    table: str,
    columns: Sequence[ColumnPlan],
    *,
    rows: int = PATIENTS,
    path: tuple[str, ...] | None = None,
    protection: ProtectionPlan | None = None,
) -> TablePlan:
    return TablePlan(
        table=table,
        rows=rows,
        subjects=None,
        subject_path=path,
        columns=tuple(columns),
        protection=protection,
        before=None,
        after=None,
    )


def plan_of(
    tables: Sequence[TablePlan],
    *,
    expectations: Sequence[dict[str, dict[str, Any]]] = (),
    synthesise: SynthesisSpec | None = None,
    **pipeline: Any,
) -> Plan:
    return Plan(
        made_with="sector-data test",
        made_on=date(2026, 1, 1),
        pipeline=Pipeline(
            release={"name": "test"},
            source={t.table: {"path": f"{t.table}.csv"} for t in tables},
            quality=QualitySpec(expectations=tuple(expectations)),
            synthesise=synthesise,
            **pipeline,
        ),
        sources=(),
        tables=tuple(tables),
    )


BANDS = ("[20, 40)", "[40, 60)")
SEXES = ("f", "m")


def plan(**changes: Any) -> Plan:
    """Return the plan of the small release; `changes` go to :func:`plan_of`."""
    patients = table_plan(
        "patients",
        [
            column_plan("patients", "patient_id", Pseudonym(prefix="p-")),
            column_plan("patients", "name", Drop()),
            column_plan("patients", "age", Generalise(), DataType.INTEGER),
            column_plan("patients", "sex", Generalise()),
            column_plan("patients", "zip", Zip3()),
            column_plan("patients", "phone", Mask(keep_last=2)),
            column_plan("patients", "income", TopBottom(top=90, bottom=10), DataType.INTEGER),
            column_plan("patients", "weight", Round(to=5), DataType.NUMBER, missing=10),
        ],
        path=("patients.patient_id",),
        protection=protection(
            {"age": 1, "sex": 0},
            [(band, sex) for band in BANDS for sex in SEXES],
        ),
    )
    encounters = table_plan(
        "encounters",
        [
            column_plan("encounters", "encounter id", Pseudonym(), rows=ENCOUNTERS),
            column_plan("encounters", "patient_id", Pseudonym(prefix="p-"), rows=ENCOUNTERS),
            column_plan("encounters", "admitted", ShiftDate(), DataType.DATE, rows=ENCOUNTERS),
            column_plan("encounters", "month", TruncateDate(), DataType.DATE, rows=ENCOUNTERS),
            column_plan("encounters", "urgent", Keep(), DataType.BOOLEAN, rows=ENCOUNTERS),
        ],
        rows=ENCOUNTERS,
        path=("encounters.patient_id",),
        protection=protection({"month": 0}, [("1890-01",), ("2020-02",)]),
    )
    notes = table_plan(
        "notes",
        [
            column_plan("notes", "encounter_id", Pseudonym(), rows=ENCOUNTERS),
            column_plan("notes", "text", RedactText(), rows=ENCOUNTERS),
        ],
        rows=ENCOUNTERS,
        path=("notes.encounter_id", "encounters.patient_id"),
    )
    return plan_of(
        [patients, encounters, notes],
        subject="patients.patient_id",
        keys={"patients": "patient_id", "encounters": "encounter id"},
        references={
            "encounters.patient_id": "patients.patient_id",
            "notes.encounter_id": "encounters.encounter id",
        },
        **changes,
    )


def released() -> dict[str, Table]:
    """Return the release that fulfils :func:`plan`."""
    patients = range(PATIENTS)
    encounters = range(ENCOUNTERS)
    tables = {
        "patients": {
            "patient_id": [token(i, prefix="p-") for i in patients],
            "age": [BANDS[i % 2] for i in patients],
            "sex": [SEXES[i // 2 % 2] for i in patients],
            "zip": ["021" if i % 3 else "000" for i in patients],
            "phone": ["(***) ***-**12" for _ in patients],
            "income": pa.array([10 + i for i in patients], pa.int64()),
            "weight": pa.array([None if i % 4 == 0 else i * 5.0 for i in patients], pa.float64()),
        },
        "encounters": {
            "encounter id": [token(1000 + i) for i in encounters],
            "patient_id": [token(i % PATIENTS, prefix="p-") for i in encounters],
            "admitted": [date(1850, 1, 1 + i % 28) for i in encounters],
            "month": ["1890-01" if i % 2 else "2020-02" for i in encounters],
            "urgent": [bool(i % 2) for i in encounters],
        },
        "notes": {
            "encounter_id": [token(1000 + i) for i in encounters],
            "text": ["<PERSON> met <PERSON> 😀" for _ in encounters],
        },
    }
    return {name: Table(name, pa.table(columns)) for name, columns in tables.items()}


def changed(tables: Mapping[str, Table], path: str, row: int, value: Any) -> dict[str, Table]:
    """Return the tables with one value replaced."""
    name, column = path.split(".", 1)
    data = tables[name].data
    values = data.column(column).to_pylist()
    values[row] = value
    place = data.column_names.index(column)
    array = pa.array(values, data.schema.field(column).type)
    return {**tables, name: Table(name, data.set_column(place, column, array))}
