"""Evidence on use: what analyses of a release give beside those of its source.

What lives here: the figures of one table. What does not: the measurements
(:mod:`sector_data.assessment.usefulness`) and what a steward declares
(:mod:`sector_data.spec.usefulness_tasks`).

No figure holds a value of the source. Labels stand only where the release itself holds them.
"""

from __future__ import annotations

from typing import Literal

from sector_data.spec.model import Model

Verdict = Literal["safe to use", "use with care", "do not use", "cannot tell"]

Reason = Literal[
    "bounds-of-texts",
    "constant",
    "did-not-converge",
    "few-cases",
    "few-columns",
    "few-rows",
    "few-such-rows",
    "no-columns",
    "no-dependence",
    "no-event-column",
    "no-events",
    "no-number",
    "no-values",
    "not-compared",
    "not-in-release",
    "not-in-source",
    "not-predictable",
    "one-class",
    "too-many-classes",
    "too-many-values",
    "types-differ",
]
"""Why something could not be measured."""

VerdictReason = Literal[
    "within-noise",
    "close",
    "differs",
    "differs-much",
    "dependence-differs",
    "dependence-differs-much",
    "coarse",
    "no-detail",
    "noisy",
    "not-measured",
]
"""What a verdict was read from."""


class NotMeasured(Model):
    """Why there is no figure."""

    reason: Reason
    sentence: str


class Yardstick(Model):
    """A distance between source and release, on a scale that the source itself gives.

    The source is cut into two halves by subject, several times. ``halved`` is the distance of the
    first half and as many rows of the release as the second has; ``floor`` that of the two
    halves: no release of that size can be expected to do better. ``useless`` is the distance of
    a half whose columns were shuffled, each by itself, so that nothing depends on anything.
    """

    value: float
    """Distance of the whole tables, as other tools count it; 0 is unchanged."""
    halved: float
    floor: float
    floor_high: float
    """The largest of the splits."""
    useless: float | None
    score: float | None
    """Share of the way from `useless` to `floor`, cut to [0, 1]; None where the way is no longer
    than its noise: there is nothing to lose."""
    score_low: float | None
    """The least of the splits; they share rows, so this is no confidence interval."""
    score_high: float | None

    @property
    def excess(self) -> float:
        """Distance beyond what halves of the source ever differed by; at least 0."""
        return max(self.halved - self.floor_high, 0.0)

    @property
    def beyond_noise(self) -> bool:
        """Whether the release is farther than two halves of the source ever were."""
        return self.excess > 0


class QuantileShift(Model):
    """How far a quantile has moved."""

    at: float
    """Share of values below it."""
    shift: float
    """Released less original, in hundredths of the range between the source's 1 % and 99 %."""


class DetailKept(Model):
    """What generalisation left of a column, row by row, before rows were left out."""

    information: float
    """Entropy of the released labels over that of the values, in [0, 1]."""
    variance: float | None
    """Share of the variance of a number or date that lies between labels (correlation ratio
    squared); None for other columns."""
    labels: int
    """Distinct labels in the release."""


class ColumnUsefulness(Model):
    """One column, spelt in both tables as in the release."""

    column: str
    kind: Literal["number", "category"] | None
    """Numbers, dates and intervals of them are ``number``; None when it was not measured."""
    missing_source: float | None = None
    missing_release: float | None = None
    kolmogorov_smirnov: float | None = None
    """Largest difference of the two distribution functions; numbers without missing values."""
    total_variation: float | None = None
    """Share of rows that would have to change; missing is a category, numbers in tenths."""
    distance: Yardstick | None = None
    """Numbers: the larger of Kolmogorov-Smirnov and the difference in missing values;
    categories: total variation. ``useless`` is 1, nothing in common."""
    quantiles: tuple[QuantileShift, ...] = ()
    detail: DetailKept | None = None
    verdict: Verdict
    reasons: tuple[VerdictReason, ...]
    why_not: NotMeasured | None = None


class PairUsefulness(Model):
    """How two columns go together."""

    first: str
    second: str
    measure: Literal["correlation", "cramers-v", "correlation-ratio"] | None
    """Pearson's r of two numbers, Cramér's V of two categories, the correlation ratio of a number
    and a category; the latter two corrected for bias."""
    source: float | None = None
    release: float | None = None
    mutual_information_source: float | None = None
    """Normalised by the mean of the two entropies, on tenths and the 30 commonest categories."""
    mutual_information_release: float | None = None
    strength: Yardstick | None = None
    """Absolute difference of the measure; a measure that cannot be computed counts as 0."""
    joint: Yardstick | None = None
    """Total variation distance of the two-way tables of coarse categories."""
    verdict: Verdict
    reasons: tuple[VerdictReason, ...]
    why_not: NotMeasured | None = None


class PropensityFigures(Model):
    """How well a model tells rows of the release from rows of the source."""

    rows: int
    """Of each table, on which models were fitted."""
    pmse: Yardstick
    """Mean squared deviation of the propensity score from the share of released rows; logistic
    regression of main effects."""
    parameters: int
    pmse_expected: float
    """If the release were drawn from the true distribution given the source."""
    pmse_ratio: float
    """pMSE over its expectation; about 1 is the best that a synthesis can do."""
    pmse_standardised: float
    """pMSE less its expectation, in standard deviations."""
    detection: Yardstick
    """Area under the ROC curve of gradient boosting, cross-validated, 0.5 at least; 0.5 is not told
    apart."""
    pmse_boosting: Yardstick
    """pMSE of the cross-validated scores of gradient boosting, which sees dependence as well."""


