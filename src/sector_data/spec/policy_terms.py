"""What a policy pack asks of a release as a whole: figures, recipients, checks.

What lives here: the models of those parts. What does not: rules for columns, and the pack that
holds them all (:mod:`sector_data.spec.policies`).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from sector_data.spec.model import Model
from sector_data.spec.words import Recipient


class Status(StrEnum):
    """How far a text binds."""

    BINDING = "binding"
    """Law."""
    GUIDANCE = "guidance"
    """What an authority recommends."""
    PRACTICE = "practice"
    """What the field does."""
    UNVERIFIED = "unverified"
    """A reading or a number that nobody has checked against its source yet."""


class Dominance(Model):
    """The (n, share) rule of aggregates: enough subjects, none of which makes up too much."""

    subjects: Annotated[int, Field(ge=1)]
    """Fewest subjects in a cell."""
    share: Annotated[float, Field(gt=0, le=1)]
    """Largest share of one subject in the total of its cell, from 0 to 1."""


class Thresholds(Model):
    """Figures that a text names, or practice derives from it; what is not given is open."""

    k_anonymity: Annotated[int, Field(ge=1)] | None = None
    """Smallest number of subjects in an equivalence class."""
    max_risk: Annotated[float, Field(gt=0, le=1)] | None = None
    """Largest re-identification risk of a subject, from 0 to 1."""
    dominance: Dominance | None = None
    """What every cell of an aggregate must satisfy; the data of a release cannot show it, so that
    a person has to."""
    status: Status
    """How far the figures bind; unverified ones are told, and applied when the pipeline file
    confirms them."""
    source: str
    """Exact citation, or why the figures are open."""


class Recipients(Model):
    """Who may get a release under a text."""

    allowed: Annotated[tuple[Recipient, ...], Field(min_length=1)]
    """Any of these."""
    source: str
    """Exact citation."""
    status: Status | None = None
    """How far it binds; as the pack does when it is not given."""


class OutputCheck(Model):
    """A figure of the finished release that a text speaks of."""

    id: str
    """Name of the check within its pack."""
    title: str
    """What it asks, in a few words."""
    source: str
    """Exact citation."""
    figure: Literal["leaks", "expectations", "gates", "k-anonymity", "highest-risk", "unique"]
    """What is looked at: source identifiers found, expectations not met, gates not passed, the
    smallest class, the highest risk, the share of subjects who are alone in their class."""
    bound: float | None = None
    """Smallest k, or largest share; 0 is the bound of the others."""
    status: Status | None = None
    """How far it binds; as the pack does when it is not given."""
