"""From the privacy section and a table's sensitive columns to models that can decide.

What lives here: the distributions of whole tables that models compare with, orders and hierarchies
of sensitive values, and the thresholds that come from elsewhere. What does not: what may stand in
the section (:mod:`sector_data.spec.privacy`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.anonymise.classes import Integers, SensitiveColumn, codes_of
from sector_data.anonymise.hierarchies import Hierarchy
from sector_data.anonymise.hierarchies.hierarchy import Floats, canonical_text
from sector_data.anonymise.models.closeness import TCloseness
from sector_data.anonymise.models.diversity import (
    AlphaK,
    DistinctDiversity,
    EntropyDiversity,
    RecursiveDiversity,
    Sensitivity,
)
from sector_data.anonymise.models.likeness import BetaLikeness, DeltaDisclosure
from sector_data.anonymise.models.model import PrivacyModel
from sector_data.anonymise.models.population import DeltaPresence, EstimatedKMap, KMap
from sector_data.anonymise.models.sizes import AverageRisk, KAnonymity, MaximumRisk, RecordsAtRisk
from sector_data.anonymise.statistics import ClassStatistics, domain_of, has_order
from sector_data.errors import InputError
from sector_data.spec.privacy import ClosenessSpec, DiversitySpec, PrivacySpec


@dataclass(frozen=True, eq=False)
class _Whole:
    """A sensitive column in the whole table: what is compared with."""

    domain: pa.Array
    shares: Floats
    beliefs: Floats


def build_models(
    privacy: PrivacySpec,
    *,
    k: int,
    rows: int,
    subjects: pa.Array | pa.ChunkedArray | None = None,
    sensitive: Mapping[str, SensitiveColumn] = MappingProxyType({}),
    hierarchies: Mapping[str, Hierarchy] = MappingProxyType({}),
) -> tuple[PrivacyModel, ...]:
    """Build the models that are asked of one table.

    Parameters
    ----------
    privacy
        The section; models of columns that are not among `sensitive` do not bind this table.
        ``km_anonymity`` is no matter of equivalence classes and is left to
        :mod:`sector_data.anonymise.itemsets`.
    k
        Smallest class, from the section, its profile, the policies and the recipient together.
    rows
        Rows of the table before anything is left out.
    subjects
        Subject of each row; every row is one when they are not given.
    sensitive
        Sensitive columns that bind the table, by their path.
    hierarchies
        Of sensitive columns, where the hierarchical distance is asked for.

    Returns
    -------
    tuple
        k-anonymity first. Distributions of reference are those of the table as it was given.

    Raises
    ------
    InputError
        If a threshold means nothing, an ordered distance has no order, a hierarchical one no
        hierarchy, or the population is smaller than the data.
    """
    statistics = ClassStatistics.of(
        np.zeros(rows, dtype=np.int64), 1, subjects=subjects, sensitive=sensitive
    )
    people = int(statistics.subjects[0])
    models: list[PrivacyModel] = [KAnonymity(k)]
    if privacy.maximum_risk is not None:
        models.append(MaximumRisk(privacy.maximum_risk))
    models.extend(_of_population(privacy, people))
    for path, column in sensitive.items():
        histogram = statistics.histogram(path)
        whole = _Whole(
            domain_of(column.values),
            histogram.spread(histogram.shares),
            histogram.spread(histogram.beliefs),
        )
        models.extend(_of_column(privacy, path, whole, k, hierarchies.get(path)))
    if privacy.average_risk is not None:
        models.append(AverageRisk(privacy.average_risk))
    if privacy.records_at_risk is not None:
        models.append(RecordsAtRisk(privacy.records_at_risk.risk, privacy.records_at_risk.share))
    return tuple(models)


def _of_population(privacy: PrivacySpec, people: int) -> Iterator[PrivacyModel]:
    if privacy.k_map is not None:
        k, population = privacy.k_map.k, privacy.k_map.population
        if population.path is not None:
            yield KMap(k)
        else:
            fraction = population.fraction or people / (population.size or 1)
            if fraction > 1:
                raise InputError(
                    f"The population of k-map has {population.size:,} people, and the data have "
                    f"{people:,} subjects.",
                    "Name the size of the population that the data are a part of.",
                )
            if people:
                yield EstimatedKMap(k, fraction, population.estimate, population.significance)
    if privacy.delta_presence is not None:
        yield DeltaPresence(privacy.delta_presence.maximum, privacy.delta_presence.minimum)


def _of_column(
    privacy: PrivacySpec, path: str, whole: _Whole, k: int, hierarchy: Hierarchy | None
) -> Iterator[PrivacyModel]:
    if (diversity := privacy.l_diversity.get(path)) is not None:
        yield from _diversity(path, diversity)
    if (p := privacy.p_sensitivity.get(path)) is not None:
        yield Sensitivity(path, p, k)
    if (alpha := privacy.alpha_k.get(path)) is not None:
        yield AlphaK(path, alpha, k)
    if (closeness := privacy.t_closeness.get(path)) is not None:
        yield _closeness(path, closeness, whole, hierarchy)
    if (likeness := privacy.beta_likeness.get(path)) is not None:
        yield BetaLikeness(path, likeness.beta, whole.beliefs, likeness.kind == "enhanced")
    if (disclosure := privacy.delta_disclosure.get(path)) is not None:
        ignored = disclosure.absent == "ignored"
        yield DeltaDisclosure(path, disclosure.delta, whole.beliefs, ignored)


def _diversity(path: str, spec: DiversitySpec) -> Iterator[PrivacyModel]:
    if spec.distinct is not None:
        yield DistinctDiversity(path, spec.distinct)
    if spec.entropy is not None:
        yield EntropyDiversity(path, spec.entropy)
    if spec.recursive is not None:
        yield RecursiveDiversity(path, spec.recursive.c, spec.recursive.l)


def _closeness(
    path: str, spec: ClosenessSpec, whole: _Whole, hierarchy: Hierarchy | None
) -> TCloseness:
    match spec.distance:
        case "equal":
            return TCloseness(path, spec.t, whole.shares)
        case "ordered":
            ranks = _ranks(path, spec.order, whole.domain)
            return TCloseness(path, spec.t, whole.shares, "ordered", ranks)
        case "hierarchical":
            groups = _groups(path, hierarchy, whole.domain)
            return TCloseness(path, spec.t, whole.shares, "hierarchical", groups=groups)


def _ranks(path: str, order: tuple[str, ...] | None, domain: pa.Array) -> Integers:
    """Return the place of each value code in the order."""
    if order is None:
        if not has_order(domain):
            raise InputError(
                f"The values of {path} have no order, which the ordered distance needs.",
                "Name it: {t: …, distance: ordered, order: [low, middle, high]}; or take the equal "
                "distance.",
            )
        return np.arange(len(domain), dtype=np.int64)
    places = pc.index_in(canonical_text(domain), pa.array(order, pa.string()))
    if places.null_count:
        raise InputError(
            f"The order of {path} lacks {places.null_count:,} of its {len(domain):,} values.",
            "Name every value of the column in the order.",
        )
    # Values that the order names and nobody has take no place: ranks are those among the present.
    return np.argsort(np.argsort(places.to_numpy())).astype(np.int64)


def _groups(path: str, hierarchy: Hierarchy | None, domain: pa.Array) -> tuple[Integers, ...]:
    """Return the group of each value code at the levels between the values and the top."""
    if hierarchy is None:
        raise InputError(
            f"The hierarchical distance of {path} needs a hierarchy of its values.",
            "Name one under 'columns', or take the equal distance.",
        )
    return tuple(
        codes_of(canonical_text(hierarchy.generalise(domain, level)))[0]
        for level in range(1, hierarchy.levels - 1)
    )
