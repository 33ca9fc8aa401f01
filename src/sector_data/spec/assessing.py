"""The section ``assess`` of a pipeline file: what is measured on the release, and with whom.

What lives here: what an attacker may know, who was never in the release, and what users do with it.
What does not: the measurements (:mod:`sector_data.assessment`), and bounds on them, which are gates
(:mod:`sector_data.spec.metrics`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, model_validator

from sector_data.spec.model import ColumnPath, Model
from sector_data.spec.privacy import Part

Attack = Literal[
    "singling-out", "linkability", "inference", "membership", "record-linkage", "traces"
]

Positive = Annotated[int, Field(ge=1)]
KnownAs = Literal["value", "hour", "day", "weekday", "hour-of-day", "hour-of-week"]
"""How finely somebody knows a value of an event: as it is released, or a part of a time."""


class ControlSpec(Part):
    """People of the same population who are not in the release: what an attacker learns of them,
    the release did not give away."""

    bare = "hold_out"

    hold_out: Annotated[float, Field(gt=0, lt=1)] | None = None
    """Part of the subjects who are set aside before anything is done; half of them gives the
    attacks as many people outside as inside."""
    tables: dict[str, str] = {}
    """Files of people who were never in the source: table name to path, with the same columns."""

    @model_validator(mode="after")
    def _one_of_them(self) -> ControlSpec:
        if (self.hold_out is None) == (not self.tables):
            raise ValueError("expected either 'hold-out' or 'tables'")
        return self


class SurvivalSpec(Model):
    """Times to an event, whose curves are compared."""

    duration: ColumnPath
    """Time until the event, or until the subject was last seen."""
    event: ColumnPath
    """Whether the event came: true or false, 1 or 0."""
    group: ColumnPath | None = None
    """Groups with a curve of their own."""


class RegressionSpec(Model):
    """A regression that users will run, whose coefficients are compared."""

    outcome: ColumnPath
    """What is explained: a number, or a column with two values."""
    predictors: Annotated[tuple[ColumnPath, ...], Field(min_length=1)]
    """What explains it."""


Condition = str | int | float | bool | Annotated[tuple[float, float], Field()]


class AssessSpec(Model):
    """What is measured on the release beyond its equivalence classes, and with whom."""

    control: ControlSpec | None = None
    """People of the same population who are not in the release; without them attacks are told
    beside guessing alone, and most cannot be judged."""
    attacks: tuple[Attack, ...] | None = None
    """Attacks that are run; all for which there are columns when it is not given."""
    known: tuple[ColumnPath, ...] = ()
    """What an intruder may know of people; the quasi-identifiers when it is not given."""
    events: dict[ColumnPath, KnownAs] = {}
    """What somebody may know of single events of a person, such as places and times, and how
    finely: `value` as it is released, else the part of a time. Where all times of a person were
    moved by whole weeks, `hour-of-week` is known."""
    known_events: Annotated[int, Field(ge=1, le=20)] = 4
    """Events of a person that somebody is taken to know, drawn at random."""
    secrets: tuple[ColumnPath, ...] = ()
    """What an intruder should not learn; the sensitive columns when it is not given."""
    population: Positive | None = None
    """People in the population that the data were drawn from; of `privacy`, `k-map` when it is not
    given."""
    weights: ColumnPath | None = None
    """How many people of the population each row stands for, in a sample survey."""
    household: ColumnPath | None = None
    """Household of each row: who recognises one member recognises all."""
    target: ColumnPath | None = None
    """What users will predict: models are trained on the release and tested on the source."""
    queries: dict[str, Annotated[dict[ColumnPath, Condition], Field(min_length=1)]] = {}
    """Counts that users will make: a name to conditions, each a value, or `[low, high]`."""
    survival: SurvivalSpec | None = None
    """Times to an event, whose curves are compared."""
    regressions: tuple[RegressionSpec, ...] = ()
    """Regressions that users will run."""
    subgroups: tuple[ColumnPath, ...] = ()
    """Groups whose shares must stay right."""
    seed: Annotated[int, Field(ge=0)] = 0
    """Start of the random numbers; the same seed gives the same figures."""


def columns_of(assess: AssessSpec) -> Iterator[tuple[str, ColumnPath]]:
    """Yield every column that the section names, with its place in it: ``survival.event``."""
    for key in ("known", "secrets", "subgroups"):
        for path in getattr(assess, key):
            yield key, path
    for key in ("weights", "household", "target"):
        if (path := getattr(assess, key)) is not None:
            yield key, path
    for path in assess.events:
        yield "events", path
    for name, conditions in assess.queries.items():
        for path in conditions:
            yield f"queries.{name}", path
    if (survival := assess.survival) is not None:
        for key in ("duration", "event", "group"):
            if (path := getattr(survival, key)) is not None:
                yield f"survival.{key}", path
    for regression in assess.regressions:
        for path in (regression.outcome, *regression.predictors):
            yield "regressions", path
