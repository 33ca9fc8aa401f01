"""From pipeline file and data to a plan: every decision fixed, nothing done yet.

What lives here: the order of deciding, table by table from the subject's outwards. What does not:
what a column becomes (:mod:`sector_data.pipeline.deciding`), how levels are found
(:mod:`sector_data.anonymise.protect`), what the plan looks like (:mod:`sector_data.spec.plan`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sector_data._version import __version__
from sector_data.anonymise.applying import Protected, apply_protection
from sector_data.anonymise.hierarchies import Hierarchy, build
from sector_data.anonymise.protect import plan_protection
from sector_data.assessment.risk import measure_risk
from sector_data.detect.models import model_for
from sector_data.errors import ReleaseRefusedError
from sector_data.pipeline.cascade import (
    Mask,
    dangling_references,
    protection_order,
    rows_with_parents,
)
from sector_data.pipeline.checking import check_transforms, of_column
from sector_data.pipeline.composing import check_packs, unverified_figures
from sector_data.pipeline.deciding import (
    Context,
    Decision,
    cautions,
    decide,
    shared_references,
    unreadable_dates,
)
from sector_data.pipeline.enforcing import refuse_what_is_not_enforced
from sector_data.pipeline.linting import check_combinations
from sector_data.pipeline.profiling import profile
from sector_data.pipeline.progress import Announce, silent
from sector_data.pipeline.quasi import counted, quasi_values
from sector_data.pipeline.sensitive import diversity_of, sensitive_columns
from sector_data.pipeline.sourcing import Source, check_columns
from sector_data.pipeline.subjects import subject_paths, subjects_of_rows
from sector_data.pipeline.texts import text_language
from sector_data.sources.tables import Table
from sector_data.spec.evidence import RiskFigures
from sector_data.spec.hierarchies import AgeHierarchy, FlatHierarchy
from sector_data.spec.packs import load_policy, load_sector
from sector_data.spec.pipeline import Pipeline
from sector_data.spec.plan import ColumnPlan, Plan, ProtectionPlan, TablePlan
from sector_data.spec.policies import PolicyPack
from sector_data.spec.profiles import strictest
from sector_data.spec.transforms import Generalise, RedactText
from sector_data.spec.words import Recipient, Role

DEFAULT_K = {Recipient.PUBLIC: 11, Recipient.REGISTERED: 5, Recipient.SECURE_ROOM: 3}
"""Smallest class by recipient when neither file nor policy says: a risk of 0.09 for the public
(Health Canada PRCI, EMA Policy 0070), 0.2 and 0.33 under control."""


@dataclass(frozen=True, slots=True)
class _TableState:
    """A table on its way through planning."""

    table: Table
    decisions: Sequence[Decision]
    subjects: pa.Array | None
    base: Mask
    """Rows that are there before the table's own protection: those with parents."""


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
    check_columns(pipeline, source.tables)
    refuse_what_is_not_enforced(pipeline.privacy)
    _, disagreement = strictest(pipeline.privacy.profile, pipeline.privacy.k_anonymity)
    policies = tuple(load_policy(name) for name in pipeline.policy)
    check_packs(pipeline, policies, today)
    sector = load_sector(pipeline.sector) if pipeline.sector else None
    subjects = subjects_of_rows(source.tables, pipeline)
    paths = subject_paths(pipeline)
    findings = profile(
        source.tables,
        subjects=subjects,
        sector=sector,
        language=pipeline.release.languages[0],
        announce=announce,
    )
    linked = frozenset(name for name, path in paths.items() if path is not None)
    decisions = decide(
        source.tables, findings, Context(pipeline, policies, sector, linked), subjects
    )
    columns = {name: [d.plan for d in decided] for name, decided in decisions.items()}
    check_transforms(source.tables, columns, subjects)
    check_combinations(source.tables, columns, pipeline)
    pipeline = _fill_in(pipeline, policies)

    kept: dict[str, Mask] = {}
    plans: dict[str, TablePlan] = {}
    refusals: dict[str, ReleaseRefusedError] = {}
    for name in protection_order(pipeline):
        announce(f"searching the best protection of {name}")
        table = source.tables[name]
        state = _TableState(
            table,
            decisions[name],
            subjects[name],
            rows_with_parents(table, source.tables, kept, pipeline),
        )
        try:
            plans[name], kept[name] = _plan_table(
                state, paths[name], source.tables, subjects, pipeline, today
            )
        except ReleaseRefusedError as refused:
            refusals[name] = refused
            kept[name] = state.base
    if refusals:
        raise _refused(refusals)
    return Plan(
        made_with=f"sector-data {__version__}",
        made_on=today,
        pipeline=pipeline,
        sources=source.digests,
        tables=tuple(plans[name] for name in pipeline.source),
        warnings=(
            *filter(None, (disagreement,)),
            *_warnings(source.tables, plans, kept, pipeline, policies),
            *_column_warnings(source.tables, decisions, pipeline),
            *unverified_figures(pipeline, policies),
            *cautions(decisions, policies, pipeline.policy_confirmed),
        ),
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


def _plan_table(
    state: _TableState,
    path: tuple[str, ...] | None,
    tables: Mapping[str, Table],
    subjects: Mapping[str, pa.Array | None],
    pipeline: Pipeline,
    today: date,
) -> tuple[TablePlan, Mask]:
    table, base = state.table, state.base
    k = pipeline.privacy.k_anonymity or 1
    columns = [d.plan for d in state.decisions]
    rows = pa.array(base)
    of_rows = None if state.subjects is None else state.subjects.filter(rows)
    quasi = {c: v.filter(rows) for c, v in quasi_values(table, columns).items()}
    hierarchies = {
        d.plan.column: _hierarchy(d, quasi[d.plan.column], pipeline, today)
        for d in state.decisions
        if d.plan.column in quasi
    }
    # Levels that the steward named for other columns need their hierarchies fixed as well.
    fixed = {
        d.plan.column: _hierarchy(d, table.column(d.plan.column).combine_chunks(), pipeline, today)
        for d in state.decisions
        if isinstance(d.plan.transform, Generalise) and d.plan.column not in quasi
    }
    columns = [_completed(c, {**hierarchies, **fixed}) for c in columns]
    protection: ProtectionPlan | None = None
    keep = base.copy()
    before = after = None
    if quasi and base.any():
        sensitive = sensitive_columns(table.name, base, tables, subjects, pipeline)
        protection = plan_protection(
            quasi_identifiers=quasi,
            hierarchies=hierarchies,
            lowest_levels=_lowest_levels(columns),
            fixed_levels=_fixed_levels(state.decisions),
            subjects=of_rows,
            sensitive=sensitive,
            k=k,
            l_diversity=diversity_of(sensitive, pipeline),
            suppression_limit=pipeline.privacy.suppression_limit,
        )
        protected = apply_protection(quasi, protection, base=pipeline.base)
        keep[base] = protected.keep
        before, after = _risks(table, columns, of_rows, base, protected, k)
    plan = TablePlan(
        table=table.name,
        rows=table.rows,
        subjects=None if state.subjects is None else _distinct(state.subjects),
        subject_path=path,
        columns=tuple(columns),
        protection=protection,
        before=before,
        after=after,
    )
    return plan, keep


def _distinct(subjects: pa.Array) -> int:
    return int(pc.count_distinct(subjects).as_py())


def _risks(
    table: Table,
    columns: Sequence[ColumnPlan],
    subjects: pa.Array | None,
    base: Mask,
    protected: Protected,
    k: int,
) -> tuple[RiskFigures, RiskFigures]:
    names = [c.column for c in counted(columns)]
    raw = table.data.select(names).filter(pa.array(base))
    before = measure_risk(Table(table.name, raw), names, subjects=subjects, k=k)
    mask = pa.array(protected.keep)
    coarse = pa.table(dict(protected.columns)).filter(mask)
    left = None if subjects is None else subjects.filter(mask)
    after = measure_risk(Table(table.name, coarse), names, subjects=left, k=k)
    return before, after


def _hierarchy(decision: Decision, values: pa.Array, pipeline: Pipeline, today: date) -> Hierarchy:
    spec = decision.hierarchy or FlatHierarchy()
    if isinstance(spec, AgeHierarchy) and spec.reference is None:
        spec = spec.model_copy(update={"reference": today})
    with of_column(decision.plan.finding.table, decision.plan.column):
        return build(spec, values, base=pipeline.base)


def _completed(column: ColumnPlan, hierarchies: Mapping[str, Hierarchy]) -> ColumnPlan:
    if column.column not in hierarchies or not isinstance(column.transform, Generalise):
        return column
    spec = hierarchies[column.column].spec
    transform = column.transform.model_copy(update={"hierarchy": spec})
    return column.model_copy(update={"transform": transform})


def _lowest_levels(columns: Sequence[ColumnPlan]) -> dict[str, int]:
    return {c.column: c.transform.at_least for c in columns if isinstance(c.transform, Generalise)}


def _fixed_levels(decisions: Sequence[Decision]) -> dict[str, int]:
    """Return the levels that the search may not choose: those that the steward named."""
    levels: dict[str, int] = {}
    for decision in decisions:
        transform = decision.plan.transform
        if isinstance(transform, Generalise) and transform.level is not None:
            levels[decision.plan.column] = transform.level
        elif decision.fixed:
            levels[decision.plan.column] = 0
    return levels


def _warnings(
    tables: Mapping[str, Table],
    plans: Mapping[str, TablePlan],
    kept: Mapping[str, Mask],
    pipeline: Pipeline,
    policies: Sequence[PolicyPack],
) -> list[str]:
    """Return what a steward should know before approving, in sentences."""
    lines: list[str] = []
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
        starred = [
            g.column
            for g in (plan.protection.generalisations if plan.protection else ())
            if g.level == g.levels - 1 and g.levels > 1
        ]
        if starred:
            lines.append(
                f"{name}: nothing is left of {', '.join(starred)}. Another quasi-identifier less, "
                "or a smaller k, would leave more."
            )
        gone = plan.rows - int(np.count_nonzero(kept[name]))
        own = plan.protection.suppressed_rows if plan.protection else 0
        if gone > own:
            lines.append(f"{name}: {gone - own:,} rows go because their subject is not released.")
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
        lines.extend(f"{pack.id}: {document} is required." for document in pack.requires)
    return lines


def _column_warnings(
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
