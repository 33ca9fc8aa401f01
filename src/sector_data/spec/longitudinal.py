"""Events of subjects, as the privacy section of a pipeline file speaks of them.

What lives here: what somebody may know of a subject's events, and how events are capped, thinned
and moved to a clock of the subject's own. What does not: how that is carried out
(:mod:`sector_data.pipeline.planning.longitudinal`).
"""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field, model_validator

from sector_data.spec.model import Model

Period = Literal["day", "week", "month", "quarter", "year"]

WIDTHS: dict[Period, tuple[float, ...]] = {
    "day": (7, 28, 84, 336),
    "week": (7, 28, 84, 336),
    "month": (30, 90, 360),
    "quarter": (30, 90, 360),
    "year": (30, 90, 360),
}
"""Days of the intervals that elapsed time is raised to, by its finest period. Periods that are
counted from an event have no calendar: four, twelve and 48 weeks, or months of 30 days."""

LOWEST: dict[Period, int] = {"day": 0, "week": 1, "month": 1, "quarter": 2, "year": 3}
"""Level of those intervals that the search starts from."""


class EventsSpec(Model):
    """How the events of one table are protected beyond its columns."""

    cap: Annotated[int, Field(ge=1)] | None = None
    """Largest number of events of a subject; further ones are left out."""
    bands: tuple[Annotated[int, Field(ge=1)], ...] = ()
    """Numbers that are released, rising, beside 0: a subject with 7 events keeps 5 of them with
    `[1, 2, 5, 10]`."""
    keep: Literal["any", "earliest"] = "any"
    """Which events stay: a choice that only the key can repeat, or the earliest."""
    times: tuple[str, ...] = ()
    """Columns of dates that become days since the subject's first event; the first of them tells
    which event is the earliest."""
    period: Period = "day"
    """Finest period of those times; the privacy search may choose a coarser one."""

    @model_validator(mode="after")
    def _means_something(self) -> EventsSpec:
        if any(after <= before for before, after in pairwise(self.bands)):
            raise ValueError("the bands must rise, such as [1, 2, 5, 10]")
        if self.keep == "earliest" and not self.times:
            raise ValueError("'keep: earliest' needs 'times', to know which is the earliest")
        if len(set(self.times)) < len(self.times):
            raise ValueError("a column stands twice in 'times'")
        return self

    @property
    def numbered(self) -> bool:
        """Whether the number of events must be shared by k subjects."""
        return self.cap is not None or bool(self.bands)


class LongitudinalSpec(Model):
    """What somebody may know of a subject's events in several tables."""

    known_events: Annotated[int, Field(ge=0, le=2)] = 1
    """Events that somebody may know of a subject beside its quasi-identifiers, each as it is
    released: k subjects share any so many. With 0 each table is counted by itself."""
    events: dict[str, EventsSpec] = {}
    """Tables of events whose number per subject, or whose times, are protected."""

    @property
    def settles(self) -> bool:
        """Whether events have to be left out beyond the classes of each table."""
        return self.known_events > 1 or any(spec.numbered for spec in self.events.values())
