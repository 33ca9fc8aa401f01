"""Names of people put together from words: how a name goes on, and where it ends.

What lives here: the growth of a name from its first word, and names that stand for themselves
because the lists know a part of them. What does not: the judgement of single words
(:mod:`.people_words`), and the words that announce a name (:mod:`.people_rules`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from sector_data.detect.recognizers.people_words import PERHAPS, SURE, Reading, Word
from sector_data.spec.evidence.findings import Span

LONGEST = 5
"""Words of the longest name that is put together, particles apart."""
_GAP = re.compile(r"[ \t]{1,2}")
_DOTTED = re.compile(r"\.[ \t]{0,3}")
_TURNED = re.compile(r",[ \t]{0,3}")
FULL, ALONE, WEAK = 0.65, 0.5, 0.45
"""Scores of names that nothing announces: of several words, a given name, a family name."""
_LONELY = 3
"""Letters of the shortest given name that is told without any other word."""


class Trust(IntEnum):
    """How much what stands before a word says that a name follows."""

    LITTLE = 0
    """Kin: "mother" is followed by names and by diseases; a list must know the name."""
    SOME = 1
    """Those who are treated or served: a list or the form must speak for a name."""
    MUCH = 2
    """A profession or a part in a trial: no word for a thing."""
    FULL = 3
    """A title, or a label for names: anything that is no small word."""


@dataclass(frozen=True, slots=True)
class Habits:
    """How names are told in a language.

    Attributes
    ----------
    telling
        Whether a capital inside a sentence tells a name, as it does not where all nouns have one.
    family_first
        Whether "Rossi Mario" is as usual as "Mario Rossi".
    """

    telling: bool
    family_first: bool


def begins(word: Word, trust: Trust, habits: Habits) -> bool:
    """Whether a name may begin with a word, with what stands before it."""
    judged = word.judged
    if not word.capital or (len(word.text) == 1 and not word.dotted):
        return False
    if word.initial:
        return trust >= Trust.MUCH or (trust == Trust.SOME and not word.plain)
    if judged.small or (judged.dull and judged.given < SURE):
        return False
    known = max(judged.given, judged.family)
    if trust == Trust.FULL:
        return not word.plain or known > 0 or judged.common or not judged.deed
    if (word.acronym or judged.eponym) and judged.given < SURE:
        return False
    if trust == Trust.LITTLE:
        return judged.given == SURE
    if known == SURE:
        return True
    if habits.telling and not word.plain and (known or judged.surname or trust >= Trust.MUCH):
        return not judged.dull
    common = judged.thing or judged.deed
    if word.plain:
        return (known > 0 or (judged.surname and trust == Trust.MUCH)) and not common
    if trust == Trust.SOME:
        return (known > 0 or judged.surname) and not common
    return not judged.thing and not judged.dull


def goes_on(before: Word, word: Word, trust: Trust, habits: Habits, *, closes: bool) -> bool:
    """Whether a name goes on with a word.

    Parameters
    ----------
    before, word
        Two words, of which the first is part of a name.
    trust
        What stands before the name.
    habits
        Of the language.
    closes
        Whether a part of a sentence ends behind the word.
    """
    judged, first = word.judged, before.judged
    if not word.capital or (len(word.text) == 1 and not word.dotted):
        return False
    if word.initial:
        return True
    known = max(judged.given, judged.family)
    surely = first.given == SURE and not word.plain
    if judged.small or (
        judged.dull and known < SURE and not (surely and (judged.family or judged.common))
    ):
        return False
    if word.acronym and not known and not before.acronym:
        return False
    if before.initial or known == SURE:
        return not (word.plain and judged.deed)
    if word.plain:
        if known and not judged.thing and not judged.deed:
            return True
        allowed = first.given == SURE or trust == Trust.FULL
        return allowed and not judged.deed and (closes or first.given == SURE)
    if habits.telling:
        return True
    if judged.thing:
        return surely and trust >= Trust.MUCH
    if first.given:
        return True
    return first.family < SURE and trust >= Trust.MUCH


class Names:
    """The names of one text.

    Parameters
    ----------
    reading
        The text, word by word.
    habits
        Of its language.
    """

    def __init__(self, reading: Reading, habits: Habits) -> None:
        self._reading = reading
        self._words = reading.words
        self._habits = habits

    def grow(self, first: int, trust: Trust, *, turned: bool = False) -> int:
        """Return the number behind the last word of the name that begins at a word.

        Parameters
        ----------
        first
            Number of the word.
        trust
            What stands before it.
        turned
            Whether the given name may follow behind a comma.

        Returns
        -------
        int
            ``first`` when no name begins there.
        """
        words = self._words
        at = self._past_particles(first)
        if at >= len(words) or not self._begins(at, trust, behind_particle=at > first):
            return first
        end = at + 1
        for _ in range(LONGEST - 1):
            joint = self._joined(end - 1)
            if joint is None:
                break
            after = self._past_particles(end)
            if after >= len(words):
                break
            word, last = words[after], words[end - 1]
            if joint == ",":
                if not (turned and self._turned(after)):
                    break
                turned, end = False, after + 1
                continue
            closes = self._closes(after)
            linked = after > end and begins(word, Trust.MUCH, self._habits)
            # In small letters "lo", "von" and the like are words of the sentence as well.
            bare = after == end or not word.plain or trust >= Trust.MUCH
            follows = bare and goes_on(last, word, trust, self._habits, closes=closes)
            if not linked and not follows:
                break
            end = after + 1
        return end

    def _begins(self, at: int, trust: Trust, *, behind_particle: bool) -> bool:
        word = self._words[at]
        # A particle before a word with a capital tells a family name: "von Arx".
        some = behind_particle and trust >= Trust.SOME
        if begins(word, max(trust, Trust.MUCH) if some else trust, self._habits):
            return True
        # Neither of the two is telling, but together they are: "Patient Euripides Erler".
        if trust != Trust.SOME or word.plain or word.judged.thing or word.judged.dull:
            return False
        if word.judged.small or word.judged.eponym or not word.capital or word.acronym:
            return False
        joint = self._joined(at)
        if joint == ",":
            return word.text.isupper() and self._turned(at + 1)
        follows = self._words[at + 1].judged if joint else None
        return follows is not None and (follows.family == SURE or follows.surname)

    def _closes(self, at: int) -> bool:
        """Whether a part of a sentence ends behind a word."""
        if at + 1 >= len(self._words):
            return True
        return self._reading.gap(at).strip(" \t") != "" or self._words[at + 1].judged.small

    def _turned(self, at: int) -> bool:
        """Whether what stands behind a comma is a given name: known, or behind capitals."""
        word, before = self._words[at], self._words[at - 1]
        shown = before.text.isupper() and not before.plain and not word.initial
        free = word.capital and not word.judged.dull and not word.judged.small
        return (word.judged.given > 0 or shown) and free

    def _past_particles(self, at: int) -> int:
        start = at
        while (
            at - start < 3 and at + 1 < len(self._words) and self._particle(at, first=at == start)
        ):
            at += 1
        return at

    def _particle(self, at: int, *, first: bool) -> bool:
        word, follows = self._words[at], self._words[at + 1]
        lexicon = self._reading.lexicon
        small = lexicon.small_particles
        low = word.low
        # "Rossi di Milano" comes from there; "Rossi Di Milano" is called so.
        if not (low in lexicon.particles if first else low in lexicon.particles | small):
            return False
        if self._habits.telling and not word.capital and low not in small:
            return False
        further = follows.low in small or follows.low in lexicon.particles
        fits = _GAP.fullmatch(self._reading.gap(at))
        return bool(fits) and (further or (follows.capital and not follows.judged.small))

    def _joined(self, left: int) -> str | None:
        """Return how a word holds to the next: by a blank, a comma, or not at all."""
        if left + 1 >= len(self._words):
            return None
        gap = self._reading.gap(left)
        if _GAP.fullmatch(gap):
            return " "
        if _TURNED.fullmatch(gap):
            return ","
        return " " if _DOTTED.fullmatch(gap) and self._words[left].initial else None

    def span(self, first: int, end: int, score: float, reason: str) -> Span:
        """Return words as a finding; the dot of a last initial belongs to it."""
        last = self._words[end - 1]
        stop = last.end + (1 if last.initial else 0)
        return Span(self._words[first].start, stop, "PERSON", score, "", reason)

    def standing(self, barred: Barred) -> Iterator[Span]:
        """Yield the names that nothing announces, found by a given name that the lists know.

        Parameters
        ----------
        barred
            Says where a name is that of a place, a house or a thing.
        """
        done = 0
        for number, word in enumerate(self._words):
            if number < done:
                continue
            if self._family(word) and not barred.around(self._reading, number, number + 1):
                yield self.span(number, number + 1, WEAK, "a family name of the lists")
            if not self._named(number, word):
                continue
            first = self._back(number, done)
            trust = Trust.LITTLE if word.judged.given == SURE else Trust.MUCH
            end = self.grow(number, trust)
            if end <= number or barred.around(self._reading, first, end):
                continue
            if first == number and end == number + 1:
                if len(word.text) < _LONELY or word.acronym or word.judged.eponym:
                    continue
                if word.judged.given < SURE and not self._inside(number):
                    continue
                yield self.span(first, end, ALONE, "a given name of the lists")
            else:
                yield self.span(first, end, FULL, "a given name of the lists and its family name")
            done = end

    def _named(self, number: int, word: Word) -> bool:
        judged = word.judged
        if not word.capital or judged.dull or judged.small or word.initial:
            return False
        if judged.given == SURE or self._inside(number):
            return True
        if judged.given != PERHAPS or number + 1 >= len(self._words) or word.acronym:
            return False
        follows = self._words[number + 1]
        telling = follows.judged.family == SURE or (
            judged.family == 0 and follows.judged.family == PERHAPS and not follows.judged.dull
        )
        return self._joined(number) == " " and telling and follows.capital

    @staticmethod
    def _family(word: Word) -> bool:
        """Whether a family name stands alone that is no other word."""
        judged = word.judged
        free = word.capital and not word.plain and not word.acronym and not judged.dull
        long = len(word.text) > _LONELY and not judged.given
        return free and long and judged.family == SURE and not judged.eponym and not judged.small

    def _inside(self, number: int) -> bool:
        """Whether a given name that is also a word has its capital inside a sentence."""
        word = self._words[number]
        if not self._habits.telling or word.plain or not word.judged.own or number == 0:
            return False
        gap = self._reading.gap(number - 1)
        return bool(_GAP.fullmatch(gap)) and not self._words[number - 1].text[0].isupper()

    def _back(self, number: int, done: int) -> int:
        """Return where a name begins whose given name stands last: "Lang, Ottilie"."""
        first = number
        if first - 1 >= done:
            before = self._words[first - 1]
            joint = self._joined(first - 1)
            judged = before.judged
            known = judged.family > 0 and not judged.dull and not judged.small
            alone = self._words[number].judged.given == SURE
            opening = first - 1 == 0 or "\n" in self._reading.gap(first - 2)
            if before.initial and joint == " " and not judged.small:
                return first - 1
            free = before.capital and not judged.small and not judged.dull and len(before.text) > 1
            if not free or not alone:
                return first
            if joint == "," and (known or (opening and not judged.thing and not before.plain)):
                return self._with_particle(first - 1, done)
            if joint == " " and self._habits.family_first:
                inside = not opening and self._habits.telling and not before.plain
                if judged.family == SURE or (known and (opening or inside)) or inside:
                    return self._with_particle(first - 1, done)
        return first

    def _with_particle(self, first: int, done: int) -> int:
        while (
            first - 1 >= done
            and self._particle(first - 1, first=True)
            and self._words[first - 1].capital
        ):
            first -= 1
        return first


class Barred:
    """Tells names of places, houses and things by the words around them.

    Parameters
    ----------
    before, after
        Words, case-folded, before or behind which a name is not a person's.
    """

    def __init__(self, before: frozenset[str], after: frozenset[str]) -> None:
        self._before, self._after = before, after

    def around(self, reading: Reading, first: int, end: int) -> bool:
        """Whether the words before or behind a name bar it."""
        words = reading.words
        if end > first + 1 and words[first].low in self._before:
            return True
        for back in (1, 2):
            at = first - back
            if at >= 0 and _NEAR.fullmatch(reading.text[words[at].end : words[first].start]):
                low = words[at].low
                if low in self._before and (back == 1 or words[at + 1].capital):
                    return True
        if end < len(words):
            gap = reading.gap(end - 1)
            if len(gap) <= 2 and gap.strip(" -") == "" and words[end].low in self._after:
                return True
        return False


_NEAR = re.compile(r"[ \t.-]{1,3}(?:[^\W\d_]{1,30}[ \t]{1,2})?")
