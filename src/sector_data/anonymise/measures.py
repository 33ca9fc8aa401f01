"""What a table achieves of every privacy model, whatever was asked of it.

What lives here: the figures of a released table, from the table alone. What does not: thresholds
and verdicts (:mod:`sector_data.anonymise.models`), gates (:mod:`sector_data.assessment.gates`).

Distributions are compared with that of the table itself, as an auditor must who has no other: a
figure measured here can differ from what the same model was asked of with the source's
distribution.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pyarrow as pa

from sector_data.anonymise.classes import Flags, SensitiveColumn, codes_of, group_keys, pack
from sector_data.anonymise.models.closeness import Distance, TCloseness
from sector_data.anonymise.models.diversity import (
    AlphaK,
    DistinctDiversity,
    EntropyDiversity,
    RecursiveDiversity,
)
from sector_data.anonymise.models.likeness import BetaLikeness, DeltaDisclosure
from sector_data.anonymise.models.model import PrivacyModel
from sector_data.anonymise.statistics import ClassStatistics, has_order
from sector_data.anonymise.wildcards import wildcard_frequencies
from sector_data.errors import InputError
from sector_data.sources.tables import one_array

Missing = Literal["own-value", "wildcard", "removed"]
"""What a missing quasi-identifier is.

``own-value``: a value like others, so that rows without it share a class with one another only:
what a reader sees who filters on "missing". ``wildcard``: it matches anything, as in sdcMicro; then
sizes of classes are numbers of matches. ``removed``: rows with one are left out, and counted.
"""


@dataclass(frozen=True, slots=True)
class SensitiveMeasures:
    """What the classes of a table tell about one sensitive column.

    Attributes
    ----------
    diversity
        Smallest number of distinct values (distinct l-diversity).
    entropy
        Smallest exp(entropy) (entropy l-diversity).
    recursive
        For l = 2 and 3 the largest ratio r1 / (r_l + ... + r_m): c must be above it.
    t_equal, t_ordered
        Largest distance (t-closeness); the ordered one for numbers and days only, else None.
    alpha
        Largest share of one value ((alpha, k)-anonymity).
    basic_beta, enhanced_beta
        Largest gain of belief; the enhanced one infinite where no beta can hold.
    delta, delta_present
        Largest change of belief (delta-disclosure), by the definition, under which a value that a
        class lacks is infinite, and among the values that a class has.
    """

    diversity: int
    entropy: float
    recursive: dict[int, float]
    t_equal: float
    t_ordered: float | None
    alpha: float
    basic_beta: float
    enhanced_beta: float
    delta: float
    delta_present: float


@dataclass(frozen=True, slots=True)
class Measures:
    """What a table achieves.

    Attributes
    ----------
    rows, removed_rows
        Rows that were measured, and those left out for a missing quasi-identifier.
    subjects, classes
        Distinct subjects, and equivalence classes.
    k
        Smallest class, or smallest number of matches, in subjects (k-anonymity).
    k_own_value
        Smallest class where a missing quasi-identifier is a value of its own. It differs from `k`
        with ``wildcard`` only, and must not be mistaken for it.
    maximum_risk, average_risk
        1 / k, and the mean of one over the size over the subjects of all classes.
    sensitive
        By column. They are those of the classes a reader sees, with ``wildcard`` too.
    """

    rows: int
    removed_rows: int
    subjects: int
    classes: int
    k: int
    k_own_value: int
    maximum_risk: float
    average_risk: float
    sensitive: dict[str, SensitiveMeasures]


def measure_models(
    quasi_identifiers: Mapping[str, pa.Array | pa.ChunkedArray],
    *,
    sensitive: Mapping[str, SensitiveColumn] | None = None,
    subjects: pa.Array | pa.ChunkedArray | None = None,
    missing: Missing = "own-value",
) -> Measures | None:
    """Measure what a table achieves of every privacy model.

    Parameters
    ----------
    quasi_identifiers
        Columns that an attacker may know, each of shape (rows,).
    sensitive
        Sensitive columns by name, of the table itself or tied to it by subject.
    subjects
        Subject of each row; every row is one when they are not given.
    missing
        What a missing quasi-identifier is; see :data:`Missing`.

    Returns
    -------
    Measures
        None when there is nothing to check: no quasi-identifier, or no row. That is no success.

    Raises
    ------
    InputError
        If columns differ in length.
    """
    columns = {name: one_array(values) for name, values in quasi_identifiers.items()}
    lengths = {len(values) for values in columns.values()}
    if len(lengths) > 1:
        raise InputError("The quasi-identifiers differ in length.")
    if not lengths or not (rows := lengths.pop()):
        return None
    flat = None if subjects is None else one_array(subjects)
    tied = dict(sensitive or {})
    removed = 0
    if missing == "removed":
        there = np.ones(rows, dtype=np.bool_)
        for values in columns.values():
            there &= values.is_valid().to_numpy(zero_copy_only=False)
        removed = rows - int(np.count_nonzero(there))
        columns = {name: values.filter(pa.array(there)) for name, values in columns.items()}
        flat = None if flat is None else flat.filter(pa.array(there))
        tied = {name: _only(column, there) for name, column in tied.items()}
        rows -= removed
        if not rows:
            return None
    of_row, count = group_keys(*pack(map(codes_of, columns.values()), rows))
    statistics = ClassStatistics.of(of_row, count, subjects=flat, sensitive=tied)
    sizes = statistics.subjects.astype(np.float64)
    if missing == "wildcard":
        matches = wildcard_frequencies(columns, subjects=flat).sample
        sizes[of_row] = matches
    k = int(sizes.min())
    return Measures(
        rows=rows,
        removed_rows=removed,
        subjects=rows if flat is None else codes_of(flat)[1],
        classes=count,
        k=k,
        k_own_value=int(statistics.subjects.min()),
        maximum_risk=1 / k,
        average_risk=float((statistics.subjects / sizes).sum() / statistics.subjects.sum()),
        sensitive={name: _sensitive(name, tied[name], statistics) for name in tied},
    )


def _only(column: SensitiveColumn, rows: Flags) -> SensitiveColumn:
    if column.subjects is not None:
        return column
    return SensitiveColumn(column.values.filter(pa.array(rows)))


def _sensitive(
    name: str, column: SensitiveColumn, statistics: ClassStatistics
) -> SensitiveMeasures:
    whole = statistics.histogram(name).whole()
    shares, beliefs = whole.spread(whole.shares), whole.spread(whole.beliefs)
    order = np.arange(whole.size, dtype=np.int64)

    def achieved(model: PrivacyModel) -> float:
        return model.achieved(statistics) or 0.0

    def distance(kind: Distance) -> float:
        return achieved(TCloseness(name, 1, shares, kind, order))

    return SensitiveMeasures(
        diversity=int(achieved(DistinctDiversity(name, 1))),
        entropy=achieved(EntropyDiversity(name, 1)),
        recursive={rank: achieved(RecursiveDiversity(name, 1, rank)) for rank in (2, 3)},
        t_equal=distance("equal"),
        t_ordered=distance("ordered") if has_order(column.values) else None,
        alpha=achieved(AlphaK(name, 1, 1)),
        basic_beta=achieved(BetaLikeness(name, 1, beliefs, enhanced=False)),
        enhanced_beta=achieved(BetaLikeness(name, 1, beliefs)),
        delta=achieved(DeltaDisclosure(name, 1, beliefs)),
        delta_present=achieved(DeltaDisclosure(name, 1, beliefs, present_only=True)),
    )
