"""``explore.html``: what other privacy settings would cost, as one self-contained page.

What lives here: filling the page's template. What does not: its words (``messages/``), its look
(``templates/exploration.html.j2``), its plot (:mod:`sector_data.release.report.scatter`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sector_data.release.report.catalogue import BEFORE_PERCENT, UNKNOWN, Catalogue, catalogue
from sector_data.release.report.scatter import Mark, Words, key, plot
from sector_data.release.report.templates import template
from sector_data.spec.evidence.exploration import (
    Exploration,
    ExploredPoint,
    ExploredTable,
    SmallestChange,
)
from sector_data.spec.words import Language


class PointLine(NamedTuple):
    """One setting in a table; every figure is spelt."""

    k: str
    limit: str
    detail: str
    rows: str
    subjects: str
    classes: str
    highest: str
    average: str
    note: str
    own: bool


class ChangeLine(NamedTuple):
    """One change that would pass, and what it gives."""

    label: str
    asked: str
    passes: str
    detail: str
    rows: str
    highest: str


class Part(NamedTuple):
    """The settings of a table that share l and t."""

    heading: str
    figure: str
    legend: tuple[tuple[str, str], ...]
    best: tuple[PointLine, ...]
    every: tuple[PointLine, ...]


class TablePart(NamedTuple):
    """What the page says of one table."""

    table: str
    quasi_identifiers: tuple[str, ...]
    counts: str
    joined: str
    apart: str
    verdict: str
    passed: bool
    changes: tuple[ChangeLine, ...]
    parts: tuple[Part, ...]


def render_exploration(found: Exploration, language: Language) -> str:
    """Return the page as HTML in a language."""
    words = catalogue(language)
    return template("exploration.html.j2").render(
        t=words.text,
        labelled=words.labelled,
        language=language,
        found=found,
        tables=explored_tables(found, words),
        remarks=list(_remarks(found, words)),
    )


def explored_tables(found: Exploration, words: Catalogue) -> list[TablePart]:
    """Return what a page says of each explored table."""
    return [_table(number, table, words) for number, table in enumerate(found.tables)]


def _remarks(found: Exploration, words: Catalogue) -> list[str]:
    lines = []
    if found.least_k is not None:
        lines.append(words.text("explore.least", k=words.integer(found.least_k)))
    if found.events_follow:
        lines.append(words.text("explore.events"))
    if found.without_quasi_identifiers:
        tables = words.joined(found.without_quasi_identifiers)
        lines.append(words.text("explore.nothing", tables=tables))
    return lines


def _table(number: int, table: ExploredTable, words: Catalogue) -> TablePart:
    return TablePart(
        table.table,
        table.quasi_identifiers,
        words.text(
            "explore.counts",
            rows=words.integer(table.before.rows),
            subjects=words.integer(table.before.subjects),
            highest=words.risk(table.before.highest_risk),
            average=words.risk(table.before.average_risk),
        ),
        words.text("explore.joined", columns=words.joined(table.joined)) if table.joined else "",
        words.text("explore.apart", tables=words.joined(table.apart_from))
        if table.apart_from
        else "",
        _verdict(table, words),
        table.own.passes,
        tuple(_change(change, words) for change in table.changes),
        tuple(
            _part(f"plot-{number}-{place}", points, words)
            for place, points in enumerate(table.variants())
        ),
    )


def _verdict(table: ExploredTable, words: Catalogue) -> str:
    """Say what the figures mean for the pipeline's own setting; nothing when it is best."""
    own, better, free = table.own, table.better, table.free

    def setting(point: ExploredPoint) -> dict[str, str]:
        return {"k": words.integer(point.k), "limit": limit(point.suppression_limit, words)}

    if not own.passes:
        return words.text(f"explore.{'rejected' if table.changes else 'hopeless'}", **setting(own))
    if better is not None:
        return words.text(
            "explore.better",
            **setting(better),
            risk=words.risk(better.highest_risk or 0.0),
            detail=words.share(better.detail_kept),
        )
    return "" if free is None else words.text("explore.free", **setting(free))


def _change(change: SmallestChange, words: Catalogue) -> ChangeLine:
    match change.what:
        case "suppression-limit":
            label = words.text("explore.limit")
            asked, passes = limit(change.asked, words), limit(change.passes, words)
        case what:
            names = {"k-anonymity": "explore.k", "l-diversity": "risk.diversity"}
            label = words.text(names.get(what, f"risk.models.{what}"), column=change.column)
            asked, passes = words.plain(change.asked), words.plain(change.passes)
    line = _line(change.gives, words)
    return ChangeLine(label, asked, passes, line.detail, line.rows, line.highest)


def _part(mark: str, points: Sequence[ExploredPoint], words: Catalogue) -> Part:
    first = points[0]
    thresholds = [
        f"{name} = {words.plain(value)}"
        for name, value in (("l", first.l), ("t", first.t))
        if value is not None
    ]
    limits = sorted({point.suppression_limit for point in points})
    lines = [
        [
            Mark(
                point.detail_kept or 0.0,
                point.highest_risk,
                _told(point, words),
                point.on_frontier,
                point.own,
            )
            for point in points
            if point.suppression_limit == share and point.highest_risk
        ]
        for share in limits
    ]
    said = Words(
        words.text("explore.figure"),
        words.text("utility.detail"),
        words.text("risk.highest"),
        words.text("explore.own"),
        lambda share: limit(share, words),
        words.plain,
    )
    return Part(
        words.joined(thresholds),
        plot(lines, said, mark=mark),
        tuple((key(place), limit(share, words)) for place, share in enumerate(limits)),
        tuple(_line(point, words) for point in points if point.on_frontier or point.own),
        tuple(_line(point, words) for point in points),
    )


def limit(share: float, words: Catalogue) -> str:
    """Spell a share with all its digits, as the pipeline file has it: ``2.5%``."""
    return f"{words.plain(round(100 * share, 9))}{BEFORE_PERCENT[words.language]}%"


def _told(point: ExploredPoint, words: Catalogue) -> str:
    """Say setting and figures of a point in one line."""
    return words.joined(
        (
            f"k = {words.integer(point.k)}",
            words.labelled(words.text("explore.limit"), limit(point.suppression_limit, words)),
            words.labelled(words.text("utility.detail"), words.share(point.detail_kept)),
            words.labelled(words.text("risk.highest"), words.risk(point.highest_risk or 0.0)),
        )
    )


def _line(point: ExploredPoint, words: Catalogue) -> PointLine:
    notes = [words.text("explore.own")] if point.own else []
    if point.on_frontier:
        notes.append(words.text("explore.frontier"))
    if not point.passes:
        notes.append(words.text("explore.refused"))

    def count(number: int | None) -> str:
        return UNKNOWN if number is None else words.integer(number)

    def risk(value: float | None) -> str:
        return UNKNOWN if value is None else words.risk(value)

    return PointLine(
        words.integer(point.k),
        limit(point.suppression_limit, words),
        words.share(point.detail_kept),
        count(point.suppressed_rows),
        count(point.suppressed_subjects),
        count(point.classes),
        risk(point.highest_risk),
        risk(point.average_risk),
        words.joined(notes),
        point.own,
    )
