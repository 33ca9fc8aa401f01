"""How much of the population is unique: three models, and the rule that chooses among them.

What lives here: the decision rule and the figures. What does not: the models themselves
(:mod:`sector_data.assessment.disclosure.superpopulation`).
"""

from __future__ import annotations

from collections.abc import Callable
from math import inf, sqrt
from typing import Literal

import numpy as np

from sector_data.assessment.disclosure.superpopulation import (
    ClassSizes,
    Estimate,
    pitman_uniques,
    slide_negative_binomial_uniques,
    zayatz_uniques,
)
from sector_data.errors import InputError
from sector_data.spec.evidence.disclosure import (
    PopulationUniques,
    Reason,
    UniquesEstimate,
    WhyNot,
)

Model = Literal["pitman", "slide-negative-binomial", "zayatz"]

FEWEST = 100
"""Subjects that an estimate of the population needs."""
SMALL_FRACTION = 0.1
"""Sampling fraction up to which Pitman's model is taken."""


_MODELS: dict[Model, Callable[[ClassSizes, int], Estimate]] = {
    "pitman": pitman_uniques,
    "slide-negative-binomial": slide_negative_binomial_uniques,
    "zayatz": zayatz_uniques,
}
_GROUPS = 10
_DEVIATIONS = 2.262
"""Of Student's distribution with 9 degrees of freedom, for 95 %."""


def population_uniques(sample: ClassSizes, population: int, *, seed: int = 0) -> PopulationUniques:
    """Estimate the share of the population that is unique.

    The rule of Dankar, El Emam, Neisa and Roffey 2012, "Estimating the re-identification risk of
    clinical data sets", BMC Med. Inform. Decis. Mak. 12:66: up to a sampling fraction of 0.1
    Pitman's model, above it the smaller of the slide negative binomial and Zayatz's. Where the
    chosen model has no solution, Zayatz's stands in, as in ARX; where none has, there is no figure
    (ARX answers 0).

    Parameters
    ----------
    sample
        Class sizes of the data, in subjects.
    population
        People of the population that the data are a sample of.
    seed
        Of the groups that the interval is made from.

    Returns
    -------
    PopulationUniques
        The interval of the rule's estimate is that of sampling alone (delete-a-group jackknife with
        10 groups; Kott 2001, J. Official Statistics 17(4)): in simulations its width is right, and
        covers the truth where the model is. How wrong the model is shows in how far the three
        estimates are apart.

    Raises
    ------
    InputError
        If the population is smaller than the data.
    """
    subjects, uniques = sample.subjects, sample.with_size(1)
    check_population(population, subjects)
    if not subjects:
        return counted_uniques(0, 0, population, "no-rows")
    if subjects == population or not uniques:
        # The whole population needs no model. And where nobody in the data is unique, nobody in
        # them is so in the population: every model says 0.
        return counted_uniques(uniques, subjects, population)
    if subjects < FEWEST:
        return counted_uniques(uniques, subjects, population, "few-subjects")
    estimates = {name: model(sample, population) for name, model in _MODELS.items()}
    asked: tuple[Model, ...] = (
        ("pitman",)
        if subjects <= SMALL_FRACTION * population
        else ("slide-negative-binomial", "zayatz")
    )
    solved = {name: found for name, found in estimates.items() if not isinstance(found, str)}
    among: list[Model] = [name for name in asked if name in solved] or ["zayatz"]
    best = min(among, key=lambda name: solved.get(name, inf))
    chosen = best if best in solved else None
    figures = {name: _estimate(found, population) for name, found in estimates.items()}
    dankar = figures[chosen or asked[0]]
    if chosen is not None and dankar.share is not None:
        error = _sampling_error(sample, population, _MODELS[chosen], seed)
        if error is not None:
            low, high = dankar.share - error, dankar.share + error
            dankar = UniquesEstimate(share=dankar.share, low=max(low, 0.0), high=min(high, 1.0))
    return PopulationUniques(
        population=population,
        fraction=subjects / population,
        sample_uniques=uniques / subjects,
        pitman=figures["pitman"],
        slide_negative_binomial=figures["slide-negative-binomial"],
        zayatz=figures["zayatz"],
        dankar=dankar,
        chosen=chosen,
    )


def _sampling_error(
    sample: ClassSizes,
    population: int,
    model: Callable[[ClassSizes, int], Estimate],
    seed: int,
) -> float | None:
    """Return half the width of the interval; None where the model fails without some group."""
    sizes = np.repeat(sample.sizes, sample.counts)
    groups = np.random.default_rng(seed).multinomial(sizes, [1 / _GROUPS] * _GROUPS)
    found = [model(ClassSizes.of(sizes - group), population) for group in groups.T]
    shares = [uniques / population for uniques in found if not isinstance(uniques, str)]
    if len(shares) < _GROUPS:
        return None
    return _DEVIATIONS * float(np.std(shares)) * sqrt(_GROUPS - 1)


def check_population(population: int, subjects: int) -> None:
    """Raise :class:`InputError` where a population is smaller than the data."""
    if population < subjects:
        raise InputError(
            f"The population has {population:,} people, and the data have {subjects:,} subjects.",
            "Name the size of the population that the data are a part of.",
        )


def counted_uniques(
    uniques: int, subjects: int, population: int, reason: Reason | None = None
) -> PopulationUniques:
    """Return the uniques of the data as those of the population, or why there is no estimate."""
    share = uniques / subjects if subjects else 0.0
    same = UniquesEstimate(
        share=None if reason else share, why_not=WhyNot.of(reason) if reason else None
    )
    return PopulationUniques(
        population=population,
        fraction=subjects / population if population else 0.0,
        sample_uniques=share,
        pitman=same,
        slide_negative_binomial=same,
        zayatz=same,
        dankar=same,
        chosen=None if reason else "counted",
    )


def _estimate(found: Estimate, population: int) -> UniquesEstimate:
    if isinstance(found, str):
        return UniquesEstimate(share=None, why_not=WhyNot.of(found))
    return UniquesEstimate(share=found / population)
