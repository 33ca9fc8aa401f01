"""The identifiers of the catalogue in running text, those of all countries in every language.

What lives here: when a number of the catalogue's form counts as one. What does not: the forms,
checks and words (:mod:`sector_data.detect.identifiers`), and numbers that have a finder of their
own (cards and IBANs: :mod:`.numbers`; telephones: :mod:`.contacts`; postcodes: :mod:`.addresses`).

The rule: a form that hardly anything else has, and whose check digits are right, counts alone; so
does a written form that is unmistakable, with a lower score when its check digits are wrong. Any
other form wants one of its words beside it; then right check digits count over some distance, a
form without check digits only close to the word, and wrong check digits (somebody mistyped) only
right behind it. A number that stands in the boxes of a form, digit by digit, is read as one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from sector_data.detect.identifiers.catalogue import CATALOGUE
from sector_data.detect.identifiers.record import PROVING, Identifier
from sector_data.detect.recognizers.boxes import boxed, closed_up
from sector_data.detect.recognizers.folding import fold, trie
from sector_data.detect.recognizers.vocabulary import Finder, Words
from sector_data.detect.recognizers.width import folded
from sector_data.spec.evidence.findings import Span

ALONE, CHECKED, CLOSE, PECULIAR, MISTYPED, FAR = 0.9, 0.9, 0.75, 0.6, 0.55, 0.45
"""Scores: by form and check digits; by word and check digits; by a word close by without check
digits; by an unmistakable form; by a word, against the check digits; by a word at some distance."""
BOXED = 0.5
"""Score of a long number in boxes that is nothing of the catalogue."""
OWN = 0.05
"""Added when the word is one of the text's own language."""

_AFTER, _BEFORE, _NEAR = 60, 30, 30
"""Characters between a word and a number behind it, before it, and close to it."""
_LONGEST = 64
"""Characters of the longest written form."""
_ABBREVIATED = 5
"""Letters of the longest word that counts as an abbreviation when the catalogue has it in capitals;
in small letters such a word may be anything ("sin", "pan", "ins")."""
_ENOUGH = 2
"""Digits below which a text holds no number of the catalogue."""

