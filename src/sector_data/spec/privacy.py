"""The privacy section of a pipeline file: models with their thresholds, and how they are reached.

What lives here: the section after its short forms are spelt out. What does not: the models
themselves (:mod:`sector_data.anonymise.models`), thresholds that go by a name
(:mod:`sector_data.spec.profiles`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, Field, model_validator

from sector_data.spec.longitudinal import LongitudinalSpec
from sector_data.spec.model import ColumnPath, Model, Share
from sector_data.spec.profiles import ProfileName

Positive = Annotated[int, Field(ge=1)]
PositiveShare = Annotated[float, Field(gt=0, le=1)]
AboveZero = Annotated[float, Field(gt=0, allow_inf_nan=False)]


class Part(Model):
    """A part of the section; a key with nothing behind it counts as left out."""

    bare: ClassVar[str | None] = None
    """Field that a single value is of, if one can stand for the part: ``0.2`` for ``{t: 0.2}``."""

    @model_validator(mode="before")
    @classmethod
    def _spelt_out(cls, value: Any) -> Any:
        if isinstance(value, Mapping):
            return {key: item for key, item in value.items() if item is not None}
        if cls.bare is None or isinstance(value, (BaseModel, list, tuple)):
            return value
        return {cls.bare: value}


class RecursiveSpec(Part):
    """Factor and rank of recursive (c, l)-diversity."""

    c: AboveZero
    """The most frequent value must have fewer than c times the subjects of those from rank l on."""
    l: Positive  # noqa: E741
    """Rank from which on values count."""


class DiversitySpec(Part):
    """How diverse a sensitive column must be in each equivalence class: one form, or several."""

    bare = "distinct"

    distinct: Positive | None = None
    """Smallest number of different values."""
    entropy: Annotated[float, Field(ge=1, allow_inf_nan=False)] | None = None
    """Smallest exp(entropy): as many equally frequent values would be as diverse."""
    recursive: RecursiveSpec | None = None
    """No value so frequent that ruling out a few others leaves only it."""

    @model_validator(mode="after")
    def _asks_for_something(self) -> DiversitySpec:
        if self.distinct is None and self.entropy is None and self.recursive is None:
            raise ValueError("expected 'distinct', 'entropy' or 'recursive'")
        return self


class ClosenessSpec(Part):
    """How close to the whole table a class must be in a sensitive column."""

    bare = "t"

    t: Share
    """Largest distance of the two distributions, from 0 to 1."""
    distance: Literal["equal", "ordered", "hierarchical"] = "equal"
    """How far values are from one another: all alike, by their order, or by the level of the
    column's `hierarchy` at which they meet."""
    order: tuple[str, ...] | None = None
    """Values from low to high, for the ordered distance of a column of texts; numbers and dates
    have an order of their own."""

    @model_validator(mode="after")
    def _order_has_a_use(self) -> ClosenessSpec:
        if self.order is not None and self.distance != "ordered":
            raise ValueError("an order is for 'distance: ordered'")
        if self.order is not None and len(set(self.order)) < len(self.order):
            raise ValueError("a value stands twice in the order")
        return self


class LikenessSpec(Part):
    """By how much belief in a value may rise."""

    bare = "beta"

    beta: AboveZero
    """Largest gain: (share in the class - share in the table) / share in the table."""
    kind: Literal["enhanced", "basic"] = "enhanced"
    """`enhanced` also holds each gain below -ln(share in the table), so that frequent values are
    held tighter."""


class DisclosureSpec(Part):
    """By how much belief in a value may change."""

    bare = "delta"

    delta: AboveZero
    """The natural logarithm of (share in the class / share in the table) must stay below it, up and
    down."""
    absent: Literal["counted", "ignored"] = "counted"
    """Whether a value that a class lacks is a disclosure, as the definition has it, or is ignored,
    as ARX and pycanon do."""


