"""Which identifiers of the catalogue the values of a column are.

What lives here: the shares of form and check digits, measured against chance, and what they prove.
What does not: everything else about a column (:mod:`sector_data.detect.columns`).

A bare form proves little: a tenth of all numbers pass Luhn, and every number of nine digits looks
like several identifiers. What proves is *lift*: far more values pass the check digits than random
numbers of the same form would. Its weight is the chance that so many random values pass, after the
Chernoff bound of the binomial distribution (W. Hoeffding, *J. Am. Stat. Assoc.* 58 (1963), 13-30,
theorem 1): ``exp(-n D(share || chance))`` with the Kullback-Leibler divergence D.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from sector_data.detect.headers import words_of
from sector_data.detect.identifiers.catalogue import CATALOGUE
from sector_data.detect.identifiers.record import PROVING, Identifier
from sector_data.detect.recognizers.folding import fold

FITS = 0.8
"""Share of the values that have to have the form: registers hold some typed wrongly or cut."""
PASSES = 0.5
"""Share of those of the form whose check digits have to be right."""
PROOF = 1e-6
"""Chance of so many right check digits at which they prove as much as they can."""
SURE, SHAPE, PECULIAR, ANNOUNCED, CONTRADICTED = 0.96, 0.2, 0.6, 0.85, 0.4
"""Confidences: check digits proven; form alone; a form that little else has; form and header; form
and header against the check digits."""
SHARED, OTHER = 0.75, 0.5
"""Factors where another kind of number explains the values as well and no header decides, and where
the header names another one."""
_LEADS, _TESTED, _MOST = 60, 200, 2_000
"""Values that are tried for the form first, for the check digits first, and at most."""
_DATE = re.compile(r"(?:\d{4}([-/.])\d{1,2}\1|\d{1,2}([-/.])\d{1,2}\2(?:\d{2})?)\d{1,2}(?:[T ].*)?")


@dataclass(frozen=True, slots=True)
class IdentifierMatch:
    """How well one identifier explains a column.

    Attributes
    ----------
    identifier
        The entry of the catalogue.
    fits
        Share of the distinct values that have its form.
    passes
        Share of those whose check digits are right; None for one without check digits.
    chance
        Share of random values of the form that would pass.
    announced
        Whether the header says so too.
    confidence
        0 to 1.
    sentence
        For the steward; no value in it.
    """

    identifier: Identifier
    fits: float
    passes: float | None
    chance: float
    announced: bool
    confidence: float
    sentence: str

    @property
    def lift(self) -> float | None:
        """How many times more often than by chance the check digits are right."""
        return None if self.passes is None else self.passes / self.chance


def explain(values: Sequence[str], header: str = "") -> list[IdentifierMatch]:
    """Say which identifiers the distinct values of a column are.

    Parameters
    ----------
    values
        Distinct values as texts. Blank ones are left out; whole numbers that lost their leading
        zeros are tried with them.
    header
        The column's name, if it may be used.

    Returns
    -------
    list of IdentifierMatch
        The surest first; equally sure ones in the order of the catalogue.
    """
    texts = [t for t in (fold(v).strip().upper() for v in values) if t]
    dates = sum(1 for t in _thin(texts, _LEADS) if _DATE.fullmatch(t))
    if not texts or dates >= FITS * len(_thin(texts, _LEADS)):
        return []
    forms = [_Values(texts)]
    if all(t.isdigit() for t in texts) and len({len(t) for t in texts}) > 1:
        longest = max(map(len, texts))
        forms.append(_Values([t.zfill(longest) for t in texts]))
    named = _announced_by(header)
    found = []
    for entry in CATALOGUE:
        matches = [_explain(entry, form, announced=entry.id in named) for form in forms]
        kept = [m for m in matches if m is not None]
        if kept:
            found.append(max(kept, key=lambda m: m.confidence))
    return sorted(_weighed(found), key=lambda m: -m.confidence)


class _Values:
    """Values, and what is left of them without separators, each kind of them worked out once."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._compact: dict[str, Sequence[str]] = {}
        self.leads = _thin(texts, _LEADS)

    def compact(self, entry: Identifier) -> Sequence[str]:
        if entry.separators not in self._compact:
            self._compact[entry.separators] = [entry.compact(t) for t in self._texts]
        return self._compact[entry.separators]


