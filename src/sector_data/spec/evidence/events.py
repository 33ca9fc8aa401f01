"""What is planned for the events of subjects, and what was measured on them.

What lives here: these parts of plan and evidence. What does not: what a steward may ask for
(:mod:`sector_data.spec.longitudinal`) and the measurements (:mod:`sector_data.assessment.events`).
"""

from __future__ import annotations

from sector_data.spec.longitudinal import EventsSpec
from sector_data.spec.model import Model


class NumberFigures(Model):
    """What the numbers of a subject's events tell beside its quasi-identifiers."""

    tables: tuple[str, ...]
    """Tables whose numbers are known, all at once."""
    k: int
    """Smallest number of subjects who share quasi-identifiers and numbers; 0 without subjects."""
    unique: float
    """Share of subjects who are alone with them."""


class KnownEventFigures(Model):
    """What some events of a subject tell beside its quasi-identifiers."""

    known: int
    """Events that are known at most; always the worst ones are meant."""
    k: int
    """Smallest number of subjects who share quasi-identifiers and known events; 0 without
    subjects."""
    unique: float
    """Share of subjects who are alone with them."""


class EventFigures(Model):
    """Risk from the events of subjects, over all tables that can be joined by subject."""

    subjects: int
    quasi_identifiers: tuple[str, ...]
    """Those of the subjects' own table, as ``table.column``."""
    numbers: tuple[NumberFigures, ...]
    """For each table of events, and for all tables whose numbers are protected together."""
    tables: tuple[str, ...]
    """Tables whose events have quasi-identifiers of their own."""
    known_events: tuple[KnownEventFigures, ...]
    """For one and for two events; two are left out when there are too many pairs, both where no
    event has a quasi-identifier."""


class EventsPlan(Model):
    """What happens to the events of one table beyond its columns."""

    table: str
    settings: EventsSpec
    over_cap: int
    """Events beyond the cap, and what hangs on them."""
    thinned: int
    """Further events left out so that numbers and known events are shared; expected, since the key
    decides which events stay."""


class LongitudinalPlan(Model):
    """How tables that share the subject are protected together."""

    k: int
    """Subjects who share quasi-identifiers, numbers and any known events."""
    known_events: int
    subject_columns: tuple[str, ...]
    """Quasi-identifiers of the subjects' own table, as ``table.column``."""
    events: tuple[EventsPlan, ...]
    """Tables in the order in which they are thinned: those that others hang on first."""
    before: EventFigures
    after: EventFigures
    """Expected, as for `thinned`."""
