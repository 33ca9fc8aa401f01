"""Full-width digits, letters, hyphens and blanks as plain ones, letter by letter.

What lives here: a copy of a text on which patterns of numbers work, as long as the text, so that a
place in one is the same place in the other; letters keep their case. What does not: labels, which
are looked for without case and accents (:mod:`.folding`).
"""

from __future__ import annotations

import re
import unicodedata

_DASHES = "‐‑‒–—―−－"
_BLANKS = "\u00a0\u2007\u2009\u202f\u3000"
_LONG_VOWEL = re.compile(r"(?<=[0-9])[ーｰ](?=[0-9])")
"""What Japanese keyboards give for a hyphen between digits."""


def _table() -> dict[int, str]:
    table = {ord(c): "-" for c in _DASHES} | {ord(c): " " for c in _BLANKS}
    for code in range(0xFF01, 0xFF5F):
        if code not in table:
            table[code] = unicodedata.normalize("NFKC", chr(code))
    return table


_TABLE = _table()


def folded(text: str) -> str:
    """Return the text with narrow digits, Latin letters, punctuation, hyphens and blanks.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    str
        As long as the text; equal to it when it is ASCII.
    """
    if text.isascii():
        return text
    narrow = text.translate(_TABLE)
    return _LONG_VOWEL.sub("-", narrow) if "ー" in text or "ｰ" in text else narrow
