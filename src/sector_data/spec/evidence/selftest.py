"""Evidence that the measures of a report see leaks in its own data, and none where there is none.

What lives here: the documents of :mod:`sector_data.assessment.selftest`. What does not: the
measures.
"""

from __future__ import annotations

from typing import Literal

from sector_data.spec.model import Model

KnownRelease = Literal["bootstrap", "noisy-copy", "part-copied", "hold-out"]
"""A release whose leak is known:

bootstrap
    Subjects of the source, drawn with replacement, as they are.
noisy-copy
    All of them, each number moved by a twentieth of the column's standard deviation, and of three
    categories or more one in each row that of another row.
part-copied
    Other people, and a twentieth of the source as it is.
hold-out
    Other people only, who are as safe as a release can be.
"""


class MeasureSight(Model):
    """What one measure says of one known release."""

    measure: str
    """``exact-copies``, ``near-copies``, ``membership``, ``membership of outliers`` …"""
    figure: float | None
    """The measure's own figure; None when it has none."""
    saw: bool
    """Whether it found a leak."""
    decides: bool
    """Whether a release is refused for it; others are shown for information."""


class KnownTrial(Model):
    """One known release, and what the measures say of it."""

    release: KnownRelease
    leaks: bool
    """Whether it must be refused."""
    refused: bool
    sights: tuple[MeasureSight, ...]

    @property
    def as_it_should(self) -> bool:
        """Whether what leaks is refused, and what does not passes."""
        return self.leaks == self.refused


class SelfTest(Model):
    """The measures, tried on known releases that are made from the release's own source."""

    table: str
    subjects: int
    """Subjects of the source, of the hold-out and of the control in each trial."""
    seed: int
    trials: tuple[KnownTrial, ...] = ()
    verdict: Literal["works", "not assessed"]
    """``not assessed`` when a trial ended as it should not: what the measures say of the release
    is then worth nothing."""
    reason: Literal["no-control", "few-subjects", "misses-leaks", "false-alarm"] | None = None

    @property
    def sentence(self) -> str:
        """What the trial says, for a steward."""
        return _SENTENCES[self.reason]


_SENTENCES = {
    None: "The measures refuse three releases that are known to leak, made from these data, and "
    "pass one that is known not to.",
    "no-control": "The measures could not be tried on these data: there are no people whom the "
    "release never saw.",
    "few-subjects": "The measures could not be tried on these data: there are too few people.",
    "misses-leaks": "On these data the measures do not see a leak that is there: that they find "
    "none in the release says nothing.",
    "false-alarm": "On these data the measures see a leak where there is none: that they find one "
    "in the release says nothing.",
}
