"""How well known codes and scales fit the values of a column.

What lives here: the shares of rows, and what they must reach. What does not: the rules that choose
(:mod:`sector_data.anonymise.hierarchies.proposing`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.anonymise.hierarchies.building import build
from sector_data.anonymise.hierarchies.fitting import unplaced
from sector_data.anonymise.hierarchies.structures.structure import table
from sector_data.spec.hierarchies import HierarchySpec, OrderedHierarchy

NEARLY_ALL = 0.9
"""Share of the rows that a proposed hierarchy must have a place for."""

SHORTEST, LONGEST = 3, 12
"""Characters of what is taken for a code."""

_CODE = rf"^[A-Za-z0-9./-]{{{SHORTEST},{LONGEST}}}$"
_DIGIT = "[0-9]"


def fits(hierarchy: HierarchySpec, values: pa.Array) -> bool:
    """Say whether nearly all rows that have a value have a place in a hierarchy."""
    known = values.drop_null()
    if not len(known) or pa.types.is_null(known.type):
        return True
    counted = known.value_counts()
    distinct, counts = counted.field("values"), counted.field("counts").to_numpy()
    placed = ~unplaced(build(hierarchy, distinct, base=Path()), distinct).to_numpy(
        zero_copy_only=False
    )
    return bool(counts[placed].sum() >= NEARLY_ALL * len(known))


def header_words(column: str) -> frozenset[str]:
    """Return the words of a column's name, folded, and each two and three that follow each other.

    >>> sorted(header_words("codePostal"))
    ['code', 'code postal', 'codepostal', 'postal']
    """
    name = unicodedata.normalize("NFKC", column)
    words = re.findall(r"[^\W_]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).casefold())
    runs = [
        " ".join(words[start : start + length])
        for length in (1, 2, 3)
        for start in range(len(words) - length + 1)
    ]
    return frozenset([*runs, "".join(words)])


_SPELLINGS: tuple[Callable[[str], str], ...] = (str, str.lower, str.upper, str.capitalize)


def known_scale(values: pa.Array) -> OrderedHierarchy | None:
    """Return the groups of the scale that nearly all rows are on, spelt as they spell it."""
    known = values.drop_null()
    if not len(known):
        return None
    counted = known.value_counts()
    counts = dict(
        zip(counted.field("values").to_pylist(), counted.field("counts").to_pylist(), strict=True)
    )
    for scale in table("scales"):
        for spell in _SPELLINGS:
            spelt = tuple(spell(word) for word in scale)
            held = [counts[word] for word in spelt if word in counts]
            if len(held) > 2 and sum(held) >= NEARLY_ALL * len(known):
                groups = (3, 6) if len(spelt) == 12 else (2, 4) if len(spelt) > 5 else (2,)
                return OrderedHierarchy(values=spelt, groups=groups)
    return None


def code_lengths(values: pa.Array) -> tuple[int, ...]:
    """Return the lengths of prefixes for codes of one length: half, a quarter, one character.

    Nothing where less than nine rows of ten hold letters, digits and signs of one length, with a
    digit among them.
    """
    known = values.drop_null()
    if not len(known):
        return ()
    is_code = pc.and_(
        pc.match_substring_regex(known, _CODE), pc.match_substring_regex(known, _DIGIT)
    )
    lengths = pc.utf8_length(known.filter(is_code)).to_numpy()
    if not len(lengths):
        return ()
    counts = np.bincount(lengths)
    length = int(counts.argmax())
    if counts[length] < NEARLY_ALL * len(known):
        return ()
    halves = {-(-length // 2), -(-length // 4), 1}
    return tuple(sorted(halves, reverse=True))
