"""Subjects with many rows: how many events they have, and which, as quasi-identifiers.

What lives here: numbers of events, known events, time since the first event, on arrays of codes.
What does not: the classes of a single table (:mod:`sector_data.anonymise.classes`), nor which
tables hold whose events (:mod:`sector_data.pipeline.planning.longitudinal`).
"""

from sector_data.anonymise.longitudinal.elapsed import days_since_first
from sector_data.anonymise.longitudinal.known import Support, event_support
from sector_data.anonymise.longitudinal.numbers import number_support, thinned_numbers
from sector_data.anonymise.longitudinal.settling import EventTable, capped, settle

__all__ = [
    "EventTable",
    "Support",
    "capped",
    "days_since_first",
    "event_support",
    "number_support",
    "settle",
    "thinned_numbers",
]
