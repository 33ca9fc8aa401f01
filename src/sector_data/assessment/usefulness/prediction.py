"""Train on the release, test on real rows.

What lives here: predictive models of a named target. What does not: detecting released rows
(:mod:`sector_data.assessment.usefulness.propensity`) and coefficients
(:mod:`sector_data.assessment.usefulness.regressions`).

Each model is trained on half of the source and on as many rows of the release, and tested on real
rows: on those held out, where there are any, else on the other half. Whatever in the release is
known to come from that other half is not trained on; a changed row cannot be told, so that a test
on held-out rows is the stricter one.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from sector_data.anonymise.classes import Integers
from sector_data.anonymise.hierarchies.hierarchy import Floats
from sector_data.assessment.usefulness.coding import Sample
from sector_data.assessment.usefulness.designs import Design, design_of, trees_of
from sector_data.assessment.usefulness.propensity import auc
from sector_data.assessment.usefulness.trials import Trials
from sector_data.assessment.usefulness.verdicts import not_measured
from sector_data.spec.evidence.usefulness import ModelFigures, PredictionFigures

MOST_CLASSES = 20
MOST_TRAINED = 5_000
MOST_TESTED = 10_000
SPLITS = 3
LEAST_GAIN = 0.02
"""What real rows must predict beyond the baseline for a share of it to mean something."""

Model = Literal["linear", "forest", "boosting"]
Measure = Literal["auc", "accuracy", "r2"]
MODELS: tuple[Model, ...] = ("linear", "forest", "boosting")


@dataclass(frozen=True, slots=True)
class _Task:
    trials: Trials
    target: str
    features: list[str]
    design: Design
    classes: int
    """0 for a regression."""

    def outcome(self, sample: Sample) -> tuple[Sample, Floats]:
        """Return the rows that have a target, with it: a class from 0 on, or a number."""
        codes = sample.codes[self.target]
        known = np.flatnonzero(codes > 0)
        values = codes - 1 if self.classes else sample.numbers[self.target]
        return sample.take(known), values[known].astype(np.float64)

    def matrix(self, sample: Sample, model: Model) -> Floats:
        if model == "linear":
            return self.design.matrix(sample)
        return trees_of(self.trials, self.features, sample)[0]

    def estimator(self, model: Model, categorical: list[bool]) -> Any:
        from sklearn import ensemble, linear_model

        kind = "Classifier" if self.classes else "Regressor"
        if model == "linear":
            if self.classes:
                return linear_model.LogisticRegression(max_iter=200)
            return linear_model.Ridge(alpha=1.0)
        settings: dict[str, Any] = {"random_state": self.trials.seed}
        if model == "forest":
            settings |= {"n_estimators": 50, "min_samples_leaf": 5}
            return getattr(ensemble, f"RandomForest{kind}")(**settings)
        settings |= {"max_iter": 60, "learning_rate": 0.1, "max_leaf_nodes": 15}
        settings |= {"early_stopping": False, "categorical_features": categorical}
        return getattr(ensemble, f"HistGradientBoosting{kind}")(**settings)


def measure_prediction(trials: Trials, target: str, columns: list[str]) -> PredictionFigures:
    """Measure how well models from the release predict a target of real rows.

    Parameters
    ----------
    target
        A compared column.
    columns
        Compared columns that vary; the features are those but the target.
    """
    coding = trials.codings[target]
    distinct = len(np.unique(trials.source.codes[target][trials.source.codes[target] > 0]))
    features = [name for name in columns if name != target]
    if distinct < 2:
        return PredictionFigures(target=target, why_not=not_measured("one-class"))
    if not features:
        return PredictionFigures(target=target, why_not=not_measured("few-columns"))
    number = coding.ordered and distinct > 2
    if not number and distinct > MOST_CLASSES:
        return PredictionFigures(target=target, why_not=not_measured("too-many-classes"))
    classes = 0 if number else coding.size - 1
    task = _Task(trials, target, features, design_of(trials, features), classes)
    scores: dict[tuple[Model, Measure], list[tuple[float, float, float]]] = {}
    for split in trials.splits[:SPLITS]:
        tested = (trials.held_out or split.other).take(slice(MOST_TESTED))
        test, truth = task.outcome(tested)
        real = task.outcome(split.half)
        rows = min(len(real[1]), MOST_TRAINED)
        trained = task.outcome(split.trained)
        baseline = _baseline(task, real[1][:rows], truth)
        for model in MODELS:
            by_real = _scores(task, model, *real, rows, test, truth)
            by_release = _scores(task, model, *trained, rows, test, truth)
            for measure, score in by_real.items():
                scores.setdefault((model, measure), []).append(
                    (score, by_release[measure], baseline[measure])
                )
    return PredictionFigures(
        target=target,
        task="classification" if classes else "regression",
        features=len(features),
        tested_on="other-half" if trials.held_out is None else "held-out",
        models=tuple(_figures(*key, np.array(rows)) for key, rows in scores.items()),
    )


def _figures(model: Model, measure: Measure, rows: Floats) -> ModelFigures:
    real, release, baseline = (float(mean) for mean in rows.mean(axis=0))
    gain = real - baseline
    return ModelFigures(
        model=model,
        measure=measure,
        real=real,
        release=release,
        release_low=float(rows[:, 1].min()),
        release_high=float(rows[:, 1].max()),
        baseline=baseline,
        kept=float(np.clip((release - baseline) / gain, 0, 1)) if gain >= LEAST_GAIN else None,
    )


def _baseline(task: _Task, trained: Floats, truth: Floats) -> dict[Measure, float]:
    if not task.classes:
        return {"r2": 0.0}
    commonest = np.bincount(trained.astype(np.int64)).argmax() if len(trained) else 0
    return {"auc": 0.5, "accuracy": float(np.mean(truth == commonest)) if len(truth) else 0.0}


def _scores(
    task: _Task,
    model: Model,
    trained: Sample,
    outcome: Floats,
    rows: int,
    test: Sample,
    truth: Floats,
) -> dict[Measure, float]:
    """Train a model on some rows and score it on others."""
    trained, outcome = trained.take(slice(rows)), outcome[:rows]
    one_class = task.classes and len(np.unique(outcome)) < 2
    if one_class or not len(outcome):
        # Such rows teach one answer: that of the only class, or none.
        only = np.full(len(truth), outcome[0] if len(outcome) else np.nan)
        if task.classes:
            return {"auc": 0.5, "accuracy": float(np.mean(only == truth))}
        return {"r2": 0.0}
    categorical = trees_of(task.trials, task.features, trained.take(slice(1)))[1]
    estimator = task.estimator(model, categorical)
    with warnings.catch_warnings():
        # A fit that stops at its most steps is measured as it is.
        warnings.simplefilter("ignore")
        estimator.fit(task.matrix(trained, model), outcome)
        if not task.classes:
            return {"r2": _r2(truth, estimator.predict(task.matrix(test, model)))}
        known = estimator.predict_proba(task.matrix(test, model))
    chances = np.zeros((len(truth), task.classes))
    chances[:, estimator.classes_.astype(np.int64)] = known
    answers: Integers = chances.argmax(axis=1)
    return {"auc": _auc_of_classes(chances, truth), "accuracy": float(np.mean(answers == truth))}


def _auc_of_classes(chances: Floats, truth: Floats) -> float:
    """Return the mean AUC of each class against the others, weighted by the class."""
    present, counts = np.unique(truth, return_counts=True)
    areas = [auc(chances[:, int(c)], truth == c) for c in present]
    return float(np.average(areas, weights=counts)) if len(present) > 1 else 0.5


def _r2(truth: Floats, predicted: Floats) -> float:
    total = float(((truth - truth.mean()) ** 2).sum())
    return 1 - float(((truth - predicted) ** 2).sum()) / total if total else 0.0
