"""How well findings in text agree with what is known to be there.

What lives here: recall, precision, F2, the share that masking would hide, their intervals, and what
was taken for what. What does not: the meaning of labels (:mod:`sector_data.detect.labels`).

Recall counts a true passage as found when half of its characters lie under findings of its entity;
precision a finding as right when half of its characters lie under true passages of its entity; F2
weighs recall twice (van Rijsbergen, *Information Retrieval*, 1979, ch. 7, with beta = 2), because a
name that stays in sight costs more than a word too many behind a tag. ``masked`` asks what an
anonymiser asks: do nine tenths of the letters and digits of the passage lie under any finding?

Intervals are of 95 %: Wilson's for shares (Wilson, *JASA* 22, 1927), the bootstrap over texts for
F2 (Efron and Tibshirani, *An Introduction to the Bootstrap*, 1993, ch. 13), because passages of one
text stand or fall together.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from sector_data.spec.evidence.findings import Span

HIT = 0.5
HIDDEN = 0.9
ALL = "ALL"
"""Name of the row over all labels."""
NOTHING = "nothing"
"""What a missed passage was taken for, and where a false finding stands."""
RESAMPLES = 1000
_Z = 1.959964
"""Quantile of the normal distribution for 95 %."""


class Share(NamedTuple):
    """A share in [0, 1] and its interval of 95 %."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Score:
    """Figures of one label.

    Attributes
    ----------
    true, found
        Number of true passages and of findings.
    recall, precision, f2, masked
        Shares; None where there is nothing to divide by.
    """

    true: int
    found: int
    recall: Share | None
    precision: Share | None
    f2: Share | None
    masked: Share | None


@dataclass(frozen=True, slots=True)
class Scores:
    """Figures of all labels.

    Attributes
    ----------
    by_label
        In alphabetical order, and ``ALL`` last.
    confusions
        (label, entity) to number of passages: found, but as something else; missed (the entity is
        ``nothing``); found where nothing is (the label is ``nothing``).
    """

    by_label: dict[str, Score]
    confusions: dict[tuple[str, str], int]


@dataclass
class _Count:
    """Counts of one label, in total and by text."""

    texts: dict[int, list[int]] = field(default_factory=dict)

    def add(self, text: int, *, true: int = 0, hit: int = 0, masked: int = 0) -> None:
        self._plus(text, (true, hit, masked, 0, 0))

    def add_finding(self, text: int, *, right: int) -> None:
        self._plus(text, (0, 0, 0, 1, right))

    def _plus(self, text: int, numbers: tuple[int, ...]) -> None:
        row = self.texts.setdefault(text, [0] * 5)
        for place, number in enumerate(numbers):
            row[place] += number

    def score(self, texts: int) -> Score:
        rows = np.array(list(self.texts.values()), dtype=np.int64).reshape(-1, 5)
        true, hit, masked, found, right = (int(n) for n in rows.sum(axis=0))
        return Score(
            true,
            found,
            wilson(hit, true),
            wilson(right, found),
            _f2_interval(rows, texts) if true and found else None,
            wilson(masked, true),
        )


def wilson(hits: int, of: int) -> Share | None:
    """Return a share with Wilson's interval; None of nothing."""
    if not of:
        return None
    p, z2 = hits / of, _Z * _Z
    middle = (p + z2 / (2 * of)) / (1 + z2 / of)
    half = _Z * math.sqrt(p * (1 - p) / of + z2 / (4 * of * of)) / (1 + z2 / of)
    return Share(p, min(p, max(0.0, middle - half)), max(p, min(1.0, middle + half)))


