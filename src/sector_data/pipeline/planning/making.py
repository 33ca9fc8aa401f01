"""From pipeline file and data to a plan: every decision fixed, nothing done yet.

What lives here: the order of deciding, table by table from the subject's outwards. What does not:
what a column becomes (:mod:`sector_data.pipeline.planning.deciding`), how a table's levels are
found (:mod:`sector_data.pipeline.planning.protecting`), what the plan looks like
(:mod:`sector_data.spec.plan`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

import pyarrow as pa

from sector_data._version import __version__
from sector_data.errors import ReleaseRefusedError
from sector_data.pipeline.aggregating import check_rules
from sector_data.pipeline.assessing.holding_out import control_remarks
from sector_data.pipeline.checking.combinations import check_combinations
from sector_data.pipeline.checking.feasibility import check_sizes, check_transforms
from sector_data.pipeline.checking.raw_texts import raw_text_remarks
from sector_data.pipeline.planning.cascade import Mask, protection_order, rows_with_parents
from sector_data.pipeline.planning.deciding import Context, cautions, decide
from sector_data.pipeline.planning.decision import Decision
from sector_data.pipeline.planning.elapsed import on_own_clock, with_time_columns
from sector_data.pipeline.planning.events import plan_events
from sector_data.pipeline.planning.itemising import fix_items, with_items
from sector_data.pipeline.planning.joining import joined_columns, subject_table
from sector_data.pipeline.planning.judging import judge
from sector_data.pipeline.planning.longitudinal import World, needs_settling
from sector_data.pipeline.planning.nested import beside_columns, with_parts
from sector_data.pipeline.planning.profiling import profile
from sector_data.pipeline.planning.protecting import (
    Protection,
    protect_table,
    released_values,
    table_risk,
)
from sector_data.pipeline.planning.remarks import (
    column_remarks,
    event_remarks,
    promise_remarks,
    table_remarks,
)
from sector_data.pipeline.planning.settings import check_settings
from sector_data.pipeline.policies.composing import check_packs, unverified_figures
from sector_data.pipeline.progress import Announce, silent
from sector_data.pipeline.sourcing import Source, check_columns
from sector_data.pipeline.subjects import subject_paths, subjects_of_rows
from sector_data.pipeline.synthesis.gating import profile_for
from sector_data.sources.numbering import distinct_count
from sector_data.sources.tables import Table
from sector_data.spec.evidence.events import LongitudinalPlan
from sector_data.spec.evidence.release import ModelResult
from sector_data.spec.packs import load_policy, load_sector
from sector_data.spec.pipeline import Pipeline, split_path
from sector_data.spec.plan import Plan, TablePlan
from sector_data.spec.policies import PolicyPack
from sector_data.spec.privacy import sensitive_paths
from sector_data.spec.profiles import strictest
from sector_data.spec.words import Recipient

DEFAULT_K = {Recipient.PUBLIC: 11, Recipient.REGISTERED: 5, Recipient.SECURE_ROOM: 3}
"""Smallest class by recipient when neither file nor policy says: a risk of 0.09 for the public
(Health Canada PRCI, EMA Policy 0070), 0.2 and 0.33 under control."""


ROUNDS = 3
"""How often tables are protected again because others lost rows."""


@dataclass(frozen=True, slots=True)
class Decided:
    """A pipeline and its data when every column is decided and no table is protected yet.

    Attributes
    ----------
    pipeline
        With the thresholds that file and policies leave open.
    policies
        Its policy packs, read.
    tables
        Times on the subject's own clock.
    subjects
        Subject of each row.
    decisions
        One for each column.
    disagreement
        A sentence where profile and file differ in k.
    """

    pipeline: Pipeline
    policies: tuple[PolicyPack, ...]
    tables: Mapping[str, Table]
    subjects: Mapping[str, pa.Array | None]
    decisions: Mapping[str, Sequence[Decision]]
    disagreement: str | None

    def world(
        self, values: Mapping[str, Mapping[str, pa.Array]], kept: Mapping[str, Mask]
    ) -> World:
        """Return the tables on their way through protection; what is found is added by others."""
        columns = {name: [d.plan for d in decided] for name, decided in self.decisions.items()}
        return World(self.pipeline, self.tables, self.subjects, columns, values, kept)


def make_plan(
    pipeline: Pipeline,
    source: Source,
    *,
    today: date,
    announce: Announce = silent,
) -> Plan:
    """Fix every decision for a pipeline and its data.

    Parameters
    ----------
    pipeline
        As the steward wrote it.
    source
        Its tables, read.
    today
        Day that ages are counted to; it is also the date that the release will bear.
    announce
        Told what is being done.

    Raises
    ------
    SpecificationError
        If the pipeline names what is not in the data, or asks for what its policies forbid or a
        column's type does not allow.
    ReleaseRefusedError
        If no generalisation reaches the privacy models within the suppression limit.
    """
    profile_for(pipeline)  # one that cannot be passed is refused before any work
    decided = decide_columns(pipeline, source, today=today, announce=announce)
    pipeline, tables, decisions = decided.pipeline, decided.tables, decided.decisions
    protected = _protected(decided, today, announce)
    found, bases, longitudinal = protected.found, protected.bases, protected.longitudinal
    world = protected.world
    kept = world.kept
    paths = subject_paths(pipeline)
    plans = {
        name: _table_plan(name, paths[name], found[name], world, bases[name])
        for name in pipeline.source
    }
    return Plan(
        made_with=f"sector-data {__version__}",
        made_on=today,
        pipeline=pipeline,
        sources=source.digests,
        tables=tuple(plans.values()),
        longitudinal=longitudinal,
        aggregates=tuple(made.figures for made in source.aggregates),
        warnings=(
            *filter(None, (decided.disagreement,)),
            *control_remarks(source.tables, source.control, pipeline),
            *table_remarks(tables, plans, kept, pipeline, decided.policies, longitudinal),
            *event_remarks(longitudinal),
            *column_remarks(tables, decisions, pipeline),
            *raw_text_remarks({name: plan.columns for name, plan in plans.items()}),
            *promise_remarks(pipeline),
            *unverified_figures(pipeline, decided.policies),
            *cautions(decisions, decided.policies, pipeline.policy_confirmed),
        ),
    )


class _Protected(NamedTuple):
    """All tables after their protection, and after events were left out."""

    world: World
    found: dict[str, Protection]
    bases: dict[str, Mask]
    longitudinal: LongitudinalPlan | None


def _protected(decided: Decided, today: date, announce: Announce) -> _Protected:
    """Protect all tables, again where rows that went since leave a table's classes wanting.

    A class of patients has the diagnoses of its patients. When the table of diagnoses loses rows
    afterwards, the classes are searched once more with those that are left.
    """
    result = _protected_once(decided, None, today, announce)
    for _ in range(ROUNDS):
        lacking = _lacking(result) if _may_lack(decided.pipeline) else []
        if not lacking:
            return result
        announce("searching again with the rows that are left")
        result = _protected_once(decided, dict(result.world.kept), today, announce)
    lacking = _lacking(result)
    if lacking:
        raise ReleaseRefusedError(
            [
                f"{r.table}: {r.model} does not hold with the rows of other tables that are left: "
                f"{r.sentence}."
                for r in lacking
            ],
            "Ask for less of it, or let fewer rows go (a larger k, a smaller suppression limit, a "
            "higher cap of events).",
        )
    return result


def _may_lack(pipeline: Pipeline) -> bool:
    """Return whether rows that go later can take sensitive values from classes chosen before."""
    homes = {split_path(path)[0] for path in sensitive_paths(pipeline.privacy)}
    return needs_settling(pipeline) or bool(homes - {subject_table(pipeline)})


def _lacking(result: _Protected) -> list[ModelResult]:
    """Return the verdicts of models that do not hold on what is left."""
    return [
        verdict
        for name, protection in result.found.items()
        if protection.plan is not None
        for verdict in judge(name, protection.plan, result.bases[name], result.world)
        if not verdict.passed
    ]


def _protected_once(
    decided: Decided, told: Mapping[str, Mask] | None, today: date, announce: Announce
) -> _Protected:
    pipeline, tables = decided.pipeline, decided.tables
    found: dict[str, Protection] = {}
    values: dict[str, dict[str, pa.Array]] = {}
    kept: dict[str, Mask] = {}
    bases: dict[str, Mask] = {}
    world = replace(decided.world(values, kept), told=told)
    refusals: dict[str, ReleaseRefusedError] = {}
    for name in protection_order(pipeline):
        announce(f"searching the best protection of {name}")
        table = tables[name]
        bases[name] = rows_with_parents(table, tables, kept, pipeline)
        try:
            found[name] = protect_table(table, decided.decisions[name], bases[name], world, today)
            values[name], kept[name] = found[name].values, found[name].keep
            bases[name] = found[name].base
        except ReleaseRefusedError as refused:
            refusals[name] = refused
            kept[name] = bases[name]
    if refusals:
        raise _refused(refusals)
    announce("counting events over tables")
    longitudinal, left = plan_events(world, found, bases)
    return _Protected(replace(world, kept=left, told=None), found, bases, longitudinal)


def decide_columns(
    pipeline: Pipeline,
    source: Source,
    *,
    today: date,
    announce: Announce = silent,
) -> Decided:
    """Check a pipeline, profile its data, and decide every column; nothing is searched.

    Parameters
    ----------
    pipeline, source, today, announce
        As for :func:`make_plan`.

    Raises
    ------
    SpecificationError
        As there.
    """
    check_columns(pipeline, source.tables)
    check_settings(pipeline)
    _, disagreement = strictest(pipeline.privacy.profile, pipeline.privacy.k_anonymity)
    policies = tuple(load_policy(name) for name in pipeline.policy)
    check_packs(pipeline, policies, today)
    check_rules(pipeline, policies)
    sector = load_sector(pipeline.sector) if pipeline.sector else None
    subjects = subjects_of_rows(source.tables, pipeline)
    tables = on_own_clock(source.tables, subjects, pipeline)
    paths = subject_paths(pipeline)
    findings = profile(
        tables,
        subjects=subjects,
        sector=sector,
        language=pipeline.release.languages[0],
        announce=announce,
    )
    linked = frozenset(name for name, path in paths.items() if path is not None)
    context = Context(with_time_columns(pipeline), policies, sector, linked)
    decisions = with_items(decide(tables, findings, context, subjects), pipeline)
    decisions = with_parts(decisions, tables, context, subjects)
    columns = {name: [d.plan for d in decided] for name, decided in decisions.items()}
    check_transforms(tables, columns, subjects)
    check_sizes(tables, columns, pipeline)
    check_combinations(*beside_columns(tables, columns), pipeline)
    return Decided(
        _fill_in(pipeline, policies), policies, tables, subjects, decisions, disagreement
    )


def _table_plan(
    name: str, path: tuple[str, ...] | None, found: Protection, world: World, base: Mask
) -> TablePlan:
    """Return a table's part of the plan, with the risk before and as it is expected after."""
    table, owners = world.tables[name], world.subjects[name]
    before = after = None
    if found.plan is not None:
        joined = found.plan.joined
        raw = joined_columns(joined, name, world.tables, world.pipeline) or {}
        coarse = joined_columns(joined, name, world.tables, world.pipeline, world.values) or {}
        k = found.plan.k
        before = table_risk(table, found.columns, raw, base, subjects=owners, k=k)
        released = released_values(table, found.values)
        kept = world.kept[name]
        after = table_risk(released, found.columns, coarse, kept, subjects=owners, k=k)
    return TablePlan(
        table=name,
        rows=table.rows,
        subjects=None if owners is None else distinct_count(owners),
        subject_path=path,
        columns=fix_items(table, found.columns, world.kept[name], world),
        protection=found.plan,
        before=before,
        after=after,
    )


def _refused(refusals: Mapping[str, ReleaseRefusedError]) -> ReleaseRefusedError:
    """Return one refusal for all tables that cannot be protected."""
    reasons = [f"{table}: {line}" for table, error in refusals.items() for line in error.reasons]
    fixes = [f"{table}: {error.fix}" for table, error in refusals.items() if error.fix]
    return ReleaseRefusedError(reasons, " ".join(fixes) or None)


def _fill_in(pipeline: Pipeline, policies: Sequence[PolicyPack]) -> Pipeline:
    """Set the thresholds that file and policies leave open; the strictest word counts."""
    asked, _ = strictest(pipeline.privacy.profile, pipeline.privacy.k_anonymity)
    demanded = [
        k for pack in policies if (k := pack.demanded_k(pipeline.policy_confirmed)) is not None
    ]
    if asked is None:
        asked = max([DEFAULT_K[pipeline.release.recipient], *demanded])
    k = max([asked, *demanded])
    privacy = pipeline.privacy.model_copy(update={"k_anonymity": k})
    return pipeline.model_copy(update={"privacy": privacy})
