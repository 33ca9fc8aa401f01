"""Survival: Kaplan-Meier curves, the log-rank test and hazard ratios.

What lives here: curves and their distances. What does not: Cox regression
(:mod:`sector_data.assessment.usefulness.fitting`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sector_data.anonymise.classes import Flags, Integers
from sector_data.anonymise.hierarchies.hierarchy import Floats
from sector_data.assessment.usefulness.coding import Sample
from sector_data.assessment.usefulness.designs import MOST_LEVELS, design_of
from sector_data.assessment.usefulness.fitting import Fit, cox_regression
from sector_data.assessment.usefulness.regressions import compare_fits
from sector_data.assessment.usefulness.trials import Trials
from sector_data.assessment.usefulness.verdicts import not_measured
from sector_data.spec.evidence.usefulness import RegressionFigures, SurvivalFigures
from sector_data.spec.usefulness_tasks import SurvivalTask

LEAST_EVENTS = 10
_MET = {"true", "1", "1.0"}
_NOT_MET = {"false", "0", "0.0"}


@dataclass(frozen=True, slots=True)
class Curve:
    """A Kaplan-Meier curve: 1 before the first time, then `survival` from each time on.

    Attributes
    ----------
    times, survival
        Distinct times with an event, ascending; shape (times,).
    end
        Largest time that anybody was followed to; NaN of no rows.
    """

    times: Floats
    survival: Floats
    end: float

    def at(self, times: Floats) -> Floats:
        """Return the survival at some times."""
        place = np.searchsorted(self.times, times, side="right")
        survival: Floats = np.append(1.0, self.survival)[place]
        return survival

    def mean(self, end: float) -> float:
        """Return the mean time up to `end`: the area under the curve."""
        times = np.append(0.0, np.append(self.times[self.times < end], end))
        return float((self.at(times[:-1]) * np.diff(times)).sum())


def kaplan_meier(durations: Floats, events: Flags) -> Curve:
    """Estimate the survival curve (Kaplan and Meier 1958, JASA 53).

    Parameters
    ----------
    durations, events
        Time of each row, and whether it ended with the event; shape (rows,).
    """
    times, place = np.unique(durations, return_inverse=True)
    deaths = np.bincount(place[events], minlength=len(times))
    rows = np.bincount(place, minlength=len(times))
    at_risk = rows[::-1].cumsum()[::-1]
    taken = deaths > 0
    survival = np.cumprod(1 - deaths[taken] / at_risk[taken])
    return Curve(times[taken], survival, float(times[-1]) if len(times) else np.nan)


def curve_distance(first: Curve, second: Curve) -> float:
    """Return the largest vertical distance up to the last time that both were followed to.

    A curve of no rows has nothing in common with another: 1.
    """
    if np.isnan([first.end, second.end]).any():
        return float(np.isnan(first.end) != np.isnan(second.end))
    end = min(first.end, second.end)
    times = np.union1d(first.times, second.times)
    times = times[times <= end]
    if not len(times):
        return 0.0
    return float(np.abs(first.at(times) - second.at(times)).max())


def mean_distance(first: Curve, second: Curve) -> float:
    """Return the difference of the restricted means up to the last common time, over that time.

    A curve of no rows has nothing in common with another: 1.
    """
    if np.isnan([first.end, second.end]).any():
        return float(np.isnan(first.end) != np.isnan(second.end))
    end = min(first.end, second.end)
    return abs(first.mean(end) - second.mean(end)) / end if end > 0 else 0.0


def log_rank(durations: Floats, events: Flags, groups: Integers) -> float | None:
    """Return the p-value of equal survival in all groups (Mantel 1966; Peto and Peto 1972).

    Parameters
    ----------
    durations, events, groups
        Group codes from 0 on; shape (rows,).

    Returns
    -------
    float or None
        None with fewer than two groups, or without an event.
    """
    from scipy.stats import chi2

    _, groups = np.unique(groups, return_inverse=True)
    count = int(groups.max(initial=-1)) + 1
    if count < 2 or not events.any():
        return None
    times, place = np.unique(durations, return_inverse=True)
    shape = (len(times), count)
    rows = np.bincount(place * count + groups, minlength=shape[0] * count).reshape(shape)
    met = (place * count + groups)[events]
    deaths = np.bincount(met, minlength=shape[0] * count).reshape(shape)
    at_risk = rows[::-1].cumsum(axis=0)[::-1].astype(np.float64)
    all_risk, all_deaths = at_risk.sum(axis=1), deaths.sum(axis=1)
    share = at_risk / all_risk[:, None]
    excess = (deaths - all_deaths[:, None] * share).sum(axis=0)
    # The hypergeometric variance; a time with one row at risk has none.
    weight = all_deaths * (all_risk - all_deaths) / np.maximum(all_risk - 1, 1)
    covariance = (
        np.diag((weight[:, None] * share).sum(axis=0)) - (weight[:, None] * share).T @ share
    )
    statistic = excess[:-1] @ np.linalg.pinv(covariance[:-1, :-1]) @ excess[:-1]
    return float(chi2.sf(statistic, count - 1))


@dataclass(frozen=True, slots=True)
class _Followed:
    durations: Floats
    events: Flags
    groups: Integers

    def curves(self, count: int) -> list[Curve]:
        return [
            kaplan_meier(self.durations[self.groups == g], self.events[self.groups == g])
            for g in range(count)
        ]


def measure_survival(trials: Trials, task: SurvivalTask) -> SurvivalFigures:
    """Compare survival, by columns that are all compared.

    Rows without a time or event, or with a negative time, are left out, and rows without a group
    where one is named.
    """
    figures = SurvivalFigures(duration=task.duration, event=task.event, group=task.group)
    met_codes = _met_codes(trials, task.event)
    if met_codes is None:
        return figures.model_copy(update={"why_not": not_measured("no-event-column")})
    if task.duration not in trials.source.numbers:
        return figures.model_copy(update={"why_not": not_measured("no-number")})
    group = None if task.group is None else trials.codings[task.group]
    count = 1 if group is None else min(group.size - 1, MOST_LEVELS)

    def rows_of(sample: Sample) -> Sample:
        durations = sample.numbers[task.duration]
        known = (durations >= 0) & (sample.codes[task.event] > 0)
        if task.group is not None:
            known &= sample.codes[task.group] > 0
        return sample.take(np.flatnonzero(known))

    def followed(sample: Sample) -> _Followed:
        rows = rows_of(sample)
        events = np.isin(rows.codes[task.event], met_codes)
        groups = np.zeros(rows.rows, dtype=np.int64)
        if task.group is not None and group is not None:
            groups = group.coarse(rows.codes[task.group], MOST_LEVELS)[0] - 1
        return _Followed(rows.numbers[task.duration], events, groups)

    described = trials.describe(lambda sample: followed(sample).curves(count))
    source, release = followed(trials.source), followed(trials.release)
    if source.events.sum() < LEAST_EVENTS:
        return figures.model_copy(update={"why_not": not_measured("no-events")})
    both = _joined(source, release)
    figures = figures.model_copy(
        update={
            "curve": described.yardstick(
                lambda a, b: max(curve_distance(x, y) for x, y in zip(a, b, strict=True)),
                shuffled=task.group is not None,
            ),
            "restricted_mean": described.yardstick(
                lambda a, b: max(mean_distance(x, y) for x, y in zip(a, b, strict=True)),
                shuffled=task.group is not None,
            ),
            "log_rank": log_rank(*both),
        }
    )
    if task.group is None or count < 2:
        return figures
    design = design_of(trials, [task.group])

    def hazards(sample: Sample) -> Fit:
        rows = rows_of(sample)
        seen = followed(sample)
        return cox_regression(design.matrix(rows), seen.durations, seen.events)

    blank = RegressionFigures(outcome=task.duration, predictors=(task.group,))
    return figures.model_copy(
        update={
            "group_p_source": log_rank(source.durations, source.events, source.groups),
            "group_p_release": log_rank(release.durations, release.events, release.groups),
            "hazards": compare_fits(trials, design, hazards, blank, "cox"),
        }
    )


def _joined(source: _Followed, release: _Followed) -> tuple[Floats, Flags, Integers]:
    return (
        np.concatenate([source.durations, release.durations]),
        np.concatenate([source.events, release.events]),
        np.repeat([0, 1], [len(source.events), len(release.events)]),
    )


def _met_codes(trials: Trials, name: str) -> Integers | None:
    """Return the codes that mean that the event was met; None where a value is neither."""
    coding = trials.codings[name]
    if not coding.ordered:
        if not set(coding.labels) <= _MET | _NOT_MET:
            return None
        return np.flatnonzero([False, *(label in _MET for label in coding.labels)])
    sides = (trials.source, trials.release)
    numbers = np.concatenate([side.numbers[name] for side in sides])
    codes = np.concatenate([side.codes[name] for side in sides])
    known = ~np.isnan(numbers)
    if not np.isin(numbers[known], [0, 1]).all():
        return None
    return np.unique(codes[known & (numbers == 1)])
