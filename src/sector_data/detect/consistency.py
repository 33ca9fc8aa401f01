"""One passage, one treatment: what was found in one text is found in all of them.

What lives here: agreement of findings over the texts of a column. What does not: finding
(:mod:`sector_data.detect.text`).

A language model sees a name in one sentence and misses it in the next. Each passage that it found
is therefore looked for literally in all texts of the column. It also takes ordinary words for names
now and then ("Follow up in a week"); to spread those would make the texts useless. So a name, a
place or an organisation is spread only if the findings themselves speak for it:

- it is no single letter, and its letters are not all lower case;
- at least :data:`FOUND_SHARE` of its occurrences were found: what is mostly left alone is no name;
- what also stands in lower case is ordinary language, unless it is found most times.

Identifiers with a form of their own (numbers, addresses, e-mail) are always spread. Dates and ages
never are: they tell little by themselves, and the finder of dates finds all of them.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sector_data.detect.text import merge
from sector_data.spec.evidence.findings import Span

FOUND_SHARE = 0.2
"""Share of a name's occurrences that must have been found for the others to count as missed."""
MOSTLY = 0.5
"""Share from which on what also stands in lower case is a name all the same."""
AGAIN = 0.5
"""Score of an occurrence that was found only because the passage was found elsewhere."""

UNSPREAD = frozenset({"DATE_TIME", "AGE", "NRP"})
"""Entities that are not looked for again."""
WORDY = frozenset({"PERSON", "LOCATION", "ORGANIZATION"})
"""Entities that a language model finds by context, and sometimes wrongly."""

_TOKEN = re.compile(r"\w+")
Gram = tuple[str, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Consistent:
    """Findings that agree with one another.

    Attributes
    ----------
    spans
        For each text, disjoint and from left to right; made as they are taken, once.
    identifiers
        The passages that stand in no text any more, sorted: values of the source, never shown.
        Those that are ordinary language elsewhere in the texts ("a walker") are not among them.
    """

    spans: Iterator[list[Span]]
    identifiers: list[str]


class _Counts:
    """How often a passage stands in the texts, how often it was found, and as what."""

    __slots__ = ("entities", "found", "lower", "standing", "written")

    def __init__(self) -> None:
        self.standing = 0
        self.found = 0
        self.lower = 0
        self.entities: Counter[str] = Counter()
        self.written = ""

    def is_wordy(self) -> bool:
        return self.entities.most_common(1)[0][0] in WORDY

    def is_identifier(self, gram: Gram) -> bool:
        if not self.is_wordy():
            return sum(map(len, gram)) > 2
        if sum(map(len, gram)) < 2 or self.written.islower():
            return False
        if self.lower:
            return self.found / (self.standing + self.lower) >= MOSTLY
        return self.found >= FOUND_SHARE * self.standing


def agree(
    texts: Collection[str | None],
    spans: Collection[Sequence[Span]],
    ordinary: frozenset[str] = frozenset(),
) -> Consistent:
    """Find again what was found elsewhere.

    Parameters
    ----------
    texts
        All distinct texts of a column; read three times from the beginning, never held.
    spans
        For each text what the detector found, disjoint and from left to right; read likewise.
    ordinary
        Words, case-folded, that the release shows in other columns as categories. A name that is
        made of them alone is not spread.

    Returns
    -------
    Consistent
        The findings and those that were added; what was found stays found.
    """
    counts = _candidates(texts, spans)
    starts, folded = _by_first_word(counts), _by_folded_word(counts)
    for text, found in zip(texts, spans, strict=True):
        tokens = _tokens(text)
        _count(tokens, found, counts, starts)
        _count_lower(tokens, counts, folded)
    spread = {
        gram: c
        for gram, c in counts.items()
        if c.is_identifier(gram) and not (c.is_wordy() and _made_of(gram, ordinary))
    }
    spread_starts = _by_first_word(spread)
    agreed = (
        merge(text, [*found, *_again(_tokens(text), spread, spread_starts)]) if text else []
        for text, found in zip(texts, spans, strict=True)
    )
    return Consistent(agreed, sorted({c.written for c in spread.values() if not c.lower}))


def _tokens(text: str | None) -> list[re.Match[str]]:
    return list(_TOKEN.finditer(text)) if text else []


def _made_of(gram: Gram, words: frozenset[str]) -> bool:
    return all(word.casefold() in words for word in gram)


def _candidates(
    texts: Collection[str | None], spans: Collection[Sequence[Span]]
) -> dict[Gram, _Counts]:
    counts: dict[Gram, _Counts] = defaultdict(_Counts)
    for text, found in zip(texts, spans, strict=True):
        for span in found:
            if text is None or span.entity in UNSPREAD:
                continue
            passage = text[span.start : span.end]
            gram = tuple(_TOKEN.findall(passage))
            if gram:
                counts[gram].entities[span.entity] += 1
                counts[gram].written = passage
    return dict(counts)


def _by_first_word(grams: Mapping[Gram, _Counts]) -> dict[str, list[Gram]]:
    starts: dict[str, list[Gram]] = defaultdict(list)
    for gram in grams:
        starts[gram[0]].append(gram)
    return {word: sorted(some, key=len, reverse=True) for word, some in starts.items()}


def _occurrences(
    tokens: Sequence[re.Match[str]], starts: Mapping[str, Sequence[Gram]]
) -> Iterator[tuple[Gram, int, int]]:
    """Yield every passage that stands at some place, with its start and end."""
    words = [token[0] for token in tokens]
    for place, word in enumerate(words):
        for gram in starts.get(word, ()):
            if tuple(words[place : place + len(gram)]) == gram:
                yield gram, tokens[place].start(), tokens[place + len(gram) - 1].end()


def _count(
    tokens: Sequence[re.Match[str]],
    found: Sequence[Span],
    counts: Mapping[Gram, _Counts],
    starts: Mapping[str, Sequence[Gram]],
) -> None:
    covered = [(s.start, s.end) for s in found if s.entity not in UNSPREAD]
    for gram, start, end in _occurrences(tokens, starts):
        counts[gram].standing += 1
        counts[gram].found += any(a <= start and end <= b for a, b in covered)


def _by_folded_word(grams: Mapping[Gram, _Counts]) -> dict[str, list[Gram]]:
    folded: dict[str, list[Gram]] = defaultdict(list)
    for gram in grams:
        folded[gram[0].casefold()].append(gram)
    return folded


def _count_lower(
    tokens: Sequence[re.Match[str]],
    counts: Mapping[Gram, _Counts],
    folded: Mapping[str, Sequence[Gram]],
) -> None:
    """Count where a passage stands with a lower-case word that has a capital in the finding."""
    words = [token[0] for token in tokens]
    for place, word in enumerate(words):
        for gram in folded.get(word.casefold(), ()):
            written = words[place : place + len(gram)]
            if (
                len(written) == len(gram)
                and any(
                    w.islower() and not g.islower() and w == g.casefold()
                    for w, g in zip(written, gram, strict=True)
                )
                and all(w.casefold() == g.casefold() for w, g in zip(written, gram, strict=True))
            ):
                counts[gram].lower += 1


def _again(
    tokens: Sequence[re.Match[str]],
    spread: Mapping[Gram, _Counts],
    starts: Mapping[str, Sequence[Gram]],
) -> Iterator[Span]:
    for gram, start, end in _occurrences(tokens, starts):
        yield Span(start, end, spread[gram].entities.most_common(1)[0][0], AGAIN)
