"""Masking: letters and digits hidden, separators and, if asked, the ends kept.

What lives here: the mask. What does not: masking passages of running text
(:mod:`sector_data.deidentify.text`).
"""

from __future__ import annotations

import unicodedata

import pyarrow as pa

from sector_data.deidentify.canonical import canonical_text
from sector_data.deidentify.distinct import map_distinct
from sector_data.spec.transforms.values import Mask


class _FullMask(dict[int, str]):
    """Translation table of :meth:`str.translate` that learns each character once."""

    def __init__(self, character: str) -> None:
        super().__init__()
        self._character = character

    def __missing__(self, code_point: int) -> str:
        character = chr(code_point)
        self[code_point] = character if is_separator(character) else self._character
        return self[code_point]


def is_separator(character: str) -> bool:
    """Whether a mask lets a character stand.

    Punctuation and spaces (Unicode categories P and Z) and ASCII symbols and controls do. All else
    is hidden: letters, digits and marks, and also emoji and symbols, which can be somebody's sign.
    """
    return unicodedata.category(character)[0] in "PZ" or (
        character.isascii() and not character.isalnum()
    )


def mask(values: pa.Array, spec: Mask) -> pa.Array:
    """Replace the characters of each value by the mask character, except separators.

    ``keep_first`` and ``keep_last`` count the characters that are no separators. Where both
    together would show half of them or more, the whole value is masked: a short value would
    otherwise stand nearly in clear.

    Parameters
    ----------
    values
        A plain array; what is not text is masked in its canonical text.
    spec
        Mask character and characters to keep.

    Returns
    -------
    Array
        ``string``, NFC-normalised; null where the value is null.
    """
    full = _FullMask(spec.character)

    def masked(distinct: pa.Array) -> pa.Array:
        texts = canonical_text(distinct).to_pylist()
        return pa.array([None if t is None else _mask(t, spec, full) for t in texts], pa.string())

    return map_distinct(values, masked)


def _mask(text: str, spec: Mask, full: _FullMask) -> str:
    shown = spec.keep_first + spec.keep_last
    if shown == 0:
        return text.translate(full)
    hidable = [place for place, character in enumerate(text) if not is_separator(character)]
    if 2 * shown >= len(hidable):
        return text.translate(full)
    characters = list(text)
    for place in hidable[spec.keep_first : len(hidable) - spec.keep_last]:
        characters[place] = spec.character
    return "".join(characters)
