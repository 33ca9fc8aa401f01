"""The gates of a release, what was measured against them, and whether all are passed.

What lives here: the lines of the table and their count. What does not: measuring and deciding
(:mod:`sector_data.assessment`, :mod:`sector_data.validate`,
:mod:`sector_data.release.leaks.search`).
"""

from __future__ import annotations

from typing import NamedTuple

from sector_data.release.report.catalogue import UNKNOWN, Catalogue
from sector_data.release.report.content import ReportContent
from sector_data.spec.evidence.release import GateResult, LeakReport
from sector_data.spec.metrics import GATE_METRICS

SIGNS = {"<=": "≤", ">=": "≥"}

RISKS = frozenset({"highest-risk", "average-risk"})
"""Shares that the field writes as a number, not per cent."""


class GateLine(NamedTuple):
    """One gate; figures are spelt."""

    name: str
    subject: str
    measured: str
    bound: str
    passed: bool
    note: str = ""
    own: bool = False
    """Whether the pipeline file asks for it; every release has the others."""


def gate_lines(content: ReportContent, words: Catalogue) -> list[GateLine]:
    """Return the steward's gates, then those that every release has."""
    lines = [_gate(result, words) for result in content.assessment.gates]
    met = sum(1 for outcome in content.validation.outcomes if outcome.passed)
    total = len(content.validation.outcomes)
    lines.append(
        GateLine(
            words.text("gates.expectations"),
            "",
            words.integer(met),
            f"= {words.integer(total)}",
            met == total,
            content.validation.engine,
        )
    )
    leaks = content.leaks
    if leaks is not None:
        note = words.text(
            "gates.leaks_note",
            values=words.integer(leaks.values),
            files=words.integer(leaks.files),
            unsearchable=_few(leaks.not_searchable, leaks, words),
            excused=_few(leaks.excused, leaks, words),
        )
        found = words.integer(len(leaks.findings))
        lines.append(GateLine(words.text("gates.leaks"), "", found, "= 0", leaks.passed, note))
    return lines


def verdict(lines: list[GateLine], words: Catalogue) -> tuple[bool, str]:
    """Return whether all gates are passed, and that in words."""
    failed = sum(1 for line in lines if not line.passed)
    count = words.integer(len(lines))
    if failed:
        return False, words.text("verdict.failed", failed=words.integer(failed), count=count)
    own = words.integer(sum(1 for line in lines if line.own))
    return True, words.text("verdict.passed", count=count, own=own)


def _gate(result: GateResult, words: Catalogue) -> GateLine:
    measured, bound = _figures(result, words)
    return GateLine(
        words.text(f"metrics.{result.gate.metric}"),
        result.subject or "",
        measured,
        f"{SIGNS[result.gate.comparison]} {bound}",
        result.passed,
        own=True,
    )


def _figures(result: GateResult, words: Catalogue) -> tuple[str, str]:
    """Spell what was measured and its bound, with as many decimals as tell them apart."""
    measured, bound = result.measured, result.gate.bound
    metric = GATE_METRICS[result.gate.metric]
    if metric.unit == "count":
        return UNKNOWN if measured is None else words.integer(int(measured)), words.plain(bound)
    as_number = result.gate.metric in RISKS
    scale = 1 if as_number else 100
    unit = "" if as_number else words.percent(0, 0).removeprefix("0")
    spelt = words.plain(round(scale * bound, 9)) + unit
    if measured is None:
        return UNKNOWN, spelt
    digits = 3 if as_number else 1
    while (
        digits < 9
        and measured != bound
        and round(scale * measured, digits) == round(scale * bound, 9)
    ):
        digits += 1
    return words.plain(round(scale * measured, digits)) + unit, spelt


def _few(count: int | None, leaks: LeakReport, words: Catalogue) -> str:
    """Spell a count; a dash where a guarantee keeps all of them untold."""
    few = count is None and leaks.values is not None
    return words.text("texts.few") if few else words.integer(count)
