"""What every privacy model can do, and how models are judged together.

What lives here: the protocol of the models, and the verdict on a table. What does not: single
models, which live in the modules beside this one.

A model of scope ``"class"`` decides each equivalence class by itself; what it does not accept is
suppressed. A model of scope ``"table"`` bounds a figure of the whole table; it gives up the
smallest classes first, as few as needed (as ARX 3.9.2 does for its sample-based models).

Two properties tell a search what it may conclude without looking. They are true only where it is
proven, and the docstring of the model says why:

- ``monotone``: a merged class of which **one** part satisfies the model satisfies it too. Then a
  generalisation that suppresses too many rows rules out all finer ones: what it suppresses, they
  suppress as well.
- ``mergeable``: a merged class of which **all** parts satisfy the model satisfies it, as long as no
  subject stands in two of them. Then this pruning is right when nothing may be suppressed, and only
  then.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np

from sector_data.anonymise.classes import Flags
from sector_data.anonymise.hierarchies.hierarchy import Floats
from sector_data.anonymise.statistics import ClassStatistics
from sector_data.errors import InputError

TOLERANCE = 1e-9
"""Relative slack of comparisons of measured figures: the last digits of sums of floats."""

Scope = Literal["class", "table"]
Verdict = Literal["holds", "does not hold", "nothing to check"]


def at_most(numbers: Floats, bound: float) -> Flags:
    """Say which numbers are at most a bound, but for the last digits."""
    result: Flags = numbers <= bound + TOLERANCE * max(abs(bound), 1e-3)
    return result


def at_least(numbers: Floats, bound: float) -> Flags:
    """Say which numbers are at least a bound, but for the last digits."""
    result: Flags = numbers >= bound - TOLERANCE * max(abs(bound), 1e-3)
    return result


def below(numbers: Floats, bound: float) -> Flags:
    """Say which numbers are below a bound by more than the last digits."""
    result: Flags = ~at_least(numbers, bound)
    return result


def figure(number: float) -> str:
    """Spell a measured figure for a sentence.

    >>> figure(3.0), figure(0.123456), figure(float("inf"))
    ('3', '0.1235', 'unbounded')
    """
    return "unbounded" if number == float("inf") else f"{number:.4g}"


def require(condition: bool, what: str, fix: str) -> None:
    """Insist on a threshold that means something.

    Raises
    ------
    InputError
        If the condition does not hold.
    """
    if not condition:
        raise InputError(what, fix)


class PrivacyModel(ABC):
    """A privacy model with its thresholds.

    Attributes
    ----------
    name
        As the field calls it, such as ``k-anonymity``.
    better
        Whether a higher or a lower measured value protects more.
    scope
        Whether it is decided class by class, or for the table as a whole.
    monotone
        Whether one satisfying part makes a merged class satisfy.
    mergeable
        Whether a merged class of satisfying parts, none of which share a subject, satisfies.
    """

    name: ClassVar[str]
    better: ClassVar[Literal["higher", "lower"]]
    scope: ClassVar[Scope] = "class"
    monotone: ClassVar[bool] = False
    mergeable: ClassVar[bool] = False

    @property
    def sensitive(self) -> str | None:
        """The sensitive column whose histogram it needs; None when it needs none."""
        return None

    @property
    @abstractmethod
    def asked(self) -> str:
        """What is asked, in words: ``at least 5``."""

    @abstractmethod
    def met(self, statistics: ClassStatistics) -> Flags:
        """Return which classes may be released; shape (classes,).

        Of a model of scope ``"table"``, those that are left when the smallest were given up, as few
        as needed for the rest to satisfy it; classes of one size in the order of their numbers.
        """

    @abstractmethod
    def achieved(self, statistics: ClassStatistics) -> float | None:
        """Return the measured value: that of the worst class, or the table's.

        None when no class has rows: there is nothing to measure.
        """

    def satisfied(self, statistics: ClassStatistics) -> bool:
        """Say whether every class that has rows is accepted; False when none has."""
        there = statistics.rows > 0
        return bool(there.any() and self.met(statistics)[there].all())

    def sentence(self, achieved: float | None) -> str:
        """Say what was measured and what was asked: ``smallest class 7; at least 5 asked``."""
        if achieved is None:
            return f"{self.measured}: nothing to check; {self.asked} asked"
        return f"{self.measured} {figure(achieved)}; {self.asked} asked"

    @property
    @abstractmethod
    def measured(self) -> str:
        """What the measured value is, in words: ``smallest class``."""


@dataclass(frozen=True, slots=True)
class SensitiveModel(PrivacyModel):
    """A privacy model about one sensitive column.

    Attributes
    ----------
    column
        Its name among the histograms.
    """

    column: str

    @property
    def sensitive(self) -> str | None:
        """The sensitive column."""
        return self.column


def kept_by_all(models: Sequence[PrivacyModel], statistics: ClassStatistics) -> Flags:
    """Return the classes that may be released when all models are asked; shape (classes,).

    Models that decide class by class come first; those of the table see only what is left. Giving
    up further small classes never raises the figures that they bound, so one pass is enough.
    """
    kept = np.ones(statistics.classes, dtype=np.bool_)
    for model in models:
        if model.scope == "class":
            kept &= model.met(statistics)
    # A class that only the population has holds nobody to protect; it stays for those who count it.
    kept |= statistics.rows == 0
    for model in models:
        if model.scope == "table":
            kept[kept] = model.met(statistics.only(kept))
    return kept


@dataclass(frozen=True, slots=True)
class Judgement:
    """A model and what was measured against it.

    Attributes
    ----------
    model, sensitive
        Name of the model, and its sensitive column if it has one.
    achieved
        The measured value; None when there was nothing to measure.
    verdict
        An empty table or one without quasi-identifiers is never a success.
    sentence
        Both in words, without any value of the data.
    """

    model: str
    sensitive: str | None
    achieved: float | None
    verdict: Verdict
    sentence: str


def judge(
    models: Sequence[PrivacyModel], statistics: ClassStatistics, *, quasi_identifiers: int
) -> list[Judgement]:
    """Measure a table against models.

    Parameters
    ----------
    statistics
        Of the table as it is released, suppressed rows not included.
    quasi_identifiers
        How many columns the classes are made of. Without any, all rows are one class and every
        threshold seems met: the verdict is then that there was nothing to check.
    """
    results = []
    for model in models:
        achieved = model.achieved(statistics) if quasi_identifiers else None
        if achieved is None:
            verdict: Verdict = "nothing to check"
        else:
            verdict = "holds" if model.satisfied(statistics) else "does not hold"
        results.append(
            Judgement(model.name, model.sensitive, achieved, verdict, model.sentence(achieved))
        )
    return results
