"""Evidence on the risk that subjects of a table are recognised, or something is learnt of them.

What lives here: the figures of one table, plain data without a value of it, and the sentences that
say why a figure is missing. What does not: the measurements
(:mod:`sector_data.assessment.disclosure`), and figures of unique combinations and of events
(:mod:`sector_data.spec.evidence.uniqueness`) and of tables of counts
(:mod:`sector_data.spec.evidence.cells`).

Shares and risks are numbers from 0 to 1. A figure that could not be measured is None, and beside it
stands why.
"""

from __future__ import annotations

from typing import Literal

from sector_data.spec.model import Model

Reason = Literal[
    "no-rows",
    "no-quasi-identifier",
    "no-values",
    "no-population",
    "few-subjects",
    "no-convergence",
    "out-of-range",
    "several-rows-a-subject",
    "several-classes-a-subject",
    "few-events",
    "counts-only",
    "too-many-columns",
]

SENTENCES: dict[Reason, str] = {
    "no-rows": "There is no row to measure.",
    "no-quasi-identifier": "There is no quasi-identifier that groups count.",
    "no-values": "The column has no value.",
    "no-population": (
        "Nothing is known of the population: neither a table of it, nor its size, nor sampling "
        "weights."
    ),
    "few-subjects": "There are fewer than 100 subjects, too few for an estimate.",
    "no-convergence": "The equations of the model have no solution for these class sizes.",
    "out-of-range": "The model estimates more unique people than the population has.",
    "several-rows-a-subject": (
        "Some subjects have several rows, whose sampling weights cannot be added where a missing "
        "value matches anything."
    ),
    "several-classes-a-subject": (
        "Some subjects stand in several classes, and the models know of one class each."
    ),
    "counts-only": "In a table of counts every subject contributes the same.",
    "too-many-columns": "There are more columns than can be combined: name at most 24.",
    "few-events": "Too few subjects have as many different events as are taken to be known.",
}
"""Reason to the sentence that a reader gets."""


class WhyNot(Model):
    """Why a figure is missing."""

    reason: Reason
    """The stable word for it."""
    sentence: str

    @classmethod
    def of(cls, reason: Reason) -> WhyNot:
        """Return the reason with its sentence."""
        return cls(reason=reason, sentence=SENTENCES[reason])


class SizeBin(Model):
    """Equivalence classes of some sizes: one bar of a histogram."""

    smallest: int
    """Subjects in a class; risks of the bar are up to 1 / smallest."""
    largest: int | None
    """None in the last bar, which has no end."""
    classes: int
    subjects: int
    """Subjects whose smallest class is of such a size."""


Basis = Literal["sample", "population-table", "weights", "population-size"]


class ScenarioRisk(Model):
    """Risk of re-identification by one kind of attacker.

    El Emam, *Guide to the De-Identification of Personal Health Information*, 2013, ch. 16.
    """

    basis: Basis | None
    """What class sizes are counted in or estimated from."""
    highest: float | None
    average: float | None
    at_risk: float | None
    """Share of subjects whose risk is above the threshold."""
    outside: int = 0
    """Subjects whose combination the population table has less often than the data: it does not
    cover them, and the size in the data counts."""
    why_not: WhyNot | None = None


class UniquesEstimate(Model):
    """How much of the population is unique, by one model."""

    share: float | None
    """Unique people over people of the population."""
    low: float | None = None
    high: float | None = None
    """95 % interval for the sampling alone, not for how well the model fits; None where it was not
    made."""
    why_not: WhyNot | None = None


class PopulationUniques(Model):
    """How much of the population is estimated to be unique, from the class sizes of the data."""

    population: int
    fraction: float
    """Subjects of the data over people of the population."""
    sample_uniques: float
    """Share of the subjects who are unique in the data."""
    counted: float | None = None
    """Unique people over people of the population table; None without one."""
    pitman: UniquesEstimate
    slide_negative_binomial: UniquesEstimate
    zayatz: UniquesEstimate
    dankar: UniquesEstimate
    """By the decision rule of Dankar et al. 2012."""
    chosen: Literal["pitman", "slide-negative-binomial", "zayatz", "counted"] | None
    """The model that the rule takes; ``counted`` where none is needed, since nobody in the data is
    unique or the data are the population."""


class HouseholdRisk(Model):
    """Risk that at least one member of a subject's household is recognised."""

    households: int
    largest: int
    """Members of the largest one."""
    highest: float
    expected_subjects: float
    """Sum of the household's risk over all subjects."""
    expected_households: float
    """Sum over households."""


class IndividualRisk(Model):
    """Risk of each subject where the data are a sample, after Franconi and Polettini 2004."""

    basis: Basis | None
    highest: float | None
    average: float | None
    """Global risk: expected share of re-identified subjects."""
    expected: float | None
    """Global risk: expected number of re-identified subjects, if all are tried."""
    at_risk: float | None
    """Share of subjects whose risk is above the threshold."""
    expected_at_risk: float | None
    """Expected re-identifications among them."""
    household: HouseholdRisk | None = None
    """None where no household is named."""
    why_not: WhyNot | None = None


class AttributeRisk(Model):
    """What is learnt of a sensitive column from knowing the class of a subject."""

    column: str
    subjects: int
    """Subjects with a known value."""
    diversity: int | None
    """Fewest distinct values in a class (distinct l-diversity)."""
    t: float | None
    """Largest distance to the whole table (t-closeness); of numbers and days the ordered one."""
    beta: float | None
    """Largest gain of belief in a value (basic beta-likeness)."""
    certain: float | None
    """Share of subjects whose value follows from their class: everybody in it has the same one."""
    certain_in_groups: float | None
    """The same without those who are alone in their class."""
    likely: float | None
    """Share of subjects whose value is had by more than `belief` of their class."""
    likely_before: float | None
    """The same if all subjects were one class: what the column's distribution tells anyway."""
    belief: float
    why_not: WhyNot | None = None


class DisclosureFigures(Model):
    """Risks of one table, counted over subjects."""

    table: str
    rows: int
    subjects: int
    quasi_identifiers: tuple[str, ...]
    constant: tuple[str, ...]
    """Quasi-identifiers with one value or none, which tell nobody apart."""
    missing: Literal["own-value", "wildcard", "removed"]
    """What a missing quasi-identifier is."""
    removed_rows: int
    """Rows left out for one."""
    threshold: float
    """Risk above which a subject is at risk."""
    classes: int
    sizes: tuple[SizeBin, ...]
    prosecutor: ScenarioRisk
    """The attacker knows that a subject is in the data."""
    journalist: ScenarioRisk
    """The attacker knows somebody of the population, who may be in the data."""
    marketer: ScenarioRisk
    """The attacker links everybody; `average` is the share expected to be right."""
    population_uniques: PopulationUniques | None
    """None where the size of the population is not known."""
    individual: IndividualRisk
    attributes: tuple[AttributeRisk, ...]
