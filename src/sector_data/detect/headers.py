"""What a column header says, in five languages.

What lives here: taking headers apart into words, and reading the words. The words themselves are
data (``words/<language>/headers.yaml``). What does not: the values
(:mod:`sector_data.detect.columns`).

Each word file has five sections: ``whole`` (phrases that count only when they are the whole
header), ``entities`` (phrases that name an entity wherever they stand), ``things`` (what a column
is about: a subject, a provider, an organisation …), ``heads`` (what kind of value it is: an id, a
name, a date …) and ``stop`` (words without weight). Entities win over thing and head together
(``patient`` + ``id`` is ``PATIENT_ID``), and those over either alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Literal

import yaml

from sector_data.spec.words import LANGUAGES, Language

Section = Literal["whole", "entities", "things", "heads", "stop"]

_CJK = "\u3005\u3040-\u30ff\u3400-\u9fff\uff66-\uff9f"
_WORDS = re.compile(rf"[{_CJK}]+|[^\W\d_{_CJK}]+|\d+")
_CAMEL = re.compile(r"(?<=[a-z\u00df-\u00ff])(?=[A-Z\u00c0-\u00de])|(?<=[A-Z])(?=[A-Z][a-z])")
_SHORTEST_PART = 3
"""Letters of the shortest word that a run-together header is taken apart into (``reasoncode``);
shorter ones make words out of noise. Ideographs carry a meaning each and may stand alone."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A run of header words that the vocabulary knows."""

    section: Section
    meaning: str
    start: int
    end: int


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
    """

    entity: str | None = None
    strength: float = 0.0
    words: str = ""
    things: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    complete: bool = False


@dataclass(frozen=True)
class _Vocabulary:
    phrases: dict[tuple[str, ...], tuple[Section, str]] = field(default_factory=dict)
    whole: dict[tuple[str, ...], str] = field(default_factory=dict)
    words: frozenset[str] = frozenset()
    longest: int = 1


def plain(word: str) -> str:
    """Lower-case a word and take its accents off (``Prénom`` is ``prenom``, ``ß`` is ``ss``)."""
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    kept = "".join(c for c in decomposed if not unicodedata.combining(c) or c in "\u3099\u309a")
    return unicodedata.normalize("NFC", kept)


def words_of(header: str) -> list[str]:
    """Split a header into plain words at separators, case changes and script changes.

    Digits end a word and are left out: ``address2`` is ``address``.
    """
    spaced = _CAMEL.sub(" ", unicodedata.normalize("NFKC", header))
    return [plain(w) for w in _WORDS.findall(spaced) if not w.isdigit()]


@cache
def _vocabulary(language: Language) -> _Vocabulary:
    text = (resources.files(__package__) / "words" / language / "headers.yaml").read_text("utf-8")
    document = yaml.safe_load(text)
    phrases: dict[tuple[str, ...], tuple[Section, str]] = {}
    for word in document["stop"]:
        phrases[tuple(words_of(word))] = ("stop", "")
    sections: tuple[Section, ...] = ("heads", "things", "entities")
    for section in sections:
        for meaning, members in document[section].items():
            for member in members:
                phrases[tuple(words_of(member))] = (section, meaning)
    # A head may share its word with a thing or an entity ("number", "name"); the head is needed in
    # combinations and is kept under a name of its own.
    heads = {tuple(words_of(m)): k for k, members in document["heads"].items() for m in members}
    for words, meaning in heads.items():
        if phrases[words][0] == "stop":
            phrases[words] = ("heads", meaning)
    whole = {
        tuple(words_of(member)): meaning
        for meaning, members in document["whole"].items()
        for member in members
    }
    known = {w for words in (*phrases, *whole) for w in words}
    longest = max(len(words) for words in phrases)
    return _Vocabulary(phrases, whole, frozenset(known), longest)


def _is_cjk(word: str) -> bool:
    return bool(re.match(f"[{_CJK}]", word))


def _take_apart(word: str, known: frozenset[str]) -> list[str]:
    """Split a run-together word into known words, the longest first; or leave it as it is."""
    cjk = _is_cjk(word)
    if word in known or (not cjk and len(word) < 2 * _SHORTEST_PART):
        return [word]
    shortest = 1 if cjk else _SHORTEST_PART
    best: list[list[str] | None] = [None] * (len(word) + 1)
    best[0] = []
    for end in range(1, len(word) + 1):
        for start in range(end):
            before, part = best[start], word[start:end]
            fits = part in known and (len(part) >= shortest or part in {"of", "id", "no", "nr"})
            if before is None or not fits:
                continue
            now = best[end]
            if now is None or len(before) + 1 < len(now):
                best[end] = [*before, part]
    return best[-1] or [word]


def _singular(word: str, known: frozenset[str]) -> str:
    if word not in known and word.endswith("s") and word[:-1] in known:
        return word[:-1]
    return word


def _phrases(words: Sequence[str], vocabulary: _Vocabulary) -> list[Phrase]:
    """Cover the words with known phrases from left to right, the longest first."""
    found, at = [], 0
    while at < len(words):
        for length in range(min(vocabulary.longest, len(words) - at), 0, -1):
            hit = vocabulary.phrases.get(tuple(words[at : at + length]))
            if hit:
                found.append(Phrase(hit[0], hit[1], at, at + length))
                at += length
                break
        else:
            at += 1
    return found


_OF_THING = {
    ("subject", "id"): "PATIENT_ID",
    ("subject", ""): "PATIENT_ID",
    ("subject", "name"): "PERSON",
    ("subject", "text"): "FREE_TEXT",
    ("provider", "id"): "PROVIDER_ID",
    ("provider", ""): "PERSON",
    ("provider", "name"): "PERSON",
    ("relative", "name"): "PERSON",
    ("relative", ""): "PERSON",
    ("relative", "id"): "PATIENT_ID",
    ("organisation", "id"): "ORGANIZATION",
    ("organisation", "name"): "ORGANIZATION",
    ("organisation", "code"): "ORGANIZATION",
    ("organisation", ""): "ORGANIZATION",
    ("organisation", "type"): "CATEGORY",
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

PLAIN, PART, HINT = 0.9, 0.75, 0.5
"""Strength of a header that was understood as a whole; in part; and of one that is a word so
general (``name``, ``code``, ``status``) that the values have to bear it out."""


def _resolve(phrases: Sequence[Phrase], words: int) -> tuple[str | None, float]:
    """Choose the entity that the phrases of a header name together."""
    entities = [p for p in phrases if p.section == "entities"]
    things = [p for p in phrases if p.section == "things"]
    heads = [p for p in phrases if p.section == "heads"]
    covered = sum(p.end - p.start for p in phrases)
    strength = PLAIN if covered == words else PART
    first = heads[0] if heads and heads[0].start == 0 else None
    last = phrases[-1] if phrases else None
    if any(p.meaning == "count" and p.section == "heads" for p in (first, last) if p) and not (
        entities and entities[-1].meaning not in MEDICAL | {"MEASUREMENT", "AMOUNT", "CITY"}
    ):
        return "MEASUREMENT", strength
    if heads and any(p.meaning == "date" for p in heads):
        about = {p.meaning for p in (*things, *entities)}
        if "birth" in about or "DATE_OF_BIRTH" in about:
            return "DATE_OF_BIRTH", strength
        if "death" in about or "DATE_OF_DEATH" in about:
            return "DATE_OF_DEATH", strength
        if not entities or entities[-1].meaning in MEDICAL:
            return "EVENT_DATE", strength if last and last.meaning == "date" else PART
    if entities:
        # The longest phrase speaks; of equals the last, where English puts the main word. A date
        # word inside says when, and the main word is elsewhere: "age at admission date" apart.
        ranked = sorted(
            entities, key=lambda p: (p.meaning not in _DATES or p is last, p.end - p.start, p.start)
        )
        chosen = ranked[-1]
        if any(p.meaning == "type" for p in heads) and chosen.meaning not in _TYPE_KEEPS:
            return "CATEGORY", HINT
        return chosen.meaning, strength
    for thing in reversed(things):
        kinds = [p.meaning for p in heads] or [""]
        for kind in reversed(kinds):
            if (thing.meaning, kind) in _OF_THING:
                sure = strength if kind else min(strength, PART)
                return _OF_THING[thing.meaning, kind], sure
    return None, 0.0


def _read(header: str, language: Language) -> HeaderReading:
    vocabulary = _vocabulary(language)
    words = [
        _singular(part, vocabulary.words)
        for word in words_of(header)
        for part in _take_apart(word, vocabulary.words)
    ]
    if not words:
        return HeaderReading()
    whole = vocabulary.whole.get(tuple(words))
    phrases = _phrases(words, vocabulary)
    things = tuple(p.meaning for p in phrases if p.section == "things")
    heads = tuple(p.meaning for p in phrases if p.section == "heads")
    if whole:
        general = whole in {"CATEGORY", "MEASUREMENT", "LOCATION", "GEO_COORDINATE", "FREE_TEXT"}
        strength = HINT if general else PART
        return HeaderReading(whole, strength, " ".join(words), things, heads, complete=True)
    entity, strength = _resolve(phrases, len(words))
    said = [p for p in phrases if p.section != "stop"]
    text = " ".join(" ".join(words[p.start : p.end]) for p in said)
    if language == "ja":
        text = text.replace(" ", "")
    complete = sum(p.end - p.start for p in phrases) == len(words)
    return HeaderReading(entity, strength, text, things, heads, complete)


def read_header(header: str, language: Language = "en") -> HeaderReading:
    """Read a column or table name.

    The words of ``language`` come first, then English, then the other languages; a language that
    nobody named has to understand the whole header to be believed.

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
    named = _read(header, language)
    if named.complete or language == "en":
        best = named
    else:
        english = _read(header, "en")
        best = english if english.strength > named.strength else named
    if best.complete:
        return best
    for other in LANGUAGES:
        reading = _read(header, other) if other not in {language, "en"} else best
        if reading.entity and reading.complete:
            return reading
    return best
