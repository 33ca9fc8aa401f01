"""The rule of the leak gate: what is searched, in which spellings, and what may stay.

What lives here: kinds of secrets, their spellings, thresholds, word lists. What does not: reading
files and counting (:mod:`sector_data.release.leaks.search`). The rule in prose is
``docs/leak-gate.md``; wherever it cannot tell, it refuses.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import NamedTuple

import yaml

from sector_data.release.leaks.tokens import fold, is_ideographic, split_fully, split_run, weight

CATEGORY_ROWS = 10
"""Rows in which a kept value must occur to count as a category of the release rather than as
somebody's own. (Cell sizes of 10 and 11 are the usual floor: CMS cell suppression policy.)"""

MIN_CHARACTERS = 3
"""Letters and digits that a secret must have to be searched; a Han character counts twice."""

MIN_MIXED_CHARACTERS = 4
"""The same for secrets of letters and digits, such as ``A12``: below, codes would be met."""

MIN_DIGITS = 5
"""Digits that a number must have to be searched."""

MIN_JOINED_DIGITS = 7
"""Digits from which on a number is searched whatever separators it is written with, and in
documents also where it is written as a number rather than as text."""

MIN_NATIONAL_DIGITS = 9
"""Digits from which on a number may be a telephone number with a country code before it."""

CHANCE = 1e-3
"""Largest probability with which as many coincidences among numbers may come about by chance."""

REPEATED_SHARE = 0.5
REPEATED_VALUES = 20
"""A column of numbers repeats an identifier if at least this share, and this many, of its distinct
values are values of it, however dense the identifiers lie."""

SEEN_RANGE = 30
"""Numbers of one length from which on their own range says how dense they lie."""


class Kind(StrEnum):
    """How a spelling is compared, and what can excuse it."""

    WORD = "word"
    """One token of letters: may be an ordinary word."""
    PHRASE = "phrase"
    """Several tokens, or letters with digits: too particular to be met by chance."""
    NUMBER = "number"
    """Digits, whatever separates them."""
    DATE = "date"
    """A calendar date: shared by too many to be searched anywhere but in running text."""


class Spelling(NamedTuple):
    """One way in which a secret can be written.

    Attributes
    ----------
    kind
        How it is compared.
    tokens
        Tokens that must follow one another; for a number, its digits as one token.
    """

    kind: Kind
    tokens: tuple[str, ...]


_TIME = r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
_ISO_DATE = rf"\d{{4}}(?P<a>[-/.])\d{{1,2}}(?P=a)\d{{1,2}}{_TIME}"
_WRITTEN_DATE = rf"\d{{1,2}}(?P<b>[-/.])\d{{1,2}}(?P=b)(?:\d{{4}}|\d{{2}}){_TIME}"
_LONGEST_MOMENT = 14
"""Digits of a date with a time to the second."""

DATE = re.compile(rf"(?<![\d./-])(?:{_ISO_DATE}|{_WRITTEN_DATE})(?![./-]?\d)", re.IGNORECASE)
"""A date in figures: ``2021-03-14``, ``14.03.2021``, ``3/14/21``, with a time or without."""

PLAIN_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")


def canonical_number(text: str) -> str:
    """Spell a plain number so that equal numbers are equal texts: ``0045.0`` is ``45``."""
    whole, _, fraction = text.lstrip("+-").partition(".")
    fraction = fraction.rstrip("0")
    whole = whole.lstrip("0") or "0"
    return f"{whole}.{fraction}" if fraction else whole


def spellings(text: str, tokens: tuple[str, ...]) -> list[Spelling]:
    """Return the spellings in which a secret is searched; none when it is not searchable.

    Parameters
    ----------
    text
        The secret.
    tokens
        Its tokens, from :func:`sector_data.release.leaks.tokens.tokenise`.
    """
    if weight(tokens) < MIN_CHARACTERS:
        return []
    text = fold(text).strip()
    joined = "".join(tokens)
    if text[:1].isdigit() and DATE.fullmatch(text):
        return [Spelling(Kind.DATE, tokens)]
    if joined.isdigit():
        return list(_number_spellings(text, tokens))
    if _is_time(tokens):
        figures = [token for token in tokens if token.isdigit()]
        is_date = len(figures) > 1 and any(len(token) == 4 for token in figures)
        return [Spelling(Kind.DATE, tokens)] if is_date else []
    if any(map(str.isdigit, joined)):
        if weight(tokens) < MIN_MIXED_CHARACTERS:
            return []
        return list(_mixed_spellings(text, tokens))
    if len(tokens) == 1:
        return list(_word_spellings(tokens[0]))
    return [Spelling(Kind.PHRASE, phrase) for phrase in set(_phrases(text, tokens))]


def _word_spellings(word: str) -> Iterator[Spelling]:
    yield Spelling(Kind.WORD, (word,))
    if _takes_genitive(word):
        yield Spelling(Kind.WORD, (f"{word}s",))


