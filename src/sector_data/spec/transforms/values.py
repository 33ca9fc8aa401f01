"""The transforms of single values as a pipeline file names them, every parameter spelt out.

What lives here: the list of all transforms, and the models of those that are for no one kind of
value, each with its ISO/IEC 20889 technique, what it destroys and who can undo it. What does not:
the models for identifiers, dates and places (in the modules beside this one) and how transforms are
carried out (:mod:`sector_data.deidentify`).

In a pipeline file a transform is a word (``drop``) or a word with parameters
(``{mask: {keep-last: 4}}``).
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sector_data.spec.hierarchies import HierarchySpec
from sector_data.spec.model import Model
from sector_data.spec.transforms.dates import DateOrder, ShiftDate, TruncateDate, check_shifts
from sector_data.spec.transforms.identifiers import (
    FormatPreserving,
    Mask,
    Pseudonym,
    Surrogate,
    TruncatePan,
)
from sector_data.spec.transforms.model import Finite, Nature, Reversible, TransformModel
from sector_data.spec.transforms.perturbation import Microaggregate, Noise, Pram, RankSwap
from sector_data.spec.transforms.places import Geohash, Grid, Zip3
from sector_data.spec.words import Technique

__all__ = [
    "INCOMPARABLE",
    "TRANSFORMS",
    "AnyTransform",
    "Drop",
    "FormatPreserving",
    "Generalise",
    "Geohash",
    "Grid",
    "JoinRare",
    "Keep",
    "Mask",
    "Microaggregate",
    "Midpoint",
    "Nested",
    "Noise",
    "Pram",
    "Pseudonym",
    "RankSwap",
    "RedactText",
    "Reversible",
    "Round",
    "ShareItems",
    "ShiftDate",
    "Surrogate",
    "TopBottom",
    "TransformModel",
    "TransformSpec",
    "TruncateDate",
    "TruncatePan",
    "Zip3",
]


class Keep(TransformModel):
    """Release the values as they are."""

    technique = Technique.NONE
    loss = "nothing"
    reversible = Reversible.NOT_NEEDED
    kind: Literal["keep"] = "keep"


class Drop(TransformModel):
    """Leave the column out of the release."""

    technique = Technique.SUPPRESSION
    loss = "the column"
    kind: Literal["drop"] = "drop"


class Generalise(TransformModel):
    """Replace values by a level of their hierarchy; the privacy search chooses the level when it
    is not given."""

    technique = Technique.GENERALIZATION
    loss = "detail below the level"
    kind: Literal["generalise"] = "generalise"
    hierarchy: HierarchySpec | None = None
    """Steps of the generalisation; the column's own, or one proposed from its values, when it is
    not given."""
    level: Annotated[int, Field(ge=0)] | None = None
    """Step to take, 0 for the untouched value; the privacy search chooses when it is not given."""
    at_least: Annotated[int, Field(ge=0)] = 0
    """Lowest level that the search may choose; a birth date is never released as such with 1."""


class ReleasedItem(Model):
    """The label of items, at a level of their hierarchy, that enough subjects share."""

    level: Annotated[int, Field(ge=0)]
    """Level of the hierarchy, 0 for the item itself."""
    label: str
    """What is released."""


class ShareItems(TransformModel):
    """Raise or leave out items of a set-valued column, so that enough subjects share any few of
    them; set by ``privacy: {km-anonymity: …}``."""

    technique = Technique.GENERALIZATION
    loss = "items that too few subjects share"
    kind: Literal["share-items"] = "share-items"
    separator: Annotated[str, Field(min_length=1, max_length=3)] = ";"
    """What stands between the items of a cell."""
    hierarchy: HierarchySpec | None = None
    """In which items are raised; without one they can only be left out."""
    released: tuple[ReleasedItem, ...] | None = None
    """Every item that is released; the plan sets it."""


class Round(TransformModel):
    """Round numbers to a multiple."""

    technique = Technique.ROUNDING
    loss = "precision below the multiple"
    kind: Literal["round"] = "round"
    to: Annotated[float, Field(gt=0, allow_inf_nan=False)] = 10.0
    """The multiple, in the column's unit."""


class Midpoint(TransformModel):
    """Replace numbers by the middle of the interval that they lie in, as the public loan data of
    HMDA do with amounts (84 FR 649)."""

    technique = Technique.GENERALIZATION
    loss = "the number within the interval"
    kind: Literal["midpoint"] = "midpoint"
    width: Annotated[float, Field(gt=0, allow_inf_nan=False)] = 10_000.0
    """Width of the intervals, which start at its multiples, in the column's unit."""


class JoinRare(TransformModel):
    """Replace categories that few subjects have by one word for all of them."""

    technique = Technique.GENERALIZATION
    loss = "which of the rare categories it was"
    kind: Literal["join-rare"] = "join-rare"
    at_least: Annotated[int, Field(ge=2)] = 20
    """Subjects (rows, where none are named) that a category needs to stay."""
    into: Annotated[str, Field(min_length=1, max_length=64)] = "other"
    """What the rare ones become."""
    kept: tuple[str, ...] | None = None
    """Categories that stay; the plan fills them in. Rare ones are not named anywhere."""


