"""What a release shows of each policy pack: rule by rule, with the evidence.

What lives here: the verdicts. What does not: the statement
(:mod:`sector_data.spec.evidence.conformity`), its words
(:mod:`sector_data.release.report.conformity`), and whether a plan keeps to the packs before it is
carried out (:mod:`sector_data.pipeline.planning.deciding`).

Everything is read from what a bundle holds, so that an auditor comes to the same verdicts. A part
that a program cannot decide needs a human; that it holds never says that a law is complied with.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from sector_data.detect.entities import ENTITIES
from sector_data.sources.tables import Table
from sector_data.spec.evidence.conformity import (
    Conformity,
    ConformityLine,
    EvidenceKind,
    PackConformity,
    Verdict,
)
from sector_data.spec.evidence.release import Assessment, LeakReport, RiskFigures, ValidationReport
from sector_data.spec.hierarchies import HalvedHierarchy, HierarchySpec
from sector_data.spec.packs import load_policy
from sector_data.spec.plan import ColumnPlan, Plan, TablePlan
from sector_data.spec.policies import PolicyPack, PolicyRule
from sector_data.spec.policy_terms import OutputCheck, Status
from sector_data.spec.transforms.values import Drop, Generalise, TransformSpec


@dataclass(frozen=True, slots=True)
class Shown:
    """What a release shows.

    Attributes
    ----------
    plan
        What was carried out.
    tables
        What is released.
    assessment, validation
        The evidence.
    leaks
        None while the leak gate has still to search.
    """

    plan: Plan
    tables: Mapping[str, Table]
    assessment: Assessment
    validation: ValidationReport
    leaks: LeakReport | None


def conformity_of(shown: Shown) -> Conformity | None:
    """Return the statement for the packs that the pipeline names; None when it names none."""
    packs = [load_policy(name) for name in shown.plan.pipeline.policy]
    if not packs:
        return None
    return Conformity(packs=tuple(_pack(pack, shown) for pack in packs))


def _pack(pack: PolicyPack, shown: Shown) -> PackConformity:
    return PackConformity(
        pack=pack.id,
        version=pack.version,
        title=pack.title,
        jurisdiction=pack.jurisdiction,
        status=pack.status,
        source=pack.source,
        lines=(
            *(_rule(rule, pack, shown) for rule in pack.rules),
            *_figures(pack, shown),
            *(_check(check, pack, shown) for check in pack.checks),
            *_limits(pack, shown.plan),
            *_questions(pack),
        ),
    )


def _rule(rule: PolicyRule, pack: PolicyPack, shown: Shown) -> ConformityLine:
    bound = [
        (table, column)
        for table in shown.plan.tables
        for column in _asked_of(table)
        if pack.rule_for(column.finding, column.role) == rule
    ]
    broken = [(t, c) for t, c in bound if not _keeps_to(rule, t, c, shown.tables)]
    cautions = dict.fromkeys(
        caution for _, c in bound if (caution := rule.caution(c.transform)) is not None
    )
    told = bound
    verdict: Verdict
    evidence: EvidenceKind
    if not pack.enforced(rule.status, shown.plan.pipeline.policy_confirmed):
        verdict, evidence = "needs a human", "unverified"
    elif broken:
        verdict, evidence, told = "fails", "broken", broken
    elif cautions:
        verdict, evidence = "needs a human", "cautioned"
    elif bound:
        verdict, evidence = "holds", "kept-to"
    elif _looked_for(rule):
        verdict, evidence = "holds", "no-column"
    else:
        verdict, evidence = "needs a human", "not-looked-for"
    return ConformityLine(
        part="rule",
        id=rule.id,
        title=rule.title,
        source=rule.source,
        status=rule.status or pack.status,
        verdict=verdict,
        evidence=evidence,
        columns={f"{t.table}.{c.column}": str(c.transform.kind) for t, c in told},
        cautions=tuple(cautions) if evidence == "cautioned" else (),
    )


def _asked_of(table: TablePlan) -> Iterator[ColumnPlan]:
    """Yield the columns of a table; of one that holds JSON, the parts that it was taken into."""
    for column in table.columns:
        yield from column.parts or (column,)


def _keeps_to(
    rule: PolicyRule, table: TablePlan, column: ColumnPlan, tables: Mapping[str, Table]
) -> bool:
    """Return whether plan and released table keep to a rule: dropped is not there."""
    released = tables.get(table.table)
    if isinstance(column.transform, Drop):
        gone = released is None or column.column not in released.columns
        return gone and rule.accepts_transform(column.transform)
    transform, hierarchy = _carried_out(table, column)
    return rule.accepts_transform(transform, hierarchy)


def _carried_out(
    table: TablePlan, column: ColumnPlan
) -> tuple[TransformSpec, HierarchySpec | None]:
    """Return a transform with the level that the search chose for it."""
    spec = column.transform
    chosen = next(
        (
            part
            for part in (table.protection.generalisations if table.protection else ())
            if part.column == column.column
        ),
        None,
    )
    if chosen is None:
        return spec, None
    if isinstance(chosen.hierarchy, HalvedHierarchy):
        # Halves lie between the levels that a rule names; the plan's own floor is among these.
        return spec, chosen.hierarchy.of
    if not isinstance(spec, Generalise) or spec.level is not None:
        return spec, chosen.hierarchy
    return spec.model_copy(update={"level": chosen.level}), chosen.hierarchy


def _looked_for(rule: PolicyRule) -> bool:
    """Return whether detection can tell the columns that a rule is about."""
    return any(
        not columns.entities or set(columns.entities) & ENTITIES.keys()
        for columns in rule.applies_to
    )


def _figures(pack: PolicyPack, shown: Shown) -> Iterator[ConformityLine]:
    figures = pack.thresholds
    if figures is None:
        return
    asked = (("k-anonymity", figures.k_anonymity), ("highest-risk", figures.max_risk))
    for figure, bound in asked:
        if bound is not None:
            yield _measured(
                "figure", figure, figure, figure, bound, figures.source, figures.status, pack, shown
            )
    if figures.dominance is not None:
        yield ConformityLine(
            part="figure",
            id="dominance",
            title=f"cells of {figures.dominance.subjects} subjects or more, none of which makes up "
            f"more than {figures.dominance.share:.0%} of its cell",
            source=figures.source,
            status=figures.status,
            **_dominance(figures.dominance.subjects, figures.dominance.share, shown.plan),
            figure="dominance",
            bound=figures.dominance.share,
            note=str(figures.dominance.subjects),
        )


def _dominance(subjects: int, share: float, plan: Plan) -> dict[str, Any]:
    """Return the verdict on the cells of aggregates; who releases rows has to look at cells that
    are published of them."""
    made = plan.aggregates
    if not made or len(made) < len(plan.tables):
        return {"verdict": "needs a human", "evidence": "person"}
    holds = all(a.fewest is None or a.fewest >= subjects for a in made)
    largest = max((a.largest_share or 0.0 for a in made), default=0.0)
    if holds and largest <= share:
        return {"verdict": "holds", "evidence": "kept-to", "measured": largest}
    return {"verdict": "fails", "evidence": "broken", "measured": largest}


def _check(check: OutputCheck, pack: PolicyPack, shown: Shown) -> ConformityLine:
    status = check.status or pack.status
    if check.figure in ("k-anonymity", "highest-risk", "unique"):
        bound = check.bound or 0.0
        return _measured(
            "check", check.id, check.title, check.figure, bound, check.source, status, pack, shown
        )
    failed = _failed(check.figure, shown)
    verdict: Verdict = "holds" if failed == 0 else "fails"
    evidence: EvidenceKind = "counted"
    if failed is None:
        verdict, evidence = "needs a human", "not-measured"
    return ConformityLine(
        part="check",
        id=check.id,
        title=check.title,
        source=check.source,
        status=status,
        verdict=verdict,
        evidence=evidence,
        figure=check.figure,
        measured=failed,
        bound=0,
    )


def _failed(figure: str, shown: Shown) -> int | None:
    """Return how many of what a check speaks of failed; None where nothing was looked at yet."""
    match figure:
        case "leaks":
            return None if shown.leaks is None else len(shown.leaks.findings)
        case "expectations":
            return sum(1 for outcome in shown.validation.outcomes if not outcome.passed)
        case _:
            return sum(1 for result in shown.assessment.gates if not result.passed)


def _measured(
    part: Literal["figure", "check"],
    identifier: str,
    title: str,
    figure: str,
    bound: float,
    source: str,
    status: Status,
    pack: PolicyPack,
    shown: Shown,
) -> ConformityLine:
    measured = worst(figure, shown.assessment.after, shown.plan)
    verdict: Verdict
    evidence: EvidenceKind = "measured"
    if not pack.enforced(status, shown.plan.pipeline.policy_confirmed):
        verdict, evidence = "needs a human", "unverified"
    elif measured is None:
        verdict, evidence = "needs a human", "not-measured"
    elif figure == "k-anonymity":
        verdict = "holds" if measured >= bound else "fails"
    else:
        verdict = "holds" if as_precise_as(measured, bound) <= bound else "fails"
    return ConformityLine(
        part=part,
        id=identifier,
        title=title,
        source=source,
        status=status,
        verdict=verdict,
        evidence=evidence,
        figure=figure,
        measured=measured,
        bound=bound,
    )


def worst(figure: str, after: Sequence[RiskFigures], plan: Plan) -> float | None:
    """Return the worst of a figure over the protected tables; None when there are none with rows.

    Parameters
    ----------
    figure
        ``k-anonymity`` (subjects), ``highest-risk`` or ``unique`` (shares in [0, 1]).
    """
    protected = {table.table for table in plan.tables if table.protection is not None}
    counted = [f for f in after if f.table in protected and f.rows]
    if not counted:
        return None
    match figure:
        case "k-anonymity":
            return min(f.k for f in counted)
        case "highest-risk":
            return max(f.highest_risk for f in counted)
        case _:
            return max(f.unique_subjects for f in counted)


def as_precise_as(measured: float, bound: float) -> float:
    """Round a share to the decimals that its bound is written with.

    Guidelines that ask for "0.09, roughly groups of 11" mean 1/11 = 0.0909 by 0.09.
    """
    exponent = Decimal(repr(bound)).as_tuple().exponent
    return round(measured, -exponent) if isinstance(exponent, int) and exponent < 0 else measured


def _limits(pack: PolicyPack, plan: Plan) -> Iterator[ConformityLine]:
    if pack.recipients is not None:
        limits, recipient = pack.recipients, plan.pipeline.release.recipient
        status = limits.status or pack.status
        allowed = recipient in limits.allowed
        verdict: Verdict = "holds" if allowed else "fails"
        evidence: EvidenceKind = "recipient"
        if not pack.enforced(status, plan.pipeline.policy_confirmed):
            verdict, evidence = "needs a human", "unverified"
        yield ConformityLine(
            part="recipients",
            id="recipients",
            title=f"for {' or '.join(limits.allowed)} only",
            source=limits.source,
            status=status,
            verdict=verdict,
            evidence=evidence,
            note=recipient.value,
        )
    if pack.in_force_until is not None:
        yield ConformityLine(
            part="validity",
            id="in-force",
            title=f"in force until {pack.in_force_until:%Y-%m-%d}",
            source=pack.source,
            status=pack.status,
            verdict="holds" if plan.made_on <= pack.in_force_until else "fails",
            evidence="validity",
            note=plan.made_on.isoformat(),
        )


def _questions(pack: PolicyPack) -> Iterator[ConformityLine]:
    for number, text in enumerate(pack.requires, start=1):
        yield ConformityLine(
            part="person",
            id=str(number),
            title=text,
            source=None,
            status=pack.status,
            verdict="needs a human",
            evidence="person",
        )
