"""One transform for every column, and the reason for it.

What lives here: whose word counts. What does not: levels and suppression
(:mod:`sector_data.pipeline.planning.making`), nor what a rule of a policy says
(:mod:`sector_data.spec.packs`).

The order: the pipeline file; then keys and references, which become pseudonyms so that tables can
still be joined; then the strictest of the policy packs; then the sector schema; then the default of
the column's role. A column that nobody can classify is dropped. Whatever was decided, every policy
pack must accept it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import pyarrow as pa

from sector_data.anonymise.hierarchies import propose
from sector_data.deidentify.transforms import transform as apply_transform
from sector_data.detect.entities import broader
from sector_data.errors import Problem, SpecificationError
from sector_data.pipeline.aggregating import default_column
from sector_data.pipeline.keying import IN_DOMAINS
from sector_data.pipeline.planning.decision import Decision
from sector_data.pipeline.planning.linked_columns import (
    domain_of,
    like_their_keys,
    linking_columns,
    with_frequent_categories,
    with_shared_domains,
    with_shared_shifts,
)
from sector_data.pipeline.planning.nested_columns import nested_plan
from sector_data.pipeline.planning.perturbing import perturbation_problems
from sector_data.pipeline.planning.quasi import counted
from sector_data.pipeline.policies.composing import (
    bindings_of,
    composed,
    contradiction,
    fitted,
    linking,
    with_bindings,
)
from sector_data.pipeline.subjects import subject_paths
from sector_data.sources.spilling import piecewise
from sector_data.sources.tables import Table
from sector_data.spec.evidence.findings import ColumnFinding
from sector_data.spec.hierarchies import FlatHierarchy, HierarchySpec, PrefixHierarchy
from sector_data.spec.pipeline import ColumnSpec, Pipeline
from sector_data.spec.plan import ColumnPlan
from sector_data.spec.policies import PolicyPack, PolicyRule
from sector_data.spec.sectors import SectorSchema
from sector_data.spec.transforms.values import (
    Drop,
    Generalise,
    Keep,
    Nested,
    RedactText,
    ShiftDate,
    TransformSpec,
    TruncateDate,
    Zip3,
)
from sector_data.spec.words import Role

UNREADABLE = 0.05
"""Share of a column's dates that may be lost because nobody can read them; above, it is dropped
unless the pipeline file names a transform."""

_PROTECTED = {
    Role.DIRECT_IDENTIFIER: "a direct identifier",
    Role.SECURITY_SENSITIVE: "what an attack on an asset could use",
}

EVENT_ENTITIES = frozenset({"EVENT_DATE", "DATE_TIME"})
"""Dates of what happened to a subject: shifted by default, so that intervals stay."""


@dataclass(frozen=True, slots=True)
class Context:
    """What decisions are made from."""

    pipeline: Pipeline
    policies: tuple[PolicyPack, ...]
    sector: SectorSchema | None
    linked: frozenset[str]
    """Tables whose rows belong to a known subject."""


def decide(
    tables: Mapping[str, Table],
    findings: Mapping[str, Sequence[ColumnFinding]],
    context: Context,
    subjects: Mapping[str, pa.Array | None] | None = None,
) -> dict[str, list[Decision]]:
    """Decide role and transform of every column of every table.

    Raises
    ------
    SpecificationError
        If the pipeline file asks for what a policy pack forbids; all such columns at once.
    """
    decisions = decide_unchecked(tables, findings, context, subjects)
    plans = {table: [d.plan for d in columns] for table, columns in decisions.items()}
    if problems := [*violations(decisions, context), *perturbation_problems(plans, tables)]:
        raise SpecificationError(problems)
    return decisions


def decide_unchecked(
    tables: Mapping[str, Table],
    findings: Mapping[str, Sequence[ColumnFinding]],
    context: Context,
    subjects: Mapping[str, pa.Array | None] | None = None,
) -> dict[str, list[Decision]]:
    """Decide as :func:`decide` does, whether the policy packs accept it or not."""
    decisions = {
        name: [decide_column(finding, tables[name], context) for finding in findings[name]]
        for name in tables
    }
    decisions = like_their_keys(decisions, context.pipeline)
    decisions = with_shared_domains(decisions, context.pipeline)
    decisions = with_shared_shifts(decisions)
    decisions = with_frequent_categories(decisions, tables, subjects or {})
    return without_shared_references(decisions, context.pipeline)


def without_shared_references(
    decisions: Mapping[str, Sequence[Decision]], pipeline: Pipeline
) -> dict[str, list[Decision]]:
    """Drop references that would be quasi-identifiers in disguise, unless the file asks for them.

    Whoever lives in one district shares its pseudonym: k would not count it, and who knows how
    many people live in each district can tell which is which. So a reference that does not lead to
    the subject is dropped from tables in which k is counted.
    """
    return {
        table: [
            _dropped(d, "others share what it refers to, and k could not count its pseudonym")
            if path in shared_references(table, columns, pipeline) and path not in pipeline.columns
            else d
            for d in columns
            for path in [f"{table}.{d.plan.column}"]
        ]
        for table, columns in decisions.items()
    }


def shared_references(
    table: str, columns: Sequence[Decision], pipeline: Pipeline
) -> frozenset[str]:
    """Return the pseudonymised references of a table that k ignores: those to other things than
    the subject, in a table that has quasi-identifiers which are counted."""
    plans = [decision.plan for decision in columns]
    if not counted(plans):
        return frozenset()
    path = subject_paths(pipeline)[table]
    own = {pipeline.subject, f"{table}.{pipeline.keys.get(table)}", *(path or ())[:1]}
    paths = {f"{table}.{p.column}" for p in plans if isinstance(p.transform, IN_DOMAINS)}
    return frozenset((paths & pipeline.references.keys()) - own)


def _dropped(decision: Decision, reason: str) -> Decision:
    plan = decision.plan.model_copy(update={"transform": Drop(), "reason": reason})
    return replace(decision, plan=plan)


def decide_column(finding: ColumnFinding, table: Table, context: Context) -> Decision:
    """Decide role and transform of a column, or of a part of the documents in one."""
    pipeline = context.pipeline
    path = f"{finding.table}.{finding.column}"
    said = pipeline.columns.get(path) or default_column(finding.table, pipeline)
    if said.entity is not None:
        general = broader(said.entity)
        finding = finding.model_copy(
            update={
                "entity": said.entity,
                "broader": general if general != said.entity else None,
            }
        )
    if (nested := nested_plan(finding, said, table.column(finding.column))) is not None:
        return Decision(nested, None, fixed=True)
    links = path in linking_columns(pipeline)
    role = said.role or (Role.DIRECT_IDENTIFIER if links else finding.role)
    transform, reason = _transform(finding, role, said, context, links=links)
    lost = unreadable_dates(table, finding.column, transform)
    if said.transform is None and lost > UNREADABLE * (finding.rows - finding.missing):
        transform, reason = Drop(), "its dates are written in no way that can be read"
    if isinstance(transform, IN_DOMAINS) and transform.domain is None:
        transform = transform.model_copy(update={"domain": domain_of(path, pipeline)})
    hierarchy = _hierarchy(finding, role, said, transform, table, context)
    if isinstance(transform, Generalise):
        transform = _lifted(transform, hierarchy, finding, role, context)
        if (whose := _hierarchy_from(finding, said, transform, context)) is not None:
            reason = f"{reason}; the hierarchy is {whose}"
    return Decision(
        ColumnPlan(
            column=finding.column, finding=finding, role=role, transform=transform, reason=reason
        ),
        hierarchy,
        fixed=said.transform is not None
        and said.hierarchy is None
        and not isinstance(transform, Generalise),
    )


def _transform(
    finding: ColumnFinding, role: Role, said: ColumnSpec, context: Context, *, links: bool
) -> tuple[TransformSpec, str]:
    """Return the transform of whoever speaks first, and who that is."""
    bindings = bindings_of(finding, role, context.policies, context.pipeline)
    if said.transform is not None:
        return said.transform, with_bindings("the pipeline file says so", bindings)
    if links and said.role is None:
        link = linking(bindings)
        reason = "it links tables; a pseudonym keeps the link"
        if isinstance(link, Drop):
            reason = "it links tables, but no code may stand, so that they can no longer be joined"
        return link, with_bindings(reason, bindings)
    if (ruled := composed(bindings)) is not None:
        return ruled
    sector = context.sector.column(finding.table, finding.column) if context.sector else None
    if sector is not None and sector.transform is not None and said.role is None:
        return fitted(sector.transform, f"the {context.pipeline.sector} schema says so", bindings)
    linked = finding.table in context.linked
    return fitted(*default_transform(finding, role, linked=linked), bindings)


def _hierarchy(
    finding: ColumnFinding,
    role: Role,
    said: ColumnSpec,
    transform: TransformSpec,
    table: Table,
    context: Context,
) -> HierarchySpec | None:
    """Return the hierarchy of a column: as said, as the sector knows, or as its values suggest."""
    if isinstance(transform, Generalise) and transform.hierarchy is not None:
        return transform.hierarchy
    if said.hierarchy is not None:
        return said.hierarchy
    if role is not Role.QUASI_IDENTIFIER:
        return None
    if isinstance(transform, Zip3):
        # Three digits are left: two, one and none are what they can be raised to.
        return PrefixHierarchy(lengths=(2, 1))
    if not isinstance(transform, Generalise):
        return FlatHierarchy()
    sector = context.sector.column(finding.table, finding.column) if context.sector else None
    if sector is not None and sector.hierarchy is not None:
        return sector.hierarchy
    return propose(finding, table.array(finding.column))


def _hierarchy_from(
    finding: ColumnFinding, said: ColumnSpec, transform: Generalise, context: Context
) -> str | None:
    """Say who chose the hierarchy of a generalised column; None for the pipeline file."""
    if transform.hierarchy is not None or said.hierarchy is not None:
        return None
    sector = context.sector.column(finding.table, finding.column) if context.sector else None
    if sector is not None and sector.hierarchy is not None:
        return f"the {context.pipeline.sector} schema's"
    return "proposed from its values"


def _lifted(
    transform: Generalise,
    hierarchy: HierarchySpec | None,
    finding: ColumnFinding,
    role: Role,
    context: Context,
) -> Generalise:
    """Return a generalisation that starts where every policy allows, unless a level is named."""
    lowest = transform.at_least
    for _, rule in bindings_of(finding, role, context.policies, context.pipeline):
        if hierarchy is not None:
            lowest = max(lowest, rule.lowest_level(hierarchy) or 0)
    return transform.model_copy(update={"at_least": lowest})


def default_transform(
    finding: ColumnFinding, role: Role, *, linked: bool
) -> tuple[TransformSpec, str]:
    """Return what happens to a column of a role when nobody says anything.

    Parameters
    ----------
    linked
        Whether the rows belong to a known subject, so that dates can be shifted with it.
    """
    match role:
        case Role.DIRECT_IDENTIFIER:
            return Drop(), "direct identifiers are dropped unless you say otherwise"
        case Role.SECURITY_SENSITIVE:
            return Drop(), "what tells of an asset that could be attacked is dropped"
        case Role.QUASI_IDENTIFIER if finding.entity in EVENT_ENTITIES:
            if linked:
                return ShiftDate(), "dates move with their subject; intervals stay exact"
            return TruncateDate(to="month"), "no subject to shift the date with"
        case Role.QUASI_IDENTIFIER:
            lowest = 1 if finding.entity == "DATE_OF_BIRTH" else 0
            return Generalise(at_least=lowest), "quasi-identifiers are generalised as far as needed"
        case Role.SENSITIVE:
            return (
                Keep(),
                "sensitive values are what the release is for; see that none singles out",
            )
        case Role.FREE_TEXT:
            return RedactText(), "personal data found in the text is replaced by tags"
        case Role.INSENSITIVE:
            return Keep(), "nothing about it identifies anyone"
        case _:
            return Drop(), "nobody could tell what it is; name a role to release it"


def unreadable_dates(table: Table, column: str, transform: TransformSpec) -> int:
    """Return how many dates of a column a date transform could not read, and would lose."""
    if not isinstance(transform, ShiftDate | TruncateDate):
        return 0
    values = table.column(column)
    if not pa.types.is_string(values.type):
        return 0
    spec = TruncateDate(to="year", order=transform.order)
    read = piecewise(lambda piece: apply_transform(piece, spec), values)
    return int(read.null_count - values.null_count)


def violations(decisions: Mapping[str, Sequence[Decision]], context: Context) -> list[Problem]:
    """Return what the policy packs do not accept, with rule, source and remedy, and identifiers
    that would be kept."""
    problems: list[Problem] = []
    for table, columns in decisions.items():
        for decision in columns:
            plan = decision.plan
            if isinstance(plan.transform, Nested):
                continue  # its parts are asked one by one
            bindings = bindings_of(plan.finding, plan.role, context.policies, context.pipeline)
            if (clash := contradiction(f"{table}.{plan.column}", bindings)) is not None:
                problems.append(clash)
                continue
            for pack, rule in bindings:
                if rule.accepts_transform(plan.transform, decision.hierarchy):
                    continue
                problems.append(
                    Problem(
                        f"columns.{table}.{plan.column}",
                        f"{plan.transform.kind!r} is not enough for {pack.id}, rule {rule.id}: "
                        f"{rule.title} ({rule.source}).",
                        hint=f"It accepts: {rule.accepted()}.",
                    )
                )
            kept = plan.role.protected and isinstance(plan.transform, Keep)
            if kept and not any(p.path == f"columns.{table}.{plan.column}" for p in problems):
                problems.append(
                    Problem(
                        f"columns.{table}.{plan.column}",
                        f"'keep' would release {_PROTECTED[plan.role]}.",
                        hint="Drop, mask or pseudonymise it; if it points at nobody and nothing, "
                        "say so: role: insensitive.",
                    )
                )
    return problems


def _unverified(rule: PolicyRule) -> str:
    return (
        f"{rule.title}: unverified and not applied; it would accept {rule.accepted()}. Check it "
        "against its source, and name the pack under policy-confirmed."
    )


def cautions(
    decisions: Mapping[str, Sequence[Decision]],
    policies: Sequence[PolicyPack],
    confirmed: Collection[str] = (),
) -> list[str]:
    """Return the warnings that go with transforms which the policies accept, each rule once.

    Rules that are unverified and not `confirmed` refuse nothing; what they do not accept is told.
    """
    columns: dict[str, list[str]] = {}
    for table, decided in decisions.items():
        for decision in decided:
            plan = decision.plan
            for pack in policies:
                rule = pack.rule_for(plan.finding, plan.role)
                warning = rule.caution(plan.transform) if rule else None
                if rule is not None and not pack.enforced(rule.status, confirmed):
                    fits = rule.accepts_transform(plan.transform, decision.hierarchy)
                    warning = None if fits else _unverified(rule)
                if rule is not None and warning is not None:
                    line = f"{pack.id}, rule {rule.id}: {warning}"
                    columns.setdefault(line, []).append(f"{table}.{plan.column}")
    return [f"{', '.join(names)}: {line}" for line, names in columns.items()]
