"""Numbers in running text, as the leak gate reads them: digits alone, whatever separates them.

What lives here: groups of figures that may be one number, and those that are not. What does not:
whose number it is (:mod:`sector_data.release.leaks.index`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

from sector_data.release.leaks.rules import (
    DATE,
    MIN_DIGITS,
    MIN_JOINED_DIGITS,
    MIN_NATIONAL_DIGITS,
)

_JOINT = r"[ \u00a0\u202f.\-‐‑–/()+]{1,3}"
_FIGURES = re.compile(rf"\d+(?:{_JOINT}\d+)*")
_FIGURE_RUN = re.compile(r"\d+")
_DECIMAL = re.compile(r"\d+\.\d+")
_MEASURES = re.compile(
    r"(?<![\d.])(0|[1-9]\d*)\.(\d+)[ \u00a0\u202f\-‐‑–()]{1,3}"
    r"(?=(0|[1-9]\d*)\.(\d+)(?!\d|\.\d))"
)
"""A decimal before another: an estimate before its interval, a bound before the other one."""
_BEFORE = re.compile("[0-9A-Za-zÀ-ɏ]*$")
_LETTER = re.compile("[A-Za-zÀ-ɏ]")
_LONGEST_PREFIX = 4
"""Letters that may stand before a number of 5 or 6 digits: ``MRN482913``."""
_LONGEST_NUMBER = 40


def figures_in(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the numbers in a text as digits alone, and whether each is the whole text.

    Numbers may be written in groups (``(617) 555-0123``): every stretch of groups with 7 digits or
    more counts as a number, and single groups with 5. A country code before a number of 9 digits
    or more is also left out. Dates are no numbers, the digits behind a decimal point are none of
    their own, and figures amid letters (digests, pseudonyms) are none at all. Decimals of equally
    many places behind one another (``0.500 0.500–0.512``) are a number each.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    for match in _FIGURES.finditer(text):
        if len(match[0]) < MIN_DIGITS or not _long_enough(_groups(match[0])):
            continue
        start, end = match.span()
        if _LETTER.match(text, end):  # "0.5mg": the last figures belong to the letters
            end = text.rindex(_FIGURE_RUN.findall(match[0])[-1], start, end)
        before = _before(text, start)
        if any(map(str.isdigit, before)):
            start, before = start + len(_FIGURE_RUN.findall(match[0])[0]), ""
        for figures in _measures_apart(text[start:end]):
            groups = _groups(figures)
            if _long_enough(groups):
                alone = not before and not any(map(str.isalnum, text[:start] + text[end:]))
                yield from _numbers(figures.strip(), groups, len(before), alone)


def _measures_apart(figures: str) -> list[str]:
    """Cut figures between decimals of equally many places; ``12.34 56.78`` may be a telephone."""
    cuts = []
    for match in _MEASURES.finditer(figures):
        whole, places, next_whole, next_places = map(len, match.groups())
        if places == next_places and places not in (whole, next_whole):
            cuts.append(match.end())
    return [figures[a:b] for a, b in pairwise([0, *cuts, len(figures)])]


def _groups(figures: str) -> list[str]:
    """Return the figures between separators; those of dates are left out."""
    if "-" in figures or "/" in figures or "." in figures:
        figures = DATE.sub("\n", figures)
    return _FIGURE_RUN.findall(figures)


def _long_enough(groups: list[str]) -> bool:
    lengths = [len(group) for group in groups]
    return sum(lengths) >= MIN_JOINED_DIGITS or max(lengths, default=0) >= MIN_DIGITS


def _before(text: str, start: int) -> str:
    found = _BEFORE.search(text[max(0, start - 2 * _LONGEST_NUMBER) : start])
    return found[0] if found else ""


def _numbers(
    figures: str, groups: list[str], prefix: int, alone: bool
) -> Iterator[tuple[str, bool]]:
    if _DECIMAL.fullmatch(figures):
        stretches = [("".join(groups), False)]
    else:
        stretches = list(_stretches(groups))
    everything = "".join(groups)
    for digits, single in stretches:
        if len(digits) < MIN_DIGITS or (
            len(digits) < MIN_JOINED_DIGITS and (not single or prefix > _LONGEST_PREFIX)
        ):
            continue
        yield digits, alone and digits == everything
        for code in (1, 2, 3):
            if len(digits) - code >= MIN_NATIONAL_DIGITS:
                yield digits[code:], False


def _stretches(groups: list[str]) -> Iterator[tuple[str, bool]]:
    for start in range(len(groups)):
        digits = ""
        for end in range(start, len(groups)):
            digits += groups[end]
            if len(digits) > _LONGEST_NUMBER and end > start:
                break
            yield digits, end == start
