"""What all transforms of single values have in common.

What lives here: the base of the models, and the words for who can undo a transform. What does not:
the transforms (:mod:`sector_data.spec.transforms.values`).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, ClassVar, NamedTuple

from pydantic import Field

from sector_data.spec.model import Model
from sector_data.spec.words import Technique

Finite = Annotated[float, Field(allow_inf_nan=False)]


class Reversible(StrEnum):
    """Whether values can be had back from what a transform leaves, and by whom."""

    NOT_NEEDED = "nothing to undo"
    NOBODY = "no"
    KEY_HOLDER = "by the key's holder"
    LOOKUP_HOLDER = "by the lookup's holder"


class Nature(NamedTuple):
    """What a transform is, whatever its words and parameters are called.

    Attributes
    ----------
    technique
        As ISO/IEC 20889:2018 names it.
    loss
        What a reader of the release can no longer know, in a few words.
    keyed
        Whether it needs a secret from the key ring.
    reversible
        Who can have the value back; of a keyed transform, until the key is destroyed.
    """

    technique: Technique
    loss: str
    keyed: bool
    reversible: Reversible


class TransformModel(Model):
    """Base of all transforms."""

    technique: ClassVar[Technique]
    """As ISO/IEC 20889:2018 names it."""
    loss: ClassVar[str]
    """What a reader of the release can no longer know, in a few words."""
    keyed: ClassVar[bool] = False
    """Whether the transform needs a secret from the key ring."""
    reversible: ClassVar[Reversible] = Reversible.NOBODY
    """Who can have the value back; of a keyed transform, until the key is destroyed."""

    @property
    def nature(self) -> Nature:
        """What the transform is with its parameters."""
        return Nature(self.technique, self.loss, self.keyed, self.reversible)
