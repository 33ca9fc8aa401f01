"""Names of people in French texts, and what a French language model is believed.

What lives here: what is French about names: family names in capitals ("DUPONT Marie"), initials
("M. D."), lists of clinicians in the margin of a letter; and the mistakes of models learnt from
Wikipedia, which take the headings of notes for places. What does not: the rules that French shares
with German and Italian (:mod:`.people_rules`, :mod:`.people_names`), and the word lists
(``words/fr``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from sector_data.detect.gazetteers.people import folded
from sector_data.detect.gazetteers.places import ambiguous_place_names, place_names
from sector_data.detect.recognizers import people_rules
from sector_data.detect.recognizers.model import ModelFilter
from sector_data.detect.recognizers.people_names import Barred, Habits, Names, Trust
from sector_data.detect.recognizers.people_words import SURE, WORD, Lexicon, Reading, Word
from sector_data.detect.recognizers.vocabulary import Finder, Words, any_of
from sector_data.spec.evidence.findings import Span

CAPITALS, INITIALS, TITLED = 0.7, 0.5, 0.85
"""Scores: a family name in capitals beside a given name; an initial and a name; "m." and a name."""
_SHORTEST = 3
"""Letters of the shortest family name that capitals tell."""
_MOST_INITIALS, _ROW = 3, 6
"""Initials of one name, and names in a row, at most."""
_HABITS = Habits(telling=True, family_first=True)
_BLANK = re.compile(r"[ \t]{1,2}")
_DOT = re.compile(r"\.?[ \t]{1,2}|\.-?")
_AFTER_AMOUNT = re.compile(r"\d[ \t]?$")


def finder(words: Words) -> Finder:
    """Return the finder of names of people: entity ``PERSON``.

    Parameters
    ----------
    words
        The word lists of French.
    """
    lexicon = Lexicon(words, ("it", "en"))
    announced = people_rules.Announced(words, _HABITS)
    barred = Barred(frozenset(words["no_name_before"]), frozenset(words["no_name_after"]))
    hospitals = frozenset(folded(h) for h in words["hospital_names"])
    drug = re.compile(rf"[^\W\d_]{{2,}}{words.pattern('drug_endings')}s?", re.IGNORECASE)

    def find(text: str) -> Iterator[Span]:
        reading = Reading(text, lexicon, genitive=False)
        names = Names(reading, _HABITS)
        spans = [
            *announced.find(reading, names),
            *names.standing(barred),
            *_capitals(reading, names, barred, drug),
            *_initials(reading, names, drug),
            *_small_titles(reading, names),
            *_fields(reading, names, drug),
        ]
        spans = [s for s in spans if s.score >= TITLED or not _hospital(text, s, hospitals)]
        yield from spans
        yield from people_rules.again(reading, spans)

    return Finder("FrenchNames", ("PERSON",), find)


def _hospital(text: str, span: Span, hospitals: frozenset[str]) -> bool:
    """Whether a name is best known as that of a hospital: "Robert-Debré"."""
    return folded(text[span.start : span.end]).replace("-", " ") in hospitals


def _shown(word: Word, drug: re.Pattern[str]) -> bool:
    """Whether a word stands out by its capitals as family names do, and is no term."""
    judged = word.judged
    if word.plain or not word.text.isupper() or len(word.text) < _SHORTEST:
        return False
    if judged.small or judged.dull or (judged.eponym and not judged.family):
        return False
    known = max(judged.given, judged.family)
    return known == SURE or (not judged.thing and not drug.fullmatch(word.text))


def _titled(word: Word) -> bool:
    """Whether a word is written with one capital, as given names are beside capitals."""
    judged = word.judged
    plain = (word.text[0].isupper() and word.text[1:].islower()) or "-" in word.text
    return plain and not (judged.small or judged.dull or judged.thing or judged.eponym)


def _capitals(
    reading: Reading, names: Names, barred: Barred, drug: re.Pattern[str]
) -> Iterator[Span]:
    """Yield "DUPONT Marie", "Marie DUPONT", "DE LA TOUR Jean-Paul" outside lines of capitals."""
    words, at = reading.words, 0
    while at < len(words):
        if not _shown(words[at], drug):
            at += 1
            continue
        first, end = at, at + 1
        while end < len(words) and _held(reading, end - 1) and _shown(words[end], drug):
            end += 1
        while first and _held(reading, first - 1) and _particle(reading, first - 1):
            first -= 1
        behind = end < len(words) and _held(reading, end - 1, comma=True) and _titled(words[end])
        before = first > 0 and _held(reading, first - 1) and _titled(words[first - 1])
        stop = end
        given = False
        if before and (words[first - 1].judged.given or not behind):
            first, given = first - 1, bool(words[first - 1].judged.given)
            while first and _held(reading, first - 1) and words[first - 1].judged.given == SURE:
                first -= 1
        elif behind:
            given = bool(words[end].judged.given)
            stop = max(end + 1, names.grow(end, Trust.MUCH))
        # Two words that no list knows may be anything: the family name has to be a long one.
        if (given or (stop - first > end - at and len(words[at].text) > _SHORTEST + 1)) and (
            not barred.around(reading, first, stop)
        ):
            score = CAPITALS if given else INITIALS
            yield names.span(first, stop, score, "a family name in capitals beside a given name")
        at = max(end, stop)


def _held(reading: Reading, left: int, *, comma: bool = False) -> bool:
    gap = reading.gap(left)
    return bool(_BLANK.fullmatch(gap)) or (comma and gap in {", ", ","}) or gap == "-"


def _particle(reading: Reading, at: int) -> bool:
    word = reading.words[at]
    return word.text.isupper() and word.low in reading.lexicon.particles


def _initials(reading: Reading, names: Names, drug: re.Pattern[str]) -> Iterator[Span]:
    """Yield "M. D.", "C. Carlier", "P.-E. Gillot", "Carlier C."."""
    words = reading.words
    done = 0
    for at, word in enumerate(words):
        if at < done or not _initial(reading, at):
            continue
        end = at + 1
        while end < min(len(words), at + _MOST_INITIALS) and _initial(reading, end):
            if not _DOT.fullmatch(reading.gap(end - 1)):
                break
            end += 1
        trust = _trust(reading, at, end)
        last = names.grow(end, trust) if end < len(words) else end
        joined = last > end and _DOT.fullmatch(reading.gap(end - 1))
        for _ in range(_ROW):  # "C. Carlier D. Demange": one behind another
            if not (end < last < len(words) and words[last - 1].initial):
                break
            further = names.grow(last, Trust.MUCH)
            if further == last or not _DOT.fullmatch(reading.gap(last - 1)):
                break
            last = further
        term = joined and _term(words[end], drug)
        if trust == Trust.FULL and not _titled_before(reading, at):
            term = term or not _closes(reading, last)
        if joined and (not term or words[end].judged.family == SURE):
            yield names.span(at, last, INITIALS, "an initial and a name")
        elif end - at == 2 and len(word.text) == 1 and _closed(reading, at, end):
            yield names.span(at, end, INITIALS, "two initials")
        done = max(last, end)


def _titled_before(reading: Reading, at: int) -> bool:
    return (
        at > 0
        and len(reading.gap(at - 1)) <= _SHORTEST
        and reading.words[at - 1].low in reading.lexicon.titles
    )


def _trust(reading: Reading, first: int, end: int) -> Trust:
    """Return how much initials say: all behind a title, and in a line of capitals."""
    shown = all(w.plain and w.text.isupper() for w in reading.words[first : end + 1])
    return Trust.FULL if shown or _titled_before(reading, first) else Trust.MUCH


def _closes(reading: Reading, end: int) -> bool:
    """Whether a field ends before a word: a comma, two blanks, a digit, the end of the line."""
    if end >= len(reading.words):
        return True
    gap = reading.gap(end - 1)
    return gap.strip(" .") != "" or "  " in gap


def _fields(reading: Reading, names: Names, drug: re.Pattern[str]) -> Iterator[Span]:
    """Yield "LEGOUIC SOPHIE" where it fills a field of a text in one case."""
    words = reading.words
    for at in range(1, len(words)):
        word, before = words[at], words[at - 1]
        fits = word.plain and before.plain and word.judged.given == SURE and not word.judged.dull
        if not fits or len(before.text) <= _SHORTEST or not _BLANK.fullmatch(reading.gap(at - 1)):
            continue
        judged = before.judged
        dull = judged.dull or judged.small or judged.eponym or _term(before, drug)
        if not dull and (at == 1 or _closes(reading, at - 1)) and _closes(reading, at + 1):
            yield names.span(at - 1, at + 1, INITIALS, "a field with a given name of the lists")


def _term(word: Word, drug: re.Pattern[str]) -> bool:
    """Whether a word behind an initial is a term rather than a name: "S. AUREUS"."""
    judged = word.judged
    short = word.acronym or (word.plain and len(word.text) <= _SHORTEST)
    return short or judged.thing or judged.deed or drug.fullmatch(word.text) is not None


def _initial(reading: Reading, at: int) -> bool:
    """Whether a word stands for a given name: "M.", "J.-P.", and without a dot behind a title."""
    word = reading.words[at]
    if word.plain and word.text.islower() and word.dotted and at + 1 < len(reading.words):
        follows = reading.words[at + 1].judged  # "a. lemaire": a list has to know the name
        known = max(follows.family, follows.given) == SURE or _titled_before(reading, at)
        return (len(word.text) == 1 or word.text[1] == "-") and known
    if not word.text.isupper() or len(word.text) > _SHORTEST:
        return False
    if word.dotted or "-" in word.text:
        return len(word.text) < _SHORTEST or word.text[1] == "-"
    return len(word.text) == 1 and _titled_before(reading, at)


def _closed(reading: Reading, first: int, end: int) -> bool:
    """Whether two initials stand behind a small word or a title: "opéré par A. B."."""
    before = reading.words[first - 1] if first else None
    single = all(len(w.text) == 1 for w in reading.words[first:end])
    near = before is not None and _BLANK.fullmatch(reading.gap(first - 1)) is not None
    return single and near and before is not None and before.low in {"par", "chez", "de", "à"}


_DOCTORS = frozenset({"dr", "drs", "pr", "prof", "docteur", "professeur", "mme", "mlle"})
_ONE_LETTER = frozenset("aàyodlmnstcjq")
"""Letters that are words or what is left of them: "a", "y", "d'", "qu'"."""


def _small_titles(reading: Reading, names: Names) -> Iterator[Span]:
    """Yield the name behind "m." in texts without capitals."""
    words = reading.words
    for at, word in enumerate(words[:-1]):
        if word.low == "m" and word.plain and word.dotted and word.text.islower():
            amount = _AFTER_AMOUNT.search(reading.text, max(0, word.start - 3), word.start)
            end = names.grow(at + 1, Trust.FULL)
            if end > at + 1 and not amount:
                yield names.span(at + 1, end, TITLED, "behind a title")
        elif word.low in _DOCTORS and word.text.islower() and _initialled(reading, at + 1):
            yield names.span(at + 1, at + 3, TITLED, "an initial behind a title")


def _initialled(reading: Reading, at: int) -> bool:
    """Whether an initial and a name stand here in small letters: "dr h ferdoin", "pr j.-l. abras".

    "le dr a vu" has none: an initial that is a word of the language wants its dot.
    """
    if at + 1 >= len(reading.words):
        return False
    one, name = reading.words[at], reading.words[at + 1]
    letters = one.text.replace("-", "").replace(".", "")
    short = len(letters) == 1 or (len(letters) == 2 and len(one.text) > 2)
    dotted = one.dotted or reading.gap(at).startswith(".")
    judged = name.judged
    return (
        short
        and letters.isalpha()
        and (dotted or one.low not in _ONE_LETTER)
        and reading.gap(at).strip(". \t") == ""
        and "\n" not in reading.gap(at)
        and len(name.text) > 2
        and not (judged.small or judged.dull or judged.deed)
    )


class FrenchFilter:
    """Trims and rejects what a French model found, with the lists of names and places at hand.

    Parameters
    ----------
    words
        The word lists of French.
    """

    def __init__(self, words: Words) -> None:
        self._general = ModelFilter(words)
        self._lexicon = Lexicon(words, ("it", "en"))
        self._places = frozenset(folded(p) for p in place_names("fr"))
        self._perhaps = frozenset(folded(p) for p in ambiguous_place_names("fr"))
        self._where = re.compile(
            rf"\b{any_of(words['place_hints'])}['’ \t]?[ \t]?\Z", re.IGNORECASE
        )
        self._care = frozenset((*words["organisations"], *words["no_name_before"]))
        self._hospitals = frozenset(folded(h) for h in words["hospital_names"])
        self._behind = re.compile(rf"\b{any_of(words['no_name_before'])}[ \t]\Z", re.IGNORECASE)

    def keep(
        self, text: str, found: Iterable[tuple[int, int, str]]
    ) -> Iterator[tuple[int, int, str]]:
        """Yield what is believed, with borders trimmed.

        Parameters
        ----------
        text
            As the source has it.
        found
            Start, end and entity of what the model found.
        """
        for start, stop, entity in self._general.keep(text, found):
            end = self._end(text, start, stop) if entity == "PERSON" else stop
            if entity not in {"PERSON", "LOCATION"}:
                yield start, end, entity
                continue
            named = self._name(text, start, end, entity)
            if named:
                yield start, end, named

    def _end(self, text: str, start: int, stop: int) -> int:
        """Return where a name ends: before a verb or another small word, which capitals hide."""
        lexicon = self._lexicon
        for number, match in enumerate(WORD.finditer(text, start, stop)):
            low = match[0].casefold()
            particle = low in lexicon.particles or low in lexicon.small_particles
            if number and low in lexicon.small and not particle and len(low) > 1:
                return start + len(text[start : match.start()].rstrip())
        return stop

    def _name(self, text: str, start: int, end: int, entity: str) -> str:
        value = text[start:end]
        tokens = [m[0] for m in WORD.finditer(value.casefold())]
        judged = [self._lexicon.judge(t) for t in tokens]
        if not tokens or all(j.dull or j.thing for j in judged):
            return ""
        place = self._place(value)
        given = any(j.given == SURE for j in judged)
        family = judged[-1].family == SURE
        before = text[max(0, start - 24) : start]
        if tokens[0] in self._care or (entity == "PERSON" and self._behind.search(before)):
            return ""  # a hospital, a street: others know where it ends
        if folded(value).replace("-", " ") in self._hospitals:
            return "ORGANIZATION"
        hinted = bool(self._where.search(before[-12:]))
        if place and not (entity == "PERSON" and (given or len(tokens) > 1)):
            return "PERSON" if family and not hinted and len(tokens) == 1 else "LOCATION"
        if given and not place and (len(tokens) > 1 or entity == "PERSON"):
            return "PERSON"
        if entity == "LOCATION":
            plain = not any(j.thing or j.dull or j.eponym for j in judged)
            return "LOCATION" if hinted and plain and not family and not value.isupper() else ""
        if len(tokens) == 1:
            known = family or judged[0].given > 0
            inside = text[max(0, start - 2) : start][:1].islower()
            return "PERSON" if known or (inside and not judged[0].eponym) else ""
        dull = sum(j.thing or j.dull for j in judged)
        unknown = not any(j.given or j.family for j in judged)
        if (dull and not given) or 2 * dull >= len(judged) or (value.isupper() and unknown):
            return ""
        return "PERSON"

    def _place(self, value: str) -> bool:
        plain = folded(re.sub(r"\s+", " ", value)).strip()
        bare = re.sub(r"^(?:la|le|les|l['’])[ ]?", "", plain)
        bare = re.sub(r"[ ](?:cedex.*|\d+|\(\d+\))$", "", bare)
        names = {plain, bare, bare.replace(" ", "-"), bare.replace("-", " ")}
        return bool(names & self._places) or plain in self._perhaps
