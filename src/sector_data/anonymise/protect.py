"""Choosing how a table is protected: levels, and the classes that are released at them.

What lives here: :func:`plan_protection`. What does not: the search itself
(:mod:`sector_data.anonymise.search`) and carrying a choice out
(:mod:`sector_data.anonymise.applying`).
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

import numpy as np
import pyarrow as pa

from sector_data.anonymise.classes import (
    EquivalenceClasses,
    Flags,
    Integers,
    SensitiveColumn,
    codes_of,
    sensitive_pairs,
)
from sector_data.anonymise.dimensions import Dimension, allowed_levels, encode
from sector_data.anonymise.hierarchies import Hierarchy
from sector_data.anonymise.hierarchies.hierarchy import one_array
from sector_data.anonymise.loss import loss_of_product
from sector_data.anonymise.refusal import refusal
from sector_data.anonymise.search import MOST_NODES, Search
from sector_data.anonymise.tables import (
    ClassTable,
    Members,
    Node,
    base_table,
    roll_up,
    suppressed_at,
)
from sector_data.errors import InputError
from sector_data.spec.plan import Generalisation, ProtectionPlan, Stage

_NONE: Mapping[str, int] = MappingProxyType({})


def plan_protection(
    *,
    quasi_identifiers: Mapping[str, pa.Array | pa.ChunkedArray],
    hierarchies: Mapping[str, Hierarchy],
    k: int,
    suppression_limit: float,
    fixed_levels: Mapping[str, int] = _NONE,
    lowest_levels: Mapping[str, int] = _NONE,
    subjects: pa.Array | pa.ChunkedArray | None = None,
    sensitive: Mapping[str, SensitiveColumn] = MappingProxyType({}),
    l_diversity: Mapping[str, int] = _NONE,
    most_nodes: int = MOST_NODES,
) -> ProtectionPlan:
    """Find the generalisation that loses least and gives each class enough subjects and values.

    Every row of a class with fewer than `k` distinct subjects (Sweeney 2002, "k-anonymity: a model
    for protecting privacy", IJUFKS 10(5)) or fewer than l distinct present values of a sensitive
    column (Machanavajjhala et al. 2007, ACM TKDD 1(1)) is suppressed. The result is optimal in
    the loss of :mod:`sector_data.anonymise.loss`, unless the lattice is larger than `most_nodes`.

    Parameters
    ----------
    quasi_identifiers
        Columns of one length; missing values are a value of their own. Without any, the whole
        table is one class.
    hierarchies
        One for each quasi-identifier, built for its values.
    k
        Distinct subjects that a class needs.
    suppression_limit
        Largest share of rows to leave out; ``floor(limit * rows)`` in decimal arithmetic.
    fixed_levels
        Levels that are not the search's to choose.
    lowest_levels
        Levels below which the search does not go.
    subjects
        Subject of each row; every row is one when they are not given. Missing ones count as one.
    sensitive
        Columns of `l_diversity`, by the same names.
    l_diversity
        Distinct present values that a class needs, by sensitive column.
    most_nodes
        Lattice size from which on a greedy search takes over.

    Returns
    -------
    ProtectionPlan
        The classes it keeps are spelt as at their levels, in rising order, ``None`` for missing.

    Raises
    ------
    InputError
        If columns differ in length, or levels, hierarchies or sensitive columns are missing.
    ReleaseRefusedError
        If no generalisation stays within the limit; it says what smallest change would.
    """
    rows = _rows(quasi_identifiers, subjects, sensitive)
    _require_names(quasi_identifiers, hierarchies, sensitive, l_diversity)
    encoded = {
        name: encode(
            values,
            hierarchies[name],
            allowed_levels(
                name,
                hierarchies[name],
                lowest=lowest_levels.get(name, 0),
                fixed=fixed_levels.get(name),
            ),
        )
        for name, values in quasi_identifiers.items()
    }
    dimensions = [dimension for dimension, _ in encoded.values()]
    codes, counts, of_row = base_table(dimensions, [c for _, c in encoded.values()], rows)
    subject_codes = _repeated_subjects(subjects)
    base = _with_members(
        ClassTable((0,) * len(dimensions), codes, counts, k, ()),
        of_row,
        subject_codes,
        {name: sensitive_pairs(sensitive[name], of_row, _array(subjects)) for name in l_diversity},
        l_diversity,
    )
    allowance = int(Decimal(repr(float(suppression_limit))) * rows)
    search = Search(dimensions, base, allowance)
    found = search.run(most_nodes)
    if found is None:
        coarsest = EquivalenceClasses.of(
            [pa.array(d.step(0, len(d.levels) - 1)[c]) for d, c in encoded.values()],
            rows,
            subjects=subjects,
        )
        raise refusal(
            coarsest,
            {name: coarsest.diversity(sensitive[name]) for name in l_diversity},
            k=k,
            l_diversity=l_diversity,
            allowance=allowance,
            limit=suppression_limit,
            fixed=tuple(name for name in quasi_identifiers if name in fixed_levels),
        )
    short = suppressed_at(base, found.node, dimensions)
    levels = tuple(d.levels[p] for d, p in zip(dimensions, found.node, strict=True))
    return ProtectionPlan(
        generalisations=tuple(
            Generalisation(
                column=name,
                hierarchy=hierarchies[name].spec,
                chosen=(level,),
                levels=hierarchies[name].levels,
            )
            for name, level in zip(encoded, levels, strict=True)
        ),
        stages=(
            Stage(
                levels=levels,
                kept_classes=_kept_classes(base, short, found.node, dimensions),
            ),
        ),
        k=k,
        l_diversity=dict(l_diversity),
        suppressed_subjects=_lost_subjects(short[of_row], subject_codes),
        suppressed_rows=found.suppressed,
        loss=loss_of_product(found.product, len(dimensions)),
        checked=found.checked,
        nodes=int(np.prod([d.choices for d in dimensions], dtype=object)) if dimensions else 1,
        optimal=found.optimal,
    )


def _array(values: pa.Array | pa.ChunkedArray | None) -> pa.Array | None:
    return None if values is None else one_array(values)


def _rows(
    quasi_identifiers: Mapping[str, pa.Array | pa.ChunkedArray],
    subjects: pa.Array | pa.ChunkedArray | None,
    sensitive: Mapping[str, SensitiveColumn],
) -> int:
    """Return the length that all columns of the table share."""
    lengths = {len(values) for values in quasi_identifiers.values()}
    if subjects is not None:
        lengths.add(len(subjects))
    lengths |= {len(column.values) for column in sensitive.values() if column.subjects is None}
    if len(lengths) > 1:
        raise InputError("The columns of the table to protect differ in length.")
    return lengths.pop() if lengths else 0


def _require_names(
    quasi_identifiers: Mapping[str, pa.Array | pa.ChunkedArray],
    hierarchies: Mapping[str, Hierarchy],
    sensitive: Mapping[str, SensitiveColumn],
    l_diversity: Mapping[str, int],
) -> None:
    for name in quasi_identifiers:
        if name not in hierarchies:
            raise InputError(f"The quasi-identifier {name} has no hierarchy.")
    for name in l_diversity:
        if name not in sensitive:
            raise InputError(f"l-diversity is asked for {name}, which is not among the columns.")


def _repeated_subjects(subjects: pa.Array | pa.ChunkedArray | None) -> tuple[Integers, int] | None:
    """Return the subject code of each row and their number; None when each row has its own."""
    if subjects is None:
        return None
    codes, size = codes_of(subjects)
    return None if size == len(codes) else (codes, size)


def _with_members(
    table: ClassTable,
    of_row: Integers,
    subjects: tuple[Integers, int] | None,
    pairs: Mapping[str, tuple[Integers, Integers, int]],
    l_diversity: Mapping[str, int],
) -> ClassTable:
    members = [
        Members.of(l_diversity[name], owners, things, (table.classes, kinds))
        for name, (owners, things, kinds) in pairs.items()
    ]
    if subjects is None:
        return ClassTable(table.node, table.codes, table.rows, table.k, tuple(members))
    of_subjects = Members.of(table.k, of_row, subjects[0], (table.classes, subjects[1]))
    return ClassTable(table.node, table.codes, table.rows, 0, (of_subjects, *members))


def _lost_subjects(suppressed: Flags, subjects: tuple[Integers, int] | None) -> int:
    """Return how many subjects have no row left."""
    if subjects is None:
        return int(suppressed.sum())
    codes, size = subjects
    left = np.zeros(size, dtype=np.bool_)
    left[codes[~suppressed]] = True
    return size - int(left.sum())


def _kept_classes(
    base: ClassTable, short: Flags, node: Node, dimensions: list[Dimension]
) -> tuple[tuple[str | None, ...], ...]:
    kept = roll_up(
        ClassTable(base.node, tuple(c[~short] for c in base.codes), base.rows[~short], base.k, ()),
        node,
        dimensions,
    )
    if not dimensions:
        return ((),) * kept.classes
    columns = [
        dimension.labels[position].take(pa.array(codes)).to_pylist()
        for dimension, position, codes in zip(dimensions, node, kept.codes, strict=True)
    ]
    combinations = zip(*columns, strict=True)
    return tuple(sorted(combinations, key=lambda c: [(v is not None, v or "") for v in c]))