class TopBottom(TransformModel):
    """Replace numbers beyond a bound by the bound: one that is named, or the outermost value that
    enough subjects reach."""

    technique = Technique.TOP_BOTTOM_CODING
    loss = "values beyond the bounds"
    kind: Literal["top-bottom"] = "top-bottom"
    top: Finite | None = None
    """What is above becomes this, in the column's unit."""
    bottom: Finite | None = None
    """What is below becomes this, in the column's unit."""
    count: Annotated[int, Field(ge=2)] | None = None
    """Subjects that must reach a bound, which is then found from the values; instead of bounds."""
    ends: Literal["both", "top", "bottom"] = "both"
    """Where bounds are found when a count is given."""

    @model_validator(mode="after")
    def _has_a_bound(self) -> TopBottom:
        named = not (self.top is None and self.bottom is None)
        if self.count is not None and named:
            raise ValueError("name either bounds or a count")
        if self.count is None and self.ends != "both":
            raise ValueError("ends are for bounds by count")
        if self.count is None and not named:
            raise ValueError("name a top, a bottom or both, or a count")
        if self.top is not None and self.bottom is not None and self.top < self.bottom:
            raise ValueError("top is below bottom")
        return self


class RedactText(TransformModel):
    """Find personal data in running text and replace each finding: by a tag such as
    ``<PERSON>``, by mask characters of the same length, or by a surrogate of its kind, which hides
    what was missed in plain sight."""

    technique = Technique.MASKING
    loss = "the passages that were found"
    kind: Literal["redact-text"] = "redact-text"
    replacement: Literal["tags", "mask", "surrogates"] = "tags"
    """What stands in the place of a finding. Surrogates are drawn with the key for each subject:
    other names, places and numbers written alike, its dates moved as ``shift-date`` moves them in
    the tables, keys as their columns replace them. A column of direct identifiers is replaced value
    by value, and agrees with the texts."""
    order: DateOrder | None = None
    """Order of figures in dates, for surrogates; when it is not given, that of the column's
    language (English month-first, Japanese year-first, others day-first)."""
    max_days: Annotated[int, Field(ge=1, le=3660)] | None = None
    """Largest shift of dates by surrogates, in days; the plan fills in that of the ``shift-date``
    columns, or 182."""
    keep: tuple[Literal["weekday", "season"], ...] | None = None
    """What else stays of dates; the plan fills in what the ``shift-date`` columns say."""

    @model_validator(mode="after")
    def _has_dates_to_move(self) -> RedactText:
        said = [self.order, self.max_days, self.keep]
        if self.replacement != "surrogates" and said != [None, None, None]:
            raise ValueError("order, max-days and keep are for surrogates")
        if self.replacement == "surrogates":
            check_shifts(self.max_days or ShiftDate().max_days, self.keep or ())
        return self

    def shift(self) -> ShiftDate:
        """Return how surrogates move dates."""
        days = ShiftDate().max_days if self.max_days is None else self.max_days
        return ShiftDate(max_days=days, keep=self.keep or ())

    @property
    def nature(self) -> Nature:
        """What the transform is with its parameters."""
        if self.replacement != "surrogates":
            return super().nature
        return Nature(
            Technique.PSEUDONYMIZATION,
            "the passages that were found; their kind, form and agreement are kept",
            keyed=True,
            reversible=Reversible.KEY_HOLDER,
        )


class Nested(TransformModel):
    """Take JSON apart and let each part of it be a column of its own, named with dots
    (``notes.payload.patient.name``); parts of no known kind are left out. Narratives (XHTML) are
    running text."""

    technique = Technique.SUPPRESSION
    loss = "parts that nobody knows or few rows have; of the others what their transforms lose"
    kind: Literal["nested"] = "nested"


AnyTransform = (
    Keep
    | Drop
    | Pseudonym
    | Surrogate
    | FormatPreserving
    | Mask
    | TruncatePan
    | ShiftDate
    | TruncateDate
    | Generalise
    | ShareItems
    | Round
    | Midpoint
    | TopBottom
    | JoinRare
    | Microaggregate
    | RankSwap
    | Pram
    | Noise
    | Zip3
    | Grid
    | Geohash
    | RedactText
    | Nested
)
TransformSpec = Annotated[AnyTransform, Field(discriminator="kind")]

TRANSFORMS: dict[str, type[AnyTransform]] = {
    "keep": Keep,
    "drop": Drop,
    "pseudonym": Pseudonym,
    "surrogate": Surrogate,
    "format-preserving": FormatPreserving,
    "mask": Mask,
    "truncate-pan": TruncatePan,
    "shift-date": ShiftDate,
    "truncate-date": TruncateDate,
    "generalise": Generalise,
    "share-items": ShareItems,
    "round": Round,
    "midpoint": Midpoint,
    "top-bottom": TopBottom,
    "join-rare": JoinRare,
    "microaggregate": Microaggregate,
    "rank-swap": RankSwap,
    "pram": Pram,
    "noise": Noise,
    "zip3": Zip3,
    "grid": Grid,
    "geohash": Geohash,
    "redact-text": RedactText,
    "nested": Nested,
}

UNCOUNTED = (Drop, Pseudonym, Surrogate, FormatPreserving, ShiftDate, RedactText, Nested)
"""Transforms whose values make no equivalence classes: a quasi-identifier's are not counted."""
INCOMPARABLE = (*UNCOUNTED, TruncatePan, Geohash)
"""Transforms after which a value cannot be compared with what it was."""
