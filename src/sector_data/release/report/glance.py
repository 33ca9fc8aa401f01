"""The verdict of a release at a glance: the sentence, the tiles, the table of tables.

What lives here: summing figures up over tables. What does not: the figures of one table in full
(:mod:`sector_data.release.report.risks`), gates (:mod:`sector_data.release.report.gates`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from sector_data.release.report.catalogue import UNKNOWN, Catalogue
from sector_data.release.report.content import ReportContent
from sector_data.spec.evidence.release import RiskFigures


class Tile(NamedTuple):
    """One figure of the strip at the top: what it was (empty: nothing to compare) and is."""

    label: str
    was: str
    value: str
    note: str
    passed: bool = True


class TableLine(NamedTuple):
    """One table of the release in a line; every figure is spelt. Of synthetic rows none is kept."""

    table: str
    rows_in: str
    rows_out: str
    kept: str
    subjects: str
    smallest: str
    was: str
    highest: str
    synthetic: bool


def verdicts(
    content: ReportContent, words: Catalogue, *, spell: Callable[[str], str] = str
) -> list[str]:
    """Return the one sentence that matters, for each table.

    Parameters
    ----------
    content, words
        What is told, and in which words.
    spell
        How the page writes a table's name.
    """
    before = {f.table: f for f in content.assessment.before}
    after = {f.table: f for f in content.assessment.after}
    lines: list[str] = []
    for table in content.plan.tables:
        name = table.table
        counts = {
            "table": spell(name),
            "rows_in": words.integer(content.rows_in(table)),
            "rows_out": words.integer(content.rows[name]),
        }
        if name in after and after[name].k:
            lines.append(
                words.text(
                    "verdict.protected",
                    **counts,
                    k=words.integer(after[name].k),
                    before=words.risk(before[name].highest_risk),
                    after=words.risk(after[name].highest_risk),
                )
            )
        else:
            untold = content.plan.pipeline.guaranteed and name in content.synthetic
            key = "guaranteed" if untold else "empty" if name in after else "plain"
            lines.append(words.text(f"verdict.{key}", **counts))
    return lines


def tiles(content: ReportContent, words: Catalogue) -> list[Tile]:
    """Return the figures that a reader looks for first."""
    return [
        _rows(content, words),
        *_risk(content, words),
        _expectations(content, words),
        _leaks(content, words),
    ]


def _rows(content: ReportContent, words: Catalogue) -> Tile:
    rows = [content.rows_in(table) for table in content.plan.tables]
    was = None if None in rows else sum(count for count in rows if count is not None)
    now = sum(content.rows[table.table] for table in content.plan.tables)
    made = sum(content.rows[table] for table in content.synthetic)
    note = (
        words.labelled(words.text("glance.synthetic"), words.integer(made))
        if made
        else words.labelled(words.text("glance.kept"), words.share(now / was if was else None))
    )
    return Tile(words.text("glance.rows"), words.integer(was), words.integer(now), note)


def _risk(content: ReportContent, words: Catalogue) -> tuple[Tile, Tile]:
    before, after = (_with_rows(content.assessment.before), _with_rows(content.assessment.after))
    labels = words.text("risk.smallest"), words.text("risk.highest")
    if not after:
        note = "" if content.assessment.after else words.text("glance.no_quasi")
        return Tile(labels[0], "", UNKNOWN, note), Tile(labels[1], "", UNKNOWN, note)
    weakest = min(after, key=lambda figures: figures.k)
    asked = {t.table: t.protection.k for t in content.plan.tables if t.protection}.get(
        weakest.table
    )
    smallest = Tile(
        labels[0],
        words.integer(min(f.k for f in before)) if before else "",
        words.integer(weakest.k),
        words.text("glance.counted")
        if asked is None
        else words.labelled(words.text("risk.asked"), f"≥ {words.integer(asked)}"),
        asked is None or weakest.k >= asked,
    )
    highest = Tile(
        labels[1],
        words.risk(max(f.highest_risk for f in before)) if before else "",
        words.risk(max(f.highest_risk for f in after)),
        words.text("glance.highest_note"),
    )
    return smallest, highest


def _with_rows(figures: Sequence[RiskFigures]) -> list[RiskFigures]:
    return [each for each in figures if each.k]


def _expectations(content: ReportContent, words: Catalogue) -> Tile:
    outcomes = content.validation.outcomes
    met = sum(1 for outcome in outcomes if outcome.passed)
    return Tile(
        words.text("gates.expectations"),
        "",
        f"{words.integer(met)} / {words.integer(len(outcomes))}",
        content.validation.engine,
        met == len(outcomes),
    )


def _leaks(content: ReportContent, words: Catalogue) -> Tile:
    label = words.text("glance.leaks")
    leaks = content.leaks
    if leaks is None:
        return Tile(label, "", UNKNOWN, words.text("glance.not_searched"))
    note = words.text(
        "glance.leaks_note", values=words.integer(leaks.values), files=words.integer(leaks.files)
    )
    return Tile(label, "", words.integer(len(leaks.findings)), note, leaks.passed)


def table_lines(content: ReportContent, words: Catalogue) -> list[TableLine]:
    """Return every table of the release in a line."""
    before = {f.table: f for f in content.assessment.before}
    after = {f.table: f for f in content.assessment.after}
    subjects = {f.table: f.subjects_after for f in content.assessment.utility}
    lines: list[TableLine] = []
    for plan in content.plan.tables:
        name, rows = plan.table, content.rows[plan.table]
        counted = subjects.get(name) if plan.subjects is not None else None
        risk, synthetic = after.get(name), name in content.synthetic
        lines.append(
            TableLine(
                table=name,
                rows_in=words.integer(content.rows_in(plan)),
                rows_out=words.integer(rows),
                kept=words.share(None if synthetic or not plan.rows else rows / plan.rows),
                subjects=UNKNOWN if counted is None else words.integer(counted),
                smallest=words.integer(risk.k) if risk else UNKNOWN,
                was=words.risk(before[name].highest_risk) if risk else "",
                highest=words.risk(risk.highest_risk) if risk else UNKNOWN,
                synthetic=synthetic,
            )
        )
    return lines
