"""What numbers and events of subjects tell over the tables of a release, before and after.

What lives here: which figures are told. What does not: measuring them
(:mod:`sector_data.assessment.events`).
"""

from __future__ import annotations

from typing import NamedTuple

from sector_data.release.report.catalogue import Catalogue
from sector_data.release.report.content import ReportContent
from sector_data.spec.evidence.events import KnownEventFigures, NumberFigures
from sector_data.spec.plan import Plan


class EventLine(NamedTuple):
    """One thing that somebody may know: who is alone with it, and the smallest group then."""

    known: str
    before: str
    after: str
    smallest: str
    asked: str = ""


class EventRisk(NamedTuple):
    """What events tell, in sentences and lines."""

    explanation: str
    lines: list[EventLine]


def event_risk(content: ReportContent, words: Catalogue) -> EventRisk | None:
    """Return what events tell; None where no table has events of a subject."""
    was, now = content.assessment.events_before, content.assessment.events_after
    if was is None or now is None or not (now.numbers or now.known_events):
        return None
    columns = words.joined(now.quasi_identifiers) or "–"
    numbers = {figures.tables: figures for figures in was.numbers}
    known = {figures.known: figures for figures in was.known_events}
    lines = [
        _line(
            words.text("events.number", tables=words.joined(figures.tables)),
            numbers.get(figures.tables),
            figures,
            words,
            asked=_asked_of_numbers(content.plan, figures.tables, words),
        )
        for figures in now.numbers
    ]
    lines += [
        _line(
            words.text("events.one")
            if figures.known == 1
            else words.text("events.several", count=words.integer(figures.known)),
            known.get(figures.known),
            figures,
            words,
            asked=_asked_of_known(content.plan, figures.known, words),
        )
        for figures in now.known_events
    ]
    return EventRisk(words.text("events.explanation", columns=columns), lines)


def _line(
    what: str,
    was: NumberFigures | KnownEventFigures | None,
    now: NumberFigures | KnownEventFigures,
    words: Catalogue,
    *,
    asked: str,
) -> EventLine:
    before = words.share(was.unique if was else None)
    return EventLine(what, before, words.share(now.unique), words.integer(now.k), asked)


def _asked_of_numbers(plan: Plan, tables: tuple[str, ...], words: Catalogue) -> str:
    asked = plan.longitudinal
    numbered = {e.table for e in asked.events if e.settings.numbered} if asked else set()
    return f"≥ {words.integer(asked.k)}" if asked and set(tables) <= numbered else ""


def _asked_of_known(plan: Plan, known: int, words: Catalogue) -> str:
    asked = plan.longitudinal
    return f"≥ {words.integer(asked.k)}" if asked and known <= asked.known_events else ""
