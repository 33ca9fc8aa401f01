"""Hand-made explorations that together say everything that the page can say."""

from __future__ import annotations

from datetime import date
from typing import Any

from sector_data.spec.evidence.exploration import (
    Exploration,
    ExploredPoint,
    ExploredTable,
    SmallestChange,
)
from sector_data.spec.evidence.release import RiskFigures


def point(
    k: int,
    limit: float,
    detail: float,
    smallest: int,
    *,
    l: int | None = None,  # noqa: E741
    t: float | None = None,
    own: bool = False,
    best: bool = False,
    rows: int = 3,
) -> ExploredPoint:
    """Return a setting that passes."""
    return ExploredPoint(
        k=k,
        suppression_limit=limit,
        l=l,
        t=t,
        models=(f"{k}-anonymity",),
        own=own,
        passes=True,
        on_frontier=best,
        levels={"age": 2, "zip": 1},
        detail_kept=detail,
        loss=1 - detail,
        cost=1 - detail,
        suppressed_rows=rows,
        suppressed_subjects=rows,
        classes=1200,
        highest_risk=1 / smallest,
        average_risk=0.25 / smallest,
        optimal=True,
    )


def refused(
    k: int,
    limit: float,
    *,
    l: int | None = None,  # noqa: E741
    t: float | None = None,
    own: bool = False,
) -> ExploredPoint:
    """Return a setting that nothing satisfies."""
    return ExploredPoint(
        k=k,
        suppression_limit=limit,
        l=l,
        t=t,
        models=(f"{k}-anonymity",),
        own=own,
        passes=False,
        fix="There are too few rows.",
    )


def risk_before(table: str) -> RiskFigures:
    return RiskFigures(
        table=table,
        rows=12_345,
        subjects=10_402,
        quasi_identifiers=("age", "zip"),
        classes=9_000,
        k=1,
        unique_subjects=0.8,
        subjects_below_k=0.9,
        highest_risk=1.0,
        average_risk=0.865,
    )


def explored(table: str, *points: ExploredPoint, **more: object) -> ExploredTable:
    return ExploredTable.model_validate(
        {
            "table": table,
            "quasi_identifiers": ("age", "zip"),
            "method": "generalise",
            "metric": "loss",
            "before": risk_before(table),
            "points": points,
            **more,
        }
    )


def patients() -> ExploredTable:
    """Return a table whose own setting is beaten by another, with other l and t beside."""
    return explored(
        "patients",
        point(2, 0.0, 0.715, 2),
        point(2, 0.025, 0.81, 2, best=True),
        point(11, 0.0, 0.56, 11, own=True, rows=1_234),
        point(11, 0.025, 0.62, 20, best=True),
        refused(50, 0.0),
        refused(50, 0.025),
        point(11, 0.0, 0.5, 12, l=3, t=0.25, best=True),
        refused(11, 0.025, l=3, t=0.25),
    )


def encounters() -> ExploredTable:
    """Return a table whose own setting is refused, with every kind of change that would pass."""

    def change(what: str, asked: float, passes: float, column: str | None = None) -> SmallestChange:
        return SmallestChange(
            what=what,
            column=column,
            asked=asked,
            passes=passes,
            words=f"{passes} of {what}",
            gives=point(7, 0.0, 0.1, 7),
        )

    return explored(
        "encounters",
        refused(11, 0.0, own=True),
        joined=("patients.age",),
        apart_from=("wards",),
        changes=(
            change("suppression-limit", 0.0, 0.035),
            change("k-anonymity", 11, 7),
            change("l-diversity", 3, 2, "encounters.diagnosis"),
            change("t-closeness", 0.1, 0.234, "encounters.diagnosis"),
            change("k-map", 20, 12),
        ),
    )


def every_exploration() -> list[Exploration]:
    """Return explorations that use every word."""
    own = point(11, 0.0, 0.5, 11, own=True, best=True)
    lax = point(10, 0.02, 0.5, 11, own=True)
    strict = point(11, 0.02, 0.5, 11, best=True)
    common: dict[str, Any] = {"made_with": "sector-data 0.1.0", "made_on": date(2026, 11, 24)}
    return [
        Exploration(
            **common,
            release="admissions",
            title="Hospital admissions",
            least_k=11,
            events_follow=True,
            tables=(patients(), encounters()),
            without_quasi_identifiers=("notes",),
        ),
        Exploration(
            **common,
            release="small",
            tables=(
                explored("one", own),
                explored("free", lax, strict),
                explored("none", refused(3, 0.0, own=True)),
            ),
        ),
    ]
