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
from collections.abc import Iterable, Iterator

from sector_data.detect.recognizers.people_names import Habits, Names, Trust
from sector_data.detect.recognizers.people_words import SURE, WORD, Reading
from sector_data.detect.recognizers.vocabulary import Words
from sector_data.spec.findings import Span

TITLE, LABEL, BIRTH, SIGNED, ROLE, KIN, INITIAL, AGAIN = 0.9, 0.85, 0.8, 0.75, 0.7, 0.7, 0.5, 0.5
"""Scores, by what announces a name."""
_INSIDE = re.compile(r"[ \t.,/'’-]{0,3}")
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
_ELIDED = re.compile(r"(?:l|dell|all|dall|nell|sull|un|d|quell)['’](?=.)")
_LINKS = frozenset({"und", "u", "sowie", "e", "ed"})
_SIGNATURE = 400
"""Characters behind the closing of a letter in which its signatories stand."""
_LINES = 7
_TITLES = 6
"""Titles that one name may carry."""
_PART = 4
"""Letters of the shortest part of a name that is looked for again in small letters."""


class Sequences:
    """Finds phrases as sequences of words, whatever their case and punctuation.

    Parameters
    ----------
    phrases
        As they are written; "dott.ssa" is the sequence of "dott" and "ssa".
    """

    def __init__(self, phrases: Iterable[str]) -> None:
        self._by_first: dict[str, list[tuple[str, ...]]] = {}
        """First words, with the phrases that begin with them, the longest first."""
        for phrase in sorted(phrases, key=lambda p: (-len(p), p)):
            words = tuple(m[0].casefold() for m in WORD.finditer(phrase))
            if words:
                self._by_first.setdefault(words[0], []).append(words)
        for phrases_of_word in self._by_first.values():
            phrases_of_word.sort(key=len, reverse=True)

    @property
    def openers(self) -> frozenset[str]:
        """The words that phrases begin with."""
        return frozenset(self._by_first)

    def end(self, reading: Reading, at: int) -> int:
        """Return the number behind the longest phrase that begins at a word, or that number."""
        words = reading.words
        low = words[at].low
        known = self._by_first.get(low) or self._by_first.get(_ELIDED.sub("", low)) or []
        for phrase in known:
            end = at + len(phrase)
            if end <= len(words) and all(
                words[at + i].low == phrase[i] and _INSIDE.fullmatch(reading.gap(at + i - 1))
                for i in range(1, len(phrase))
            ):
                return end
        return at


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
        self._labels = Sequences(words["name_labels"])
        self._sure_labels = Sequences(words["sure_name_labels"])
        self._phrases = Sequences(words["name_phrases"])
        self._weak_phrases = Sequences(words["weak_phrases"])
        self._greetings = Sequences(words["greetings"])
        self._closings = Sequences(words["closings"])
        self._kin = Sequences(words["kin"])
        self._maiden = Sequences(words["maiden"])
        self._birth = re.compile(words.pattern("birth"), re.IGNORECASE)
        sequences = [s for s in vars(self).values() if isinstance(s, Sequences)]
        letters = frozenset(w.casefold() for w in self._letters)
        self._openers = letters.union(*(s.openers for s in sequences))

    def find(self, reading: Reading, names: Names) -> Iterator[Span]:
        """Yield the names that words announce.

        Parameters
        ----------
        reading
            The text.
        names
            Its names.
        """
        past = 0
        for at, word in enumerate(reading.words):
            if word.initial:
                yield from self._initial(reading, names, at)
            if word.low not in self._openers and _ELIDED.sub("", word.low) not in self._openers:
                continue
            if at >= past:
                past = self._past_titles(reading, at)
                yield from self._behind_title(reading, names, at, past)
            yield from self._behind_label(reading, names, at)
            yield from self._behind_person(reading, names, at)
            yield from self._behind_phrase(reading, names, at)
            yield from self._behind_closing(reading, names, at)
            yield from self._above_function(reading, names, at)
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

    def _behind_closing(self, reading: Reading, names: Names, at: int) -> Iterator[Span]:
        words = reading.words
        if (
            at
            and "\n" not in reading.gap(at - 1)
            and reading.gap(at - 1).strip(" ") not in {".", "!"}
        ):
            return
        end = self._closings.end(reading, at)
        if end == at or end >= len(words):
            return
        gap = reading.gap(end - 1)
        if "\n" not in gap and (end == at + 1 and words[at].judged.small):
            return
        stop, lines, place = words[end - 1].end + _SIGNATURE, 0, end
        single = True
        while place < len(words) and words[place].start < stop and lines <= _LINES:
            between = reading.gap(place - 1)
            lines += bool(between.count("\n"))
            if not _COLUMN.fullmatch(between):
                place += 1
                continue
            first = self._past_titles(reading, place)
            if first >= len(words):
                return
            last = names.grow(first, Trust.MUCH)
            word = words[first]
            known = word.judged.given == SURE or word.initial or first > place
            below = "\n" in between
            alone = (
                below
                and last == first + 1
                and not word.judged.deed
                and (
                    last == len(words)
                    or "\n" in reading.gap(last - 1)
                    or "," in reading.gap(last - 1)
                )
            )
            if last > first + 1 or (last > first and (known or (single and alone))):
                yield names.span(first, last, SIGNED, "in the signature of a letter")
            single = False
            place = max(last, place + 1)

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
        if word.plain and len(word.text) >= _PART and not word.judged.dull and not word.judged.deed
    }
    for word in reading.words:
        if word.plain and word.text.islower() and word.low in known and not word.judged.thing:
            yield Span(word.start, word.end, "PERSON", AGAIN, "", "a part of a name of this text")
