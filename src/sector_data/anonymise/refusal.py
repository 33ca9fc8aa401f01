"""Why no generalisation protects enough, and the smallest change that would.

What lives here: the words and numbers of that refusal. What does not: the search.

The coarsest node suppresses least, and each threshold is met by it if by any node. So what is
missing can be read off its classes alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from sector_data.anonymise.classes import EquivalenceClasses, Flags, Integers
from sector_data.errors import ReleaseRefusedError

_K = ""
"""Stands for k-anonymity among the names of sensitive columns, none of which is empty."""


def _largest_threshold(counts: Integers, others: Flags, rows: Integers, spare: int) -> int:
    """Return the largest threshold on counts at which at most `spare` rows are suppressed.

    Classes that other models suppress anyway (`others` is false) count against the allowance.
    """
    for threshold in np.unique(counts)[::-1]:
        lost = rows[(counts < threshold) | ~others].sum()
        if lost <= spare:
            return int(threshold)
    return 0


def refusal(
    classes: EquivalenceClasses,
    diversity: Mapping[str, Integers],
    *,
    k: int,
    l_diversity: Mapping[str, int],
    allowance: int,
    limit: float,
    fixed: Sequence[str],
) -> ReleaseRefusedError:
    """Return the refusal of a table, with each single change that would pass.

    Parameters
    ----------
    classes
        At the coarsest levels that are allowed.
    diversity
        Distinct sensitive values of each of them, by sensitive column.
    k, l_diversity
        The thresholds that are not met.
    allowance, limit
        Rows that may be suppressed, and the share they come from.
    fixed
        Quasi-identifiers whose level the search could not choose.
    """
    rows = classes.rows
    total = int(rows.sum())
    counts = {_K: classes.subjects, **diversity}
    thresholds = {_K: k, **l_diversity}
    met = {model: counts[model] >= least for model, least in thresholds.items()}
    lost = int(rows[~_all(met, len(rows))].sum())

    unmet = [_spell(model, thresholds[model]) for model in met if not met[model].all()]
    reason = (
        f"Even at the coarsest levels {' and '.join(unmet)} would leave out {lost:,} of "
        f"{total:,} rows; the suppression limit of {limit * 100:.10g} % allows {allowance:,}."
    )
    changes = [f"a suppression limit of {percent_up(lost, total)}"] if lost < total else []
    for model, least in thresholds.items():
        others = {other: flags for other, flags in met.items() if other != model}
        reachable = _largest_threshold(counts[model], _all(others, len(rows)), rows, allowance)
        if 1 < reachable < least:
            changes.append(_spell(model, reachable))
    if fixed:
        changes.append(f"perhaps a coarser level of {', '.join(fixed)}")
    fix = (
        f"It would pass with {', or '.join(changes)}."
        if changes
        else "There are too few rows for these thresholds: lower several of them, or add data."
    )
    return ReleaseRefusedError([reason], fix)


def _all(flags: Mapping[str, Flags], length: int) -> Flags:
    result = np.ones(length, dtype=np.bool_)
    for flag in flags.values():
        result &= flag
    return result


def _spell(model: str, threshold: int) -> str:
    return f"{threshold}-anonymity" if model == _K else f"{threshold}-diversity of {model}"


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
