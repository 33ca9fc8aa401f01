"""What a release tells together with an earlier one.

What lives here: intersecting quasi-identifiers, joining rows, taking differences. What does not:
which earlier releases there are, and what follows (:mod:`sector_data.pipeline.ledger.comparing`).

The earlier release's plan is carried out once more, in memory, on the source at hand: so it is
known in which group each subject was then, though the ledger keeps no value. That is exact where
the data did not change since. Groups of both releases together are counted as they are seen by
somebody who knows in which group of either a person is, the worst case: for rows that can be joined
by pseudonyms or common columns it is everybody's case, and the sentence says so.

Sources: Ganta, Kasiviswanathan, Smith, *Composition attacks and auxiliary information in data
privacy*, KDD 2008 (intersection); Hundepool et al., *Handbook on Statistical Disclosure Control*,
2024, on differencing; Xiao, Tao, *m-invariance*, SIGMOD 2007 (subjects that come and go).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from sector_data.anonymise.classes import EquivalenceClasses, Integers, codes_of, group_keys, pack
from sector_data.errors import InputError
from sector_data.pipeline.applying import protect_rows
from sector_data.pipeline.keying import domain_in_plan
from sector_data.pipeline.ledger.mapping import mapped_tables, restricted
from sector_data.pipeline.ledger.units import Foreseen, Units
from sector_data.pipeline.ledger.words import (
    differencing_sentence,
    intersection_sentence,
    linkage_sentence,
    uncounted_sentence,
)
from sector_data.pipeline.planning.longitudinal import World
from sector_data.release.ledger.sketches import Comparison, Marks, Mask, Sketch, compare
from sector_data.sources.numbering import distinct_count
from sector_data.sources.tables import Table
from sector_data.spec.ledger import BinsTogether, Crossing, KeptRelease, Shared
from sector_data.spec.plan import ColumnPlan, Plan, TablePlan
from sector_data.spec.transforms.values import Drop, TransformSpec

Columns = Mapping[str, pa.Array]


@dataclass(frozen=True, slots=True)
class Earlier:
    """A release that the ledger keeps."""

    release: KeptRelease
    plan: Plan
    sketches: Mapping[str, Sketch]


@dataclass(frozen=True, slots=True)
class _Pair:
    """A table of this release and the same table of the earlier one.

    Attributes
    ----------
    here, there
        As either plan has them.
    units
        Subjects of the source's rows.
    compared
        Subjects of both releases.
    both
        Rows of the source that both release, as far as is known; shape (rows,).
    here_quasi, there_quasi
        Released quasi-identifiers of either, of all rows.
    k
        The smaller group that either release promises.
    """

    here: TablePlan
    there: TablePlan
    units: Units
    compared: Comparison
    both: Mask
    here_quasi: Columns
    there_quasi: Columns
    k: int


def crossings(
    foreseen: Foreseen, tables: Mapping[str, Table], key: str | None, earlier: Earlier
) -> list[Crossing]:
    """Return what this release and an earlier one tell together; nothing when they share nobody.

    Parameters
    ----------
    foreseen
        This release.
    tables
        Its source.
    key
        Fingerprint of the key that it will be made with; None when it is not known yet, and then
        its pseudonyms are taken for those of the same key.
    earlier
        The other one.
    """
    found: list[Crossing] = []
    compared = {
        (here, there): compare(foreseen.sketches[here], sketch)
        for here in foreseen.sketches
        for there, sketch in earlier.sketches.items()
    }
    synthetic = {t.table for t in earlier.release.tables if t.synthetic}
    met = {
        (here, there): c
        for (here, there), c in compared.items()
        if c.shared > 0 and not foreseen.units[here].synthetic and there not in synthetic
    }
    if not met:
        return []
    mapping, reasons = mapped_tables(earlier.plan, tables)
    plan = restricted(earlier.plan, mapping)
    world: World | None = None
    try:
        world, _ = protect_rows(
            plan, {old: Table(old, tables[new].data) for old, new in mapping.items()}
        )
    except InputError as error:
        reasons = {**reasons, **dict.fromkeys(mapping, error.message)}
    there_plans = {t.table: t for t in earlier.plan.tables}
    here_plans = {t.table: t for t in foreseen.plan.tables}
    linked = _common_domains(foreseen.plan, key, earlier)
    k = min(p.pipeline.privacy.k_anonymity or 1 for p in (foreseen.plan, earlier.plan))
    for (here, there), comparison in met.items():
        if world is not None and mapping.get(there) == here:
            quasi = (foreseen.world.quasi(here), world.quasi(there))
            both = foreseen.world.kept[here] & world.kept[there]
            both &= comparison.in_both(foreseen.units[here].marks)
            plans = (here_plans[here], there_plans[there])
            pair = _Pair(*plans, foreseen.units[here], comparison, both, *quasi, k)
            found += _of_pair(pair, tables[here], linked, earlier.release)
        elif there in reasons and there_plans[there].protection is not None:
            shared = _shared(comparison)
            found.append(
                Crossing(
                    kind="intersection",
                    exposes="cannot tell",
                    release=earlier.release.id,
                    name=_name(earlier.release),
                    table=here,
                    shared=shared,
                    why_not=reasons[there],
                    sentence=uncounted_sentence(
                        here, there, _name(earlier.release), shared, reasons[there]
                    ),
                )
            )
    return found


def _of_pair(
    pair: _Pair, table: Table, linked: Sequence[str], release: KeptRelease
) -> Iterator[Crossing]:
    bins = _bins(pair)
    own = [f"{pair.here.table}.{c.column}" for c in pair.here.columns]
    pseudonyms = [column for column in linked if column in own]
    alone = _alone_by_common(pair, table, bins)
    joins = pseudonyms or list(alone[0])
    crossing = _intersection(pair, bins, joins, release)
    if crossing is not None:
        yield crossing
    added = sorted(
        column
        for column in _released(pair.there).keys() - _released(pair.here).keys()
        if _says_anything(column, pair)
    )
    if joins and added:
        yield Crossing(
            kind="linkage",
            exposes="no",
            release=release.id,
            name=_name(release),
            table=pair.here.table,
            shared=_shared(pair.compared),
            columns=tuple(joins),
            sentence=linkage_sentence(
                pair.here.table, _name(release), joins, added, None if pseudonyms else alone[1]
            ),
        )
    differing = _difference(pair, release)
    if differing is not None:
        yield differing


def _says_anything(column: str, pair: _Pair) -> bool:
    """Tell whether rows of the earlier release differ in a column: a lone ``*`` adds nothing."""
    if column not in pair.there_quasi:
        return True
    values = pair.there_quasi[column].filter(pa.array(pair.both))
    return distinct_count(values) + bool(values.null_count) > 1


def _bins(pair: _Pair) -> tuple[BinsTogether, ...]:
    """Return for each quasi-identifier of either how finely both together show it."""
    lines = []
    rows = int(np.count_nonzero(pair.both))
    for column in {**pair.here_quasi, **pair.there_quasi}:
        coded = [
            codes_of(quasi[column].filter(pa.array(pair.both)))
            for quasi in (pair.here_quasi, pair.there_quasi)
            if column in quasi
        ]
        counts = [group_keys(*part)[1] if rows else 0 for part in coded]
        lines.append(
            BinsTogether(
                column=column,
                here=counts[0] if column in pair.here_quasi else 0,
                there=counts[-1] if column in pair.there_quasi else 0,
                together=group_keys(*pack(coded, rows))[1] if rows else 0,
            )
        )
    return tuple(lines)


def _intersection(
    pair: _Pair, bins: Sequence[BinsTogether], joins: Sequence[str], release: KeptRelease
) -> Crossing | None:
    """Count the groups that both releases make together; None when none is smaller than k."""
    if not pair.both.any():
        return None
    stay = pa.array(pair.both)
    columns = [
        quasi[column].filter(stay)
        for quasi in (pair.here_quasi, pair.there_quasi)
        for column in quasi
    ]
    sizes = _group_sizes(columns, pair.units.marks[pair.both])
    below = int(sizes[sizes < pair.k].sum())
    smallest = int(sizes.min())
    compared = pair.compared
    # Where a sample alone tells how many are in both, groups of those are smaller in proportion.
    thin = not compared.exact and smallest * compared.shared < pair.k * compared.here
    if not below and not thin:
        return None
    telling = tuple(b for b in bins if not b.here == b.there == b.together)
    shared = _shared(compared)
    return Crossing(
        kind="intersection",
        exposes="yes" if below else "cannot tell",
        release=release.id,
        name=_name(release),
        table=pair.here.table,
        shared=shared,
        bins=telling,
        columns=tuple(joins),
        k=pair.k,
        smallest=smallest,
        below_k=below,
        why_not=None if below else "who is in both is known by a sample only",
        sentence=intersection_sentence(
            pair.here.table, _name(release), shared, telling, (pair.k, smallest, below), joins
        ),
    )


def _group_sizes(columns: Sequence[pa.Array], marks: Marks) -> Integers:
    """Return the subjects of each group of rows that are equal in all columns."""
    return EquivalenceClasses.of(columns, len(marks), subjects=pa.array(marks)).subjects


def _difference(pair: _Pair, release: KeptRelease) -> Crossing | None:
    """Tell who is in only one of both, where what both hold can be subtracted."""
    common = sorted(_released(pair.here).keys() & _released(pair.there).keys())
    compared, k = pair.compared, pair.k
    if not common:
        return None
    only_here, only_there = compared.only_here, compared.only_there
    below: int | None = None
    why_not: str | None
    if only_here is None or only_there is None:
        gone = (compared.here - compared.shared, compared.there - compared.shared)
        exposes, why_not = "cannot tell", "too many subjects changed to tell which they are"
    else:
        gone = (len(only_here), len(only_there))
        if not any(gone):
            return None
        still = np.isin(only_there, pair.units.marks)
        below = _below_among(pair, only_here, pair.here_quasi, k)
        below += _below_among(pair, only_there, pair.there_quasi, k)
        few = any(0 < count < k for count in gone) or bool(below)
        exposes = "yes" if few else "no" if still.all() else "cannot tell"
        why_not = (
            f"{int((~still).sum()):,} of them are not in this source any more"
            if exposes == "cannot tell"
            else None
        )
    return Crossing.model_validate(
        {
            "kind": "differencing",
            "exposes": exposes,
            "release": release.id,
            "name": _name(release),
            "table": pair.here.table,
            "shared": _shared(compared),
            "columns": tuple(common),
            "k": k,
            "below_k": below,
            "only_here": gone[0],
            "only_there": gone[1],
            "why_not": why_not,
            "sentence": differencing_sentence(
                pair.here.table, _name(release), gone, k, below, why_not
            ),
        }
    )


def _below_among(pair: _Pair, marks: Marks, quasi: Columns, k: int) -> int:
    """Return how many of some subjects are in groups of fewer than k among themselves."""
    some = np.isin(pair.units.marks, marks)
    if not some.any():
        return 0
    stay = pa.array(some)
    sizes = _group_sizes([c.filter(stay) for c in quasi.values()], pair.units.marks[some])
    return int(sizes[sizes < k].sum())


def _released(table: TablePlan) -> dict[str, ColumnPlan]:
    return {c.column: c for c in table.columns if not isinstance(c.transform, Drop)}


def _alone_by_common(
    pair: _Pair, table: Table, bins: Sequence[BinsTogether]
) -> tuple[tuple[str, ...], int]:
    """Return the columns that both release alike, and how many subjects are alone by them.

    No columns when nobody is.
    """
    here, there = _released(pair.here), _released(pair.there)
    same_bins = {b.column for b in bins if b.here == b.there == b.together}
    alike = {
        name: pair.here_quasi[name] if name in pair.here_quasi else table.column(name)
        for name in here.keys() & there.keys()
        if name in same_bins
        or (
            name not in {b.column for b in bins}
            and _shows(here[name].transform, there[name].transform)
        )
    }
    rows = int(np.count_nonzero(pair.both))
    if not alike or not rows:
        return (), 0
    columns = [values.filter(pa.array(pair.both)) for _, values in sorted(alike.items())]
    classes = EquivalenceClasses.of(columns, rows, subjects=pa.array(pair.units.marks[pair.both]))
    alone = int(np.count_nonzero(classes.subjects == 1))
    return (tuple(sorted(alike)), alone) if alone else ((), 0)


def _shows(here: TransformSpec, there: TransformSpec) -> bool:
    """Whether two releases show a column with the same values, without any key."""
    return here == there and here.kind == "keep"


def _common_domains(plan: Plan, key: str | None, earlier: Earlier) -> list[str]:
    """Return the columns whose pseudonyms are the same in both releases."""
    if key is not None and key != earlier.release.key:
        return []
    here, there = plan.pipeline.release, earlier.plan.pipeline.release
    if (here.name, here.recipient) != (there.name, there.recipient):
        return []
    if here.link_versions != there.link_versions:
        return []
    if not here.link_versions and here.version != there.version:
        return []
    theirs = {
        domain
        for table in earlier.plan.tables
        for column in table.columns
        if (domain := domain_in_plan(table.table, column)) is not None
    }
    return [
        f"{table.table}.{column.column}"
        for table in plan.tables
        for column in table.columns
        if domain_in_plan(table.table, column) in theirs
    ]


def _shared(compared: Comparison) -> Shared:
    return Shared(
        estimate=compared.shared, low=compared.low, high=compared.high, exact=compared.exact
    )


def _name(release: KeptRelease) -> str:
    return f"{release.name} {release.version}"
