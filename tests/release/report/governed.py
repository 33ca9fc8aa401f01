"""Releases whose papers need every word: all answered, and with all that can be said."""

from __future__ import annotations

import dataclasses
from typing import Any

from sector_data.release.report.content import ReportContent
from sector_data.spec.evidence.events import EventsPlan, LongitudinalPlan
from sector_data.spec.evidence.measurements import TableMeasurements
from sector_data.spec.evidence.release import Assessment, ModelResult
from sector_data.spec.evidence.usefulness import ColumnUsefulness, UsefulnessFigures
from sector_data.spec.longitudinal import EventsSpec
from sector_data.spec.pipeline import Pipeline, ReleaseSpec
from sector_data.spec.plan import SourceDigest
from sector_data.spec.questions import QUESTIONS
from sector_data.spec.transforms.perturbation import Noise
from sector_data.spec.transforms.values import Pseudonym, ShiftDate
from tests.release.report.contents import (
    DIRECT,
    PLAIN,
    QUASI,
    Columns,
    content_of,
    events,
    hospital,
    protection,
    table_plan,
)

FUNDED = "By the health authority, grant *7*."
VISITS = SourceDigest(table="visits", path="visits.csv", bytes=9, sha256="00" * 32)
NOTICE = {"de": "Durch einen Aushang.", "ja": "掲示による。"}


def answered(**answers: Any) -> ReportContent:
    """Return the hospital's release with answers of a person; ``_`` stands for a dot."""
    by_name = {name.replace("_", ".", 1): text for name, text in answers.items()}
    return with_pipeline(hospital(), documentation=by_name)


def settled() -> ReportContent:
    """Return a release of which every question is answered."""
    every: dict[str, Any] = dict.fromkeys(QUESTIONS, "It is answered.")
    every |= {"motivation.funding": FUNDED, "collection.notice": NOTICE}
    return with_pipeline(hospital(), documentation=every)


def with_pipeline(content: ReportContent, **sections: Any) -> ReportContent:
    """Return a release with other sections of its pipeline file."""
    pipeline = Pipeline.model_validate(content.plan.pipeline.model_dump() | sections)
    plan = content.plan.model_copy(update={"pipeline": pipeline})
    return dataclasses.replace(content, plan=plan)


def governed() -> ReportContent:
    """Return a public release under every promise that there is."""
    columns: Columns = {
        "id": (DIRECT, Pseudonym()),
        "seen": (QUASI, ShiftDate(keep=("weekday", "season"), max_days=1000)),
        "cost": (PLAIN, Noise(scale=1.0)),
    }
    content = content_of(
        [table_plan("visits", columns, protection=protection())],
        release=ReleaseSpec(
            name="r", licence="CC0-1.0", link_versions=False, approved_by=("ab" * 32, "cd" * 32)
        ),
    )
    content = with_pipeline(
        content,
        subject="visits.id",
        references={"visits.cost": "visits.id"},
        synthesise={
            "differential_privacy": {
                "epsilon": 1.0,
                "domain": {"visits.cost": {"lowest": 0, "highest": 9}},
            }
        },
        assess={"target": "visits.cost"},
    )
    figures = events(0.02, 5)
    longitudinal = LongitudinalPlan(
        k=5,
        known_events=0,
        subject_columns=("visits.seen",),
        events=(EventsPlan(table="visits", settings=EventsSpec(), over_cap=0, thinned=0),),
        before=figures,
        after=figures,
    )
    held = ModelResult(
        table="visits",
        model="11-anonymity",
        name="k-anonymity",
        column=None,
        asked="at least 11",
        measured=26,
        passed=True,
        sentence="It holds.",
    )
    return dataclasses.replace(
        content,
        plan=content.plan.model_copy(update={"longitudinal": longitudinal, "sources": (VISITS,)}),
        assessment=content.assessment.model_copy(
            update={"models": (held,), "tables": (doubtful(),)}
        ),
    )


def guaranteed() -> ReportContent:
    """Return the same with synthetic rows, of which a guarantee keeps everything exact untold."""
    untold = Assessment(before=(), after=(), utility=())
    return dataclasses.replace(governed(), synthetic=("visits",), assessment=untold)


def doubtful() -> TableMeasurements:
    """Return the measurements of a table that is to be used with care."""
    careful = ColumnUsefulness(column="cost", kind=None, verdict="use with care", reasons=())
    useful = UsefulnessFigures(
        table="visits",
        rows_source=100,
        rows_release=100,
        compared_source=100,
        compared_release=100,
        splits=2,
        seed=0,
        columns=(careful,),
    )
    return TableMeasurements(table="visits", usefulness=useful)
