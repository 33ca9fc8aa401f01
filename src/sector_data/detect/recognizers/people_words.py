"""The words of a text, each with what the lists of a language say about it as part of a name.

What lives here: cutting a text into words and judging each by itself: given name, family name,
ordinary word, in a line of one letter case or not. What does not: putting names together
(:mod:`.people_names`), and the words that announce them (:mod:`.people_rules`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

from sector_data.detect.gazetteers.people import (
    family_names,
    family_names_anywhere,
    folded,
    given_names,
    given_names_anywhere,
)
from sector_data.detect.recognizers.vocabulary import Words
from sector_data.spec.words import Language

WORD = re.compile(r"[^\W\d_]{1,40}(?:(?:['’]|-)[^\W\d_]{1,40}){0,4}")
_ARTICLE = re.compile(
    r"(?:(?:l|dell|d|dall|un|c|gl)|(?i:nell|sull|all|quell|tutt|anch|dov|com|quest))['’]"
)
_ARTICLE_ONLY = re.compile(
    r"(?:l|un|c|gl|nell|sull|all|quell|tutt|anch|dov|com|quest)['’]", re.IGNORECASE
)
"""Italian small words that lose their vowel; "Dell'" and "D'" begin family names as well, which
only a capital tells."""
_HOLDERS = frozenset("-_@#%$=\\")
"""Signs right before a word that make it a part of something else."""
SURE, PERHAPS = 2, 1
"""How well a list knows a name: it is hardly ever another word, or it may be one."""
_FAR = 4
"""Letters from which a name of another country's lists counts: short ones are words as well."""
_ACRONYM = 4
"""Capitals up to which a word among others with small letters is an abbreviation."""
_CAPITALS = 0.8
"""Share of the letters of a line that are capitals from which letter case tells nothing."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What is known of a word by itself.

    Attributes
    ----------
    given, family
        0, :data:`PERHAPS` or :data:`SURE`.
    dull
        A word that is no part of a name: a small word, a title, a role, a term.
    thing
        Its ending is that of a noun, and no list has it as a name.
    deed
        Its ending is that of a verb or an adjective, and no list has it as a name.
    surname
        Its ending is that of family names.
    small
        Never a part of a name, whatever announces one: small words and titles.
    eponym
        A name that diseases and signs are named after.
    own
        A given name of the language that may be a word; a capital inside a sentence tells which.
    common
        A word that is also a name.
    """

    given: int = 0
    family: int = 0
    dull: bool = False
    thing: bool = False
    deed: bool = False
    surname: bool = False
    small: bool = False
    eponym: bool = False
    own: bool = False
    common: bool = False


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text, and its place."""

    start: int
    end: int
    text: str
    low: str
    capital: bool
    """Written as names are, or in a line where letter case tells nothing."""
    plain: bool
    """In such a line."""
    dotted: bool
    """Followed by a dot that no letter follows."""
    judged: Judged

    @property
    def initial(self) -> bool:
        """Whether it stands for a name: one or two letters with a dot."""
        short = len(self.text) == 1 or (len(self.text) == 2 and not self.judged.small)
        return self.dotted and short and (self.text[0].isupper() or self.plain)

    @property
    def acronym(self) -> bool:
        """Whether it looks like an abbreviation among words with small letters."""
        return not self.plain and 1 < len(self.text) <= _ACRONYM and self.text.isupper()


class _Endings:
    """Endings of words, looked up whole: a pattern of hundreds would be tried at every letter."""

    def __init__(self, endings: Iterable[str], inflections: Iterable[str] = ()) -> None:
        self._inflections = tuple(inflections)
        self._known = frozenset(e.casefold() for e in endings)
        self._lengths = tuple(sorted({len(e) for e in self._known}))

    def of(self, low: str) -> bool:
        """Whether a word has two letters or more before one of the endings."""
        if any(low[-n:] in self._known for n in self._lengths if len(low) >= n + 2):
            return True
        stems = [low[: -len(e)] for e in self._inflections if low.endswith(e)]
        long = [n for n in self._lengths if n > _FAR]
        return any(s[-n:] in self._known for s in stems for n in long if len(s) >= n + 2)


class Lexicon:
    """Judges the words of one language.

    Parameters
    ----------
    words
        The word lists of the language.
    neighbours
        Languages whose given names are as good as its own: those of its other regions, and of
        whoever lives there.
    """

    def __init__(self, words: Words, neighbours: tuple[Language, ...]) -> None:
        common = frozenset(words["common_names"])
        own = (words.language, *neighbours)
        self._given = frozenset().union(*(given_names(x) for x in own)) - common
        self._family = family_names(words.language) - common
        near = frozenset().union(*(family_names(x) for x in neighbours))
        self._maybe_given = given_names_anywhere()
        self._maybe_family = family_names_anywhere()
        self._weak_given = frozenset().union(*(given_names(x) for x in own)) & common
        self._common = common
        self._own = given_names(words.language)
        self._listed = self._own | family_names(words.language)
        self._weak_family = (family_names(words.language) & common) | near
        lists = ("clinical", "months", "weekdays", "no_names")
        self._eponyms = frozenset(words["eponyms"])
        self._things = frozenset(words["no_name_after"])
        announcing = ("titles", "title_tails", "roles", "weak_roles", "kin", "articles")
        self.small = frozenset(w.casefold() for w in words["small_words"])
        self.titles = frozenset(w.casefold() for n in announcing for w in words[n])
        dull = frozenset(w.casefold() for name in lists for w in words[name])
        self._dull = dull | self.small | self.titles
        self.hard = frozenset(w.casefold() for w in words["no_names"]) | self.small | self.titles
        self.particles = frozenset(words["particles"])
        self.small_particles = frozenset(words["small_particles"])
        self._noun = _Endings(words["noun_endings"], words["noun_inflections"])
        self._verb = _Endings(words["verb_endings"])
        self._name = _Endings(words["name_endings"])

    def judge(self, low: str) -> Judged:
        """Judge a word.

        Parameters
        ----------
        low
            The word, case-folded.
        """
        parts = [p for p in re.split(r"['’-]", low) if p]
        last = parts[-1]
        given = self._level(low, parts, self._given, self._weak_given, self._maybe_given)
        family = self._level(low, parts, self._family, self._weak_family, self._maybe_family)
        named = last in self._listed or last in self._given
        thing = not named and self._noun.of(last)
        # "Robert-Koch-Straße", "Hodgkin-Lymphom": the last part says what it is.
        compound = len(parts) > 1 and (last in self._dull or last in self._things or thing)
        if compound and not named:
            given = family = 0
        known = max(given, family) == SURE
        return Judged(
            given=given,
            family=family,
            dull=low in self._dull or (compound and not named),
            thing=thing,
            deed=not known and self._verb.of(last),
            surname=self._name.of(last),
            small=low in self.hard,
            eponym=low in self._eponyms,
            own=low in self._own,
            common=low in self._common,
        )

    @staticmethod
    def _level(
        low: str,
        parts: list[str],
        sure: frozenset[str],
        weak: frozenset[str],
        anywhere: frozenset[str],
    ) -> int:
        """Return how well a list knows a word, or the first or last of its parts."""
        ends = {low, parts[0], parts[-1]}
        if any(w in sure for w in ends):
            return SURE
        if any(w in weak for w in ends):
            return PERHAPS
        return PERHAPS if any(len(w) >= _FAR and folded(w) in anywhere for w in ends) else 0


class Reading:
    """A text, word by word.

    Parameters
    ----------
    text
        Any text.
    lexicon
        That judges its words.
    genitive
        Whether a name may carry an "s" at its end.
    """

    def __init__(self, text: str, lexicon: Lexicon, *, genitive: bool) -> None:
        self.text = text
        self.lexicon = lexicon
        seen: dict[str, Judged] = {}
        plain = _plain_parts(text)
        self.words: list[Word] = []
        at = 0
        for match in WORD.finditer(text):
            while at + 1 < len(plain) and plain[at + 1][0] <= match.start():
                at += 1
            even = plain[at][1]
            start = match.start() + _elided(match[0], plain=even)
            word, low = text[start : match.end()], text[start : match.end()].casefold()
            held = text[start - 1 : start] not in _HOLDERS
            capital = held and (even or all(p[:1].isupper() for p in word.split("-")))
            if not capital:  # never part of a name: most words, and most of the time
                judged = _SMALL if low in lexicon.hard else _PLAIN
            else:
                if low not in seen:
                    seen[low] = _judge(lexicon, low, genitive=genitive)
                judged = seen[low]
            behind = text[match.end() : match.end() + 2]
            dotted = behind.startswith(".") and not behind[1:].islower()
            place = (start, match.end())
            self.words.append(Word(*place, word, low, capital, even, dotted, judged))
        self._starts = [w.start for w in self.words]

    def at(self, place: int) -> int:
        """Return the number of the first word that begins at a place or behind it."""
        return bisect_left(self._starts, place)

    def gap(self, left: int) -> str:
        """Return what stands between a word and the next."""
        return self.text[self.words[left].end : self.words[left + 1].start]


_PLAIN, _SMALL = Judged(), Judged(dull=True, small=True)


def _elided(word: str, *, plain: bool) -> int:
    """Return the length of an article that is no part of a word: "l'", "nell'"; not "Dell'"."""
    match = (_ARTICLE_ONLY if plain else _ARTICLE).match(word)
    return match.end() if match and match.end() < len(word) else 0


def _judge(lexicon: Lexicon, low: str, *, genitive: bool) -> Judged:
    judged = lexicon.judge(low)
    known = max(judged.given, judged.family)
    if genitive and known < SURE and not judged.dull and low.endswith("s") and len(low) > _FAR:
        stem = lexicon.judge(low[:-1])
        if max(stem.given, stem.family) > known and not stem.dull:
            return stem
    return judged


def _plain_parts(text: str) -> list[tuple[int, bool]]:
    """Return where lines begin, and whether letter case tells nothing in them."""
    nothing = not any(c.isupper() for c in text)
    parts = []
    start = 0
    for line in text.splitlines(keepends=True) or [""]:
        letters = [c for c in line if c.isalpha()]
        upper = sum(c.isupper() for c in letters)
        parts.append((start, nothing or bool(letters and upper >= _CAPITALS * len(letters))))
        start += len(line)
    return parts
