"""Attribute disclosure: what the class of a subject tells of a sensitive value.

What lives here: the shares of subjects whose value is certain or likely, beside the worst class of
each privacy model. What does not: the models (:mod:`sector_data.anonymise.models`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from sector_data.anonymise.classes import EquivalenceClasses, Flags, SensitiveColumn
from sector_data.anonymise.histograms import Histogram
from sector_data.anonymise.statistics import ClassStatistics
from sector_data.assessment.risk import sensitive_figures
from sector_data.sources.tables import Table
from sector_data.spec.disclosure_evidence import AttributeRisk, WhyNot
from sector_data.spec.evidence import SensitiveFigures


def attribute_risks(
    table: Table,
    quasi_identifiers: Sequence[str],
    classes: EquivalenceClasses,
    sensitive: Sequence[str],
    *,
    subjects: pa.Array | None,
    belief: float,
) -> tuple[AttributeRisk, ...]:
    """Measure what classes tell about sensitive columns.

    The belief in a value is its part among the subjects of the class with a known value; the risk
    is conditional on the class (Duncan and Lambert 1986, "Disclosure-limited data dissemination",
    JASA 81(393)). A table without generalisation has a baseline, too: `likely_before` is what the
    distribution of the whole column tells of everybody.

    Parameters
    ----------
    table, quasi_identifiers, classes, subjects
        The table, its classes by these columns, and the subject of each row.
    sensitive
        Columns to look at.
    belief
        A value is likely when more than this part of the class has it.
    """
    if not sensitive:
        return ()
    columns = {name: SensitiveColumn(table.column(name).combine_chunks()) for name in sensitive}
    statistics = ClassStatistics.of(
        classes.of_row, classes.count, subjects=subjects, sensitive=columns
    )
    worst = sensitive_figures(table, quasi_identifiers, sensitive, subjects=subjects)
    return tuple(
        _risk(name, statistics, statistics.histogram(name), worst, belief) for name in sensitive
    )


def _risk(
    name: str,
    statistics: ClassStatistics,
    histogram: Histogram,
    worst: dict[str, SensitiveFigures],
    belief: float,
) -> AttributeRisk:
    everybody = np.ones(len(histogram.counts), dtype=np.bool_)
    subjects = _bearers(histogram, everybody)
    if not subjects:
        return AttributeRisk(
            column=name,
            subjects=0,
            diversity=None,
            t=None,
            beta=None,
            certain=None,
            certain_in_groups=None,
            likely=None,
            likely_before=None,
            belief=belief,
            why_not=WhyNot.of("no-values" if len(statistics.rows) else "no-rows"),
        )
    certain = histogram.counts == histogram.holders[histogram.owners]
    in_groups = certain & (statistics.subjects[histogram.owners] > 1)
    whole = histogram.whole()
    # Without a quasi-identifier the only class is the whole table, which tells nothing beyond it.
    found = worst.get(name)
    distance = 0.0 if found is None else found.t_ordered
    return AttributeRisk(
        column=name,
        subjects=subjects,
        diversity=found.diversity if found else histogram.size,
        t=found.t_equal if found and distance is None else distance,
        beta=found.beta if found else 0.0,
        certain=_bearers(histogram, certain) / subjects,
        certain_in_groups=_bearers(histogram, in_groups) / subjects,
        likely=_bearers(histogram, histogram.beliefs > belief) / subjects,
        likely_before=_bearers(whole, whole.beliefs > belief) / subjects,
        belief=belief,
    )


def _bearers(histogram: Histogram, cells: Flags) -> int:
    """Return how many subjects bear any of some cells' values."""
    if histogram.bearers is None:
        # Each subject stands in one class; with one value each, cells share nobody.
        return int(histogram.counts[cells].sum())
    bearers = histogram.bearers
    return len(np.unique(bearers.subjects[cells[bearers.cells]]))
