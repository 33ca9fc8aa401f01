"""What a steward declared that the release is for.

What lives here: the figures of each declared task, or why there are none. What does not: the
figures that every table has (:mod:`sector_data.assessment.usefulness.measuring`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sector_data.assessment.usefulness.prediction import measure_prediction
from sector_data.assessment.usefulness.queries import measure_named, measure_subgroups
from sector_data.assessment.usefulness.regressions import measure_regression
from sector_data.assessment.usefulness.survival import measure_survival
from sector_data.assessment.usefulness.trials import Trials
from sector_data.assessment.usefulness.verdicts import not_measured
from sector_data.spec.evidence.usefulness import (
    NamedCount,
    NotMeasured,
    PredictionFigures,
    RegressionFigures,
    SubgroupFigures,
    SurvivalFigures,
)
from sector_data.spec.usefulness_tasks import (
    CountQuery,
    RegressionTask,
    SurvivalTask,
    UsefulnessTasks,
)


class Declared:
    """Measures declared tasks.

    Parameters
    ----------
    trials
        Source and release.
    features
        Columns that models may learn from.
    left_out
        Columns that could not be compared, and why.
    """

    def __init__(
        self, trials: Trials, features: list[str], left_out: Mapping[str, NotMeasured]
    ) -> None:
        self._trials = trials
        self._features = features
        self._left_out = left_out

    def measure(self, tasks: UsefulnessTasks) -> dict[str, tuple[object, ...]]:
        """Return fields of :class:`~sector_data.spec.evidence.usefulness.UsefulnessFigures`."""
        return {
            "predictions": tuple(map(self._prediction, tasks.targets)),
            "named_counts": tuple(map(self._count, tasks.counts)),
            "subgroups": tuple(map(self._subgroups, tasks.subgroups)),
            "survival": tuple(map(self._survival, tasks.survival)),
            "regressions": tuple(map(self._regression, tasks.regressions)),
        }

    def _why_not(self, columns: Iterable[str]) -> NotMeasured | None:
        for name in columns:
            if name not in self._trials.codings:
                return self._left_out.get(name, not_measured("not-compared"))
        return None

    def _prediction(self, target: str) -> PredictionFigures:
        if why := self._why_not([target]):
            return PredictionFigures(target=target, why_not=why)
        return measure_prediction(self._trials, target, self._features)

    def _count(self, query: CountQuery) -> NamedCount:
        if why := self._why_not(condition.column for condition in query.where):
            return NamedCount(name=query.name, why_not=why)
        return measure_named(self._trials, query)

    def _subgroups(self, columns: tuple[str, ...]) -> SubgroupFigures:
        if why := self._why_not(columns):
            return SubgroupFigures(columns=columns, why_not=why)
        return measure_subgroups(self._trials, columns)

    def _survival(self, task: SurvivalTask) -> SurvivalFigures:
        if why := self._why_not(task.columns):
            return SurvivalFigures(
                duration=task.duration, event=task.event, group=task.group, why_not=why
            )
        return measure_survival(self._trials, task)

    def _regression(self, task: RegressionTask) -> RegressionFigures:
        if why := self._why_not(task.columns):
            return RegressionFigures(outcome=task.outcome, predictors=task.predictors, why_not=why)
        return measure_regression(self._trials, task)
