"""Texts in capitals or in small letters, written as names are in print.

What lives here: giving each word the letter case that rules and models have learnt, in a copy of
the same length, so that a place in one is the same place in the other. What does not: the rules.

Patients write without capitals, and old systems print nothing else. In either, case says nothing:
the lists of names, and titles and labels before a word, take its place. In a text of both cases
only its runs of capitals are rewritten.
"""

from __future__ import annotations

import re
import string

from sector_data.detect.gazetteers.places import place_names
from sector_data.detect.recognizers.known_names import KnownNames
from sector_data.detect.recognizers.vocabulary import Words, any_of

_CAPITAL = r"[^\W\d_a-zß-öø-ÿ]"
_CAPITALS = re.compile(rf"{_CAPITAL}{{2,}}(?:['’-]{_CAPITAL}+)*|{_CAPITAL}['’-]{_CAPITAL}{{2,}}")
_RUN = re.compile(rf"(?:{_CAPITALS.pattern})(?:[ \t]+(?:[A-Z]\.[ \t]+)?(?:{_CAPITALS.pattern}))+")
_RULE = re.compile(r"[^\w\s]{20,}")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_JOINED = re.compile(r"(?<=[-'’])[^\W\d_](?=[^\W\d_]{2})|(?<=\b[Mm]c)[^\W\d_]")
_SENTENCE = re.compile(r"(?:\A|[.!?]\s|\n)[\s\"'“‘(]{0,4}\Z")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_UPPER, _LOWER = string.ascii_uppercase.encode(), string.ascii_lowercase.encode()
"""Letters are counted as bytes: a text is asked for its case several times."""
_ENOUGH = 12
"""Letters from which a text tells that its writer does not use the other case."""
_SHARE = 0.85
"""Share of capitals among the letters from which a text counts as one in capitals: units, and the
"mc" of McDonald, stay small in it."""
_SHORTEST = 3
"""Letters of the shortest word that may be a name although no list has it."""
_STRANGE = 5
"""Letters from which a word that no dictionary has is a name rather than an abbreviation."""
_AFTER = 2
"""Words that a title or a phrase makes names at most."""


def _title(match: re.Match[str]) -> str:
    word = match[0]
    titled = word[0] + word[1:].lower()
    return titled if len(titled) == len(word) else word


def one_case(text: str) -> bool:
    """Tell whether a text is written without capitals, or with hardly anything else."""
    plain = text.encode("ascii", "ignore")
    rest = "" if len(plain) == len(text) else "".join(_NOT_ASCII.findall(text))
    capitals = len(plain) - len(plain.translate(None, _UPPER)) + sum(map(str.isupper, rest))
    if not capitals:
        return True
    small = len(plain) - len(plain.translate(None, _LOWER)) + sum(map(str.islower, rest))
    return capitals + small >= _ENOUGH and capitals >= _SHARE * (capitals + small)


class Casing:
    """Rewrites texts in one case.

    Parameters
    ----------
    words
        The word lists of the language.
    """

    def __init__(self, words: Words) -> None:
        self._names = KnownNames(words)
        self._listed = bool(words["name_words"])  # without them, lists take words for names
        proper = {*words["months"], *words["weekdays"], *place_names(words.language)}
        self._proper = proper - set(words["name_words"])
        self._titles = frozenset(words["plain_titles"]) | (
            frozenset(words["titles"]) - frozenset(words["kin"])
        )
        phrases = words.any_of("naming_phrases")
        labels = any_of((*words["sure_name_labels"], *words["name_labels"]))
        self._before = re.compile(rf"\b(?i:{phrases}|{labels}[ \t]{{0,4}}[:=])[ \t]{{1,4}}")
        self._kin = re.compile(rf"(?<![\w'’-])(?i:{words.any_of('kin')})[ \t]")

    def of(self, text: str) -> str:
        """Return the text as print would have it.

        Parameters
        ----------
        text
            Any text.

        Returns
        -------
        str
            As long as the text. Ruled lines ("-----") become blanks: a tokeniser takes them apart
            sign by sign, which takes minutes for a page of them.
        """
        ruled = _RULE.sub(lambda line: " " * len(line[0]), text)
        if not self._listed or not one_case(ruled):
            return _RUN.sub(lambda run: _CAPITALS.sub(_title, run[0]), ruled)
        low = "".join(c.lower() if len(c.lower()) == 1 else c for c in ruled)
        return self._printed(low)

    def _printed(self, low: str) -> str:
        pieces: list[str] = []
        announced = {m.end(): 1 for m in self._kin.finditer(low)}
        announced |= {m.end(): _AFTER for m in self._before.finditer(low)}
        at, left, named, last = 0, 0, False, ""
        for match in _WORD.finditer(low):
            between, word = low[at : match.start()], match[0]
            near = bool(between) and between.strip(" \t.") == "" and len(between) <= 2
            left = announced.get(match.start(), left if near else 0)
            capital = named_now = self._names.sure(word) or self._joined(
                word, low, match, named and near
            )
            if not capital and (self._strange(word) or (left and self._possible(word))):
                capital = named_now = True
            left = _AFTER if word in self._titles else max(0, left - 1) if capital else 0
            before = low[max(0, match.start() - 6) : match.start()]
            always = word in self._titles or word in self._proper or word == "i"
            first = bool(_SENTENCE.search(before)) and last not in self._titles
            pieces += [between, _capital(word) if capital or always or first else word]
            at, named, last = match.end(), named_now, word
        return "".join([*pieces, low[at:]])

    def _joined(self, word: str, low: str, match: re.Match[str], named: bool) -> bool:
        """Whether a word that is a name and more stands beside one that is a name for sure."""
        if self._names.dull(word):
            return False
        following = _WORD.match(low, match.end() + 1)
        if len(word) == 1:
            return named and following is not None and not self._names.dull(following[0])
        if self._names.common(word):
            return False
        if named and (self._names.family(word) or self._unknown(word)):
            return True
        beside = following is not None and low[match.end()] in " \t"
        possible = self._names.given(word) or self._unknown(word)
        return possible and beside and self._names.sure(following[0] if following else "")

    def _unknown(self, word: str) -> bool:
        return len(word) >= _SHORTEST and not self._names.ordinary(word)

    def _strange(self, word: str) -> bool:
        """Whether a word is in no dictionary, as names are."""
        names = self._names
        explained = names.ordinary(word) or names.eponym(word) or names.eponym(f"{word}s")
        return len(word) >= _STRANGE and self._possible(word) and not explained

    def _possible(self, word: str) -> bool:
        return not self._names.dull(word) and not self._names.common(word)


def _capital(word: str) -> str:
    upper = word[0].upper()
    whole = (upper if len(upper) == 1 else word[0]) + word[1:]
    return _JOINED.sub(lambda m: m[0].upper() if len(m[0].upper()) == 1 else m[0], whole)
