"""Re-identification risk of each table, before and after.

What lives here: which figures are told and drawn. What does not: measuring them
(:mod:`sector_data.assessment`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sector_data.release.report.catalogue import Catalogue
from sector_data.release.report.content import ReportContent
from sector_data.release.report.figures import Bar, Group, bars
from sector_data.spec.evidence.release import ModelResult, RiskFigures
from sector_data.spec.plan import ProtectionPlan
from sector_data.spec.privacy import PrivacySpec


class RiskLine(NamedTuple):
    """One figure before and after, and what was asked of it (empty: nothing)."""

    label: str
    before: str
    after: str
    asked: str = ""


class TableRisk(NamedTuple):
    """Risk of one table: its quasi-identifiers, figures and drawing."""

    table: str
    quasi_identifiers: tuple[str, ...]
    smallest: str
    lines: list[RiskLine]
    figure: str


def table_risks(content: ReportContent, words: Catalogue) -> list[TableRisk]:
    """Return the risk of every table that has quasi-identifiers."""
    before = {f.table: f for f in content.assessment.before}
    protections = {t.table: t.protection for t in content.plan.tables}
    return [
        TableRisk(
            after.table,
            after.quasi_identifiers,
            words.integer(after.k),
            [
                *_lines(
                    before[after.table],
                    after,
                    protections.get(after.table),
                    content.plan.pipeline.privacy,
                    words,
                ),
                *_model_lines(after.table, content.assessment.models, words),
            ],
            _figure(before[after.table], after, words, mark=f"risk-{place}"),
        )
        for place, after in enumerate(content.assessment.after, 1)
    ]


def _lines(
    was: RiskFigures,
    now: RiskFigures,
    protection: ProtectionPlan | None,
    privacy: PrivacySpec,
    words: Catalogue,
) -> list[RiskLine]:
    k = protection.k if protection else None
    lines = [
        RiskLine(
            words.text("risk.subjects"), words.integer(was.subjects), words.integer(now.subjects)
        ),
        RiskLine(
            words.text("risk.classes"), words.integer(was.classes), words.integer(now.classes)
        ),
        RiskLine(
            words.text("risk.smallest"),
            words.integer(was.k),
            words.integer(now.k),
            "" if k is None else f"≥ {words.integer(k)}",
        ),
        RiskLine(
            words.text("risk.alone"),
            words.share(was.unique_subjects),
            words.share(now.unique_subjects),
        ),
    ]
    if k is not None and k > 2:
        lines.append(
            RiskLine(
                words.text("risk.below", k=words.integer(k)),
                words.share(was.subjects_below_k),
                words.share(now.subjects_below_k),
            )
        )
    lines += [
        RiskLine(
            words.text("risk.highest"),
            words.risk(was.highest_risk),
            words.risk(now.highest_risk),
            _at_most(privacy.maximum_risk, words),
        ),
        RiskLine(
            words.text("risk.average"),
            words.risk(was.average_risk),
            words.risk(now.average_risk),
            _at_most(privacy.average_risk, words),
        ),
    ]
    return lines + [
        RiskLine(
            words.text("risk.diversity", column=column),
            words.integer(was.l_diversity[column]) if column in was.l_diversity else "",
            words.integer(least),
            f"≥ {words.integer(protection.l_diversity[column])}"
            if protection and column in protection.l_diversity
            else "",
        )
        for column, least in sorted(now.l_diversity.items())
    ]


def _at_most(threshold: float | None, words: Catalogue) -> str:
    return "" if threshold is None else f"≤ {words.plain(threshold)}"


_TOLD_ELSEWHERE = frozenset({"k-anonymity", "l-diversity", "maximum-risk", "average-risk"})
_SIGNS = (("at least ", "≥"), ("at most ", "≤"), ("less than ", "<"))


def _model_lines(
    table: str, results: Sequence[ModelResult], words: Catalogue
) -> Iterator[RiskLine]:
    """Yield what was counted of the other privacy models; they are only counted afterwards."""
    for result in results:
        if result.table != table or result.name in _TOLD_ELSEWHERE:
            continue
        yield RiskLine(
            words.text(f"risk.models.{result.name}", column=result.column),
            "",
            "∞" if result.measured is None else words.plain(round(result.measured, 4)),
            _bound(result.asked, words),
        )


def _bound(asked: str, words: Catalogue) -> str:
    """Return the threshold alone: ``≤ 0.2`` of ``at most 0.2 in classes of at least 5``."""
    numbers = [words.plain(float(n)) for n in re.findall(r"\d+(?:\.\d+)?(?:e-?\d+)?", asked)]
    for phrase, sign in _SIGNS:
        if asked.startswith(phrase):
            return f"{sign} {numbers[0]}"
    return "–".join(numbers)


def _figure(was: RiskFigures, now: RiskFigures, words: Catalogue, *, mark: str) -> str:
    shown = {
        "risk.alone": (was.unique_subjects, now.unique_subjects, words.share),
        "risk.highest": (was.highest_risk, now.highest_risk, words.risk),
        "risk.average": (was.average_risk, now.average_risk, words.risk),
    }
    groups = [
        Group(
            words.text(key),
            (
                Bar(words.text("risk.before"), before, spell(before), "was"),
                Bar(words.text("risk.after"), after, spell(after), "is"),
            ),
        )
        for key, (before, after, spell) in shown.items()
    ]
    title = words.labelled(now.table, words.text("risk.figure"))
    return bars(title, groups, mark=mark)