def _f2(rows: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> np.ndarray:
    """Return F2 of summed counts (…, 5); 0 where nothing is found or right."""
    true, hit, _, found, right = np.moveaxis(rows, -1, 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        recall = np.where(true > 0, hit / true, 0.0)
        precision = np.where(found > 0, right / found, 0.0)
        f2 = 5 * precision * recall / (4 * precision + recall)
    return np.where(np.isfinite(f2), f2, 0.0)


def _f2_interval(rows: np.ndarray, texts: int) -> Share:
    """Return F2 with its bootstrap interval over texts; texts without the label count as well."""
    value = float(_f2(rows.sum(axis=0).astype(np.float64)))
    generator = np.random.default_rng(0)
    resampled = np.empty(RESAMPLES)
    shares = np.full(texts, 1 / texts)
    for number in range(RESAMPLES):
        weights = generator.multinomial(texts, shares)[: len(rows)]
        resampled[number] = float(_f2((weights @ rows).astype(np.float64)))
    low, high = np.quantile(resampled, [0.025, 0.975])
    return Share(value, min(value, float(low)), max(value, float(high)))


def _under(span: Span, others: Iterable[Span]) -> set[int]:
    places: set[int] = set()
    for other in others:
        places.update(range(max(span.start, other.start), min(span.end, other.end)))
    return places


def _half(span: Span, others: Iterable[Span]) -> bool:
    return len(_under(span, others)) >= HIT * (span.end - span.start)


def score(
    texts: Sequence[str],
    truth: Sequence[Sequence[Span]],
    found: Sequence[Sequence[Span]],
    *,
    answers: Mapping[str, AbstractSet[str]] | None = None,
) -> Scores:
    """Compare findings with the truth.

    Parameters
    ----------
    texts
        The texts; only which of their characters are letters or digits matters.
    truth, found
        For each text the true passages, with their labels as entities, and the findings; scores of
        spans are not looked at.
    answers
        Label to the entities that answer to it; a label without any is ignored: its passages, and
        findings on them, are neither right nor wrong. Without this, a label is an entity.

    Returns
    -------
    Scores
        Findings of entities that answer to no label of these texts are left out of precision: the
        texts do not tell whether they are right.
    """
    labels = {span.entity for spans in truth for span in spans}
    means = {label: answers[label] if answers else frozenset({label}) for label in sorted(labels)}
    counts: dict[str, _Count] = {label: _Count() for label, entities in means.items() if entities}
    if not answers:  # then a finding of another name is wrong, not unknown
        for span in (s for spans in found for s in spans):
            means.setdefault(span.entity, frozenset({span.entity}))
            counts.setdefault(span.entity, _Count())
    total = _Count()
    confusions: Counter[tuple[str, str]] = Counter()
    for number, (text, true, said) in enumerate(zip(texts, truth, found, strict=True)):
        _count_true(number, text, true, said, means, counts, total, confusions)
        _count_found(number, true, said, means, counts, total, confusions)
    by_label = {label: counts[label].score(len(texts)) for label in sorted(counts)}
    most_first = sorted(confusions.items(), key=lambda item: (-item[1], item[0]))
    return Scores({**by_label, ALL: total.score(len(texts))}, dict(most_first))


def _count_true(
    number: int,
    text: str,
    true: Sequence[Span],
    said: Sequence[Span],
    means: Mapping[str, AbstractSet[str]],
    counts: Mapping[str, _Count],
    total: _Count,
    confusions: Counter[tuple[str, str]],
) -> None:
    for span in true:
        entities = means[span.entity]
        if not entities:
            continue
        hit = _half(span, (s for s in said if s.entity in entities))
        letters = [i for i in range(span.start, span.end) if text[i].isalnum()]
        letters = letters or list(range(span.start, span.end))
        under = _under(span, said)
        masked = sum(i in under for i in letters) >= HIDDEN * len(letters)
        for count in (counts[span.entity], total):
            count.add(number, true=1, hit=hit, masked=masked)
        if not hit:
            others = {s.entity for s in said if _half(span, [s])} or {NOTHING}
            confusions.update((span.entity, entity) for entity in others)


def _count_found(
    number: int,
    true: Sequence[Span],
    said: Sequence[Span],
    means: Mapping[str, AbstractSet[str]],
    counts: Mapping[str, _Count],
    total: _Count,
    confusions: Counter[tuple[str, str]],
) -> None:
    ignored = [span for span in true if not means[span.entity]]
    for span in said:
        asked = [label for label, entities in means.items() if span.entity in entities]
        if not asked or (ignored and _half(span, ignored)):
            continue
        right = _half(span, (t for t in true if span.entity in means[t.entity]))
        # A right finding counts for the label it lies on, a false one for the first it answers to.
        here = [t.entity for t in true if t.entity in asked and _under(span, [t])]
        label = here[0] if here else next((one for one in asked if one == span.entity), asked[0])
        for count in (counts[label], total):
            count.add_finding(number, right=right)
        if not right and not any(_half(span, [t]) for t in true):
            confusions[NOTHING, span.entity] += 1
