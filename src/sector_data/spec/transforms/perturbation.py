"""The transforms of whole columns: what becomes of a value depends on the other values as well.

What lives here: their models. What does not: how they are carried out
(:mod:`sector_data.deidentify.perturbation`) and the transforms of single values
(:mod:`sector_data.spec.transforms.values`).

A plan holds their parameters and nothing that they take from the data: groups, ranks, frequencies
and bounds are found again when the plan is carried out, from the source whose digest it names.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from sector_data.spec.transforms.model import Reversible, TransformModel
from sector_data.spec.words import Technique

_PER_CENT = re.compile(r"\s*(\d+(?:\.\d+)?)\s*%\s*")


def _share(value: object) -> object:
    """Return ``5%`` as 0.05, and anything else as it is."""
    found = _PER_CENT.fullmatch(value) if isinstance(value, str) else None
    # In decimals first: 7 * 0.01 is not 0.07.
    return float(f"{found[1]}e-2") if found else value


_OrPerCent = BeforeValidator(_share)


class Microaggregate(TransformModel):
    """Replace values by the average of a group of k or more similar subjects (MDAV): the mean of
    numbers and dates, the most frequent of other values."""

    technique = Technique.RANDOMIZATION
    loss = "differences within the groups"
    kind: Literal["microaggregate"] = "microaggregate"
    k: Annotated[int, Field(ge=2)] = 3
    """Smallest number of subjects in a group."""
    together: tuple[str, ...] = ()
    """Other columns of the table that tell which subjects are similar; columns that name one
    another and the same k share their groups."""


class RankSwap(TransformModel):
    """Swap numbers or dates with others of nearly the same rank: the column's distribution stays
    exactly as it is."""

    technique = Technique.RANDOMIZATION
    loss = "whose value it is, among those of near rank"
    keyed = True
    reversible = Reversible.KEY_HOLDER
    kind: Literal["rank-swap"] = "rank-swap"
    max_rank_shift: Annotated[float, Field(gt=0, le=1, allow_inf_nan=False), _OrPerCent] = 0.05
    """Largest distance of two ranks that are swapped, as a share of the values."""


class Pram(TransformModel):
    """Change categories at random, with probabilities that leave their distribution as it is in
    expectation (post-randomisation)."""

    technique = Technique.RANDOMIZATION
    loss = "certainty about each value"
    keyed = True
    kind: Literal["pram"] = "pram"
    keep: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False), _OrPerCent] = 0.8
    """Probability that a value is kept; otherwise one is drawn from the column, perhaps the same.
    Equal values of a subject change alike."""
    strata: str | None = None
    """Column of the table within whose values the others are drawn."""


class Noise(TransformModel):
    """Move numbers or dates by a random amount; all rows of a subject alike."""

    technique = Technique.RANDOMIZATION
    loss = "the exact value"
    keyed = True
    reversible = Reversible.KEY_HOLDER
    kind: Literal["noise"] = "noise"
    scale: Annotated[float, Field(gt=0, allow_inf_nan=False), _OrPerCent] = 0.1
    """Standard deviation of the noise, as a share of the column's; of factors, that of their
    logarithm."""
    form: Literal["additive", "correlated", "multiplicative"] = "additive"
    """Added independently; added with the covariance of the columns, which stays what it was in
    expectation; or a factor with mean 1."""
    together: tuple[str, ...] = ()
    """Other columns of the table, whose covariance correlated noise keeps."""


Perturbation = Microaggregate | RankSwap | Pram | Noise
"""Transforms that need the whole column, and those named beside it."""
Random = RankSwap | Pram | Noise
"""Those that draw: without the key nobody can say what they will give."""
