"""Attribute disclosure: what the class of a subject tells of a sensitive value.

What lives here: the shares of subjects whose value is certain or likely, beside the worst class of
each privacy model. What does not: the models (:mod:`sector_data.anonymise.models`).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from sector_data.anonymise.classes import EquivalenceClasses, Flags, SensitiveColumn
from sector_data.anonymise.histograms import Histogram
from sector_data.anonymise.measures import SensitiveMeasures, measure_models
from sector_data.anonymise.statistics import ClassStatistics
from sector_data.assessment.disclosure.matches import Columns
from sector_data.spec.evidence.disclosure import AttributeRisk, WhyNot


def attribute_risks(
    columns: Columns,
    classes: EquivalenceClasses,
    sensitive: Mapping[str, SensitiveColumn],
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
    columns, classes, subjects
        Quasi-identifiers of a table, its classes by them, and the subject of each row.
    sensitive
        Columns to look at, of the table or tied to it by subject.
    belief
        A value is likely when more than this part of the class has it.
    """
    if not sensitive:
        return ()
    statistics = ClassStatistics.of(
        classes.of_row, classes.count, subjects=subjects, sensitive=sensitive, keep_bearers=True
    )
    measured = measure_models(columns, sensitive=sensitive, subjects=subjects)
    worst = {} if measured is None else measured.sensitive
    return tuple(
        _risk(name, statistics, statistics.histogram(name), worst.get(name), belief)
        for name in sensitive
    )


def _risk(
    name: str,
    statistics: ClassStatistics,
    histogram: Histogram,
    worst: SensitiveMeasures | None,
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
    distance = 0.0 if worst is None else worst.t_ordered
    return AttributeRisk(
        column=name,
        subjects=subjects,
        diversity=worst.diversity if worst else histogram.size,
        t=worst.t_equal if worst and distance is None else distance,
        beta=worst.basic_beta if worst else 0.0,
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