_DIGIT = re.compile(r"\d")
_BANK = re.compile(r"\b(?:BIC|SWIFT)\b", re.IGNORECASE)
_CJK = re.compile(r"[\u3005\u3040-\u30ff\u3400-\u9fff]")
_OTHER_LABEL = re.compile(r"[.,;|\n][^:\n]{0,40}[^\W\d_][^:\n]{0,40}:")
"""What ends the reach of a word: something else that is announced by a colon."""
_BREAK = re.compile(r"(?<=\w{4})[.!?][ \n]|[\n;。]")
"""The end of a sentence; the point of an abbreviation ("n.", "Nr.") is none."""
_NUMBER = re.compile(r"\d{3}", re.ASCII)
_TIGHT = re.compile(r"[\s:=#.°º()-]{0,4}")
_PLAIN = re.compile(r"[^\d\n.;,。、]{0,30}")
_FEWEST, _NIR = 11, (13, 15)
"""Digits in boxes that are a number even without a word; digits of a French NIR."""
_DATE = re.compile(r"(?:19|20)\d{2}(?P<s>[-/. ]?)(?:0?[1-9]|1[0-2])(?P=s)(?:0?[1-9]|[12]\d|3[01])")
_FIRST_DIGIT = 15
"""Characters before the first digit of an identifier that shows by its form, at most."""
_NOT_LETTERS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What a word announces."""

    entry: Identifier
    abbreviated: bool
    languages: frozenset[str]


def finder(words: Words, *, every: bool = False) -> Finder:
    """Return the finder of the catalogue's identifiers.

    Parameters
    ----------
    words
        Of the text's language.
    every
        Also report numbers that say nothing of anybody: securities, drug products.
    """
    entries = tuple(
        e for e in CATALOGUE if not e.elsewhere and (every or e.subject != "product")
    )  # fmt: skip
    kept = {e.id for e in entries}
    alone = tuple(e for e in entries if e.alone or e.peculiar)
    any_form = _any_form(alone)
    latin, asian, meanings = _vocabulary()

    def find(text: str) -> Iterator[Span]:
        if len(_DIGIT.findall(text)) < _ENOUGH and not _BANK.search(text):
            return
        shown, plain = folded(text), fold(text)
        boxes = list(boxed(shown))
        shown = closed_up(shown, boxes)
        best: dict[tuple[int, int, str], Span] = {}
        patterns = (latin,) if text.isascii() else (latin, asian)
        announced = _announced(shown, plain, patterns, meanings, kept, words.language)
        by_form = _by_form(shown, alone) if any_form.search(shown) else ()
        spans = [*by_form, *announced]
        for span in _opened(spans, boxes, words.language) if boxes else spans:
            key = span[:3]
            if key not in best or best[key].score < span.score:
                best[key] = span
        yield from best.values()

    entities = dict.fromkeys((*(e.entity for e in entries), "NATIONAL_ID"))
    return Finder("Catalogue", tuple(entities), find)


def _opened(
    spans: Iterable[Span], boxes: Iterable[tuple[int, int, str]], language: str
) -> Iterator[Span]:
    """Give what was found in boxes its full width, and report long numbers that nothing knew."""
    left = {start: (end, digits) for start, end, digits in boxes}
    widths = {start: end for start, (end, _) in left.items()}
    for span in spans:
        inside = next((s for s, e in widths.items() if s < span.end and span.start < e), None)
        if inside is None:
            yield span
        else:
            left.pop(inside, None)
            yield span._replace(start=inside, end=widths[inside])
    for start, (end, digits) in left.items():
        if len(digits) >= _FEWEST:
            french = language == "fr" and len(digits) in _NIR
            entity = "FR_NIR" if french else "NATIONAL_ID"
            yield Span(start, end, entity, BOXED, reason="digits in the boxes of a form")


def _any_form(entries: Iterable[Identifier]) -> re.Pattern[str]:
    """Match any form that shows without a word: most texts hold none, and one search tells."""
    written = [e.written.pattern for e in entries if e.alone]
    peculiar = [e.unmistakable.pattern for e in entries if e.peculiar]
    forms = "|".join(dict.fromkeys((*written, *peculiar)))
    # None has its first digit later than that; most words of a text have none so near.
    near = rf"(?=[A-Za-z\d(\[-].{{0,{_FIRST_DIGIT}}}\d)"
    return re.compile(rf"(?<![A-Za-z0-9@]){near}(?:{forms})", re.IGNORECASE | re.ASCII)


def _by_form(text: str, entries: Iterable[Identifier]) -> Iterator[Span]:
    for entry in entries:
        for match in entry.written.finditer(text) if entry.alone else ():
            size = _length(entry, match[0])
            if size:
                proven = entry.chance <= PROVING
                reason = "form and check digits" if proven else "unmistakable form"
                reason = f"{reason} ({entry.english})"
                start, score = match.start(), ALONE if proven else PECULIAR
                yield Span(start, start + size, entry.entity, score, reason=reason)
        if entry.peculiar:
            for match in entry.unmistakable.finditer(text):
                reason = f"unmistakable form ({entry.english})"
                yield Span(match.start(), match.end(), entry.entity, PECULIAR, reason=reason)


def _length(entry: Identifier, value: str) -> int:
    """Return how much of a text is the identifier: a word behind it may look like its last part."""
    while value and not entry.fits(value):
        value = value.rpartition(" ")[0]
    return len(value)


def _announced(
    text: str,
    plain: str,
    patterns: Iterable[re.Pattern[str]],
    meanings: dict[str, tuple[_Meaning, ...]],
    kept: set[str],
    language: str,
) -> Iterator[Span]:
    for pattern in patterns:
        for word in pattern.finditer(plain):
            for meaning in meanings.get(_bare(word[0]), ()):
                if meaning.entry.id not in kept:
                    continue
                own = OWN if meaning.languages & {language, "any"} else 0.0
                for found in _beside(text, word.start(), word.end(), meaning):
                    yield found._replace(score=found.score + own)


def _beside(text: str, start: int, end: int, meaning: _Meaning) -> Iterator[Span]:
    """Find numbers of one entry beside a word: the first one behind, else the last one before."""
    entry, label = meaning.entry, text[start:end]
    reach = _AFTER
    if meaning.abbreviated:
        reach = _NEAR if label.isupper() else 4
    window = text[end : end + reach + _LONGEST]
    if len(_DIGIT.findall(window)) >= _ENOUGH or entry.entity == "BIC_CODE":
        for match in entry.written.finditer(window):
            gap = window[: match.start()]
            if match.start() > reach or _OTHER_LABEL.search(gap):
                break
            if meaning.abbreviated and not label.isupper() and not _TIGHT.fullmatch(gap):
                break
            size = _length(entry, match[0]) or len(match[0])
            score, reason = _judge(entry, match[0][:size], gap)
            if score:
                at = end + match.start()
                yield Span(at, at + size, entry.entity, score, reason=reason)
                return
    first = max(0, start - _BEFORE - _LONGEST)
    for match in entry.written.finditer(text, first, start):
        gap = text[match.end() : start]
        close = re.fullmatch(r"[\s(\[,:-]{1,4}", gap) is not None
        if "\n" in gap or len(gap) > _BEFORE or (entry.chance > PROVING and not close):
            continue
        if not entry.fits(match[0]):
            continue
        if entry.chance <= PROVING:
            yield Span(match.start(), match.end(), entry.entity, CHECKED, reason=_right(entry))
        elif "(" in gap and not _DATE.fullmatch(match[0]):
            yield Span(match.start(), match.end(), entry.entity, FAR, reason=_form(entry))


def _judge(entry: Identifier, value: str, gap: str) -> tuple[float, str]:
    """Score a number of an entry's form behind a word for it; 0 when it is none."""
    if entry.chance <= PROVING:
        if entry.fits(value):
            return CHECKED, _right(entry)
        if _PLAIN.fullmatch(gap) or _TIGHT.fullmatch(gap):
            return MISTYPED, f"right behind a word for it, wrong check digits ({entry.english})"
        return 0.0, ""
    if _NUMBER.search(gap) or _DATE.fullmatch(value) or not entry.fits(value):
        return 0.0, ""
    if gap.strip(" :\n\t") and _BREAK.search(gap):
        return 0.0, ""
    return (CLOSE if len(gap) <= _NEAR else FAR), _form(entry)