def _phrases(text: str, tokens: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    yield tokens
    if any(map(is_ideographic, tokens)):
        return
    joined = "".join(tokens)
    spaced = any(map(str.isspace, text))
    # "O'Brien" is also OBRIEN; "An Na" is not Anna.
    if len(joined) >= (6 if spaced else 4):
        yield (joined,)
    if spaced and len(tokens) <= 4:  # given names and family name, in either order
        yield (tokens[-1], *tokens[:-1])
        yield (*tokens[1:], tokens[0])
    if _takes_genitive(tokens[-1]):
        yield (*tokens[:-1], f"{tokens[-1]}s")


def _mixed_spellings(text: str, tokens: tuple[str, ...]) -> Iterator[Spelling]:
    joined = "".join(tokens)
    phrases = {tokens, split_run(joined)}
    apart = tuple(part for token in tokens for part in split_fully(token))
    if len(apart) <= 6:
        phrases.add(apart)
    for phrase in phrases:
        yield Spelling(Kind.PHRASE, phrase)
    digits = "".join(filter(str.isdigit, joined))
    # "MRN 0045129": the number says it all.
    if len(digits) >= MIN_JOINED_DIGITS and sum(map(str.isalpha, text)) <= 4:
        yield Spelling(Kind.NUMBER, (digits,))


def _number_spellings(text: str, tokens: tuple[str, ...]) -> Iterator[Spelling]:
    digits = "".join(tokens)
    if len(digits) < MIN_DIGITS:
        return
    if len(tokens) > 1:
        yield Spelling(Kind.PHRASE, tokens)
    if len(tokens) == 2 and PLAIN_NUMBER.fullmatch(text):
        return  # a decimal: its digits without the point are another number
    yield Spelling(Kind.NUMBER, (digits,))
    lead = text.lstrip("(")
    if lead.startswith(("+", "00")):
        national = digits.lstrip("0") if lead.startswith("00") else digits
        for code in (1, 2, 3):
            if len(national) - code >= MIN_NATIONAL_DIGITS:
                yield Spelling(Kind.NUMBER, (national[code:],))
    elif len(digits) > MIN_NATIONAL_DIGITS and digits[0] in "01":
        yield Spelling(Kind.NUMBER, (digits[1:],))  # trunk prefix 0, or the North American 1


def _takes_genitive(token: str) -> bool:
    """Whether a name may be met with an s behind it (German: *Müllers Befund*)."""
    return len(token) >= 4 and token.isalpha() and not is_ideographic(token)


def _is_time(tokens: tuple[str, ...]) -> bool:
    """Whether a secret only says when, how old or how long."""
    words, connectors = time_words(), time_connectors()
    figures = [token for token in tokens if token.isdigit()]
    if not all(t.isdigit() or t in words or t in connectors for t in tokens):
        return False
    digits = sum(map(len, figures))
    if any(token in words for token in tokens) and digits <= _LONGEST_MOMENT:
        return digits > 0 or any(token in words - time_names() for token in tokens)
    return 0 < digits < MIN_DIGITS


def by_chance(expected: float, observed: int) -> bool:
    """Whether so many coincidences are nothing unusual.

    Parameters
    ----------
    expected
        Mean number of coincidences if the numbers had nothing to do with one another.
    observed
        Coincidences counted.

    Returns
    -------
    bool
        Whether P(X ≥ observed) ≥ :data:`CHANCE` for X Poisson with that mean.
    """
    if observed <= expected:
        return True
    if expected <= 0:
        return False
    term = math.exp(observed * math.log(expected) - expected - math.lgamma(observed + 1))
    tail, count = 0.0, observed
    while tail < CHANCE and term > CHANCE * 1e-12:
        tail += term
        count += 1
        term *= expected / count
    return tail >= CHANCE


@cache
def _lists() -> dict[str, dict[str, str] | str]:
    text = resources.files("sector_data.release.leaks").joinpath("words.yaml").read_text("utf-8")
    lists: dict[str, dict[str, str] | str] = yaml.safe_load(text)
    return lists


def _words(name: str) -> frozenset[str]:
    entry = _lists()[name]
    texts = entry.values() if isinstance(entry, dict) else [entry]
    return frozenset(fold(word) for text in texts for word in text.split())


@cache
def common_words() -> frozenset[str]:
    """Return ordinary words that are also names, folded."""
    return _words("common-words")


@cache
def eponyms() -> frozenset[str]:
    """Return names that stand in the titles of diseases and procedures, folded."""
    return _words("eponyms")


@cache
def time_words() -> frozenset[str]:
    """Return words of dates, ages and spells of time, folded."""
    return _words("time-words")


@cache
def time_connectors() -> frozenset[str]:
    """Return what stands between words of time, folded."""
    return _words("time-connectors")


@cache
def time_names() -> frozenset[str]:
    """Return words of time that are also names, folded."""
    return _words("time-names")


def is_common(word: str) -> bool:
    """Whether a folded word, or what is left of it without an s, is an ordinary word."""
    return word in common_words() or (word.endswith("s") and word[:-1] in common_words())


COUNT_KEYS = frozenset(
    {
        "bytes",
        "checked",
        "distinct",
        "excused",
        "files",
        "hits",
        "missing",
        "nodes",
        "not-searchable",
        "rows",
        "rows-after",
        "rows-before",
        "subjects",
        "subjects-after",
        "subjects-before",
        "suppressed-rows",
        "suppressed-subjects",
        "unexpected",
        "values",
    }
)
"""Keys of our own JSON documents whose numbers are sizes and counts by construction."""
