"""Names of people behind the words that announce them, in languages read without a model.

What lives here: titles, labels, roles, kin, greetings, closings of letters, births, as sequences of
words whose lists the language gives. What does not: how far a name goes (:mod:`.people_names`), the
lists (``words/<language>/names.yaml``), and rules of one language alone.

The lists of a language, all optional: ``titles`` with ``title_tails`` ("med." behind "Dr.") and
``title_letters`` (in capitals only), ``dotted_titles`` (titles with a dot only), ``roles`` and
``weak_roles``, ``name_labels`` and ``sure_name_labels``, ``name_phrases`` and ``weak_phrases``,
``greetings``, ``closings``, ``kin``, ``maiden``; the pattern ``birth``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from sector_data.detect.recognizers.people_names import Habits, Names, Trust
from sector_data.detect.recognizers.people_words import SURE, Reading
from sector_data.detect.recognizers.sequences import Sequences, whole_word
from sector_data.detect.recognizers.vocabulary import Words
from sector_data.spec.evidence.findings import Span

TITLE, LABEL, BIRTH, SIGNED, ROLE, KIN, INITIAL, AGAIN = 0.9, 0.85, 0.8, 0.75, 0.7, 0.7, 0.5, 0.5
"""Scores, by what announces a name."""
_BEHIND_TITLE = re.compile(r"\.?[ \t]{0,4}")
_NEXT_LINE = re.compile(r"\.?[ \t]{0,4}\n[ \t]{0,4}")
_COLON = re.compile(r"\.?[ \t]{0,4}(?:\([^)\n]{1,20}\))?[ \t]{0,4}[:=][ \t]{0,8}(?:\n[ \t]{0,4})?")
_BLANK = re.compile(r"\.?[ \t]{1,3}")
_APART = re.compile(r"[ \t]{0,2}[,(:][ \t]{0,2}\(?|\.?[ \t]{1,3}\(?")
_AND = re.compile(r"[ \t]{0,3}[,;/&+][ \t]{0,3}(?:\d\.[ \t])?")
_FIELD = re.compile(r"[ \t]{0,3}(?:[\n,;|(]|[ \t]{2}|\.\s|\.?\Z)")
_COLUMN = re.compile(r".*(?:\n|\t|[ ]{2,}).*|[,:.]?[ \t]{1,3}", re.DOTALL)
_BEFORE_BIRTH = re.compile(r"[ \t]{0,8}(?:[,;|(][ \t]{0,3}){0,2}\n?[ \t]{0,4}")
_BACK = re.compile(r"[ \t]{1,3}|,[ \t]{0,3}|\.[ \t]{0,3}")
_LINKS = frozenset({"und", "u", "sowie", "e", "ed"})
_SIGNATURE = 400
"""Characters behind the closing of a letter in which its signatories stand."""
_LINES = 7
_TITLES = 6
"""Titles that one name may carry."""
_PART = 4
"""Letters of the shortest part of a name that is looked for again in small letters."""


_Rule = Callable[[Reading, Names, int], Iterator[Span]]


class Announced:
    """Finds the names that words announce.

    Parameters
    ----------
    words
        The word lists of the language.
    habits
        How names are told in it.
    """

    def __init__(self, words: Words, habits: Habits) -> None:
        self._habits = habits
        self._titles = Sequences(words["titles"])
        self._tails = Sequences((*words["title_tails"], *words["titles"], *words["roles"]))
        self._letters = frozenset(words["title_letters"])
        self._dotted = frozenset(words["dotted_titles"])
        self._nouns = frozenset(words["title_nouns"])
        self._plural = Sequences(words["plural_titles"])
        self._articles = frozenset(words["articles"])
        self._roles = Sequences(words["roles"])
        self._weak_roles = Sequences(words["weak_roles"])
        people = (*words["roles"], *words["weak_roles"])
        self._labels = Sequences((*words["name_labels"], *people))
        self._sure_labels = Sequences(words["sure_name_labels"])
        self._phrases = Sequences(words["name_phrases"])
        self._weak_phrases = Sequences(words["weak_phrases"])
        self._greetings = Sequences(words["greetings"])
        self._closings = Sequences(words["closings"])
        self._kin = Sequences(words["kin"])
        self._maiden = Sequences(words["maiden"])
        self._birth = re.compile(words.pattern("birth"), re.IGNORECASE)
        kinds: tuple[tuple[_Rule, tuple[Sequences, ...]], ...] = (
            (self._behind_label, (self._labels, self._sure_labels)),
            (self._behind_person, (self._roles, self._weak_roles, self._kin)),
            (
                self._behind_phrase,
                (self._phrases, self._weak_phrases, self._maiden, self._greetings),
            ),
            (self._above_function, (self._roles,)),
        )
        self._rules: dict[str, list[_Rule]] = {}
        for rule, sequences in kinds:
            for opener in frozenset[str]().union(*(s.openers for s in sequences)):
                self._rules.setdefault(opener, []).append(rule)
        letters = frozenset(w.casefold() for w in self._letters)
        self._title_openers = letters | self._titles.openers

    def find(self, reading: Reading, names: Names) -> Iterator[Span]:
        """Yield the names that words announce.

        Parameters
        ----------
        reading
            The text.
        names
            Its names.
        """
        past = signed = 0
        for at, word in enumerate(reading.words):
            if word.initial:
                yield from self._initial(reading, names, at)
            low = whole_word(word.low)
            if at >= past and low in self._title_openers:
                past = self._past_titles(reading, at)
                yield from self._behind_title(reading, names, at, past)
            for rule in self._rules.get(low, ()):
                yield from rule(reading, names, at)
            if at >= signed and low in self._closings.openers:
                closed = self._past_closing(reading, at)
                if closed > at:
                    spans, signed = self._signatories(reading, names, closed)
                    yield from spans
        yield from self._before_birth(reading, names)

    def _past_titles(self, reading: Reading, at: int) -> int:
        """Return the number behind a chain of titles that begins at a word."""
        words = reading.words
        if at >= len(words):
            return at
        end = self._titles.end(reading, at)
        if end > at and words[at].low in self._dotted and not words[end - 1].dotted:
            return at
        if end == at and words[at].text in self._letters:
            end = at + 1
        for _ in range(_TITLES if end > at else 0):
            if end >= len(words) or not _BEHIND_TITLE.fullmatch(reading.gap(end - 1)):
                break
            further = self._tails.end(reading, end)
            if further == end and words[end].text in self._letters:
                further = end + 1
            if further == end:
                break
            end = further
        return end

    def _behind_title(self, reading: Reading, names: Names, at: int, end: int) -> Iterator[Span]:
        words = reading.words
        if end == at or end >= len(words):
            return
        gap = reading.gap(end - 1)
        opening = at == 0 or "\n" in reading.gap(at - 1)
        if not _BEHIND_TITLE.fullmatch(gap) and not (opening and _NEXT_LINE.fullmatch(gap)):
            return
        # "Eine Frau" and "der Herr" are no titles; a capital tells, and without it only the lists.
        some = at > 0 and words[at - 1].low in self._articles and words[at].low in self._nouns
        letters = end == at + 1 and words[at].text in self._letters
        trust = Trust.MUCH if letters or (some and words[end].plain) else Trust.FULL
        last = names.grow(end, trust, turned=True)
        if last == end:
            return
        yield names.span(end, last, TITLE, "behind a title")
        if self._plural.end(reading, at) > at and last + 1 < len(words):
            link = words[last].low in _LINKS and _BLANK.fullmatch(reading.gap(last - 1))
            further = names.grow(last + 1, Trust.MUCH)
            if link and further > last + 1:
                yield names.span(last + 1, further, TITLE, "behind a title of several people")

    def _behind_label(self, reading: Reading, names: Names, at: int) -> Iterator[Span]:
        words = reading.words
        sure = self._sure_labels.end(reading, at)
        end = max(sure, self._labels.end(reading, at))
        if end == at or end >= len(words) or not _COLON.fullmatch(reading.gap(end - 1)):
            return
        trust = Trust.FULL if sure == end else Trust.MUCH
        for _ in range(_LINES):
            first = self._past_titles(reading, end)
            if first >= len(words):
                return
            last = names.grow(first, trust, turned=True)
            if last == first and words[first].plain and trust == Trust.MUCH:
                last = self._whole(reading, names, first)
            if last == first:
                return
            yield names.span(first, last, LABEL, "behind a label for names")
            if last >= len(words) or not _AND.fullmatch(reading.gap(last - 1)):
                return
            end, trust = last, Trust.MUCH

    @staticmethod
    def _whole(reading: Reading, names: Names, first: int) -> int:
        """Return the end of a name of unknown words that fills the rest of its line or field."""
        last = names.grow(first, Trust.FULL, turned=True)
        judged = [w.judged for w in reading.words[first:last]]
        free = not any(j.thing or j.deed for j in judged)
        ends = last == len(reading.words) or _FIELD.match(reading.text, reading.words[last - 1].end)
        return last if free and ends else first

    def _behind_person(self, reading: Reading, names: Names, at: int) -> Iterator[Span]:
        """Yield a name behind a role ("the witness") or a word for kin."""
        words = reading.words
        kinds = (
            (self._roles, Trust.MUCH, ROLE, "behind a profession or a part in a trial"),
            (self._weak_roles, Trust.SOME, ROLE, "behind a word for a person"),
            (self._kin, Trust.LITTLE, KIN, "behind a word for kin"),
        )
        for sequences, trust, score, reason in kinds:
            end = sequences.end(reading, at)
            if end == at or end >= len(words):
                continue
            gap = reading.gap(end - 1)
            direct = _BLANK.fullmatch(gap)
            if not direct and not _APART.fullmatch(gap):
                continue
            first = self._past_titles(reading, end)
            if first >= len(words):
                continue
            given = trust if direct or words[first].judged.given < SURE else Trust.LITTLE
            if self._habits.telling and trust == Trust.LITTLE and not words[first].plain:
                given = Trust.MUCH
            last = names.grow(first, given if direct else Trust.LITTLE, turned=direct is not None)
            if last > first:
                yield names.span(first, last, score, reason)
                return

    def _behind_phrase(self, reading: Reading, names: Names, at: int) -> Iterator[Span]:
        words = reading.words
        opening = at == 0 or "\n" in reading.gap(at - 1) or words[at].text[0].isupper()
        called = "," in reading.gap(at - 1) if at else False
        kinds = [
            (self._phrases, Trust.MUCH, "behind a phrase of naming"),
            (self._weak_phrases, Trust.LITTLE, "behind a phrase of naming"),
            (self._maiden, Trust.MUCH, "behind a word for a name at birth"),
        ]
        if opening or called:
            kinds.append(
                (self._greetings, Trust.MUCH if opening else Trust.LITTLE, "in a greeting")
            )
        for sequences, trust, reason in kinds:
            end = sequences.end(reading, at)
            if end == at or end >= len(words) or not _BLANK.fullmatch(reading.gap(end - 1)):
                continue
            first = self._past_titles(reading, end)
            if first >= len(words):
                continue
            maiden = sequences is self._maiden and words[first].plain
            last = names.grow(first, Trust.FULL if maiden else trust)
            if last > first:
                yield names.span(first, last, ROLE, reason)
                return

    def _past_closing(self, reading: Reading, at: int) -> int:
        """Return the number behind the closing of a letter that begins at a word."""
        gap = reading.gap(at - 1) if at else "\n"
        if "\n" not in gap and gap.strip(" ") not in {".", "!"}:
            return at
        end = self._closings.end(reading, at)
        if end == at or end >= len(reading.words):
            return at
        # "Ihr" alone on a line closes a letter; before another word it is a small word.
        lone = end == at + 1 and reading.words[at].judged.small
        return at if lone and "\n" not in reading.gap(end - 1) else end

    def _signatories(self, reading: Reading, names: Names, place: int) -> tuple[list[Span], int]:
        """Return the names below a closing, and the number of the word behind them."""
        words, lines, first_below = reading.words, 0, True
        spans: list[Span] = []
        stop = words[place - 1].end + _SIGNATURE
        while place < len(words) and words[place].start < stop and lines <= _LINES:
            between = reading.gap(place - 1)
            lines += "\n" in between
            first = self._past_titles(reading, place)
            if not _COLUMN.fullmatch(between) or first >= len(words):
                place += 1
                continue
            last = names.grow(first, Trust.MUCH)
            word = words[first]
            known = word.judged.given == SURE or word.initial or first > place
            behind = reading.gap(last - 1) if last < len(words) else "\n"
            alone = first_below and "\n" in between and not word.judged.deed
            first_below = False
            place = max(last, place + 1)
            if last > first + 1 or (last > first and (known or (alone and set(behind) & {*"\n,"}))):
                spans.append(names.span(first, last, SIGNED, "in the signature of a letter"))
        return spans, place

    def _above_function(self, reading: Reading, names: Names, at: int) -> Iterator[Span]:
        """Yield a name alone on a line, with what its bearer does on the next."""
        if at < 2 or self._roles.end(reading, at) == at:
            return
        gap = reading.gap(at - 1)
        if "\n" not in gap or gap.strip(" \t.,") not in {"\n", "\r\n"}:
            return
        first = self._walk_back(reading, at - 1, most=3)
        opening = first == 0 or "\n" in reading.gap(first - 1)
        titled = first > 0 and reading.words[first - 1].low in reading.lexicon.titles
        if at - first >= 2 and (opening or titled):
            yield names.span(first, at, SIGNED, "above what its bearer does")

    def _before_birth(self, reading: Reading, names: Names) -> Iterator[Span]:
        words = reading.words
        for match in self._birth.finditer(reading.text):
            last = reading.at(match.start()) - 1
            if last < 0 or not _BEFORE_BIRTH.fullmatch(
                reading.text[words[last].end : match.start()]
            ):
                continue
            first = self._walk_back(reading, last, most=4)
            judged = words[last].judged
            if last - first >= 1 or (first == last and judged.given + judged.family > 0):
                yield names.span(first, last + 1, BIRTH, "before a date or place of birth")

    def _walk_back(self, reading: Reading, last: int, most: int) -> int:
        """Return the first of the words of a name that ends with a word; behind it if none."""
        words, first = reading.words, last + 1
        while first > 0 and last - first < most - 1:
            word = words[first - 1]
            judged = word.judged
            known = max(judged.given, judged.family)
            linked = word.low in reading.lexicon.particles and first <= last
            if first <= last and not _BACK.fullmatch(reading.gap(first - 1)):
                break
            part = word.capital and not judged.small and (not judged.dull or known == SURE)
            common = (judged.thing and not self._habits.telling) or (word.plain and judged.deed)
            if not linked and (not part or (common and known < SURE) or word.dotted > word.initial):
                break
            first -= 1
        while first <= last and words[first].low in reading.lexicon.small:
            first += 1
        return first

    @staticmethod
    def _initial(reading: Reading, names: Names, at: int) -> Iterator[Span]:
        """Yield an initial before a family name of the lists."""
        words = reading.words
        if words[at].plain and words[at].text.islower():
            return
        last = names.grow(at, Trust.MUCH)
        judged = words[last - 1].judged
        if last > at + 1 and judged.family == SURE and not judged.eponym:
            yield names.span(at, last, INITIAL, "an initial and a family name of the lists")


def again(reading: Reading, spans: Iterable[Span]) -> Iterator[Span]:
    """Find the parts of a text's names wherever else they stand in it, in small letters.

    Parameters
    ----------
    reading
        A text; nothing is done where letter case tells something.
    spans
        Its names.
    """
    known = {
        word.low
        for span in spans
        for word in reading.words[reading.at(span.start) : reading.at(span.end)]
        if len(word.text) >= _PART and not (word.judged.dull or word.judged.deed)
    }
    for word in reading.words:
        free = not (word.judged.thing or word.judged.common)
        if word.plain and word.text.islower() and word.low in known and free:
            yield Span(word.start, word.end, "PERSON", AGAIN, "", "a part of a name of this text")
