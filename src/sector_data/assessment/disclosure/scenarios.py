"""Figures that sum up a risk over the subjects of a table.

What lives here: highest, average and share at risk, households, and the histogram of class sizes.
What does not: the risk of single rows (:mod:`sector_data.assessment.disclosure.individual`) and
what they are counted from (:mod:`sector_data.assessment.disclosure.matches`).
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from sector_data.anonymise.classes import EquivalenceClasses, codes_of, distinct_pairs
from sector_data.anonymise.hierarchies.hierarchy import Floats
from sector_data.assessment.disclosure.individual import household_risk
from sector_data.assessment.disclosure.matches import People
from sector_data.spec.evidence.disclosure import (
    Basis,
    HouseholdRisk,
    IndividualRisk,
    Reason,
    ScenarioRisk,
    SizeBin,
    WhyNot,
)

_BINS = (1, 2, 3, 4, 5, 6, 11, 21, 51, 101)
"""Least size of each bar of the histogram."""


def scenario(
    risks: Floats | Reason, basis: Basis | None, threshold: float, *, outside: int = 0
) -> ScenarioRisk:
    """Sum up the risks of subjects; shape (subjects,), at least one."""
    if isinstance(risks, str):
        return ScenarioRisk(
            basis=basis, highest=None, average=None, at_risk=None, why_not=WhyNot.of(risks)
        )
    return ScenarioRisk(
        basis=basis,
        highest=float(risks.max()),
        average=float(risks.mean()),
        at_risk=float(np.mean(risks > threshold)),
        outside=outside,
    )


def individual(
    risks: Floats | Reason,
    basis: Basis | None,
    threshold: float,
    household: HouseholdRisk | None = None,
) -> IndividualRisk:
    """Sum up the individual risks of subjects; shape (subjects,), at least one."""
    if isinstance(risks, str):
        return IndividualRisk(
            basis=basis,
            highest=None,
            average=None,
            expected=None,
            at_risk=None,
            expected_at_risk=None,
            why_not=WhyNot.of(risks),
        )
    above = risks > threshold
    return IndividualRisk(
        basis=basis,
        highest=float(risks.max()),
        average=float(risks.mean()),
        expected=float(risks.sum()),
        at_risk=float(above.mean()),
        expected_at_risk=float(risks[above].sum()),
        household=household,
    )


def households(risks: Floats, people: People, names: pa.Array) -> HouseholdRisk:
    """Sum up the risk of households from that of their members.

    Parameters
    ----------
    risks
        Shape (subjects,).
    people
        The subject of each row.
    names
        Household of each row. A subject without one is a household alone.
    """
    codes, size = codes_of(names)
    alone = names.is_null().to_numpy(zero_copy_only=False)
    codes = np.where(alone, size + people.of_row, codes)
    of_pair, member = distinct_pairs(codes, people.of_row, (size + people.count, people.count))
    found, home = np.unique(of_pair, return_inverse=True)
    home = home.reshape(-1)
    risk = household_risk(risks[member], home, len(found))
    of_subject = np.zeros(people.count)
    np.maximum.at(of_subject, member, risk[home])
    return HouseholdRisk(
        households=len(found),
        largest=int(np.bincount(home).max()),
        highest=float(risk.max()),
        expected_subjects=float(of_subject.sum()),
        expected_households=float(risk.sum()),
    )


def histogram(classes: EquivalenceClasses) -> tuple[SizeBin, ...]:
    """Count classes, and subjects by the smallest class that they are in, by size."""
    smallest = classes.smallest_of_subject()
    ends = [*(start - 1 for start in _BINS[1:]), None]
    places = np.array(_BINS)
    of_class = np.bincount(
        np.searchsorted(places, classes.subjects, side="right") - 1, minlength=len(_BINS)
    )
    of_subject = np.bincount(
        np.searchsorted(places, smallest, side="right") - 1, minlength=len(_BINS)
    )
    return tuple(
        SizeBin(smallest=start, largest=end, classes=int(many), subjects=int(who))
        for start, end, many, who in zip(_BINS, ends, of_class, of_subject, strict=True)
    )
