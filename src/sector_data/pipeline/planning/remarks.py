"""What a steward should know before approving a plan, in sentences.

What lives here: the warnings that a plan carries. What does not: what policy packs say of single
transforms (:mod:`sector_data.pipeline.planning.deciding`), and the decisions themselves
(:mod:`sector_data.pipeline.planning.making`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from sector_data.detect.models import model_for
from sector_data.pipeline.planning.cascade import Mask, dangling_references
from sector_data.pipeline.planning.deciding import shared_references, unreadable_dates
from sector_data.pipeline.planning.decision import Decision
from sector_data.pipeline.planning.quasi import complete_rows, quasi_values
from sector_data.pipeline.texts.replacing import text_language
from sector_data.sources.tables import Table
from sector_data.spec.evidence.events import EventFigures, LongitudinalPlan
from sector_data.spec.pipeline import Pipeline
from sector_data.spec.plan import ProtectionPlan, TablePlan
from sector_data.spec.policies import PolicyPack
from sector_data.spec.transforms.values import RedactText
from sector_data.spec.words import Role


def table_remarks(
    tables: Mapping[str, Table],
    plans: Mapping[str, TablePlan],
    kept: Mapping[str, Mask],
    pipeline: Pipeline,
    policies: Sequence[PolicyPack],
    longitudinal: LongitudinalPlan | None,
) -> list[str]:
    """Return what a steward should know before approving, in sentences."""
    lines: list[str] = []
    left_out = {
        part.table: part.over_cap + part.thinned
        for part in (longitudinal.events if longitudinal else ())
    }
    for name, plan in plans.items():
        unknown = [
            c.column
            for c in plan.columns
            if c.role is Role.UNKNOWN and f"{name}.{c.column}" not in pipeline.columns
        ]
        if unknown:
            lines.append(
                f"{name}: {', '.join(unknown)} could not be classified and "
                f"{'is' if len(unknown) == 1 else 'are'} dropped."
            )
        for column, lost in dangling_references(tables[name], tables, kept, pipeline).items():
            lines.append(
                f"{name}.{column}: {int(lost.sum()):,} references lead to no released row and "
                "are emptied."
            )
        emptied = _emptied(plan.protection) if plan.protection else []
        if emptied:
            lines.append(
                f"{name}: nothing is left of {', '.join(emptied)}. Another quasi-identifier less, "
                "or a smaller k, would leave more."
            )
        gone = plan.rows - int(np.count_nonzero(kept[name]))
        own = plan.protection.suppressed_rows if plan.protection else 0
        own += left_out.get(name, 0)
        if plan.protection and pipeline.privacy.missing == "removed":
            complete = complete_rows(quasi_values(tables[name], plan.columns), plan.rows)
            lacking = int(np.count_nonzero(~complete))
            own += lacking
            if lacking:
                lines.append(
                    f"{name}: {rows_go(lacking, 'they lack', 'it lacks')} a quasi-identifier."
                )
        if gone > own:
            lines.append(f"{name}: {rows_go(gone - own, 'their', 'its')} subject is not released.")
        if plan.rows and gone == plan.rows:
            lines.append(f"{name}: no row is left.")
    unlinked = [n for n, p in plans.items() if p.protection is not None and p.subject_path is None]
    if pipeline.subject is not None and unlinked:
        lines.append(
            f"{', '.join(unlinked)}: not linked to the subject by any reference, so k counts rows."
        )
    if pipeline.subject is None:
        lines.append(
            "No subject is named: k counts rows. If a person has several, name the subject."
        )
    for pack in policies:
        lines.extend(
            f"{pack.id}: only a person can answer: {document}" for document in pack.requires
        )
    return lines


def _emptied(protection: ProtectionPlan) -> list[str]:
    """Return the columns that were generalised until every released row says the same."""
    classes = protection.kept_classes
    return [
        part.column
        for place, part in protection.own
        if part.levels > 1
        and (
            part.level == part.levels - 1
            or (part.level > 0 and classes and len({labels[place] for labels in classes}) == 1)
        )
    ]


def rows_go(rows: int, many: str, one: str) -> str:
    """Say that rows go, with the word for several of them or for one."""
    return f"1 row goes because {one}" if rows == 1 else f"{rows:,} rows go because {many}"


def promise_remarks(pipeline: Pipeline) -> list[str]:
    """Return what a guarantee means that promises next to nothing."""
    from sector_data.synthesise.guarantee import absurdity

    synthesis = pipeline.synthesise
    private = None if synthesis is None else synthesis.differential_privacy
    if private is None:
        return []
    return [f"synthesise: {text}." for text in absurdity(private.epsilon, private.delta)]


def column_remarks(
    tables: Mapping[str, Table], decisions: Mapping[str, Sequence[Decision]], pipeline: Pipeline
) -> list[str]:
    """Return what a transform that the file names will lose, or leave uncounted."""
    lines: list[str] = []
    for name, columns in decisions.items():
        lines.extend(
            f"{path}: several subjects share its pseudonym, and k does not count it."
            for path in sorted(shared_references(name, columns, pipeline))
        )
        for decision in columns:
            column = decision.plan.column
            if isinstance(decision.plan.transform, RedactText):
                language = text_language(decision.plan, pipeline)
                if model_for(language) is None:
                    lines.append(
                        f"{name}.{column}: no model of the language {language!r} is installed, so "
                        "more names stay in its texts; sector-data doctor tells how to get one."
                    )
            lost = unreadable_dates(tables[name], column, decision.plan.transform)
            if lost:
                lines.append(f"{name}.{column}: {lost:,} dates cannot be read and will be empty.")
    return lines


def event_remarks(longitudinal: LongitudinalPlan | None) -> list[str]:
    """Return what numbers and events of subjects still tell, where nothing was done about it."""
    if longitudinal is None:
        return []
    figures, numbered = (
        longitudinal.after,
        {part.table for part in longitudinal.events if part.settings.numbered},
    )
    alone = {
        numbers.tables[0]: round(numbers.unique * figures.subjects)
        for numbers in figures.numbers
        if len(numbers.tables) == 1 and numbers.tables[0] not in numbered and numbers.unique
    }
    lines = []
    if alone:
        told = ", ".join(f"{people:,} by {table}" for table, people in alone.items())
        example = max(alone, key=lambda table: alone[table])
        lines.append(
            f"Of {figures.subjects:,} subjects these are alone with their quasi-identifiers and "
            f"their number of rows: {told}. privacy: {{longitudinal: {{events: {{{example}: "
            "{cap: 10}}}} has k subjects share it."
        )
    lines += [
        f"{', '.join(figures.tables)}: {_alone(known.unique, figures)} for whoever knows "
        f"{known.known} of their events; privacy: {{longitudinal: {{known-events: "
        f"{known.known}}}}} has k subjects share them."
        for known in figures.known_events
        if known.known > longitudinal.known_events and known.unique
    ]
    return lines


def _alone(share: float, figures: EventFigures) -> str:
    return f"{round(share * figures.subjects):,} of {figures.subjects:,} subjects are alone"