def _thin(texts: Sequence[str], most: int) -> Sequence[str]:
    """Return at most so many texts, evenly spread."""
    return texts[:: -(-len(texts) // most)] if texts else texts


def _explain(entry: Identifier, values: _Values, *, announced: bool) -> IdentifierMatch | None:
    likely = sum(1 for t in values.leads if entry.shape.fullmatch(entry.compact(t)))
    if likely < (FITS - 0.2) * len(values.leads):
        return None
    compact = values.compact(entry)
    formed = [c for c in compact if entry.shape.fullmatch(c)]
    fits = len(formed) / len(compact)
    if fits < FITS:
        return None
    passes = _passing(entry, formed) if entry.check else 1.0
    if entry.chance > PROVING:
        if passes < FITS:
            return None
        sure = ANNOUNCED if announced else PECULIAR if entry.alone else SHAPE
        sentence = f"{_share(fits)} of the distinct values have the form of the {entry.english}"
        measured = passes if entry.check else None
        return IdentifierMatch(
            entry, fits, measured, entry.chance, announced, sure * fits, sentence
        )
    sure = _proof(passes, entry.chance, min(len(formed), _MOST)) * SURE * fits
    if announced:
        sure = CONTRADICTED if passes < PASSES else max(sure, ANNOUNCED * fits)
    if not sure:
        return None
    sentence = (
        f"{_share(passes)} of the values pass the check digits of the {entry.english}; of random "
        f"ones of that form {_share(entry.chance)} would"
    )
    return IdentifierMatch(entry, fits, passes, entry.chance, announced, sure, sentence)


def _passing(entry: Identifier, compact: Sequence[str]) -> float:
    """Return the share whose check digits are right, of a sample that grows where it matters."""
    share = 0.0
    for most in (_TESTED, _MOST):
        tested = _thin(compact, most)
        share = sum(map(entry.passes, tested)) / len(tested)
        if share < PASSES / 2 or len(tested) == len(compact):
            break
    return share


def _proof(share: float, chance: float, number: int) -> float:
    """Return how far a share of right check digits proves them, 0 to 1."""
    if share < PASSES or share <= chance:
        return 0.0
    divergence = share * math.log(share / chance)
    if share < 1:
        divergence += (1 - share) * math.log((1 - share) / (1 - chance))
    weight = min(1.0, number * divergence / -math.log(PROOF))
    return weight * min(1.0, share / 0.9)


def _weighed(matches: Sequence[IdentifierMatch]) -> list[IdentifierMatch]:
    """Take confidence from matches that others of another kind equal."""
    if any(m.announced and m.confidence > CONTRADICTED for m in matches):
        return [m if m.announced else _times(m, OTHER) for m in matches]
    weighed = []
    for match in matches:
        rivals = {
            m.identifier.entity
            for m in matches
            if m.chance <= min(PROVING, 2 * match.chance) and m.confidence >= match.confidence
        } - {match.identifier.entity}
        weighed.append(_times(match, SHARED) if rivals else match)
    return weighed


def _times(match: IdentifierMatch, factor: float) -> IdentifierMatch:
    return replace(match, confidence=match.confidence * factor)


def _share(share: float) -> str:
    """Write a share for a steward: never 0 or 100 % unless it is none or all."""
    if share in {0.0, 1.0}:
        return f"{share:.0%}".replace("%", " %")
    if share < 0.01:
        return f"{100 * share:.1g} %"
    return f"{min(99, round(100 * share))} %"


@cache
def _phrases() -> tuple[tuple[tuple[str, ...], str], ...]:
    """Return the words of each entry as header words, with its id."""
    found: dict[tuple[tuple[str, ...], str], None] = {}
    for entry in CATALOGUE:
        for listed in entry.words.values():
            for word in listed:
                phrase = tuple(words_of(word.replace("'", " ")))
                if phrase:
                    found[phrase, entry.id] = None
    return tuple(found)


def _announced_by(header: str) -> frozenset[str]:
    words = tuple(words_of(header.replace("'", " "))) if header else ()
    runs = {words[i:j] for i in range(len(words)) for j in range(i + 1, len(words) + 1)}
    joined = {("".join(run),) for run in runs}
    return frozenset(
        entry for phrase, entry in _phrases() if phrase in runs or ("".join(phrase),) in joined
    )
