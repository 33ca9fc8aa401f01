"""How well findings in text agree with what is known to be there.

What lives here: recall, precision, F2 and the share that masking would hide. What does not: data.

Recall counts a true passage as found when half of its characters lie under findings of its entity;
precision a finding as right when half of its characters lie under true passages of its entity; F2
weighs recall twice (van Rijsbergen, *Information Retrieval*, 1979, ch. 7, with beta = 2), because a
name that stays in sight costs more than a word too many behind a tag. ``masked`` asks what an
anonymiser asks: do nine tenths of the letters and digits of the passage lie under any finding?
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sector_data.spec.findings import Span

HIT = 0.5
HIDDEN = 0.9
ALL = "ALL"
"""Name of the row over all entities."""


@dataclass(frozen=True, slots=True)
class Score:
    """Figures of one entity.

    Attributes
    ----------
    true, found
        Number of true passages and of findings.
    recall, precision, f2, masked
        Shares in [0, 1]; None where there is nothing to divide by.
    """

    true: int
    found: int
    recall: float | None
    precision: float | None
    f2: float | None
    masked: float | None


class _Count:
    def __init__(self) -> None:
        self.true = self.hit = self.masked = self.found = self.right = 0

    def score(self) -> Score:
        recall = self.hit / self.true if self.true else None
        precision = self.right / self.found if self.found else None
        f2 = None
        if recall is not None and precision is not None:
            total = 4 * precision + recall
            f2 = 5 * precision * recall / total if total else 0.0
        masked = self.masked / self.true if self.true else None
        return Score(self.true, self.found, recall, precision, f2, masked)


def _covered(span: Span, others: Iterable[Span]) -> set[int]:
    places: set[int] = set()
    for other in others:
        places.update(range(max(span.start, other.start), min(span.end, other.end)))
    return places


def score(
    texts: Sequence[str],
    truth: Sequence[Sequence[Span]],
    found: Sequence[Sequence[Span]],
    *,
    same: Mapping[str, Collection[str]] | None = None,
) -> dict[str, Score]:
    """Compare findings with the truth.

    Parameters
    ----------
    texts
        The texts; only their lengths and which characters are letters or digits matter.
    truth, found
        For each text the true passages and the findings; scores of spans are not looked at.
    same
        Entity of the truth to further entities that count as it.

    Returns
    -------
    dict
        Entity to score, in alphabetical order, and ``ALL`` last.
    """
    accepted = same or {}
    counts: dict[str, _Count] = {}
    total = _Count()
    for text, true, said in zip(texts, truth, found, strict=True):
        for span in true:
            count = counts.setdefault(span.entity, _Count())
            kinds = {span.entity, *accepted.get(span.entity, ())}
            hit = len(_covered(span, (s for s in said if s.entity in kinds)))
            letters = [i for i in range(span.start, span.end) if text[i].isalnum()]
            letters = letters or list(range(span.start, span.end))
            under = _covered(span, said)
            hidden = sum(i in under for i in letters) >= HIDDEN * len(letters)
            for c in (count, total):
                c.true += 1
                c.hit += hit >= HIT * (span.end - span.start)
                c.masked += hidden
        for span in said:
            kinds_of = (s for s in true if span.entity in {s.entity, *accepted.get(s.entity, ())})
            right = len(_covered(span, kinds_of)) >= HIT * (span.end - span.start)
            for c in (counts.setdefault(span.entity, _Count()), total):
                c.found += 1
                c.right += right
    return {**{k: counts[k].score() for k in sorted(counts)}, ALL: total.score()}
