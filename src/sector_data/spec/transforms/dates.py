"""The transforms of dates.

What lives here: their models. What does not: how they are carried out
(:mod:`sector_data.deidentify.dates`) and the list of all transforms
(:mod:`sector_data.spec.transforms.values`).
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sector_data.spec.transforms.model import Reversible, TransformModel
from sector_data.spec.words import Technique

YEAR = 365.2425
"""Days of a mean Gregorian year."""
SEASON = 15
"""Days by which a date may move within its season."""
FEWEST_SHIFTS = 10
"""Fewer could be tried one by one."""

DateOrder = Literal["year-first", "day-first", "month-first"]
TimeOfDay = Literal["exact", "hour", "none"]


def possible_shifts(max_days: int, keep: tuple[str, ...]) -> list[int]:
    """Return the shifts that a subject can get, in days, ascending; never 0.

    Parameters
    ----------
    max_days
        Largest shift.
    keep
        With ``weekday`` a shift is whole weeks; with ``season`` it is whole years, give or take
        15 days.
    """
    days = [d for d in range(-max_days, max_days + 1) if d]
    if "weekday" in keep:
        days = [d for d in days if d % 7 == 0]
    if "season" in keep:
        days = [d for d in days if round(d / YEAR) and abs(d - round(d / YEAR) * YEAR) <= SEASON]
    return days


def check_shifts(max_days: int, keep: tuple[str, ...]) -> None:
    """Insist that too many shifts are possible to try them one by one.

    Raises
    ------
    ValueError
        With the largest shift that would do.
    """
    if keep and len(possible_shifts(max_days, keep)) < FEWEST_SHIFTS:
        least = sorted(map(abs, possible_shifts(3660, keep)))[FEWEST_SHIFTS - 1]
        raise ValueError(
            f"so few shifts keep the {' and the '.join(keep)} that they can be guessed; "
            f"raise max-days to {least} or more"
        )


class ShiftDate(TransformModel):
    """Move all dates of a subject by the same keyed number of days: intervals stay exact."""

    technique = Technique.RANDOMIZATION
    loss = "the calendar day; intervals within a subject are kept"
    keyed = True
    reversible = Reversible.KEY_HOLDER
    kind: Literal["shift-date"] = "shift-date"
    max_days: Annotated[int, Field(ge=1, le=3660)] = 182
    """The shift is drawn evenly from [-max-days, -1] and [1, max-days]; never 0."""
    keep: tuple[Literal["weekday", "season"], ...] = ()
    """What else stays: with ``weekday`` the shift is whole weeks, with ``season`` whole years
    within 15 days."""
    order: DateOrder = "year-first"
    """Order of dates in a text column, which is never guessed: ``2020-01-31`` and eras are read in
    any case, ``31/01/2020`` as day-first, ``01/31/2020`` as month-first."""
    time_of_day: TimeOfDay = "exact"
    """What stays of the clock: all of it, the hour that had begun, or nothing (midnight, and in
    text the date alone). To the second it singles people out, wherever the day has moved."""

    @model_validator(mode="after")
    def _has_choice(self) -> ShiftDate:
        check_shifts(self.max_days, self.keep)
        return self


class TruncateDate(TransformModel):
    """Keep a date only to the week, month, quarter or year."""

    technique = Technique.GENERALIZATION
    loss = "the day within the period"
    kind: Literal["truncate-date"] = "truncate-date"
    to: Literal["week", "month", "quarter", "year"] = "month"
    """The period that stays."""
    order: DateOrder = "year-first"
    """Order of dates in a text column; see ``shift-date``."""
    calendar: Literal["gregorian", "japanese"] = "gregorian"
    """How years are printed: ``2020`` or ``令和2年``."""
