"""How much of the population is unique: three models, and the rule that chooses among them.

What lives here: the decision rule and the figures. What does not: the models themselves
(:mod:`sector_data.assessment.disclosure.superpopulation`).
"""

from __future__ import annotations

from math import inf
from typing import Literal

from sector_data.assessment.disclosure.superpopulation import (
    ClassSizes,
    Estimate,
    pitman_uniques,
    slide_negative_binomial_uniques,
    zayatz_uniques,
)
from sector_data.errors import InputError
from sector_data.spec.disclosure_evidence import (
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


def population_uniques(sample: ClassSizes, population: int) -> PopulationUniques:
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
        # Who is unique in the population is so in the data; the whole population needs no model.
        return counted_uniques(uniques, subjects, population)
    if subjects < FEWEST:
        return counted_uniques(uniques, subjects, population, "few-subjects")
    estimates: dict[Model, Estimate] = {
        "pitman": pitman_uniques(sample, population),
        "slide-negative-binomial": slide_negative_binomial_uniques(sample, population),
        "zayatz": zayatz_uniques(sample, population),
    }
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
    return PopulationUniques(
        population=population,
        fraction=subjects / population,
        sample_uniques=uniques / subjects,
        pitman=figures["pitman"],
        slide_negative_binomial=figures["slide-negative-binomial"],
        zayatz=figures["zayatz"],
        dankar=figures[chosen or asked[0]],
        chosen=chosen,
    )


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
