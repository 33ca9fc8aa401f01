"""Names and codes: US ZIP codes, codes with a meaning in their first characters, plain categories.

What lives here: the three hierarchies that read a label off the text itself. What does not:
hierarchies that a file spells out (:mod:`sector_data.anonymise.hierarchies.files`).
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.anonymise.hierarchies.checks import mistake
from sector_data.anonymise.hierarchies.hierarchy import (
    ROOT,
    Floats,
    Hierarchy,
    LeafHierarchy,
    canonical_text,
)
from sector_data.spec.hierarchies import FlatHierarchy, PrefixHierarchy, UsZipHierarchy

_ZIP = r"^\s*(?P<zip>[0-9]{5})(?:[- ]?[0-9]{4})?\s*$"


class UsZip(LeafHierarchy):
    """US ZIP codes: ``02139``, ``021**``, ``02***``, ``0****``, ``*``.

    Five digits, or nine with or without a hyphen; integers get their leading zeros back. Anything
    else has no place. Loss counts the distinct codes of the data under a label.
    """

    spec: UsZipHierarchy
    kept = (5, 3, 2, 1)

    def __init__(self, spec: UsZipHierarchy, values: pa.Array) -> None:
        self.spec = spec
        self.levels = len(self.kept) + 2
        self.leaves = values.drop_null().unique()

    def _five_digits(self, distinct: pa.Array) -> pa.Array:
        texts = canonical_text(distinct)
        if pa.types.is_integer(distinct.type):
            texts = pc.utf8_lpad(texts, 5, "0")
        return pc.struct_field(pc.extract_regex(texts, _ZIP), "zip")

    def _labels(self, distinct: pa.Array, level: int) -> pa.Array:
        kept = self.kept[level - 1]
        head = pc.utf8_slice_codeunits(self._five_digits(distinct), 0, kept)
        return pc.fill_null(pc.utf8_rpad(head, 5, "*"), ROOT)

    def _losses(self, distinct: pa.Array, level: int) -> Floats:
        placed = self._five_digits(distinct).is_valid().to_numpy(zero_copy_only=False)
        return np.where(placed, super()._losses(distinct, level), 1.0)


class Prefix(LeafHierarchy):
    """Codes cut to their first (or last) characters: ``E11.9``, ``E11``, ``E``.

    A label is the bare prefix, or the prefix with a character in the place of each that is cut off,
    as ARX's redaction writes it; all rows of a release stand at one level, so it cannot be taken
    for a finer value. Loss counts the distinct codes of the data under a label.
    """

    spec: PrefixHierarchy

    def __init__(self, spec: PrefixHierarchy, values: pa.Array) -> None:
        falling = sorted(set(spec.lengths), reverse=True)
        if list(spec.lengths) != falling:
            raise mistake(
                "lengths", "the lengths do not fall.", f"Try {', '.join(map(str, falling))}."
            )
        self.spec = spec
        self.levels = len(spec.lengths) + 2
        self.leaves = values.drop_null().unique()

    def _labels(self, distinct: pa.Array, level: int) -> pa.Array:
        length = self.spec.lengths[level - 1]
        texts = canonical_text(distinct)
        if self.spec.keep == "start":
            kept = pc.utf8_slice_codeunits(texts, 0, length)
        else:
            kept = pc.utf8_slice_codeunits(texts, -length)
        if self.spec.mask is None:
            return kept
        cut = pc.subtract(pc.utf8_length(texts), pc.utf8_length(kept))
        masks = pc.binary_repeat(pa.scalar(self.spec.mask, pa.string()), cut)
        parts = (kept, masks) if self.spec.keep == "start" else (masks, kept)
        return pc.binary_join_element_wise(*parts, "")


class Flat(Hierarchy):
    """The value, then ``*``."""

    spec: FlatHierarchy
    levels = 2

    def __init__(self, spec: FlatHierarchy) -> None:
        self.spec = spec

    def _labels(self, distinct: pa.Array, level: int) -> pa.Array:
        raise AssertionError(f"no level {level} between {len(distinct)} values and *")

    def _losses(self, distinct: pa.Array, level: int) -> Floats:
        raise AssertionError(f"no level {level} between {len(distinct)} values and *")