class PopulationSpec(Part):
    """The population that the data are a part of: a table, or its size."""

    path: Path | None = None
    """CSV or Parquet with the quasi-identifiers under the same names, one row for each person."""
    size: Positive | None = None
    """People in the population, where there is no table."""
    fraction: PositiveShare | None = None
    """Part of the population that is in the data, where its size is not known."""
    estimate: Literal["zero-truncated-poisson", "poisson"] = "zero-truncated-poisson"
    """How the population of a class is estimated from size or fraction (El Emam and Dankar
    2008)."""
    significance: Annotated[float, Field(gt=0, lt=1)] = 0.05
    """Probability that a class passes the estimate wrongly."""

    @model_validator(mode="after")
    def _one_of_them(self) -> PopulationSpec:
        if sum(given is not None for given in (self.path, self.size, self.fraction)) != 1:
            raise ValueError("expected one of 'path', 'size' and 'fraction'")
        return self


class KMapSpec(Part):
    """Smallest class of the population."""

    k: Positive
    """People of the population who must share a combination."""
    population: PopulationSpec
    """The population."""


class PresenceSpec(Part):
    """What may be learnt about who is in the data."""

    maximum: PositiveShare
    """Largest probability that somebody of the population is in the data."""
    minimum: Share = 0.0
    """Least probability; above 0 it also guards who is *not* in the data."""
    population: PopulationSpec
    """Everybody who could be in the data, as a table; the data are a part of it."""

    @model_validator(mode="after")
    def _fits(self) -> PresenceSpec:
        if self.minimum > self.maximum:
            raise ValueError("the minimum must not be above the maximum")
        if self.population.path is None:
            raise ValueError("delta-presence needs a table: 'population: {path: …}'")
        return self


class ExposureSpec(Part):
    """How many subjects may be at risk."""

    risk: PositiveShare
    """Who has a larger risk than this is at risk."""
    share: Share
    """Largest share of subjects at risk."""


class ItemsSpec(Part):
    """How many subjects must share any few items of a set-valued column."""

    k: Positive
    """Subjects who must share them."""
    m: Annotated[int, Field(ge=1, le=5)] = 2
    """How many items an attacker may know."""
    separator: Annotated[str, Field(min_length=1, max_length=3)] = ";"
    """What stands between the items of a cell."""


class WorkloadSpec(Part):
    """What the release is used for; the search spares it."""

    target: str | None = None
    """Column, as `table.column`, that users will predict."""
    queries: tuple[Annotated[tuple[ColumnPath, ...], Field(min_length=1)], ...] = ()
    """Sets of columns, each `table.column`, whose joint distribution users will look at."""

    @model_validator(mode="after")
    def _one_of_them(self) -> WorkloadSpec:
        if (self.target is None) == (not self.queries):
            raise ValueError("expected either 'target' or 'queries'")
        return self


class SearchSpec(Part):
    """Limits of the search for a generalisation."""

    allow_heuristic: bool = False
    """Whether a search too large to be exact may stop early; the plan then tells the gap to the
    best bound."""
    nodes: Positive | None = None
    """Generalisations that a heuristic search looks at; the same number gives the same plan."""
    seconds: AboveZero | None = None
    """Time of a heuristic search; how far it gets depends on the machine."""


Metric = Literal[
    "loss",
    "entropy",
    "precision",
    "class-size",
    "discernibility",
    "ambiguity",
    "kl-divergence",
]


