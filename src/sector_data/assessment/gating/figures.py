"""The figures that lines of a profile compare with their bounds.

What lives here: which measurements of a table are candidates for a figure, with their intervals, or
why there is none. What does not: the verdict (:mod:`sector_data.assessment.gating.judging`).

What is surely gained is what three standard deviations leave (99.7 %), of all candidates at once
(Bonferroni): a gate of many lines must seldom refuse anybody by chance, and with more secrets and
groups no quicker. What is gained at most is the upper end of the usual 95 %.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from sector_data.assessment.attacks.intervals import excess
from sector_data.assessment.traces.chance import THREE_DEVIATIONS
from sector_data.spec.evidence.attacks import AttackFigure, Rate
from sector_data.spec.evidence.attacks import Reason as AttackReason
from sector_data.spec.evidence.gates import CheckReason
from sector_data.spec.evidence.measurements import TableMeasurements
from sector_data.spec.evidence.membership import Group, MembershipFigure
from sector_data.spec.evidence.traces import TraceFinding
from sector_data.spec.evidence.usefulness import PredictionFigures
from sector_data.spec.gate_profiles import CheckFigure

APPLIES_NOT: frozenset[CheckReason] = frozenset(
    {"no-secret", "no-rules", "no-target", "nothing-to-compare"}
)
"""Reasons that leave nothing in doubt."""

_OF_ATTACKS: dict[AttackReason, CheckReason] = {
    "no-control": "no-control",
    "few-subjects": "few-people",
    "nothing-known": "nothing-known",
    "no-secret": "no-secret",
}


class Candidate(NamedTuple):
    """A figure with the ends of its interval; all the same where it has none."""

    value: float
    lower: float
    upper: float
    subject: str | None = None


Found = Sequence[Candidate] | CheckReason


def candidates(figure: CheckFigure, table: TableMeasurements, broken_rules: int | None) -> Found:
    """Return what a figure may be read from, or why it cannot.

    Parameters
    ----------
    figure
        Name in a profile.
    table
        What was measured.
    broken_rules
        Rows that break a declared rule; None where none is declared.
    """
    match figure:
        case "broken-rules":
            return "no-rules" if broken_rules is None else [_exact(broken_rules)]
        case "control-group":
            return _control(table)
        case "exact-copies" | "near-copies":
            return _copies(figure, table)
        case "traces":
            return _traces(table)
        case "membership":
            return _membership(table, "all", _caught)
        case "membership-outliers":
            return _membership(table, "outliers", _caught)
        case "membership-auc":
            return _membership(table, "all", _area)
        case "inference" | "linkability" | "singling-out":
            return _attack(figure, table)
        case "inference-rare":
            return _rare_and_groups(table)
        case "trained-on-release":
            return _trained(table)
        case "pair-score":
            score = None if table.usefulness is None else table.usefulness.pair_score
            return "nothing-to-compare" if score is None else [_exact(score)]


def _exact(value: float, subject: str | None = None) -> Candidate:
    return Candidate(value, value, value, subject)


def _control(table: TableMeasurements) -> Found:
    members, aside = _groups_of(table)
    return [_exact(aside / max(members, 1))]


def people_set_aside(table: TableMeasurements) -> int:
    """Return how many people the release never saw."""
    return _groups_of(table)[1]


def _groups_of(table: TableMeasurements) -> tuple[int, int]:
    """Return how many people were learnt from and set aside, by whatever was measured."""
    if table.membership is not None:
        return table.membership.members, table.membership.control
    if table.attacks is not None:
        return table.attacks.members, table.attacks.control
    if table.traces is not None:
        return table.traces.subjects, table.traces.control_subjects
    return 0, 0


def _copies(figure: CheckFigure, table: TableMeasurements) -> Found:
    if table.traces is None:
        return "not-measured"
    check = next(c for c in table.traces.checks if c.trace == figure)
    if check.why_not in ("nothing-single", "nothing-to-compare"):
        return "nothing-to-compare"
    if check.verdict == "cannot tell" or not table.traces.control_subjects:
        return "few-people" if check.why_not == "few-subjects" else "no-control"
    found = []
    for finding in table.traces.findings:
        if finding.trace == figure:
            value = finding.share if finding.excess is None else finding.excess.value
            sure = finding.excess.lower if finding.excess is not None else 0.0
            # Fisher's test decides; its interval may be a little shorter or longer.
            sure = (sure if sure > 0 else value) if finding.verdict == "found" else min(sure, 0.0)
            found.append(Candidate(value, max(sure, 0.0), value, finding.method))
    return found or "nothing-to-compare"


def _traces(table: TableMeasurements) -> Found:
    if table.traces is None:
        return "not-measured"
    kinds = {f.trace for f in table.traces.serious if _counts(f)}
    if kinds:
        return [_exact(len(kinds), ", ".join(sorted(kinds)))]
    if any(_counts(f) for f in table.traces.untold):
        return "few-people" if table.traces.control_subjects else "no-control"
    return [_exact(0)]


def _counts(finding: TraceFinding) -> bool:
    """Return whether a trace is one of single people. Copies have lines of their own, and an
    extreme that a document names may be a count: a missing value more or less, or an age of 0."""
    if finding.trace == "metadata":
        return finding.method not in ("smallest", "largest")
    return finding.trace not in ("exact-copies", "near-copies")


def _membership(
    table: TableMeasurements, group: Group, ends: Callable[[MembershipFigure], Candidate]
) -> Found:
    found = table.membership
    if found is None:
        return "not-measured" if people_set_aside(table) else "no-control"
    figures = [figure for figure in found.figures if figure.group == group]
    if found.reason in ("no-control", "few-subjects") or not figures:
        return "no-control" if found.reason == "no-control" else "few-people"
    telling = [figure for figure in figures if figure.reason != "constant"]
    return [ends(figure) for figure in telling] or "nothing-to-compare"


def _caught(figure: MembershipFigure) -> Candidate:
    """Return who is told. The place where 1 % of others are told is itself read from few others, so
    that no more is sure than what is told beyond them."""
    mistaken = figure.mistaken.share
    beyond = mistaken + (1 - mistaken) * max(figure.excess.lower, 0.0)
    sure = min(figure.caught.lower, beyond)
    return Candidate(figure.caught.share, sure, figure.caught.upper, figure.attack)


def _area(figure: MembershipFigure) -> Candidate:
    return Candidate(figure.auc, figure.auc_lower, figure.auc_upper, figure.attack)


def _attack(figure: CheckFigure, table: TableMeasurements) -> Found:
    if table.attacks is None:
        return "nothing-known"
    figures = [f for f in table.attacks.figures if f.attack == figure]
    return _surely([(f.main, f.control, f.secret) for f in figures]) or _why_not(figures)


def _rare_and_groups(table: TableMeasurements) -> Found:
    """Return what is gained about the rarest people and about groups of a column."""
    if table.attacks is None:
        return "nothing-known"
    figures = [f for f in table.attacks.figures if f.attack == "inference"]
    rates = [(f.rare.main, f.rare.control, f.secret) for f in figures if f.rare is not None]
    groups = [(f, group) for f in figures for group in f.subgroups]
    rates += [(group.main, group.control, f"{f.secret}, {group.column}") for f, group in groups]
    tests = sum(f.rare is not None for f in figures) + sum(g.subgroups for _, g in groups)
    found = _surely(rates, tests)
    if found:
        return found
    tried = any(f.excess is not None for f in figures)
    return "few-people" if tried else _why_not(figures)


def _why_not(figures: Sequence[AttackFigure]) -> CheckReason:
    """Return the gravest reason why an attack has no figure."""
    reasons = [_OF_ATTACKS.get(f.reason, "nothing-to-compare") for f in figures if f.reason]
    doubts = [reason for reason in reasons if reason not in APPLIES_NOT]
    return next(iter(doubts or reasons), "nothing-to-compare" if figures else "not-measured")


def _surely(
    rates: Sequence[tuple[Rate | None, Rate | None, str | None]], tests: int | None = None
) -> list[Candidate]:
    """Return the gains that rates show, their lower ends those of all of them at once."""
    compared = [(main, control, name) for main, control, name in rates if main and control]
    confidence = 1 - 2 * THREE_DEVIATIONS / max(tests or len(compared), 1)
    return list(_gains(compared, confidence))


def _gains(
    rates: Sequence[tuple[Rate, Rate, str | None]], confidence: float
) -> Iterator[Candidate]:
    for main, control, name in rates:
        plain, together = excess(main, control), excess(main, control, confidence=confidence)
        if plain is not None and together is not None:
            yield Candidate(plain.value, together.lower, plain.upper, name)


def _trained(table: TableMeasurements) -> Found:
    use = table.usefulness
    if use is None:
        return "not-measured"
    kept = [
        _exact(share, prediction.target)
        for prediction in use.predictions
        if (share := _worth(prediction)) is not None
    ]
    return kept or "no-target"


def _worth(prediction: PredictionFigures) -> float | None:
    """Return what a model trained on the release reaches of what one trained on real rows does;
    of the kind of model that is best on real rows."""
    best = max(prediction.models, key=lambda model: model.real, default=None)
    return None if best is None or best.real <= 0 else best.release / best.real
