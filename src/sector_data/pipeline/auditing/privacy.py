"""Recounting what a bundle claims of privacy, from its released rows.

What lives here: the claims about equivalence classes, events and sensitive columns. What does not:
every other claim (:mod:`sector_data.pipeline.auditing.claims`).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from sector_data.errors import SectorDataError
from sector_data.pipeline.assessing.measuring import released_events, released_risk
from sector_data.pipeline.planning.itemising import judge_items
from sector_data.pipeline.planning.joining import subject_table
from sector_data.pipeline.planning.judging import released_models
from sector_data.pipeline.subjects import subjects_of_rows
from sector_data.release import layout
from sector_data.release.documents import readable_model
from sector_data.sources.tables import Table
from sector_data.spec.evidence.events import EventFigures
from sector_data.spec.evidence.release import Assessment, Claim, RiskFigures
from sector_data.spec.pipeline import split_path
from sector_data.spec.plan import Plan, ProtectionPlan, TablePlan


def holds(subject: str, holds: bool, sentence: str) -> Claim:
    """Return a claim with its verdict."""
    return Claim(subject=subject, verdict="holds" if holds else "does not hold", sentence=sentence)


def privacy_claims(bundle: Path, plan: Plan, tables: Mapping[str, Table]) -> Iterator[Claim]:
    """Recount k, l and risk from the released rows and compare with what was claimed."""
    if not tables:
        return
    synthetic = _synthetic_tables(plan)
    try:
        subjects = subjects_of_rows(tables, plan.pipeline)
        counted = {f.table: f for f in released_risk(plan, tables, subjects)}
    except SectorDataError as error:
        yield holds("privacy figures", False, f"They cannot be recounted: {error.message}")
        return
    assessment = readable_model(bundle, layout.evidence_path("assessment"), Assessment)
    claimed = {} if assessment is None else {f.table: f for f in assessment.after}
    yield from _event_claims(plan, tables, subjects, assessment)
    for result in judge_items(tables, subjects, plan.pipeline):
        yield holds(result.model, result.passed, f"{_capital(result.sentence)}.")
    for planned in plan.tables:
        figures = counted.get(planned.table)
        if figures is None or planned.protection is None:
            continue
        if planned.table in synthetic:
            yield Claim(
                subject=f"k-anonymity of {planned.table}",
                verdict="cannot be told from here",
                sentence="The rows are synthetic; the claim is about those they were learnt from.",
            )
            continue
        if planned.subject_path is not None and subjects.get(planned.table) is None:
            yield from _counted_by_rows(figures, planned)
            continue
        yield from _recounted(figures, claimed.get(planned.table), planned.protection.k)
        yield from _diversity(figures, planned.protection.l_diversity)
        yield from _model_claims(planned, plan, tables, subjects)


def _synthetic_tables(plan: Plan) -> set[str]:
    spec = plan.pipeline.synthesise
    if spec is None:
        return set()
    if spec.columns is not None:
        return {split_path(path)[0] for path in spec.columns}
    return set(spec.tables or plan.pipeline.source)


def _event_claims(
    plan: Plan,
    tables: Mapping[str, Table],
    subjects: Mapping[str, pa.Array | None],
    assessment: Assessment | None,
) -> Iterator[Claim]:
    """Recount what numbers and events of subjects tell over tables."""
    asked = plan.longitudinal
    home = subject_table(plan.pipeline)
    if asked is None or home is None or _synthetic_tables(plan):
        return
    figures = released_events(plan, tables, subjects)
    if figures is None:
        yield Claim(
            subject=f"events of {home}",
            verdict="cannot be told from here",
            sentence="A table of events, or its way to the subject, is not released.",
        )
        return
    numbered = {part.table for part in asked.events if part.settings.numbered}
    if numbered:
        least = min(n.k for n in figures.numbers if set(n.tables) <= numbered)
        yield holds(
            f"numbers of events of {home}",
            least >= asked.k or not figures.subjects,
            f"At least {least:,} subjects share quasi-identifiers and numbers of rows in "
            f"{', '.join(sorted(numbered))}; claimed are at least {asked.k:,}.",
        )
    known = [f for f in figures.known_events if f.known <= asked.known_events]
    if known:
        yield holds(
            f"known events of {home}",
            all(f.k >= asked.k for f in known) or not figures.subjects,
            f"At least {known[-1].k:,} subjects share quasi-identifiers and any "
            f"{known[-1].known} of their events; claimed are at least {asked.k:,}.",
        )
    claimed = assessment.events_after if assessment else None
    same = claimed is not None and _in_order(claimed) == _in_order(figures)
    yield holds(
        f"figures of events of {home}",
        same,
        "Those of the assessment are what the tables say."
        if same
        else "Those of the assessment are not what the tables say.",
    )


def _in_order(figures: EventFigures) -> EventFigures:
    """Return figures sorted by table: the written plan has lost the order of the references."""
    numbers = sorted(figures.numbers, key=lambda told: told.tables)
    tables = tuple(sorted(figures.tables))
    return figures.model_copy(update={"numbers": tuple(numbers), "tables": tables})


def _recounted(figures: RiskFigures, claimed: RiskFigures | None, k: int) -> Iterator[Claim]:
    unit = "subjects" if figures.subjects != figures.rows else "rows"
    yield holds(
        f"k-anonymity of {figures.table}",
        figures.k >= k or figures.rows == 0,
        f"The smallest class of {', '.join(figures.quasi_identifiers)} has {figures.k:,} {unit}; "
        f"claimed are at least {k:,}.",
    )
    if claimed is None:
        yield holds(f"risk of {figures.table}", False, "The assessment does not tell it.")
        return
    wrong = _different(figures, claimed)
    yield holds(
        f"risk of {figures.table}",
        not wrong,
        f"Recounted otherwise than claimed: {', '.join(wrong)}."
        if wrong
        else f"Highest risk {figures.highest_risk:.3f} in {_classes(figures)}, as claimed.",
    )


def _different(figures: RiskFigures, claimed: RiskFigures) -> list[str]:
    """Return the figures that are not those that were claimed, by name."""
    ours, theirs = figures.model_dump(), claimed.model_dump()
    return [
        name.replace("_", " ")
        for name in ours
        if not _alike(ours[name], theirs[name])
        # Ways to the subject that are not released leave sensitive columns uncounted here.
        and not (isinstance(ours[name], dict) and _alike_where_counted(ours[name], theirs[name]))
    ]


def _alike_where_counted(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> bool:
    return all(name in theirs and _alike(value, theirs[name]) for name, value in ours.items())


def _alike(ours: Any, theirs: Any) -> bool:
    """Compare figures; shares are sums whose last digits depend on the order of rows."""
    if isinstance(ours, float) and isinstance(theirs, float):
        return math.isclose(ours, theirs, rel_tol=1e-9, abs_tol=1e-12)
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return ours.keys() == theirs.keys() and _alike_where_counted(ours, theirs)
    if isinstance(ours, tuple | list) and isinstance(theirs, tuple | list):
        return len(ours) == len(theirs) and all(map(_alike, ours, theirs))
    return bool(ours == theirs)


def _counted_by_rows(figures: RiskFigures, planned: TablePlan) -> Iterator[Claim]:
    """Judge what rows alone tell, where what leads to their subjects is not released.

    A class has no more subjects than rows, and no fewer sensitive values than its rows show.
    """
    assert planned.protection is not None
    name, k = planned.table, planned.protection.k
    if figures.rows and figures.k < k:
        rows = f"{figures.k:,} row{'s' * (figures.k != 1)}"
        yield holds(
            f"k-anonymity of {name}",
            False,
            f"The smallest class of {', '.join(figures.quasi_identifiers)} has {rows} and so no "
            f"more subjects; claimed are at least {k:,}.",
        )
    else:
        yield Claim(
            subject=f"k-anonymity of {name}",
            verdict="cannot be told from here",
            sentence=f"The smallest class has {figures.k:,} rows; of how many subjects cannot be "
            "told, since what leads to them is not released.",
        )
    yield from _diversity(figures, planned.protection.l_diversity)
    own = _with_claims_of_their_own(planned.protection)
    for model in planned.protection.models:
        if model not in own:
            yield Claim(
                subject=f"{model} of {name}",
                verdict="cannot be told from here",
                sentence="It counts subjects, and what leads to them is not released.",
            )


def _with_claims_of_their_own(protection: ProtectionPlan) -> set[str]:
    """Return the models, in words, that claims on k and distinct l are about."""
    diverse = {f"{least}-diversity of {c}" for c, least in protection.l_diversity.items()}
    return {*diverse, f"{protection.k}-anonymity"}


def _model_claims(
    planned: TablePlan,
    plan: Plan,
    tables: Mapping[str, Table],
    subjects: Mapping[str, pa.Array | None],
) -> Iterator[Claim]:
    """Recount every model but k and distinct l, which have claims of their own.

    Models that compare with the distribution of the source are held against that of the release:
    where that is not enough, only the source can tell.
    """
    assert planned.protection is not None
    name = planned.table
    recounted = {
        result.model: (result, compares)
        for result, compares in released_models(planned, plan, tables, subjects)
    }
    skipped = _with_claims_of_their_own(planned.protection)
    for asked in planned.protection.models:
        if asked in skipped:
            continue
        subject = f"{asked} of {name}"
        if asked not in recounted:
            yield Claim(
                subject=subject,
                verdict="cannot be told from here",
                sentence="What it is counted from is not in the bundle.",
            )
            continue
        result, compares = recounted[asked]
        if compares and not result.passed:
            yield Claim(
                subject=subject,
                verdict="cannot be told from here",
                sentence=f"Against the release itself: {result.sentence}. The claim is about the "
                "distribution of the source.",
            )
        else:
            yield holds(subject, result.passed, f"{_capital(result.sentence)}.")


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _classes(figures: RiskFigures) -> str:
    return f"{figures.classes:,} class{'es' * (figures.classes != 1)}"


def _diversity(figures: RiskFigures, thresholds: Mapping[str, int]) -> Iterator[Claim]:
    for column, threshold in thresholds.items():
        least = figures.l_diversity.get(column)
        subject = f"l-diversity of {figures.table} in {column}"
        if least is None:
            yield Claim(
                subject=subject,
                verdict="cannot be told from here",
                sentence="The sensitive column, or its way to the subject, is not released.",
            )
        else:
            yield holds(
                subject,
                least >= threshold,
                f"The poorest class has {least:,} value{'s' * (least != 1)}; claimed are at least "
                f"{threshold:,}.",
            )
