"""Odd releases to report on: failing, wide, and with every word of the catalogue."""

from __future__ import annotations

import dataclasses

from sector_data.release.report.content import ReportContent
from sector_data.spec.aggregation import AggregateFigures
from sector_data.spec.evidence.events import LongitudinalPlan
from sector_data.spec.evidence.release import (
    ExpectationOutcome,
    LeakFinding,
    LeakReport,
    ValidationReport,
)
from sector_data.spec.hierarchies import (
    AgeHierarchy,
    DateHierarchy,
    HierarchySpec,
    NumberHierarchy,
    PrefixHierarchy,
    UsZipHierarchy,
)
from sector_data.spec.pipeline import ReleaseSpec
from sector_data.spec.plan import Generalisation
from sector_data.spec.transforms.values import (
    Generalise,
    RedactText,
    TruncateDate,
)
from sector_data.spec.words import Recipient
from tests.assessment.measured import leaking, lucky, without_control
from tests.assessment.measured import unprotected as unprotected_table
from tests.release.report.conformities import stated
from tests.release.report.contents import (
    QUASI,
    TEXT,
    Columns,
    content_of,
    events,
    gate,
    hospital,
    nothing,
    protection,
    risk,
    synthetic,
    table_plan,
    unasked,
    unprotected,
)
from tests.release.report.governed import governed, guaranteed, settled


def failing() -> ReportContent:
    """Return what would be a release, had it not failed gates of every kind."""
    content = hospital()
    failed = ExpectationOutcome(
        table="patients",
        expectation="expect_table_to_be_k_anonymous",
        column=None,
        passed=False,
        unexpected=12,
    )
    nameless = failed.model_copy(update={"column": "sex", "unexpected": None})
    return dataclasses.replace(
        content,
        assessment=content.assessment.model_copy(
            update={
                "gates": (
                    gate("k-anonymity", ">=", 11, 9),
                    gate("rows-kept", ">=", 0.9, 0.8999999),
                    gate("l-diversity", ">=", 3, None),
                    gate("average-risk", "<=", 0.05, None),
                ),
                "after": (risk(k=9, highest_risk=1 / 9),),
            }
        ),
        validation=ValidationReport(
            engine="great-expectations 1.24.1", outcomes=(failed, nameless)
        ),
        leaks=LeakReport(
            files=61,
            values=10,
            not_searchable=0,
            excused=0,
            findings=(LeakFinding(file="data/patients.csv", source_column="patients.mrn", hits=2),),
        ),
    )


def wide(columns: int = 60, tables: int = 20) -> ReportContent:
    """Return many tables with many columns, all with long names."""
    long = "average_daily_consumption_of_the_household_in_kilowatt_hours_"
    return content_of(
        [
            table_plan(
                f"smart-meter-readings-of-region-{number}-with-a-long-name",
                {f"{long}{place}": (QUASI, Generalise()) for place in range(columns)},
                rows=1_234_567 * (number + 1),
                protection=protection(
                    [
                        Generalisation(
                            column=f"{long}{place}",
                            hierarchy=NumberHierarchy(widths=(0.5, 1000.0)),
                            chosen=(place % 4,),
                            levels=4,
                        )
                        for place in range(columns)
                    ]
                ),
            )
            for number in range(tables)
        ]
    )


def measured() -> ReportContent:
    """Return a release that was attacked, and whose use was measured."""
    content = hospital()
    tables = (leaking(), without_control(), lucky(), unprotected_table())
    assessment = content.assessment.model_copy(update={"tables": tables})
    return dataclasses.replace(content, assessment=assessment)


def added_up() -> AggregateFigures:
    """Return the figures of a table of sums, as an earlier version counted them."""
    return AggregateFigures(
        table="load", subjects=90, cells=8, shown=6, at_least=5, share=0.2, fewest=5,
        largest_share=0.2, sums_shown={"kwh": 0.9},
    )  # fmt: skip


def counted_together(known: int) -> ReportContent:
    """Return a release whose tables are counted together with some known events of a subject."""
    content, figures = hospital(), events(0.1, 11)
    longitudinal = LongitudinalPlan(
        k=11, known_events=known, subject_columns=(), events=(), before=figures, after=figures
    )
    plan = content.plan.model_copy(update={"longitudinal": longitudinal})
    return dataclasses.replace(content, plan=plan)


def every_word() -> list[ReportContent]:
    """Return contents that together need every message that there is."""
    columns: Columns = {
        f"{hierarchy.kind}-{level}": (QUASI, Generalise(hierarchy=hierarchy))
        for hierarchy, level in GENERALISED
    }
    coarse = table_plan(
        "coarse",
        columns,
        protection=protection(
            [
                Generalisation(
                    column=f"{hierarchy.kind}-{level}",
                    hierarchy=hierarchy,
                    chosen=(level,),
                    levels=7,
                )
                for hierarchy, level in GENERALISED
            ]
        ),
    )
    metrics = [
        gate("average-risk", "<=", 0.5, 0.1),
        gate("l-diversity", ">=", 2, 3),
        gate("rows-kept", ">=", 0.5, 0.9),
        gate("subjects-kept", ">=", 0.5, 0.9),
        gate("granularity", ">=", 0.5, 0.9),
        gate("column-shapes", ">=", 0.5, 0.9),
        gate("expectations", ">=", 0.5, 0.9),
    ]
    content = content_of([coarse, table_plan("weeks", WEEKS)])
    summed = content.plan.model_copy(update={"aggregates": (added_up(),)})
    content = dataclasses.replace(content, plan=summed)
    gated = content.assessment.model_copy(update={"gates": tuple(metrics)})
    return [
        hospital(),
        unprotected(),
        unasked(),
        nothing(),
        synthetic(),
        failing(),
        stated(),
        dataclasses.replace(content, assessment=gated),
        measured(),
        settled(),
        governed(),
        guaranteed(),
        counted_together(1),
        counted_together(2),
        *(
            content_of(
                [table_plan("t", WEEKS)],
                release=ReleaseSpec(name="r", recipient=each, exports=("ro-crate",)),
            )
            for each in Recipient
        ),
    ]


GENERALISED: tuple[tuple[HierarchySpec, int], ...] = (
    (AgeHierarchy(), 0),
    (AgeHierarchy(), 1),
    (AgeHierarchy(), 2),
    (AgeHierarchy(), 6),
    (DateHierarchy(), 1),
    (DateHierarchy(), 4),
    (DateHierarchy(), 5),
    (NumberHierarchy(widths=(10.0, 1000.0)), 2),
    (PrefixHierarchy(), 1),
    (UsZipHierarchy(), 2),
)
WEEKS: Columns = {
    "week": (QUASI, TruncateDate(to="week")),
    "quarter": (QUASI, TruncateDate(to="quarter")),
    "letter": (TEXT, RedactText(replacement="surrogates")),
}
