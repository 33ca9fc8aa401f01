"""Why no generalisation protects enough, and the smallest change that would.

What lives here: the words and numbers of that refusal. What does not: the search.

The coarsest node suppresses least, and monotone thresholds are met by it if by any node. So what is
missing can be read off its classes alone; each change that is named passes there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from sector_data.anonymise.classes import Flags, Integers
from sector_data.anonymise.models import (
    AverageRisk,
    DistinctDiversity,
    KAnonymity,
    MaximumRisk,
    PrivacyModel,
    TCloseness,
    kept_by_all,
)
from sector_data.anonymise.statistics import ClassStatistics
from sector_data.errors import ReleaseRefusedError

_STEPS = 1000
"""Thresholds that are shares are named in thousandths."""


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
    changes = [f"a suppression limit of {percent_up(lost, total)}"] if lost < total else []
    if lost > allowance:
        reason = (
            f"Even at the coarsest levels {' and '.join(unmet)} would leave out {lost:,} of "
            f"{total:,} rows; the suppression limit of {limit * 100:.10g} % allows {allowance:,}."
        )
        for place, model in enumerate(models):
            for easier in _easier(model, statistics):
                others = [*models[:place], easier, *models[place + 1 :]]
                if _lost(others, statistics) <= allowance:
                    changes.append(spell(easier))
                    break
    else:
        reason = (
            f"No generalisation that was looked at satisfies {' and '.join(map(spell, models))} "
            f"and leaves out at most {allowance:,} of {total:,} rows."
        )
        changes = []
    if fixed:
        changes.append(f"perhaps a coarser level of {', '.join(fixed)}")
    fix = (
        f"It would pass with {', or '.join(changes)}."
        if changes
        else "There are too few rows for these thresholds: lower several of them, or add data."
    )
    return ReleaseRefusedError([reason], fix)


def _lost(models: Sequence[PrivacyModel], statistics: ClassStatistics) -> int:
    kept: Flags = kept_by_all(models, statistics)
    return int(statistics.rows[~kept].sum())


def _easier(model: PrivacyModel, statistics: ClassStatistics) -> Iterator[PrivacyModel]:
    """Give the same model with lower demands, the nearest first."""
    if isinstance(model, KAnonymity):
        for k in _below(statistics.subjects, model.k):
            yield replace(model, k=k)
    elif isinstance(model, DistinctDiversity):
        for least in _below(statistics.histogram(model.column).diversity, model.l):
            yield replace(model, l=least)
    elif isinstance(model, TCloseness):
        for step in range(int(model.t * _STEPS) + 1, _STEPS):
            yield replace(model, t=step / _STEPS)
    elif isinstance(model, AverageRisk | MaximumRisk):
        for step in range(int(model.risk * _STEPS) + 1, _STEPS):
            yield replace(model, risk=step / _STEPS)


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


def percent_up(part: int, whole: int) -> str:
    """Spell a share in percent, rounded up to the fewest digits that overstate it little.

    >>> percent_up(1, 15)
    '7 %'
    """
    for digits in range(8):
        scale = 100 * 10**digits
        steps = -(-part * scale // whole)
        if steps * whole <= 1.1 * part * scale:
            return f"{steps / 10**digits:.{digits}f} %"
    return "100 %"
