"""What a release is meant to be used for: counts, survival curves and regressions to compare.

What lives here: the declarations. What does not: their comparison between source and release
(:mod:`sector_data.assessment.usefulness`).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sector_data.spec.model import Model

Bound = int | float | date | datetime


class Condition(Model):
    """A condition on one column; a missing value never meets it."""

    column: str
    values: tuple[bool | int | float | str, ...] = ()
    """Spelt as in the release: ``[F]``, ``["[30, 40)"]``. Without any, the bounds decide."""
    at_least: Bound | None = None
    below: Bound | None = None

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        bounded = self.at_least is not None or self.below is not None
        if bool(self.values) == bounded:
            raise ValueError("name either values, or a bound (at-least, below)")
        return self


class CountQuery(Model):
    """A count that users of the release will make."""

    name: str
    where: Annotated[tuple[Condition, ...], Field(min_length=1)]
    """All of them are met."""


class SurvivalTask(Model):
    """Times to an event, some of them cut off before it happened."""

    duration: str
    """Column of times, not negative."""
    event: str
    """Column that tells whether the event was met at that time: true or false, 1 or 0."""
    group: str | None = None
    """Column whose groups' curves are compared."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that is named."""
        return (self.duration, self.event, *(() if self.group is None else (self.group,)))


class RegressionTask(Model):
    """A regression whose coefficients users of the release will read."""

    outcome: str
    predictors: Annotated[tuple[str, ...], Field(min_length=1)]
    """Numbers, dates and categories."""
    kind: Literal["linear", "logistic"] | None = None
    """By the outcome where it is not said: logistic for two values, linear for numbers."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that is named."""
        return (self.outcome, *self.predictors)


class UsefulnessTasks(Model):
    """What a table of a release is meant to be used for; columns are named without the table."""

    targets: tuple[str, ...] = ()
    """Columns that models are to predict."""
    subgroups: tuple[tuple[str, ...], ...] = ()
    """Columns, alone or together, whose groups' shares must be right."""
    counts: tuple[CountQuery, ...] = ()
    survival: tuple[SurvivalTask, ...] = ()
    regressions: tuple[RegressionTask, ...] = ()

    @model_validator(mode="after")
    def _own_names(self) -> Self:
        names = [query.name for query in self.counts]
        if len(set(names)) < len(names):
            raise ValueError("two counts have the same name")
        return self

    @property
    def columns(self) -> frozenset[str]:
        """Every column that is named."""
        return frozenset(
            [
                *self.targets,
                *(name for group in self.subgroups for name in group),
                *(condition.column for query in self.counts for condition in query.where),
                *(name for task in self.survival for name in task.columns),
                *(name for task in self.regressions for name in task.columns),
            ]
        )
