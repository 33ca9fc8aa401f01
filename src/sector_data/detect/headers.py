"""What a column header says, in five languages.

What lives here: the meaning of a header's words together, and the language that the headers of a
table are in. What does not: the words and how headers are taken apart
(:mod:`sector_data.detect.header_words`), and the values (:mod:`sector_data.detect.columns`).

Entities win over thing and head together (``patient`` + ``id`` is ``PATIENT_ID``), and those over
either alone. Of two entities the longer phrase speaks; of two as long, the one that the language
puts its main word to: the last in English, German and Japanese, the first in French and Italian.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sector_data.detect.header_words import (
    Phrase,
    is_japanese,
    phrases_of,
    plain,
    single,
    spelt_words,
    vocabulary,
    words_of,
)
from sector_data.spec.words import LANGUAGES, Language

__all__ = [
    "HINT",
    "MEDICAL",
    "PART",
    "PLAIN",
    "HeaderReading",
    "plain",
    "read_header",
    "spoken_in",
    "words_of",
]


@dataclass(frozen=True, slots=True)
class HeaderReading:
    """What a header says.

    Attributes
    ----------
    entity
        The entity it names, if any.
    strength
        0 to 1: how much of the header was understood, and how plainly it speaks.
    words
        The words that said so, for the evidence.
    things
        What the column or table is about: ``subject``, ``organisation`` …
    heads
        What kind of value the header announces: ``id``, ``code``, ``name``, ``text``, ``flag`` (a
        mark, if the values bear that out) …
    complete
        Whether every word of it was understood.
    exact
        Whether every word is listed as it is, no plural among them.
    covered
        Share of the words that were understood.
    """

    entity: str | None = None
    strength: float = 0.0
    words: str = ""
    things: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    complete: bool = False
    exact: bool = False
    covered: float = 0.0


_OF_THING = {
    ("subject", "id"): "PATIENT_ID",
    ("subject", "code"): "PATIENT_ID",
    ("subject", ""): "PATIENT_ID",
    ("subject", "name"): "PERSON",
    ("subject", "text"): "FREE_TEXT",
    ("provider", "id"): "PROVIDER_ID",
    ("provider", "code"): "PROVIDER_ID",
    ("provider", ""): "PERSON",
    ("provider", "name"): "PERSON",
    ("relative", "name"): "PERSON",
    ("relative", ""): "PERSON",
    ("relative", "id"): "PATIENT_ID",
    ("organisation", "id"): "ORGANIZATION",
    ("organisation", "name"): "ORGANIZATION",
    ("organisation", "code"): "ORGANIZATION",
    ("organisation", ""): "ORGANIZATION",
    ("encounter", "id"): "ENCOUNTER_ID",
    ("encounter", ""): "ENCOUNTER_ID",
    ("encounter", "text"): "FREE_TEXT",
    ("account", "id"): "ACCOUNT_NUMBER",
    ("account", ""): "ACCOUNT_NUMBER",
    ("account", "name"): "PERSON",
    ("device", "id"): "DEVICE_ID",
    ("device", ""): "DEVICE_ID",
    ("record", "id"): "RECORD_ID",
    ("record", ""): "RECORD_ID",
    ("birth", ""): "DATE_OF_BIRTH",
    ("birth", "name"): "PERSON",
    ("death", ""): "DATE_OF_DEATH",
}
_TYPE_KEEPS = frozenset(
    {"AGE", "SEX", "RACE", "ETHNICITY", "MARITAL_STATUS", "OCCUPATION", "EDUCATION", "AMOUNT"}
    | {"HOUSEHOLD", "DIAGNOSIS", "DIAGNOSIS_CODE", "PROCEDURE", "MEDICATION", "LANGUAGE", "NRP"}
    | {"MEASUREMENT", "LOCATION", "TITLE", "CATEGORY"}
)
"""Entities of which a class or group is still the same entity: an age group is an age."""
MEDICAL = frozenset({"DIAGNOSIS", "DIAGNOSIS_CODE", "PROCEDURE", "MEDICATION"})
_DATES = frozenset({"DATE_OF_BIRTH", "DATE_OF_DEATH", "EVENT_DATE"})
_GENERAL = frozenset({"CATEGORY", "MEASUREMENT", "LOCATION", "GEO_COORDINATE", "FREE_TEXT"})
_HEAD_FIRST: frozenset[Language] = frozenset({"fr", "it"})
_PLURAL = re.compile(r".*[^s]s[\d_]*", re.IGNORECASE | re.DOTALL)
_DATE_FIRST = frozenset({"date", "datum"})
"""Words for a date that no other word makes anything else of when they come first."""
_SHORT = 3
"""Letters up to which a word of a language that nobody named may be another word as well."""

PLAIN, PART, HINT = 0.9, 0.75, 0.5
"""Strength of a header that was understood as a whole; in part; and of one that is a word so
general (``name``, ``code``, ``status``) that the values have to bear it out."""


def _date_of(phrases: Sequence[Phrase]) -> str | None:
    """Return whose date a header with a word for dates is about: birth, death or an event."""
    about = {p.meaning for p in phrases}
    if "birth" in about or "DATE_OF_BIRTH" in about:
        return "DATE_OF_BIRTH"
    if "death" in about or "DATE_OF_DEATH" in about:
        return "DATE_OF_DEATH"
    return None


def _resolve(
    phrases: Sequence[Phrase], words: Sequence[str], *, head_first: bool
) -> tuple[str | None, float]:
    """Choose the entity that the phrases of a header name together."""
    entities = [p for p in phrases if p.section == "entities"]
    things = [p for p in phrases if p.section == "things"]
    heads = [p for p in phrases if p.section == "heads"]
    kinds = [p.meaning for p in heads]
    covered = sum(p.end - p.start for p in phrases)
    strength = PLAIN if covered == len(words) else PART
    weighty = [p for p in phrases if p.section != "stop"]
    if not weighty:
        return None, 0.0
    main = weighty[0] if head_first else weighty[-1]
    if _counts(weighty) and not (
        entities and entities[-1].meaning not in MEDICAL | {"MEASUREMENT", "AMOUNT", "CITY"}
    ):
        return "MEASUREMENT", strength
    if "date" in kinds or any(p.meaning == "EVENT_DATE" for p in entities):
        date = _date_of(phrases)
        if date and all(p.meaning in _DATES for p in entities):
            return date, strength
        if words[0] in _DATE_FIRST:
            return "EVENT_DATE", strength
        if "date" in kinds and (not entities or entities[-1].meaning in MEDICAL):
            return "EVENT_DATE", strength if main.meaning == "date" else PART
    if entities:
        # A date word inside says when, and the main word is elsewhere: "age at admission date".
        ranked = sorted(
            entities,
            key=lambda p: (
                p.meaning not in _DATES or p is main,
                p.end - p.start,
                -p.start if head_first else p.start,
            ),
        )
        chosen = ranked[-1].meaning
        if "type" in kinds and chosen not in _TYPE_KEEPS:
            return "CATEGORY", HINT
        if chosen in {"FREE_TEXT", "EVENT_DATE"} and main.meaning == "code":
            return "CATEGORY", HINT
        return chosen, strength
    if things and "type" in kinds:
        return "CATEGORY", HINT
    for thing in things if head_first else reversed(things):
        for kind in reversed(kinds or [""]):
            if (thing.meaning, kind) in _OF_THING:
                sure = strength if kind else min(strength, PART)
                return _OF_THING[thing.meaning, kind], sure
    return None, 0.0


def _numbered(phrases: Sequence[Phrase], words: Sequence[str]) -> list[Phrase]:
    """Take "num" before one thing for a number that names it (``num_client``)."""
    if not any(p.section == "things" for p in phrases):
        return list(phrases)
    return [
        Phrase("heads", "id", p.start, p.end) if words[p.start : p.end] == ["num"] else p
        for p in phrases
    ]


def _counts(phrases: Sequence[Phrase]) -> bool:
    """Whether a header begins or ends with a word for counting."""
    return any(p.section == "heads" and p.meaning == "count" for p in (phrases[0], phrases[-1]))


def _read(header: str, language: Language) -> HeaderReading:
    known = vocabulary(language)
    words, exact = spelt_words(header, known)
    if not words:
        return HeaderReading()
    whole = known.whole.get(tuple(words))
    phrases = list(phrases_of(words, known))
    if "num" in words and not _PLURAL.fullmatch(header):
        phrases = _numbered(phrases, words)
    things = tuple(p.meaning for p in phrases if p.section == "things")
    heads = tuple(p.meaning for p in phrases if p.section == "heads")
    for said in (single(word, known) for word in words):
        # "Customer number" is a phrase of its own, and still about a customer.
        if said and said[0] == "things" and said[1] not in things:
            things = (*things, said[1])
        if said == ("heads", "id") and "id" not in heads:
            heads = (*heads, "id")
    if whole:
        strength = HINT if whole in _GENERAL else PART
        return HeaderReading(
            whole, strength, " ".join(words), things, heads, complete=True, exact=exact, covered=1.0
        )
    entity, strength = _resolve(phrases, words, head_first=language in _HEAD_FIRST)
    full = [p for p in phrases if p.section != "stop"]
    if entity == "CATEGORY" and full[0 if language in _HEAD_FIRST else -1].meaning == "EVENT_DATE":
        entity = "EVENT_DATE"  # "status date" is the day of a status, not a status
    text = " ".join(" ".join(words[p.start : p.end]) for p in phrases if p.section != "stop")
    if language == "ja":
        text = text.replace(" ", "")
    covered = sum(p.end - p.start for p in phrases) / len(words)
    complete = covered == 1
    return HeaderReading(entity, strength, text, things, heads, complete, exact, covered)


def read_header(header: str, language: Language = "en") -> HeaderReading:
    """Read a column or table name.

    The words of ``language`` come first, then English, then the other languages; a language that
    nobody named has to understand the whole header to be believed, or to be alone in understanding
    most of it. Kana and ideographs are Japanese whatever the language.

    Parameters
    ----------
    header
        The name as the data has it: ``patientId``, ``BIRTHDATE``, ``date-of-birth``, ``生年月日``.
    language
        Language of the data.

    Returns
    -------
    HeaderReading
        Without an entity when no vocabulary understands the header.
    """
    if is_japanese(header):
        return _read(header, "ja")
    named = _read(header, language)
    if (named.complete and named.exact) or language == "en":
        best = named
    else:
        english = _read(header, "en")
        best = english if english.strength > named.strength and not named.complete else named
    if best.complete and best.exact:
        return best
    others = [_read(header, other) for other in LANGUAGES if other not in {language, "en"}]
    for reading in others:
        if reading.entity and reading.complete and (reading.exact or not best.complete):
            return _doubted(reading) if len(reading.words) <= _SHORT else reading
    if best.covered or not others:
        return best
    most = max(others, key=lambda r: (r.entity is not None, r.covered))
    return _doubted(most) if most.entity and most.covered >= 0.5 else best


def _doubted(reading: HeaderReading) -> HeaderReading:
    return HeaderReading(
        reading.entity, min(reading.strength, HINT), reading.words, reading.things, reading.heads
    )


def spoken_in(headers: Sequence[str], language: Language = "en") -> Language:
    """Return the language that the headers of a table are in.

    Parameters
    ----------
    headers
        All of one table.
    language
        Language of the data; it stays unless another one understands more headers by at least two,
        for a single word means different things in different languages.
    """

    def understood(candidate: Language) -> int:
        readings = (_read(header, candidate) for header in headers)
        return sum(1 for r in readings if r.entity and r.complete and r.exact)

    counts = {candidate: understood(candidate) for candidate in LANGUAGES}
    best = max(LANGUAGES, key=lambda candidate: (counts[candidate], candidate == language))
    return best if counts[best] >= counts[language] + 2 else language
