"""Texts as they look, not as they are coded: what a reader does not see must not hide a name.

What lives here: blanks of all kinds made plain, invisible signs left out, letters and accents put
together, two blanks within a number made one, and the way back to places in the text as it was.
What does not: finding.

Text that was copied from web pages or PDF holds no-break spaces, soft hyphens, zero-width signs and
letters whose accents are signs of their own (Unicode normalisation form D, UAX #15). To a reader
"Jane Doe" with a no-break space is the same name; to a pattern it is another.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from sector_data.spec.evidence.findings import Span

_BLANKS = dict.fromkeys(
    map(ord, "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007"), " "
)
_BLANKS |= dict.fromkeys(map(ord, "\u2008\u2009\u200a\u202f\u205f"), " ")
_HYPHENS = dict.fromkeys(map(ord, "\u2010\u2011\ufe63"), "-")
_PLAIN = {**_BLANKS, **_HYPHENS}
"""Signs that look like one of ASCII; not the ideographic space, by which Japanese parts names."""
_UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]+")
"""Signs without width: soft hyphens, joiners, marks of direction, byte order marks."""
_APART = re.compile(
    r"(?:(?<=\n)|(?<=\A))(?:(?!\s\s)[^\n\t]){0,200}?[^\W\d_][\w.:#°º)]{0,8}[ ]"
    r"(?P<number>\d{1,6}(?:[ ]{1,3}\d{1,6}){1,8})(?![\w%/]|[.,:-]\d)"
    r"(?!(?:(?!\s\s)[^\n]){0,300}(?:\s\s[^\n]|\t))"
)
"""A number whose groups stand further apart than by one blank, on a line that is no row of a
table: nothing else on it stands so."""
_GAP = re.compile(r"(?<=\d)[ ]{2,3}(?=\d)")
_ACCENTED = re.compile(r"[^\W\d_][\u0300-\u036f]+")


@dataclass(frozen=True, slots=True, repr=False)
class Legible:
    """A text as it looks.

    Attributes
    ----------
    text
        With plain blanks and without what cannot be seen.
    starts, shifts
        From which place in it on, how many signs more the original has before it; empty where the
        two are equally long.
    """

    text: str
    starts: Sequence[int] = ()
    shifts: Sequence[int] = ()

    def back(self, span: Span) -> Span:
        """Return a finding with its places in the original."""
        if not self.starts:
            return span
        return span._replace(start=self._place(span.start), end=self._place(span.end - 1) + 1)

    def back_whole(self, original: str, span: Span) -> Span:
        """Return a finding with its places in the original, and the accents of its last letter."""
        there = self.back(span)
        end = there.end
        while self.starts and end < len(original) and unicodedata.combining(original[end]):
            end += 1
        return there._replace(end=end)

    def _place(self, place: int) -> int:
        behind = bisect_right(self.starts, place)
        return place + (self.shifts[behind - 1] if behind else 0)


def legible(text: str) -> Legible:
    """Return a text as it looks.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    Legible
        The same text where it holds nothing of that kind, which costs little to see.
    """
    if text.isascii() and not _GAP.search(text):
        return Legible(text)
    plain = text.translate(_PLAIN)
    pieces: list[str] = []
    starts: list[int] = []
    shifts: list[int] = []
    length = at = shift = 0
    for match in _changes(plain):
        pieces.append(plain[at : match.start()])
        length += match.start() - at
        written = unicodedata.normalize("NFC", match[0]) if match[0][0].isalpha() else ""
        written = " " if match[0][0] == " " else written
        pieces.append(written)
        length += len(written)
        shift += len(match[0]) - len(written)
        starts.append(length)
        shifts.append(shift)
        at = match.end()
    if not starts:
        return Legible(plain)
    pieces.append(plain[at:])
    return Legible("".join(pieces), starts, shifts)


def _changes(text: str) -> list[re.Match[str]]:
    """Return what has to be left out or put together, from left to right."""
    found = list(_UNSEEN.finditer(text))
    if _GAP.search(text):
        spread = (m.span("number") for m in _APART.finditer(text))
        gaps = (gap for start, end in spread for gap in _GAP.finditer(text, start, end))
        found = sorted([*found, *gaps], key=lambda m: m.start())
    if not unicodedata.is_normalized("NFC", text):
        composed = (
            m
            for m in _ACCENTED.finditer(text)
            if len(unicodedata.normalize("NFC", m[0])) < len(m[0])
        )
        found = sorted([*found, *composed], key=lambda m: m.start())
    return found