class PrivacySpec(Model):
    """Privacy models and their thresholds; everything counts subjects, not rows."""

    profile: ProfileName | None = None
    """Thresholds that go by a name, as [below](#profiles); where you say more, the stricter
    counts."""
    k_anonymity: Positive | None = None
    """Smallest number of subjects that may share a combination of quasi-identifiers; set by the
    recipient and the policy packs when it is not given."""
    k_map: KMapSpec | None = None
    """Smallest number of people of a population who may share a combination."""
    l_diversity: dict[ColumnPath, DiversitySpec] = {}
    """How diverse a sensitive column must be in each equivalence class: a number of distinct
    values, or other forms."""
    t_closeness: dict[ColumnPath, ClosenessSpec] = {}
    """Largest distance between the distributions of a sensitive column in a class and in the whole
    table."""
    p_sensitivity: dict[ColumnPath, Positive] = {}
    """Smallest number of distinct values in each class of at least k subjects (p-sensitive
    k-anonymity)."""
    alpha_k: dict[ColumnPath, PositiveShare] = {}
    """Largest share of one sensitive value in each class of at least k subjects ((alpha,
    k)-anonymity)."""
    beta_likeness: dict[ColumnPath, LikenessSpec] = {}
    """Largest gain of belief in a sensitive value."""
    delta_disclosure: dict[ColumnPath, DisclosureSpec] = {}
    """Largest change of belief in a sensitive value, up or down."""
    delta_presence: PresenceSpec | None = None
    """What may be learnt about who is in the data."""
    maximum_risk: PositiveShare | None = None
    """Largest re-identification risk of a subject, taken literally: 0.09 asks for classes of 12."""
    average_risk: PositiveShare | None = None
    """Largest mean re-identification risk of the subjects."""
    records_at_risk: ExposureSpec | None = None
    """How many subjects may have a risk above a threshold."""
    km_anonymity: dict[ColumnPath, ItemsSpec] = {}
    """For set-valued columns: any few items that an attacker knows are shared by k subjects, or by
    nobody."""
    longitudinal: LongitudinalSpec = LongitudinalSpec()
    """What somebody may know of a subject's events: tables that share the subject are counted
    together."""
    suppression_limit: Share = 0.05
    """Largest share of a table's rows that may be left out to reach the models."""
    missing: Literal["own-value", "wildcard", "removed"] = "own-value"
    """What a missing quasi-identifier is: a value of its own, one that matches anything, or a
    reason to leave the row out."""
    method: Literal["generalise", "local", "local-overlapping", "cells"] = "generalise"
    """How classes become large enough. `generalise`: one level for a whole column. `local`: levels
    that differ from class to class, classes that do not overlap (Mondrian's strict partition), no
    row lost. `local-overlapping`: the same, where a class may cover what others release by itself
    (as ARX's local transformation). `cells`: single cells are emptied, at the finest levels that
    the columns allow (as sdcMicro's local suppression; k-anonymity alone)."""
    metric: Metric = "loss"
    """What the search keeps small."""
    weights: dict[ColumnPath, AboveZero] = {}
    """How much the detail of a quasi-identifier matters; 1 for those that are not named."""
    workload: WorkloadSpec | None = None
    """What the release is used for; it takes the place of `metric`."""
    search: SearchSpec = SearchSpec()
    """How long the search may take."""


SHORT_PARTS: tuple[type[Part], ...] = (
    DiversitySpec,
    ClosenessSpec,
    LikenessSpec,
    DisclosureSpec,
)
"""Parts that a single value can stand for."""

SENSITIVE_MODELS = (
    "l-diversity",
    "t-closeness",
    "p-sensitivity",
    "alpha-k",
    "beta-likeness",
    "delta-disclosure",
)
"""Keys that map sensitive columns to thresholds."""


def sensitive_paths(privacy: PrivacySpec) -> tuple[ColumnPath, ...]:
    """Return the sensitive columns that any model names, each once, in the order of the models."""
    named = (getattr(privacy, key.replace("-", "_")) for key in SENSITIVE_MODELS)
    return tuple(dict.fromkeys(path for model in named for path in model))


def named_columns(privacy: PrivacySpec) -> Iterator[tuple[str, ColumnPath]]:
    """Yield every column that the section names, with its place in it: ``l-diversity.t.a``."""
    for key in (*SENSITIVE_MODELS, "km-anonymity", "weights"):
        for path in getattr(privacy, key.replace("-", "_")):
            yield f"{key}.{path}", path
    if privacy.workload is not None:
        if privacy.workload.target is not None:
            yield "workload.target", privacy.workload.target
        for query in privacy.workload.queries:
            for path in query:
                yield "workload.queries", path
