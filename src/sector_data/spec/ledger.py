"""The ledger of releases: what a pipeline file says of it, what it keeps, what it finds.

What lives here: the documents. What does not: the file (:mod:`sector_data.release.ledger`) and how
two releases are compared (:mod:`sector_data.pipeline.ledger.crossings`).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from sector_data.spec.model import Model
from sector_data.spec.plan import Plan
from sector_data.spec.words import Recipient

SHOWN = 12
"""Hexadecimal digits of a digest that tell releases apart for people."""
Count = Annotated[int, Field(ge=0)]
Budget = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class Spent(Model):
    """What a differentially private release spends of its subjects' privacy budget."""

    epsilon: Budget | None = None
    """None where the guarantee is stated in rho alone."""
    delta: Annotated[float, Field(ge=0, lt=1)] = 0.0
    rho: Budget | None = None
    """Of zero-concentrated differential privacy (Bun, Steinke, TCC 2016)."""
    mechanism: str = ""


class KeptTable(Model):
    """The subjects of one released table."""

    table: str
    unit: str
    """What was marked: ``subject patients.patient_id``, ``key visit_id`` or ``whole rows``."""
    rows: Count
    subjects: Count
    synthetic: bool = False


class KeptRelease(Model):
    """A release as the ledger keeps it."""

    digest: str
    """SHA-256 of the bundle's ``SHA256SUMS``."""
    name: str
    version: str
    recipient: Recipient
    made_on: date
    recorded: datetime
    key: str
    """Fingerprint of the key that made its pseudonyms and signed it."""
    plan_digest: str
    population: str
    tables: tuple[KeptTable, ...]
    spent: Spent | None = None
    state: Literal["released", "reserved"] = "released"
    """``reserved`` from before noise is drawn until the bundle stands. It counts as spent; where a
    program was killed it stays so, and its digest is a mark in place of the bundle's."""
    withdrawn: str | None = None
    """Why it does not count: it was given to nobody, or every copy was destroyed."""

    @property
    def id(self) -> str:
        """First hexadecimal digits of the digest."""
        return self.digest[:SHOWN]


class KeptWithPlan(Model):
    """A release with the plan that it was made by."""

    release: KeptRelease
    plan: Plan


class Shared(Model):
    """Subjects that two releases share: an estimate with its 95 % interval, or exact."""

    estimate: Count
    low: Count
    high: Count
    exact: bool


class BinsTogether(Model):
    """One quasi-identifier as two releases have it."""

    column: str
    here: Count
    """Distinct labels in this release; 0 where it does not hold the column."""
    there: Count
    together: Count
    """Distinct pairs of labels: the cells that whoever has both releases sees."""

    @property
    def shifted(self) -> bool:
        """Whether neither release's bins lie within the other's, so that they cut one another."""
        return self.together > max(self.here, self.there)


Kind = Literal["intersection", "linkage", "differencing", "budget"]


class Crossing(Model):
    """What somebody with this release and an earlier one learns beyond either."""

    kind: Kind
    """``intersection``: quasi-identifiers of both make smaller groups. ``linkage``: rows of both
    can be joined. ``differencing``: few subjects are in only one of the two. ``budget``: the sum of
    what was spent."""
    exposes: Literal["yes", "no", "cannot tell"]
    """Whether subjects are worse off than either release promised."""
    release: str | None
    """First digits of the earlier release's digest; None for sums over several."""
    name: str
    """Name and version of the earlier release."""
    table: str | None = None
    shared: Shared | None = None
    bins: tuple[BinsTogether, ...] = ()
    columns: tuple[str, ...] = ()
    """``linkage``: the columns that join; ``differencing``: those that both hold."""
    k: Count | None = None
    """Subjects that the smaller promise of the two asks for in a group."""
    smallest: Count | None = None
    """Subjects in the smallest group that both together show; None where it cannot be counted."""
    below_k: Count | None = None
    """Subjects in groups smaller than `k`."""
    only_here: Count | None = None
    only_there: Count | None = None
    why_not: str | None = None
    """Why something could not be counted."""
    sentence: str


class BetweenReleases(Model):
    """What this release tells together with those that the ledger keeps."""

    compared: Count
    """Earlier releases that were looked at."""
    crossings: tuple[Crossing, ...] = ()

    @property
    def exposing(self) -> tuple[Crossing, ...]:
        """The crossings that a pipeline which says ``refuse`` does not let through."""
        return tuple(c for c in self.crossings if c.exposes != "no")


class BudgetLine(Model):
    """The privacy budget that releases of the same subjects have spent together."""

    releases: tuple[str, ...]
    """Ids, the earliest first."""
    reserved: tuple[str, ...] = ()
    """Those of them whose bundle was not entered."""
    subjects: Count
    """Of the largest of them."""
    epsilon: Budget
    delta: float
