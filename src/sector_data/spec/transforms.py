"""The transforms of single values as a pipeline file names them, every parameter spelt out.

What lives here: one model for each transform, with its ISO/IEC 20889 technique and what it
destroys. What does not: how they are carried out (:mod:`sector_data.deidentify`).

In a pipeline file a transform is a word (``drop``) or a word with parameters
(``{mask: {keep-last: 4}}``).
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sector_data.spec.hierarchies import HierarchySpec
from sector_data.spec.perturbation_transforms import Microaggregate, Noise, Pram, RankSwap
from sector_data.spec.transform_model import Finite, TransformModel
from sector_data.spec.words import Technique


class Keep(TransformModel):
    """Release the values as they are."""

    technique = Technique.NONE
    loss = "nothing"
    kind: Literal["keep"] = "keep"


class Drop(TransformModel):
    """Leave the column out of the release."""

    technique = Technique.SUPPRESSION
    loss = "the column"
    kind: Literal["drop"] = "drop"


class Pseudonym(TransformModel):
    """Replace each value by a keyed token (HMAC-SHA-256), the same wherever the value occurs in
    its domain; columns that reference a key share the key's domain."""

    technique = Technique.PSEUDONYMIZATION
    loss = "the value; equality is kept"
    keyed = True
    kind: Literal["pseudonym"] = "pseudonym"
    length: Annotated[int, Field(ge=12, le=52)] = 16
    """Characters of the token, 5 bits each (Crockford base 32, lower case)."""
    prefix: Annotated[str, Field(max_length=12, pattern=r"^[A-Za-z0-9_-]*$")] = ""
    """Stands before every token, so that a reader sees what it names."""
    domain: str | None = None
    """Name of the pseudonymisation domain (EDPB Guidelines 01/2025); the plan fills in the
    column that defines the values."""


class Mask(TransformModel):
    """Replace letters and digits by a mask character; separators and, if asked, ends stay."""

    technique = Technique.MASKING
    loss = "all but the characters named"
    kind: Literal["mask"] = "mask"
    character: Annotated[str, Field(min_length=1, max_length=1)] = "*"
    """Stands for each letter or digit that is hidden."""
    keep_first: Annotated[int, Field(ge=0)] = 0
    """Characters, separators not counted, that stay at the beginning; where half of a value or
    more would show, it is masked whole."""
    keep_last: Annotated[int, Field(ge=0)] = 0
    """Characters, separators not counted, that stay at the end."""


class ShiftDate(TransformModel):
    """Move all dates of a subject by the same keyed number of days: intervals stay exact."""

    technique = Technique.RANDOMIZATION
    loss = "the calendar day; intervals within a subject are kept"
    keyed = True
    kind: Literal["shift-date"] = "shift-date"
    max_days: Annotated[int, Field(ge=1, le=3660)] = 182
    """The shift is drawn evenly from [-max-days, -1] and [1, max-days]; never 0."""


class TruncateDate(TransformModel):
    """Keep a date only to the week, month, quarter or year."""

    technique = Technique.GENERALIZATION
    loss = "the day within the period"
    kind: Literal["truncate-date"] = "truncate-date"
    to: Literal["week", "month", "quarter", "year"] = "month"
    """The period that stays."""


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


class Round(TransformModel):
    """Round numbers to a multiple."""

    technique = Technique.ROUNDING
    loss = "precision below the multiple"
    kind: Literal["round"] = "round"
    to: Annotated[float, Field(gt=0, allow_inf_nan=False)] = 10.0
    """The multiple, in the column's unit."""


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


class Zip3(TransformModel):
    """US ZIP codes to three digits, ``000`` where 20,000 people or fewer live
    (45 CFR 164.514(b)(2)(i)(B), 2020 census)."""

    technique = Technique.GENERALIZATION
    loss = "the last two digits"
    kind: Literal["zip3"] = "zip3"


class RedactText(TransformModel):
    """Find personal data in running text and replace each finding: by a tag such as
    ``<PERSON>``, or by mask characters of the same length."""

    technique = Technique.SUPPRESSION
    loss = "the passages that were found"
    kind: Literal["redact-text"] = "redact-text"
    replacement: Literal["tags", "mask"] = "tags"
    """What stands in the place of a finding."""


AnyTransform = (
    Keep
    | Drop
    | Pseudonym
    | Mask
    | ShiftDate
    | TruncateDate
    | Generalise
    | Round
    | TopBottom
    | Microaggregate
    | RankSwap
    | Pram
    | Noise
    | Zip3
    | RedactText
)
TransformSpec = Annotated[AnyTransform, Field(discriminator="kind")]

TRANSFORMS: dict[str, type[AnyTransform]] = {
    "keep": Keep,
    "drop": Drop,
    "pseudonym": Pseudonym,
    "mask": Mask,
    "shift-date": ShiftDate,
    "truncate-date": TruncateDate,
    "generalise": Generalise,
    "round": Round,
    "top-bottom": TopBottom,
    "microaggregate": Microaggregate,
    "rank-swap": RankSwap,
    "pram": Pram,
    "noise": Noise,
    "zip3": Zip3,
    "redact-text": RedactText,
}
