"""Transforms that are not there on purpose, and why.

What lives here: the words that a steward may look for, with the reason and what to take instead.
What does not: the transforms that are there (:mod:`sector_data.spec.transforms.values`).
"""

from __future__ import annotations

_DISTANCES = (
    "all points are moved alike, so that distances stay: whoever knows three of the places has "
    "undone it",
    "Take grid or geohash, which keep the neighbourhood and no distance.",
)
_HASH = (
    "a hash without a key is undone by hashing every possible value",
    "Take pseudonym, which is keyed.",
)
_FF3 = (
    "NIST has withdrawn FF3 (SP 800-38G Rev. 1, second draft)",
    "Take format-preserving, which is FF1.",
)
REFUSED: dict[str, tuple[str, str]] = {
    **dict.fromkeys(
        ("rotate", "translate", "mirror", "shift-coordinates", "distance-preserving"), _DISTANCES
    ),
    **dict.fromkeys(("hash", "md5", "sha1", "sha256", "sha-256"), _HASH),
    **dict.fromkeys(("ff3", "ff3-1"), _FF3),
}
"""Word to the reason why there is no such transform, and the remedy."""


def refused_transform(word: object) -> tuple[str, str] | None:
    """Return why a transform is not there, and the remedy; None for any other word.

    >>> refused_transform("ff3")[1]
    'Take format-preserving, which is FF1.'
    """
    return REFUSED.get(word.lower().replace("_", "-")) if isinstance(word, str) else None