def _right(entry: Identifier) -> str:
    return f"beside a word for it, check digits are right ({entry.english})"


def _form(entry: Identifier) -> str:
    return f"beside a word for it, and of its form ({entry.english})"


def _bare(word: str) -> str:
    return _NOT_LETTERS.sub("", word)


@cache
def _vocabulary() -> tuple[re.Pattern[str], re.Pattern[str], dict[str, tuple[_Meaning, ...]]]:
    """Return patterns of all words, of alphabets and of Japanese, and what each word announces.

    A longer word announces also what the words in it do: "passport number" what "passport" does.
    """
    said: dict[str, dict[str, _Meaning]] = {}
    for entry in CATALOGUE:
        for language, listed in entry.words.items():
            for word in listed:
                plain = fold(word)
                short = word.isupper() and len(_bare(word)) <= _ABBREVIATED
                known = said.setdefault(plain, {}).get(entry.id)
                languages = frozenset({language}) | (known.languages if known else frozenset())
                said[plain][entry.id] = _Meaning(entry, short, languages)
    asian = {plain for plain in said if _CJK.search(plain)}
    meanings: dict[str, dict[str, _Meaning]] = {}
    for plain in said:
        target = meanings.setdefault(_bare(plain), {})
        for part, announced in said.items():
            if _within(part, plain, substring=plain in asian):
                for key, meaning in announced.items():
                    if part == plain or key not in target:
                        target[key] = meaning
    latin = rf"(?<![a-z0-9]){trie(set(said) - asian)}(?![a-z])"
    return (
        re.compile(latin),
        re.compile(trie(asian)),
        {bare: tuple(found.values()) for bare, found in meanings.items()},
    )


def _within(part: str, whole: str, *, substring: bool) -> bool:
    if substring:
        return part in whole
    return f" {_NOT_LETTERS.sub(' ', part).strip()} " in f" {_NOT_LETTERS.sub(' ', whole).strip()} "
