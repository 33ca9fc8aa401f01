"""What reports are made from, by hand: a hospital's release, and odd ones."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sector_data.release.report.content import FieldFacts, ReportContent, TextSearch
from sector_data.spec.evidence.events import EventFigures, KnownEventFigures, NumberFigures
from sector_data.spec.evidence.findings import ColumnFinding
from sector_data.spec.evidence.release import (
    Assessment,
    ColumnUtility,
    ExpectationOutcome,
    GateResult,
    LeakReport,
    RiskFigures,
    UtilityFigures,
    ValidationReport,
)
from sector_data.spec.evidence.sequences import Both, SequenceFigures
from sector_data.spec.hierarchies import (
    AgeHierarchy,
    FlatHierarchy,
    HierarchySpec,
    UsZipHierarchy,
)
from sector_data.spec.pipeline import Gate, Pipeline, ReleaseSpec, SourceSpec
from sector_data.spec.plan import ColumnPlan, Generalisation, Plan, ProtectionPlan, Stage, TablePlan
from sector_data.spec.transforms.values import (
    AnyTransform,
    Drop,
    Generalise,
    Keep,
    Mask,
    Pseudonym,
    RedactText,
    Round,
    ShiftDate,
    TopBottom,
    TruncateDate,
    Zip3,
)
from sector_data.spec.words import LANGUAGES, DataType, Recipient, Role

KEY_ID = "bb27e79fe4f91b548f5b185ff50606424538218a6aead03ba09fa6bd27234854"
DIRECT, QUASI, SENSITIVE, TEXT, PLAIN, _SECURITY, UNKNOWN = Role

Columns = Mapping[str, tuple[Role, AnyTransform]]

PATIENTS: Columns = {
    "patient_id": (DIRECT, Pseudonym()),
    "mrn": (DIRECT, Drop()),
    "last_name": (DIRECT, Drop()),
    "birth_date": (QUASI, Generalise(hierarchy=AgeHierarchy())),
    "sex": (QUASI, Keep()),
    "zip": (QUASI, Generalise(hierarchy=UsZipHierarchy())),
    "city": (QUASI, Drop()),
    "height_cm": (PLAIN, Round(to=5)),
    "employer": (UNKNOWN, Drop()),
}
ENCOUNTERS: Columns = {
    "encounter_id": (DIRECT, Pseudonym()),
    "patient_id": (DIRECT, Pseudonym()),
    "admitted": (QUASI, ShiftDate()),
    "department": (PLAIN, Keep()),
    "charge_usd": (SENSITIVE, TopBottom(top=90_000, bottom=0.5)),
    "billed": (QUASI, TruncateDate(to="month")),
    "card": (DIRECT, Mask(keep_last=4)),
    "ward_zip": (QUASI, Zip3()),
}
NOTES: Columns = {
    "note_id": (DIRECT, Pseudonym()),
    "text": (TEXT, RedactText()),
    "summary": (TEXT, RedactText(replacement="mask")),
}

HIERARCHIES: tuple[tuple[HierarchySpec, int, int], ...] = (
    (AgeHierarchy(), 2, 6),
    (FlatHierarchy(), 0, 2),
    (UsZipHierarchy(), 2, 6),
)


def column_plan(table: str, column: str, role: Role, transform: AnyTransform) -> ColumnPlan:
    finding = ColumnFinding(
        table=table, column=column, data_type=DataType.STRING, rows=1, missing=0, distinct=1
    )
    return ColumnPlan(
        column=column, finding=finding, role=role, transform=transform, reason="By the pipeline."
    )


def table_plan(
    table: str,
    columns: Columns,
    *,
    rows: int = 2_000,
    subjects: int | None = 2_000,
    protection: ProtectionPlan | None = None,
) -> TablePlan:
    return TablePlan(
        table=table,
        rows=rows,
        subjects=subjects,
        subject_path=None,
        columns=tuple(column_plan(table, name, *what) for name, what in columns.items()),
        protection=protection,
        before=None,
        after=None,
    )


def protection(generalisations: Sequence[Generalisation] = (), *, k: int = 11) -> ProtectionPlan:
    return ProtectionPlan(
        generalisations=tuple(generalisations),
        k=k,
        l_diversity={"diagnoses.icd10_code": 3},
        stages=(
            Stage(
                levels=tuple(g.level for g in generalisations),
                kept_classes=(tuple("021**" for _ in generalisations),),
            ),
        ),
        suppressed_subjects=8,
        suppressed_rows=8,
        loss=0.28,
        checked=10,
        nodes=72,
        optimal=True,
    )


def patients_protection() -> ProtectionPlan:
    return protection(
        [
            Generalisation(column=name, hierarchy=hierarchy, chosen=(level,), levels=levels)
            for name, (hierarchy, level, levels) in zip(
                ("birth_date", "sex", "zip"), HIERARCHIES, strict=True
            )
        ]
    )


def risk(table: str = "patients", **changes: Any) -> RiskFigures:
    figures: dict[str, Any] = {
        "table": table,
        "rows": 1_992,
        "subjects": 1_992,
        "quasi_identifiers": ("birth_date", "sex", "zip"),
        "classes": 38,
        "k": 26,
        "unique_subjects": 0.0,
        "subjects_below_k": 0.0,
        "highest_risk": 1 / 26,
        "average_risk": 38 / 1_992,
        "l_diversity": {"diagnoses.icd10_code": 20},
    }
    return RiskFigures(**(figures | changes))


RISKY: dict[str, Any] = {
    "rows": 2_000,
    "subjects": 2_000,
    "classes": 2_000,
    "k": 1,
    "unique_subjects": 1.0,
    "subjects_below_k": 1.0,
    "highest_risk": 1.0,
    "average_risk": 1.0,
    "l_diversity": {"diagnoses.icd10_code": 1},
}


def utility(plan: TablePlan, rows: int) -> UtilityFigures:
    released = [c for c in plan.columns if not isinstance(c.transform, Drop)]
    return UtilityFigures(
        table=plan.table,
        rows_before=plan.rows,
        rows_after=rows,
        subjects_before=plan.subjects or plan.rows,
        subjects_after=min(plan.subjects or rows, rows),
        columns=tuple(
            ColumnUtility(
                column=column.column,
                retained=0.996 if place else 0.647,
                shape=None if isinstance(column.transform, Pseudonym) else 0.99991,
            )
            for place, column in enumerate(released)
        ),
        granularity=0.647 if plan.protection else None,
        shapes=0.998,
        pair_trends=None if plan.table == "notes" else 0.953,
    )


def gate(metric: str, comparison: str, bound: float, measured: float | None) -> GateResult:
    passed = measured is not None and (
        measured <= bound if comparison == "<=" else measured >= bound
    )
    return GateResult(
        gate=Gate.model_validate({"metric": metric, "comparison": comparison, "bound": bound}),
        measured=measured,
        passed=passed,
        subject="patients",
        sentence=f"{metric} is measured.",
    )


def make_plan(tables: Sequence[TablePlan], release: ReleaseSpec | None = None) -> Plan:
    return Plan(
        made_with="sector-data 0.1.0",
        made_on=dt.date(2026, 11, 24),
        pipeline=Pipeline(
            release=release
            or ReleaseSpec(
                name="valley-health-admissions",
                title="Hospital admissions of a fictional health system, 2023 and 2024",
                purpose="Train and compare models of 30-day readmission.",
                recipient=Recipient.REGISTERED,
                licence="CC0-1.0",
                contact="data-office@valley-health.example",
                languages=LANGUAGES,
            ),
            policy=("hipaa-safe-harbor",) if release is None else (),
            source={f"t{place}": SourceSpec(path="x.csv") for place, _ in enumerate(tables)}
            or {"t": SourceSpec(path="x.csv")},
        ),
        sources=(),
        tables=tuple(tables),
    )


def content_of(
    tables: Sequence[TablePlan], *, release: ReleaseSpec | None = None, lost: int = 8
) -> ReportContent:
    """Return what is told of tables; those with protection have risk figures."""
    rows = {table.table: max(table.rows - lost, 0) for table in tables}
    return ReportContent(
        plan=make_plan(tables, release),
        assessment=Assessment(
            before=tuple(risk(t.table, **RISKY) for t in tables if t.protection),
            after=tuple(risk(t.table) for t in tables if t.protection),
            events_before=events(0.4, 1),
            events_after=events(0.02, 5),
            utility=tuple(utility(table, rows[table.table]) for table in tables),
            gates=(
                gate("k-anonymity", ">=", 11, 26),
                gate("unique-subjects", "<=", 0, 0),
                gate("pair-trends", ">=", 0.9, 0.953),
                gate("highest-risk", "<=", 0.09, 1 / 26),
            ),
        ),
        validation=ValidationReport(
            engine="great-expectations 1.24.1",
            outcomes=tuple(
                ExpectationOutcome(
                    table=table.table,
                    expectation="expect_column_to_exist",
                    column=column.column,
                    passed=True,
                )
                for table in tables
                for column in table.columns
            ),
        ),
        texts=(),
        rows=rows,
        types={
            table.table: {c.column: "string" for c in table.columns if c.role is not UNKNOWN}
            for table in tables
        },
        key_id=KEY_ID,
        leaks=LeakReport(files=61, values=24_117, not_searchable=312, excused=1_489),
    )


def events(unique: float, k: int) -> EventFigures:
    """Return what numbers and events of patients tell."""
    return EventFigures(
        subjects=1992,
        quasi_identifiers=("patients.birth_date", "patients.sex"),
        numbers=(NumberFigures(tables=("encounters",), k=k, unique=unique),),
        tables=("encounters",),
        known_events=tuple(KnownEventFigures(known=n, k=k, unique=unique) for n in (1, 2)),
    )


def hospital() -> ReportContent:
    """Return a release of three linked tables, as most are."""
    content = content_of(
        [
            table_plan("patients", PATIENTS, protection=patients_protection()),
            table_plan("encounters", ENCOUNTERS, rows=5_936),
            table_plan("notes", NOTES, rows=2_466, subjects=None),
        ]
    )
    found = {"DATE_TIME": 7_563, "PERSON": 9_655, "US_SSN": 54}
    fields = {
        ("patients", "sex"): FieldFacts("Sex at birth", "", ("F", "M"), complete=True),
        ("patients", "birth_date"): FieldFacts(codes=("10-14", "5-9")),
        ("patients", "height_cm"): FieldFacts(unit="cm"),
        ("patients", "zip"): FieldFacts(codes=tuple(f"{n:03}xx" for n in range(30))),
    }
    texts = (TextSearch("notes.text", found, 2_464), TextSearch("notes.summary", {}, None))
    return dataclasses.replace(content, texts=texts, fields=fields)


def unprotected() -> ReportContent:
    """Return a release without quasi-identifiers, gates, texts or any word on its terms."""
    content = content_of(
        [table_plan("t", {"a": (PLAIN, Keep())}, subjects=None)], release=ReleaseSpec(name="bare")
    )
    return dataclasses.replace(
        content,
        assessment=Assessment(before=(), after=(), utility=content.assessment.utility),
        leaks=None,
    )


def unasked() -> ReportContent:
    """Return a release whose risk was measured though no privacy model was asked for."""
    content = content_of([table_plan("patients", PATIENTS)])
    measured = {"before": (risk(**RISKY),), "after": (risk(k=1, highest_risk=1.0, l_diversity={}),)}
    return dataclasses.replace(content, assessment=content.assessment.model_copy(update=measured))


def nothing() -> ReportContent:
    """Return a release of which no row, no column and no expectation is left."""
    table = table_plan("t", {"a": (DIRECT, Drop())}, rows=0, subjects=0, protection=protection())
    content = content_of([table])
    empty = risk("t", rows=0, subjects=0, classes=0, k=0, highest_risk=0.0, average_risk=0.0)
    return dataclasses.replace(
        content,
        assessment=Assessment(before=(empty,), after=(empty,), utility=()),
        validation=ValidationReport(engine="great-expectations 1.24.1", outcomes=()),
    )


SEQUENCES = SequenceFigures(
    lengths=Both(learnt=(1.0, 2.0, 5.0, 2.97), made=(1.0, 2.0, 6.1, 3.02)),
    distance=0.0125,
    autocorrelation={"charge_usd": Both(learnt=(0.172, -0.05, None), made=(0.143, 0.0, None))},
    repeats={"department": Both(learnt=0.304, made=0.251), "ward_zip": Both(learnt=None, made=0.5)},
)


def synthetic() -> ReportContent:
    """Return a release with synthetic rows, more than were learnt from."""
    content = hospital()
    return dataclasses.replace(
        content,
        synthetic=("patients", "encounters"),
        sequences={"encounters": SEQUENCES},
        rows=dict(content.rows) | {"patients": 5_000},
    )
