"""The verdict of a profile on one synthetic table.

What lives here: what a line says, and what all of them together. What does not: where the figures
come from (:mod:`sector_data.assessment.gating.figures`).
"""

from __future__ import annotations

from sector_data.assessment.gating.figures import (
    APPLIES_NOT,
    Candidate,
    candidates,
    people_set_aside,
)
from sector_data.spec.evidence.gates import (
    CheckReason,
    CheckResult,
    CheckVerdict,
    GateReason,
    TableGate,
)
from sector_data.spec.evidence.measurements import TableMeasurements
from sector_data.spec.evidence.selftest import SelfTest
from sector_data.spec.gate_profiles import CHECK_FIGURES, GateCheck, GateProfile


def judge_table(
    profile: GateProfile, table: TableMeasurements, *, broken_rules: int | None = None
) -> TableGate:
    """Put the measurements of a table to a profile.

    A leak that is found refuses the table, unless the self-test shows that the profile also refuses
    other people. It passes only when every line that decides holds, and the self-test ended as it
    should: three known leaks refused, other people passed.

    Parameters
    ----------
    profile
        The lines.
    table
        Measurements of a synthetic table, with the self-test of the same profile
        (:func:`sector_data.assessment.gating.trial.gate_self_test`).
    broken_rules
        Released rows that break a declared rule; None where none is declared.
    """
    lines = tuple(judge_line(check, table, broken_rules) for check in profile.checks)
    told = TableGate(
        table=table.table,
        profile=profile.id,
        version=profile.version,
        checks=lines,
        verdict="passes",
    )
    reason = _doubt(table.self_test, lines)
    if told.failed and reason != "false-alarm":
        return told.model_copy(update={"verdict": "refuses"})
    if reason is not None:
        return told.model_copy(update={"verdict": "not assessed", "reason": reason})
    return told


def _doubt(test: SelfTest | None, lines: tuple[CheckResult, ...]) -> GateReason | None:
    """Return why nothing can be said of a table, if so; the first reason that a steward can act
    on."""
    if test is not None and test.reason == "false-alarm":
        return "false-alarm"
    if any(line.verdict == "fails" and line.otherwise == "not-assessed" for line in lines):
        return "control-group"
    if test is None:
        return "not-tried"
    if test.reason is not None:
        return "control-group" if test.reason == "no-control" else test.reason
    undecided = any(line.verdict == "not assessed" and line.otherwise != "warn" for line in lines)
    return "lines" if undecided else None


def judge_line(check: GateCheck, table: TableMeasurements, broken_rules: int | None) -> CheckResult:
    """Put the measurements of a table to one line of a profile; the worst figure decides."""
    found = candidates(check.figure, table, broken_rules)

    def said(
        verdict: CheckVerdict, reason: CheckReason | None, worst: Candidate | None
    ) -> CheckResult:
        return CheckResult(
            check=check.id,
            figure=check.figure,
            bound=check.bound,
            upper=check.upper,
            otherwise=check.otherwise,
            compared=None if worst is None else _compared(check, worst),
            value=None if worst is None else worst.value,
            subject=None if worst is None else worst.subject,
            verdict=verdict,
            reason=reason,
        )

    if isinstance(found, str):
        return said("does not apply" if found in APPLIES_NOT else "not assessed", found, None)
    verdicts = [_verdict(check, candidate) for candidate in found]
    verdict = next(v for v in ("fails", "not assessed", "holds") if v in verdicts)
    alike = [c for c, each in zip(found, verdicts, strict=True) if each == verdict]
    worst = (max if check.upper else min)(alike, key=lambda c: (_compared(check, c), c.value))
    if check.or_people is not None and people_set_aside(table) >= check.or_people:
        verdict = "holds"
    return said(verdict, "wide-interval" if verdict == "not assessed" else None, worst)


def _compared(check: GateCheck, candidate: Candidate) -> float:
    """Return what of a figure is held against the bound."""
    match CHECK_FIGURES[check.figure].end:
        case "upper":
            return candidate.upper
        case "lower":
            return candidate.lower
        case "value":
            return candidate.value


def _verdict(check: GateCheck, candidate: Candidate) -> CheckVerdict:
    compared = _compared(check, candidate)
    if compared <= check.bound if check.upper else compared >= check.bound:
        return "holds"
    # An upper end beyond the bound may be chance, unless something was surely gained.
    if CHECK_FIGURES[check.figure].end == "upper" and candidate.lower <= 0:
        return "not assessed"
    return "fails"
