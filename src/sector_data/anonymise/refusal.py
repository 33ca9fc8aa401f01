"""Why no generalisation protects enough, and the smallest change that would.

What lives here: the words and numbers of that refusal. What does not: the search.

The coarsest node suppresses least, and monotone thresholds are met by it if by any node. So what is
missing can be read off its classes alone; each change that is named passes there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np

from sector_data.anonymise.classes import Flags, Integers
from sector_data.anonymise.models import (
    AlphaK,
    AverageRisk,
    BetaLikeness,
    DeltaDisclosure,
    DeltaPresence,
    DistinctDiversity,
    EntropyDiversity,
    EstimatedKMap,
    KAnonymity,
    KMap,
    MaximumRisk,
    PrivacyModel,
    RecordsAtRisk,
    RecursiveDiversity,
    Sensitivity,
    TCloseness,
    kept_by_all,
)
from sector_data.anonymise.statistics import ClassStatistics
from sector_data.errors import ReleaseRefusedError

_STEPS = 1000
"""Thresholds that are shares are named in thousandths."""

_COARSE = 100
"""Thresholds that have no upper end are named in hundredths, up to this."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change with which a refused setting passes.

    Attributes
    ----------
    models
        All models, one of them easier or none.
    limit
        Suppression limit, larger or as it was.
    easier
        The model that asks for less; None where it is the limit that is larger.
    """

    models: tuple[PrivacyModel, ...]
    limit: float
    easier: PrivacyModel | None = None

    @property
    def words(self) -> str:
        """What is changed, and to what."""
        if self.easier is not None:
            return spell(self.easier)
        return f"a suppression limit of {_percent(Decimal(repr(self.limit)))}"


def changes_that_pass(
    statistics: ClassStatistics, models: Sequence[PrivacyModel], *, allowance: int, limit: float
) -> list[Change]:
    """Return each single change with which the coarsest levels pass, the smallest of its kind.

    Parameters
    ----------
    statistics, models, allowance, limit
        As for :func:`refusal`.

    Returns
    -------
    list
        Empty when no single change passes, or when the coarsest levels pass as it is.
    """
    total = int(statistics.rows.sum())
    lost = _lost(models, statistics)
    if lost <= allowance:
        return []
    found = [Change(tuple(models), float(share_up(lost, total)))] if lost < total else []
    for place, model in enumerate(models):
        options = [_with(models, place, easier) for easier in _easier(model, statistics)]
        if (first := _first_that_passes(options, statistics, allowance)) is not None:
            found.append(Change(options[first], limit, options[first][place]))
    return found


def _with(
    models: Sequence[PrivacyModel], place: int, easier: PrivacyModel
) -> tuple[PrivacyModel, ...]:
    """Return the models with one in place of another; a lower k is that of those who share it."""
    others = [*models[:place], easier, *models[place + 1 :]]
    before = models[place]
    if isinstance(easier, KAnonymity) and isinstance(before, KAnonymity):
        others = list(with_k(others, before.k, easier.k))
    return tuple(others)


def with_k(models: Sequence[PrivacyModel], before: int, k: int) -> tuple[PrivacyModel, ...]:
    """Return models with another k, in k-anonymity and those that are about classes of k.

    Raises
    ------
    InputError
        If p-sensitivity asks for more values than a class of k subjects can have.
    """
    return tuple(
        replace(model, k=k)
        if isinstance(model, KAnonymity | Sensitivity | AlphaK) and model.k == before
        else model
        for model in models
    )


def _first_that_passes(
    options: Sequence[Sequence[PrivacyModel]], statistics: ClassStatistics, allowance: int
) -> int | None:
    """Return the first of ever easier options that loses few enough rows; None when none does."""
    low, high = 0, len(options)
    while low < high:
        middle = (low + high) // 2
        if _lost(options[middle], statistics) <= allowance:
            high = middle
        else:
            low = middle + 1
    return low if low < len(options) else None


def refusal(
    statistics: ClassStatistics,
    models: Sequence[PrivacyModel],
    *,
    allowance: int,
    limit: float,
    fixed: Sequence[str],
) -> ReleaseRefusedError:
    """Return the refusal of a table, with each single change that would pass.

    Parameters
    ----------
    statistics
        Of the classes at the coarsest levels that are allowed.
    models
        What was asked.
    allowance, limit
        Rows that may be suppressed, and the share they come from.
    fixed
        Quasi-identifiers whose level the search could not choose.
    """
    total = int(statistics.rows.sum())
    lost = _lost(models, statistics)
    unmet = [spell(model) for model in models if _lost([model], statistics)]
    changes = changes_that_pass(statistics, models, allowance=allowance, limit=limit)
    if lost > allowance:
        reason = (
            f"Even at the coarsest levels {' and '.join(unmet)} would leave out {lost:,} of "
            f"{total:,} rows; the suppression limit of {limit * 100:.10g} % allows {allowance:,}."
        )
    else:
        reason = (
            f"No generalisation that was looked at satisfies {' and '.join(map(spell, models))} "
            f"and leaves out at most {allowance:,} of {total:,} rows."
        )
    told = [change.words for change in changes]
    if fixed:
        told.append(f"perhaps a coarser level of {', '.join(fixed)}")
    fix = (
        f"It would pass with {', or '.join(told)}."
        if told
        else "There are too few rows for these thresholds: lower several of them, or add data."
    )
    return ReleaseRefusedError([reason], fix)


def _lost(models: Sequence[PrivacyModel], statistics: ClassStatistics) -> int:
    kept: Flags = kept_by_all(models, statistics)
    return int(statistics.rows[~kept].sum())


def _easier(model: PrivacyModel, statistics: ClassStatistics) -> Iterator[PrivacyModel]:
    """Give the same model with lower demands, the nearest first."""
    match model:
        case KAnonymity():
            yield from (replace(model, k=k) for k in _below(statistics.subjects, model.k))
        case KMap() | EstimatedKMap():
            yield from (replace(model, k=k) for k in range(model.k - 1, 1, -1))
        case DistinctDiversity():
            values = statistics.histogram(model.column).diversity
            yield from (replace(model, l=least) for least in _below(values, model.l))
        case Sensitivity():
            values = statistics.histogram(model.column).diversity
            yield from (replace(model, p=least) for least in _below(values, model.p))
        case EntropyDiversity():
            steps = range(int(model.l * _COARSE) - 1, _COARSE, -1)
            yield from (replace(model, l=step / _COARSE) for step in steps)
        case RecursiveDiversity():
            yield from (replace(model, c=c) for c in _rising(model.c))
        case BetaLikeness():
            yield from (replace(model, beta=beta) for beta in _rising(model.beta))
        case DeltaDisclosure():
            yield from (replace(model, delta=delta) for delta in _rising(model.delta))
        case TCloseness():
            yield from (replace(model, t=t) for t in _shares_above(model.t))
        case AlphaK():
            yield from (replace(model, alpha=alpha) for alpha in _shares_above(model.alpha))
        case DeltaPresence():
            yield from (replace(model, maximum=most) for most in _shares_above(model.maximum))
        case AverageRisk() | MaximumRisk():
            yield from (replace(model, risk=risk) for risk in _shares_above(model.risk))
        case RecordsAtRisk():
            yield from (replace(model, share=share) for share in _shares_above(model.share))


def _shares_above(threshold: float) -> Iterator[float]:
    return (step / _STEPS for step in range(int(threshold * _STEPS) + 1, _STEPS))


def _rising(threshold: float) -> Iterator[float]:
    return (step / _COARSE for step in range(int(threshold * _COARSE) + 1, _COARSE * _COARSE))


def _below(counts: Integers, threshold: int) -> list[int]:
    """Return the counts that could be thresholds above 1 and below the one asked for, falling."""
    return [int(n) for n in np.unique(counts)[::-1] if 1 < n < threshold]


def spell(model: PrivacyModel) -> str:
    """Name a model and its threshold.

    >>> spell(KAnonymity(5))
    '5-anonymity'
    """
    if isinstance(model, KAnonymity):
        return f"{model.k}-anonymity"
    if isinstance(model, DistinctDiversity):
        return f"{model.l}-diversity of {model.column}"
    column = f" of {model.sensitive}" if model.sensitive else ""
    return f"{model.name}{column} ({model.asked})"


def share_up(part: int, whole: int) -> Decimal:
    """Return a share, rounded up to the fewest digits that overstate it little.

    >>> share_up(1, 15)
    Decimal('0.07')
    """
    for digits in range(8):
        scale = 100 * 10**digits
        steps = -(-part * scale // whole)
        if steps * whole <= 1.1 * part * scale:
            return Decimal(steps).scaleb(-2 - digits)
    return Decimal(1)


def percent_up(part: int, whole: int) -> str:
    """Spell a share in percent, rounded up to the fewest digits that overstate it little.

    >>> percent_up(1, 15)
    '7 %'
    """
    return _percent(share_up(part, whole))


def _percent(share: Decimal) -> str:
    percent = share.scaleb(2)
    return f"{percent.normalize() if percent % 1 else percent.to_integral_value():f} %"
