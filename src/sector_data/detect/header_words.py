"""The words of column headers: taking headers apart, and the vocabulary of each language.

What lives here: splitting a header at separators, case and script changes, splitting words that are
glued together, and the word lists (``words/<language>/headers.yaml``). What does not: the meaning
of the words together (:mod:`sector_data.detect.headers`).

Each word file has these sections: ``whole`` (phrases that count only when they are the whole
header), ``entities`` (phrases that name an entity wherever they stand), ``things`` (what a column
is about: a subject, a provider, an organisation …), ``heads`` (what kind of value it is: an id, a
name, a date …), ``stop`` (words without weight), ``same`` (abbreviations and other spellings of a
word) and ``endings`` (words that end compounds whose beginning nobody has to know).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

import yaml

from sector_data.spec.words import Language

Section = Literal["whole", "entities", "things", "heads", "stop"]

_CJK = "\u3005\u3040-\u30ff\u3400-\u9fff\uff66-\uff9f"
_WORDS = re.compile(rf"[{_CJK}]+|[^\W\d_{_CJK}]+|\d+")
_CAMEL = re.compile(r"(?<=[a-z\u00df-\u00ff])(?=[A-Z\u00c0-\u00de])|(?<=[A-Z])(?=[A-Z][a-z])")
_SIGN = re.compile(f"[{_CJK}]")
_SHORTEST_PART = 3
"""Letters of the shortest word that a run-together header is taken apart into (``reasoncode``);
shorter ones make words out of noise. Ideographs carry a meaning each and may stand alone."""
_FIRST_PARTS = frozenset({"id", "no", "nr", "dt"})
_LAST_PARTS = frozenset({"id", "no", "nr", "dt", "cd", "nm"})
"""Short words that are glued to the front (``idclient``) and to the end (``custno``)."""
_NUMBER_SIGN = 5
"""Letters behind a French or Italian ``n`` for ``n°``: ``ndossier``, but not ``nage``."""
_LONGEST = 60
"""Letters of the longest word that is taken apart; longer ones are no headers of people."""
_UNKNOWN = 4
"""Cost of an ideograph that no word covers; that of a word is 1."""
_LINKS: dict[Language, tuple[str, ...]] = {"de": ("s", "n", "en", "e"), "it": (), "ja": ()}
"""What plurals and the joints of compounds add to a word."""


@dataclass(frozen=True)
class Vocabulary:
    """The header words of one language.

    Attributes
    ----------
    phrases
        Words to (section, meaning), with and without stop words.
    joined
        The same phrases, written as one word.
    whole
        Words of a whole header to an entity.
    same
        Another spelling of a word to the word.
    links
        A plural, or a word as it begins a compound, to the word.
    stop
        Words without weight.
    endings
        Words that end compounds, the longest first.
    known
        Every word above.
    longest
        Words of the longest phrase.
    """

    language: Language
    phrases: dict[tuple[str, ...], tuple[Section, str]]
    joined: dict[str, tuple[Section, str]]
    whole: dict[tuple[str, ...], str]
    same: dict[str, str]
    links: dict[str, str]
    stop: frozenset[str]
    endings: tuple[str, ...]
    known: frozenset[str]
    longest: int

    def without_stops(self, words: Sequence[str]) -> tuple[str, ...]:
        """Return the words that have weight."""
        return tuple(w for w in words if w not in self.stop)


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


def is_japanese(text: str) -> bool:
    """Whether a text has kana or ideographs."""
    return bool(_SIGN.search(text))


@cache
def vocabulary(language: Language) -> Vocabulary:
    """Return the header words of a language."""
    text = (resources.files(__package__) / "words" / language / "headers.yaml").read_text("utf-8")
    document = yaml.safe_load(text)
    same = {
        plain(other): word for word, others in document.get("same", {}).items() for other in others
    }

    def spelt(phrase: str) -> tuple[str, ...]:
        return tuple(same.get(w, w) for w in words_of(phrase))

    stop = frozenset(w for phrase in document["stop"] for w in words_of(phrase))
    phrases: dict[tuple[str, ...], tuple[Section, str]] = {(w,): ("stop", "") for w in stop}
    lighter: dict[tuple[str, ...], tuple[Section, str]] = {}
    sections: tuple[Section, ...] = ("heads", "things", "entities")
    for section in sections:
        for meaning, members in document[section].items():
            for words in map(spelt, members):
                phrases[words] = (section, meaning)
                light = tuple(w for w in words if w not in stop)
                if len(light) > 1:
                    lighter[light] = (section, meaning)
    phrases = lighter | phrases
    whole = {
        spelt(member): meaning
        for meaning, members in document["whole"].items()
        for member in members
    }
    known = frozenset(w for words in (*phrases, *whole) for w in words) | frozenset(same)
    links = {
        word + link: word
        for link in _LINKS.get(language, ("s",))
        for word in sorted(known)
        if len(word) > _SHORTEST_PART and word + link not in known
    }
    joined = {"".join(words): said for words, said in phrases.items() if len("".join(words)) > 2}
    endings = tuple(sorted(document.get("endings", ()), key=lambda w: (-len(w), w)))
    longest = max(len(words) for words in phrases) + 2
    return Vocabulary(language, phrases, joined, whole, same, links, stop, endings, known, longest)


def spelt_words(header: str, of: Vocabulary) -> tuple[list[str], bool]:
    """Return the words of a header as a vocabulary spells them, glued ones taken apart.

    Returns
    -------
    tuple
        The words, and whether each was there as it is listed, no plural among them.
    """
    words: list[str] = []
    exact = True
    for raw in words_of(header):
        word = _umlauts_as_listed(raw, of)
        parts = [word] if word in of.known or word in of.joined else _take_apart(word, of)
        for part in parts:
            exact &= part in of.known or part in of.joined
            listed = of.links.get(part, part)
            words.append(of.same.get(listed, listed))
    return words, exact


def _umlauts_as_listed(word: str, of: Vocabulary) -> str:
    """Return a German word without the e of an umlaut (``taetigkeit``), if it is listed so."""
    if of.language != "de" or word in of.known:
        return word
    bare = word.replace("ae", "a").replace("oe", "o").replace("ue", "u")
    return bare if (bare != word and _take_apart(bare, of) != [bare]) or bare in of.known else word


def _take_apart(word: str, of: Vocabulary) -> list[str]:
    """Split a run-together word into known words, as few as possible; or leave it as it is."""
    if len(word) > _LONGEST:
        return [word]
    if is_japanese(word):
        return _cut(word, of)
    if word in of.links:
        return [word]
    if len(word) > 2 * _SHORTEST_PART - 2:
        whole = _parts(word, of)
        if whole:
            return whole
    for ending in of.endings:
        lead = word.removesuffix(ending)
        if len(lead) >= _SHORTEST_PART and lead != word:
            return [*(_parts(lead, of) or [lead]), ending]
    return [word]


def _parts(word: str, of: Vocabulary) -> list[str]:
    best: list[list[str] | None] = [[], *[None] * len(word)]
    for end in range(1, len(word) + 1):
        for start in range(end):
            before = best[start]
            if before is None or not _fits(word, start, end, of):
                continue
            now = best[end]
            if now is None or len(before) + 1 < len(now):
                best[end] = [*before, word[start:end]]
    return best[-1] or []


def _fits(word: str, start: int, end: int, of: Vocabulary) -> bool:
    part = word[start:end]
    if len(part) >= _SHORTEST_PART:
        return part in of.known or part in of.links
    rest = len(word) - len(part)
    if start == 0 and part == "n" and of.language in {"fr", "it"}:
        return rest >= _NUMBER_SIGN
    if rest < _SHORTEST_PART or part not in of.known:
        return False
    return (
        (start == 0 and part in _FIRST_PARTS)
        or (end == len(word) and part in _LAST_PARTS)
        or (start > 0 and end < len(word) and part in of.stop)
    )


def _cut(word: str, of: Vocabulary) -> list[str]:
    """Cut Japanese into known words; what nobody knows stays between them."""
    cost = [0, *[_UNKNOWN * len(word) + 1] * len(word)]
    came = [0] * (len(word) + 1)
    for end in range(1, len(word) + 1):
        cost[end], came[end] = cost[end - 1] + _UNKNOWN, end - 1
        for start in range(end):
            if word[start:end] in of.known and cost[start] + 1 < cost[end]:
                cost[end], came[end] = cost[start] + 1, start
    cuts = [len(word)]
    while cuts[-1]:
        cuts.append(came[cuts[-1]])
    parts: list[str] = []
    unknown = False
    for start, end in zip(cuts[:0:-1], cuts[-2::-1], strict=True):
        part = word[start:end]
        if part not in of.known and unknown:
            parts[-1] += part
        else:
            parts.append(part)
        unknown = part not in of.known
    return parts


@dataclass(frozen=True, slots=True)
class Phrase:
    """A run of header words that the vocabulary knows."""

    section: Section
    meaning: str
    start: int
    end: int


def phrases_of(words: Sequence[str], of: Vocabulary) -> Iterator[Phrase]:
    """Cover the words with known phrases from left to right, the longest first."""
    at = 0
    while at < len(words):
        for length in range(min(of.longest, len(words) - at), 0, -1):
            run = tuple(words[at : at + length])
            hit = _said(run, of)
            if hit:
                yield Phrase(hit[0], hit[1], at, at + length)
                at += length
                break
        else:
            at += 1


def single(word: str, of: Vocabulary) -> tuple[Section, str] | None:
    """Return what one word says by itself, inside a longer phrase too."""
    return of.phrases.get((word,))


def _said(run: tuple[str, ...], of: Vocabulary) -> tuple[Section, str] | None:
    hit = of.phrases.get(run)
    if hit or (len(run) > 1 and (run[0] in of.stop or run[-1] in of.stop)):
        return hit
    if len(run) == 1 and len(run[0]) > _SHORTEST_PART and run[0].endswith("s"):
        return of.joined.get(run[0]) or of.phrases.get((run[0][:-1],))
    light = of.without_stops(run)
    return of.phrases.get(light) or of.joined.get("".join(light)) if light else None