class ComponentFigures(Model):
    """Principal components of the standardised columns."""

    components: int
    """As many as stand apart from the next one by the largest factor, five at most."""
    explained_source: tuple[float, ...]
    explained_release: tuple[float, ...]
    explained: Yardstick
    """Sum of absolute differences of the shares of variance explained."""
    angle: Yardstick
    """Largest principal angle between the two spaces of components, in degrees."""


class NamedCount(Model):
    """A count that was declared."""

    name: str
    release: float | None = None
    """Share of the released rows."""
    error: Yardstick | None = None
    """Absolute difference of shares, over the source's share."""
    why_not: NotMeasured | None = None


class QueryFigures(Model):
    """Counts by random conditions on one to three columns, compared as shares of the rows."""

    queries: int
    median_error: Yardstick
    """Error relative to the source's count, which counts as at least 1 % of the rows."""
    high_error: Yardstick
    """The 95th percentile."""


class SubgroupFigures(Model):
    """Shares of the groups that some columns make."""

    columns: tuple[str, ...]
    groups_source: int | None = None
    """Groups of at least ten rows."""
    groups_lost: int | None = None
    """Of those, the ones of which the release has no row."""
    largest_change: float | None = None
    """Largest change of the share of a group of at least ten rows, relative to its share."""
    distance: Yardstick | None = None
    """Total variation distance of the shares."""
    why_not: NotMeasured | None = None


class ModelFigures(Model):
    """One kind of model, trained on the release and on the source."""

    model: Literal["linear", "forest", "boosting"]
    """Logistic or ridge regression, random forest, gradient-boosted trees."""
    measure: Literal["auc", "accuracy", "r2"]
    real: float
    """Trained on real rows, tested on other real rows; mean over the splits."""
    release: float
    """Trained on as many rows of the release, tested on the same."""
    release_low: float
    release_high: float
    baseline: float
    """Always the commonest class, or the mean."""
    kept: float | None
    """Share of the way from baseline to real, cut to [0, 1]; None where real rows predict no
    better than the baseline."""


class PredictionFigures(Model):
    """Train on the release, test on real rows."""

    target: str
    task: Literal["classification", "regression"] | None = None
    features: int = 0
    tested_on: Literal["held-out", "other-half"] | None = None
    """Rows that the release was not made from, or the half of the source whose released rows,
    where they can be told, were not trained on."""
    models: tuple[ModelFigures, ...] = ()
    why_not: NotMeasured | None = None


class CoefficientComparison(Model):
    """A coefficient with its 95 % intervals."""

    column: str
    level: str | None
    """Label that the release holds, against the commonest one; None for numbers, which are in
    standard deviations of the source, and for what is rare."""
    source: float
    source_low: float
    source_high: float
    release: float | None
    """None when the release does not let it be estimated."""
    release_low: float | None
    release_high: float | None
    overlap: float
    """Mean share of the two intervals that they have in common (Karr et al. 2006)."""
    same_sign: bool


class RegressionFigures(Model):
    """A declared regression, fitted on both tables."""

    outcome: str
    predictors: tuple[str, ...]
    kind: Literal["linear", "logistic", "cox"] | None = None
    coefficients: tuple[CoefficientComparison, ...] = ()
    disjoint: Yardstick | None = None
    """1 - mean overlap of the intervals."""
    why_not: NotMeasured | None = None


class SurvivalFigures(Model):
    """Kaplan-Meier curves and hazard ratios of both tables."""

    duration: str
    event: str
    group: str | None = None
    curve: Yardstick | None = None
    """Largest vertical distance of the two curves; the worst group's, where groups are given."""
    restricted_mean: Yardstick | None = None
    """Absolute difference of the mean time up to the last common time, over that time."""
    log_rank: float | None = None
    """p-value of equal survival in source and release, as if they were independent samples."""
    group_p_source: float | None = None
    """p-value of the log-rank test between groups."""
    group_p_release: float | None = None
    hazards: RegressionFigures | None = None
    """Cox regression on the group."""
    why_not: NotMeasured | None = None


class LeftOut(Model):
    """A column that was not compared."""

    column: str
    why_not: NotMeasured


class UsefulnessFigures(Model):
    """What a release is good for: one table against its source, spelt alike."""

    table: str
    rows_source: int
    rows_release: int
    compared_source: int
    """Rows that were compared; of more, some subjects were drawn with all their rows."""
    compared_release: int
    splits: int
    seed: int
    columns: tuple[ColumnUsefulness, ...] = ()
    pairs: tuple[PairUsefulness, ...] = ()
    pairs_of: int = 0
    """Pairs that there are; at most 300 are compared."""
    column_score: float | None = None
    """Score of all columns together."""
    pair_score: float | None = None
    """Score of the two-way tables of all pairs that depend on each other in the source, together:
    a pair counts by how much it has to lose."""
    propensity: PropensityFigures | None = None
    components: ComponentFigures | None = None
    random_queries: QueryFigures | None = None
    named_counts: tuple[NamedCount, ...] = ()
    subgroups: tuple[SubgroupFigures, ...] = ()
    predictions: tuple[PredictionFigures, ...] = ()
    survival: tuple[SurvivalFigures, ...] = ()
    regressions: tuple[RegressionFigures, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    not_measured: dict[str, NotMeasured] = {}
    """Why a part is missing: ``pairs``, ``propensity``, ``components``, ``random_queries``."""
    why_not: NotMeasured | None = None
    """Why nothing at all could be measured."""
