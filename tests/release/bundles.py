"""Small plans, tables and bundles for the tests of this folder."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sector_data.release import croissant
from sector_data.release.datapackage import describe, to_json
from sector_data.release.layout import (
    CROISSANT,
    DATAPACKAGE,
    EVIDENCE,
    PLAN,
    README,
    REPORT,
    csv_path,
    evidence_path,
    parquet_path,
)
from sector_data.release.manifest import digest
from sector_data.release.sealing import sign_bundle
from sector_data.release.statement import anonymisation_predicate, validation_predicate
from sector_data.sources.digests import file_digest
from sector_data.sources.tables import Table, data_type_of
from sector_data.sources.writing import write_csv, write_parquet
from sector_data.spec.evidence.findings import ColumnFinding
from sector_data.spec.evidence.release import (
    Assessment,
    ExpectationOutcome,
    GateResult,
    LeakReport,
    RiskFigures,
    ValidationReport,
)
from sector_data.spec.hierarchies import FlatHierarchy
from sector_data.spec.pipeline import Gate, Pipeline, ReleaseSpec, SourceSpec
from sector_data.spec.plan import (
    ColumnPlan,
    Generalisation,
    Plan,
    ProtectionPlan,
    SourceDigest,
    Stage,
    TablePlan,
)
from sector_data.spec.transforms.values import AnyTransform, Generalise, Keep, Pseudonym, RedactText
from sector_data.spec.words import Role

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"

ROLES: dict[str, tuple[Role, AnyTransform]] = {
    "id": (Role.DIRECT_IDENTIFIER, Pseudonym(length=12)),
    "patient_id": (Role.DIRECT_IDENTIFIER, Pseudonym(length=12)),
    "sex": (Role.QUASI_IDENTIFIER, Generalise(hierarchy=FlatHierarchy(), level=0)),
    "text": (Role.FREE_TEXT, RedactText()),
}


def token(number: int) -> str:
    """Return a pseudonym of 12 characters."""
    return "".join(ALPHABET[(number * 7 + place * 5 + number // 32) % 32] for place in range(12))


def make_tables(rows: int = 12) -> dict[str, Table]:
    """Return two linked tables, with gaps, accents and all types."""
    patients = pa.table(
        {
            "id": [token(i) for i in range(rows)],
            "sex": ["F" if i % 2 else "M" for i in range(rows)],
            "born on": pa.array([dt.date(1890 + i, 1, 1) for i in range(rows)]),
            "height": pa.array([None if i == 1 else 150.5 + i for i in range(rows)]),
            "smoker": pa.array([i % 3 == 0 for i in range(rows)]),
            "größe": pa.array(
                [None, "", "é😀", 'say "hi", x'][: min(4, rows)] + ["k"] * (rows - 4)
            ),
        }
    )
    notes = pa.table(
        {
            "id": [token(100 + i) for i in range(2 * rows)],
            "patient_id": [token(i % rows) for i in range(2 * rows)],
            "text": [f"Seen on ward {i},\nno <PERSON> named." for i in range(2 * rows)],
            "seen": pa.array([dt.datetime(2020, 1, 1, 10, i) for i in range(2 * rows)]),
        }
    )
    return {"patients": Table("patients", patients), "notes": Table("notes", notes)}


def make_plan(
    tables: Mapping[str, Table],
    *,
    release: ReleaseSpec | None = None,
    kept_classes: tuple[tuple[str | None, ...], ...] = (("F",), ("M",)),
) -> Plan:
    """Return a plan that fits tables of :func:`make_tables`, or any others."""
    return Plan(
        made_with="sector-data 0.0.0",
        made_on=dt.date(2026, 11, 23),
        pipeline=Pipeline(
            release=release
            or ReleaseSpec(
                name="admissions",
                title="Admissions",
                licence="CC-BY-4.0",
                contact="data@hospital.example",
                keywords=("health",),
            ),
            source={name: SourceSpec(path=f"{name}.csv") for name in tables},
            subject="patients.id" if "patients" in tables else None,
            keys=dict.fromkeys(tables, "id"),
            references={"notes.patient_id": "patients.id"} if "notes" in tables else {},
        ),
        sources=tuple(
            SourceDigest(table=name, path=f"{name}.csv", bytes=1, sha256="0" * 64)
            for name in tables
        ),
        tables=tuple(_table_plan(table, kept_classes) for table in tables.values()),
    )


def _table_plan(table: Table, kept_classes: tuple[tuple[str | None, ...], ...]) -> TablePlan:
    protection = None
    if "sex" in table.columns:
        protection = ProtectionPlan(
            generalisations=(
                Generalisation(column="sex", hierarchy=FlatHierarchy(), chosen=(0,), levels=2),
            ),
            k=2,
            l_diversity={},
            stages=(Stage(levels=(0,), kept_classes=kept_classes),),
            suppressed_subjects=0,
            suppressed_rows=0,
            loss=0.0,
            checked=1,
            nodes=2,
            optimal=True,
        )
    return TablePlan(
        table=table.name,
        rows=table.rows,
        subjects=table.rows,
        subject_path=None,
        columns=tuple(_column_plan(table, column) for column in table.columns),
        protection=protection,
        before=None,
        after=None,
    )


def _column_plan(table: Table, column: str) -> ColumnPlan:
    role, transform = ROLES.get(column, (Role.INSENSITIVE, Keep()))
    values = table.column(column)
    finding = ColumnFinding(
        table=table.name,
        column=column,
        data_type=data_type_of(values.type),
        rows=table.rows,
        missing=values.null_count,
        distinct=0,
        role=role,
    )
    return ColumnPlan(
        column=column, finding=finding, role=role, transform=transform, reason="By the pipeline."
    )


def make_assessment(rows: int = 12) -> Assessment:
    """Return figures of one table and one gate."""
    figures = RiskFigures(
        table="patients",
        rows=rows,
        subjects=rows,
        quasi_identifiers=("sex",),
        classes=2,
        k=rows // 2,
        unique_subjects=0.0,
        subjects_below_k=0.0,
        highest_risk=2 / rows,
        average_risk=0.1,
    )
    gate = Gate(metric="highest-risk", comparison="<=", bound=0.5)
    return Assessment(
        before=(figures,),
        after=(figures,),
        utility=(),
        gates=(GateResult(gate=gate, measured=0.2, passed=True, sentence="Risk is small."),),
    )


def make_validation(*, passed: bool = True) -> ValidationReport:
    """Return the outcome of three expectations, two of which share a name."""
    return ValidationReport(
        engine="great-expectations 1.24.1",
        outcomes=(
            ExpectationOutcome(table="patients", expectation="a", column=None, passed=True),
            ExpectationOutcome(table="patients", expectation="b", column="sex", passed=True),
            ExpectationOutcome(table="patients", expectation="b", column="sex", passed=passed),
        ),
    )


def write_data(directory: Path, tables: Mapping[str, Table], plan: Plan) -> None:
    """Write tables, descriptor and plan."""
    (directory / "data").mkdir(parents=True, exist_ok=True)
    files = {}
    for table in tables.values():
        write_csv(table, directory / csv_path(table.name))
        write_parquet(table, directory / parquet_path(table.name))
        for path in (csv_path(table.name), parquet_path(table.name)):
            files[path] = file_digest(directory / path)
    descriptor = describe(plan, tables, files)
    (directory / DATAPACKAGE).write_text(to_json(descriptor), "utf-8")
    described = croissant.describe_croissant(plan, descriptor, make_assessment())
    (directory / CROISSANT).write_text(croissant.to_json(described), "utf-8")
    (directory / PLAN).write_text(plan.public().to_json(), "utf-8")


def make_bundle(
    directory: Path,
    tables: Mapping[str, Table] | None = None,
    *,
    key: Ed25519PrivateKey = KEY,
) -> Path:
    """Write a small signed bundle."""
    tables = make_tables() if tables is None else tables
    plan = make_plan(tables)
    write_data(directory, tables, plan)
    (directory / README).write_text("# Admissions\n\nAnonymised.\n", "utf-8")
    (directory / REPORT).write_text("<!doctype html><p>All gates passed.</p>\n", "utf-8")
    docs = directory / EVIDENCE / "data-docs" / "tables"
    docs.mkdir(parents=True)
    (docs / "with a space.html").write_text("<p>met</p>", "utf-8")
    (directory / evidence_path("expectations")).write_text(json.dumps({"suites": {}}), "utf-8")
    leaks = LeakReport(files=8, values=10, not_searchable=1, excused=0)
    predicates = [
        anonymisation_predicate(plan, make_assessment(), leaks, key_id="k1"),
        validation_predicate(make_validation(), digest(directory / evidence_path("expectations"))),
    ]
    sign_bundle(directory, predicates, key)
    return directory
