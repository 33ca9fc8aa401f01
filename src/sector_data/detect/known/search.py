"""The search for a subject's own identifiers in a text about that subject.

What lives here: making the forms of one subject's values, and looking for all of them. What does
not: the forms of each kind (the modules beside this one).
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NoReturn

from sector_data.detect.known.dates import Dates, Reading, days_of
from sector_data.detect.known.japanese import Japanese, has_japanese
from sector_data.detect.known.names import Names
from sector_data.detect.known.numbers import Numbers
from sector_data.detect.known.phrases import Phrases
from sector_data.detect.known.reading import ReadText, fold
from sector_data.detect.known.subjects import (
    BIRTH_AND_DEATH,
    DATES,
    MOST_VALUES,
    PLACES,
    POSTAL,
    SubjectValues,
)
from sector_data.spec.evidence.findings import Span
from sector_data.spec.words import Language

RECOGNISER = "KnownIdentifiers"
KEPT = 512
"""Subjects whose forms are kept for the next text."""
_USUAL_TEXTS = 3
"""Texts that must hold a word in lower case for it to be an ordinary word of these texts."""
_LOWER_WORD = re.compile(r"(?<![^\W_])[^\W\d_A-Z]{4,24}(?![^\W_])")
_NAME_PARTS = re.compile(
    r"(?<![a-z])(?:given|first|last|family|middle|maiden|birth|sur|fore|full|name|names|vor|nach|"
    r"vorname|nachname|familienname|geburtsname|prenom|prenoms|nom|nome|cognome|kana|kanji|romaji|"
    r"furigana|lname|fname|initial|suffix|prefix)(?![a-z])|姓|名|氏|氏名|カナ|かな|漢字|フリガナ",
    re.IGNORECASE,
)


class Identity:
    """What is known of one subject, ready to be looked for.

    Parameters
    ----------
    tables
        For each table its columns: path, entity, values row by row.
    ordinary
        Words that are also names, folded.
    """

    __slots__ = ("dates", "japanese", "names", "numbers", "phrases")

    def __init__(
        self,
        tables: Iterator[list[tuple[str, str, list[Any]]]],
        ordinary: Container[str],
    ) -> None:
        self.names = Names(ordinary)
        self.japanese = Japanese()
        self.numbers = Numbers()
        self.phrases = Phrases(ordinary)
        days: dict[Reading, str] = {}
        births: set[Reading] = set()
        seen: set[tuple[str, str]] = set()
        for columns in tables:
            self._add_people([c for c in columns if c[1] == "PERSON"])
            for path, entity, values in columns:
                if entity == "PERSON":
                    continue
                for value in list(dict.fromkeys(v for v in values if v is not None))[:MOST_VALUES]:
                    if entity in DATES:
                        for day in days_of(value):
                            days.setdefault(day, f"a date in {path} of the same subject")
                            if entity in BIRTH_AND_DEATH:
                                births.add(day)
                    elif (entity, text := written(value)) not in seen:
                        seen.add((entity, text))
                        self._add(text, entity, f"a value of {path} of the same subject")
        self.dates = Dates(days, births)

    def __repr__(self) -> str:
        return "Identity()"

    def __reduce__(self) -> NoReturn:
        raise TypeError("what is known of subjects is not written anywhere")

    def _add_people(self, columns: Sequence[tuple[str, str, list[Any]]]) -> None:
        groups: dict[str, list[tuple[str, list[Any]]]] = {}
        for path, _, values in columns:
            table, _, header = path.partition(".")
            groups.setdefault(f"{table}.{whose(header)}", []).append((path, values))
        for group in groups.values():
            why = f"like the name in {' and '.join(path for path, _ in group)} of the same subject"
            rows = zip(*(values for _, values in group), strict=True)
            for row in list(dict.fromkeys(rows))[:MOST_VALUES]:
                told = [str(value) for value in row if value is not None]
                japanese = [value for value in told if has_japanese(value)]
                if japanese:
                    self.japanese.add_name(japanese, why)
                if len(japanese) < len(told):
                    self.names.add([value for value in told if value not in japanese], why)

    def _add(self, value: str, entity: str, why: str) -> None:
        if entity in POSTAL:
            self.numbers.add(value, "LOCATION", why, exact_only=True)
        elif entity == "STATE":
            self.phrases.add_region(value)
        elif entity in PLACES:
            self.phrases.add(value, "LOCATION", why)
        elif entity == "STREET_ADDRESS" and has_japanese(value):
            self.japanese.add_address(value, why)
        elif entity in {"STREET_ADDRESS", "ORGANIZATION", "EMAIL_ADDRESS", "URL"}:
            self.phrases.add(value, entity, why)
            if entity == "EMAIL_ADDRESS" and _is_personal(value.partition("@")[0]):
                self.phrases.add(value.partition("@")[0], "USERNAME", why)
        elif any(c.isdigit() for c in value):
            self.numbers.add(value, entity, why)
        else:
            self.phrases.add(value, entity, why)

    def find(self, read: ReadText, usual: Container[str] | None) -> Iterator[Span]:
        """Find all that is known in a text; spans may overlap."""
        if self.names:
            yield from self.names.find(read, usual)
        if self.japanese:
            yield from self.japanese.find(read)
        if self.dates:
            yield from self.dates.find(read)
        if self.numbers:
            yield from self.numbers.find(read)
        if self.phrases:
            yield from self.phrases.find(read)


class KnownSearch:
    """Finds the identifiers of a subject in texts about it.

    Parameters
    ----------
    values
        The identifiers of all subjects.
    language
        Of the texts, for the list of words that are also names.
    usual
        Ordinary words of the texts (:func:`usual_words`), folded; without them, only words with a
        capital are taken for misspelt names.
    """

    def __init__(
        self,
        values: SubjectValues,
        language: Language = "en",
        usual: Container[str] | None = None,
    ) -> None:
        from sector_data.detect.recognizers.vocabulary import ordinary_words

        self._values = values
        self._usual = usual
        self._ordinary = frozenset(fold(word) for word in ordinary_words(language))
        self._identity = lru_cache(maxsize=KEPT)(self._make)

    def __repr__(self) -> str:
        return f"KnownSearch({self._values!r})"

    def __reduce__(self) -> NoReturn:
        raise TypeError("what is known of subjects is not written anywhere")

    def _make(self, subject: str) -> Identity:
        return Identity(self._values.rows_of(subject), self._ordinary)

    def find(self, text: str, subject: str) -> list[Span]:
        """Find a subject's identifiers in a text about it.

        Parameters
        ----------
        text
            Any text. The time taken grows linearly with its length and with the number of values.
        subject
            As in the index; of one that is not there nothing is known.

        Returns
        -------
        list of Span
            In no order, possibly overlapping; the reason names columns, never a value.
        """
        read = ReadText(text)
        found: list[Span] = []
        for span in self._identity(subject).find(read, self._usual):
            start, end = read.place(span.start, span.end)
            found.append(span._replace(start=start, end=end, recognizer=RECOGNISER))
        return found


def usual_words(texts: Iterable[str | None]) -> frozenset[str]:
    """Return the words that several texts hold in lower case, folded: ordinary language.

    Parameters
    ----------
    texts
        Distinct texts of one column.
    """
    counts: dict[str, int] = {}
    for text in texts:
        for word in set(_LOWER_WORD.findall(text or "")):
            counts[word] = counts.get(word, 0) + 1
    return frozenset(fold(word) for word, count in counts.items() if count >= _USUAL_TEXTS)


def whose(header: str) -> str:
    """Return what is left of a header without the words for parts of names: whose name it is.

    Examples
    --------
    >>> whose("contact_first_name") == whose("contact_last_name")
    True
    """
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", header)
    return re.sub(r"[\W_]+", " ", _NAME_PARTS.sub(" ", words)).strip().casefold()


def written(value: object) -> str:
    """Return a value as it would stand in a text: whole numbers without a point."""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value)


def _is_personal(name: str) -> bool:
    """Whether the part of an e-mail address before the @ is worth looking for by itself."""
    return len(name) >= 6 and (any(c.isdigit() for c in name) or "." in name or "_" in name)
