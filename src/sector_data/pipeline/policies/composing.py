"""Several policy packs as one: the strictest word of each, and what cannot hold together.

What lives here: which rules bind a column, the transform that satisfies them all, contradictions
between packs with both sources. What does not: whether a transform satisfies one rule
(:mod:`sector_data.spec.policies`), and whose word counts beside the packs'
(:mod:`sector_data.pipeline.planning.deciding`).

Rules and figures that are unverified bind only when the pipeline file confirms their pack; until
then they are told in warnings.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from sector_data.errors import Problem, SpecificationError
from sector_data.spec.evidence.findings import ColumnFinding
from sector_data.spec.pipeline import Pipeline
from sector_data.spec.policies import PolicyPack, PolicyRule
from sector_data.spec.policy_terms import Dominance
from sector_data.spec.transforms.values import (
    Drop,
    Generalise,
    Pseudonym,
    Surrogate,
    TransformSpec,
    TruncateDate,
)
from sector_data.spec.words import Recipient, Role

STRICTNESS = (
    "keep",
    "share-items",
    "noise",
    "pram",
    "rank-swap",
    "microaggregate",
    "round",
    "midpoint",
    "top-bottom",
    "join-rare",
    "shift-date",
    "truncate-date",
    "grid",
    "geohash",
    "zip3",
    "generalise",
    "nested",
    "redact-text",
    "format-preserving",
    "mask",
    "truncate-pan",
    "pseudonym",
    "surrogate",
    "drop",
)
"""Transforms by how little they leave for recognising somebody, the strictest last. It orders only
what every pack accepts, so that no law hangs on the middle of it."""

_PERIODS = ("week", "month", "quarter", "year")


class Binding(NamedTuple):
    """A rule that binds a column, and its pack."""

    pack: PolicyPack
    rule: PolicyRule

    def __str__(self) -> str:
        """Name it as plans do: ``hipaa-safe-harbor, rule B-zip``."""
        return f"{self.pack.id}, rule {self.rule.id}"


def bindings_of(
    finding: ColumnFinding,
    role: Role,
    policies: Sequence[PolicyPack],
    pipeline: Pipeline,
    *,
    enforced: bool = True,
) -> list[Binding]:
    """Return the rules that bind a column, one of each pack at most, in the packs' order.

    Parameters
    ----------
    enforced
        Whether those that are applied are wanted; otherwise those that are only told, being
        unverified and not confirmed.
    """
    found = [Binding(pack, rule) for pack in policies if (rule := pack.rule_for(finding, role))]
    confirmed = pipeline.policy_confirmed
    return [b for b in found if b.pack.enforced(b.rule.status, confirmed) == enforced]


def composed(bindings: Sequence[Binding]) -> tuple[TransformSpec, str] | None:
    """Return the strictest default that all rules accept, and which pack it comes from.

    Where the defaults do not satisfy all rules the column is dropped if all accept that. None when
    no rule has a default, or nothing satisfies them all (see :func:`contradiction`).
    """
    defaults = [b for b in bindings if b.rule.transform is not None]
    if not defaults:
        return None
    fitting = [
        b
        for b in defaults
        if b.rule.transform is not None and _all_accept(b.rule.transform, bindings)
    ]
    if fitting:
        strictest = max(fitting, key=lambda b: strictness(b.rule.transform))
        transform = strictest.rule.transform
        assert transform is not None
        others = [b for b in bindings if b is not strictest]
        reason = f"{strictest}: {strictest.rule.title}"
        return transform, reason + (f"; {_bound(others)}" if others else "")
    if _all_accept(Drop(), bindings):
        return Drop(), f"nothing milder satisfies {_listed(bindings)} together"
    return None


def linking(bindings: Sequence[Binding]) -> TransformSpec:
    """Return what keeps a link between tables and satisfies all rules, a pseudonym if it does.

    Where no code of any kind may stand, the link goes.
    """
    wanted = (Pseudonym(), Surrogate(), Drop())
    return next((t for t in wanted if _all_accept(t, bindings)), Pseudonym())


def fitted(
    transform: TransformSpec, reason: str, bindings: Sequence[Binding]
) -> tuple[TransformSpec, str]:
    """Return a default, or its strictest substitute when a pack does not accept it.

    A generalisation is left alone: its level is raised to what the packs ask later.
    """
    if isinstance(transform, Generalise) or _all_accept(transform, bindings):
        return transform, with_bindings(reason, bindings)
    if _all_accept(Drop(), bindings):
        kind = transform.kind
        return Drop(), f"{kind!r} would be the default, but is not enough ({_bound(bindings)})"
    return transform, reason


def with_bindings(reason: str, bindings: Sequence[Binding]) -> str:
    """Return a reason with the rules that bind the column beside whoever decided."""
    return f"{reason} ({_bound(bindings)})" if bindings else reason


def strictness(transform: TransformSpec | None) -> tuple[int, int]:
    """Return the place of a transform in :data:`STRICTNESS`, and how far it goes there."""
    assert transform is not None
    degree = 0
    if isinstance(transform, TruncateDate):
        degree = _PERIODS.index(transform.to)
    if isinstance(transform, Generalise):
        degree = max(transform.at_least, transform.level or 0)
    return STRICTNESS.index(transform.kind), degree


def contradiction(path: str, bindings: Sequence[Binding]) -> Problem | None:
    """Return what is wrong with rules that no transform satisfies together; None when one does.

    Parameters
    ----------
    path
        Of the column, as ``table.column``.
    """
    if not bindings or set.intersection(*(set(b.rule.accepts) for b in bindings)):
        return None
    said = "; ".join(f"{b} accepts {b.rule.accepted()} ({b.rule.source})" for b in bindings)
    return Problem(
        f"columns.{path}",
        f"the packs contradict each other: {said}.",
        hint="Leave one of them out, or make two releases.",
    )


def check_packs(pipeline: Pipeline, policies: Sequence[PolicyPack], today: date) -> None:
    """Insist that the packs may hold together, for these recipients, on this day.

    Raises
    ------
    SpecificationError
        With the sources of whatever contradicts, and the remedy.
    """
    problems = [*_out_of_date(policies, today), *_recipients(pipeline, policies)]
    if problems:
        raise SpecificationError(problems)


def widest_recipient(policies: Sequence[PolicyPack]) -> Recipient | None:
    """Return the widest circle of recipients that all packs allow; None when they allow none.

    Unverified limits count as well: a draft had better be narrow.
    """
    limits = [set(pack.recipients.allowed) for pack in policies if pack.recipients is not None]
    common = set(Recipient).intersection(*limits)
    return next((recipient for recipient in Recipient if recipient in common), None)


def unverified_figures(pipeline: Pipeline, policies: Sequence[PolicyPack]) -> list[str]:
    """Return a warning for every figure that is told and not applied."""
    lines = []
    for pack in policies:
        figures = pack.thresholds
        if figures is None or pack.enforced(figures.status, pipeline.policy_confirmed):
            continue
        told = [
            *([f"k = {figures.k_anonymity}"] if figures.k_anonymity else []),
            *([f"a risk of {figures.max_risk:g}"] if figures.max_risk else []),
            *([_worded(figures.dominance)] if figures.dominance else []),
        ]
        if told:
            lines.append(
                f"{pack.id}: {' and '.join(told)} is unverified and not applied "
                f"({figures.source}); check it and name the pack under policy-confirmed."
            )
    return lines


def _worded(dominance: Dominance) -> str:
    share = f"{dominance.share:.0%}"
    return f"cells of {dominance.subjects} or more, none above {share} of its cell's total"


def _out_of_date(policies: Sequence[PolicyPack], today: date) -> Iterator[Problem]:
    for pack in policies:
        if pack.in_force_until is not None and today > pack.in_force_until:
            yield Problem(
                "policy",
                f"{pack.id} is out of date: {pack.source} was in force until "
                f"{pack.in_force_until:%Y-%m-%d}.",
                hint="Name the pack of the text that replaced it, or update sector-data.",
            )


def _recipients(pipeline: Pipeline, policies: Sequence[PolicyPack]) -> Iterator[Problem]:
    limited = [
        (pack, pack.recipients)
        for pack in policies
        if pack.recipients is not None
        and pack.enforced(pack.recipients.status, pipeline.policy_confirmed)
    ]
    if not limited:
        return
    common = set.intersection(*(set(limits.allowed) for _, limits in limited))
    if not common:
        said = "; ".join(
            f"{pack.id} allows {', '.join(limits.allowed)} ({limits.source})"
            for pack, limits in limited
        )
        yield Problem(
            "policy",
            f"the packs contradict each other on recipients: {said}.",
            hint="Leave one of them out, or make two releases.",
        )
        return
    recipient = pipeline.release.recipient
    for pack, limits in limited:
        if recipient not in limits.allowed:
            yield Problem(
                "release.recipient",
                f"{recipient.value!r} is not allowed by {pack.id} ({limits.source}).",
                hint=f"It allows: {', '.join(sorted(common))}.",
            )


def _all_accept(transform: TransformSpec, bindings: Sequence[Binding]) -> bool:
    return all(b.rule.accepts_transform(transform) for b in bindings)


def _listed(bindings: Sequence[Binding]) -> str:
    return " and ".join(map(str, bindings))


def _bound(bindings: Sequence[Binding]) -> str:
    return f"bound by {_listed(bindings)}"
