"""Planning local recoding: from a table to the stages that release it.

What lives here: :func:`plan_local_recoding`. What does not: how classes are formed
(:mod:`sector_data.anonymise.recoding.splitting`, :mod:`sector_data.anonymise.recoding.peeling`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod
from types import MappingProxyType
from typing import Any

import numpy as np
import pyarrow as pa

from sector_data.anonymise.classes import Flags, Integers, SensitiveColumn, group_keys, pack
from sector_data.anonymise.encoding import EncodedTable, allowance
from sector_data.anonymise.hierarchies import Hierarchy
from sector_data.anonymise.hierarchies.between import between
from sector_data.anonymise.loss import loss_of_product
from sector_data.anonymise.metrics import Loss
from sector_data.anonymise.models import DistinctDiversity, KAnonymity, PrivacyModel
from sector_data.anonymise.protect import counted_columns, models_of, plan_protection
from sector_data.anonymise.recoding.ground import Ground, rare
from sector_data.anonymise.recoding.peeling import peel
from sector_data.anonymise.recoding.splitting import split
from sector_data.anonymise.refusal import refusal
from sector_data.spec.plan import Generalisation, ProtectionPlan, Stage

_NONE: Mapping[str, int] = MappingProxyType({})

_TIE = 1e-12

_MOST_NODES = 100_000
"""Largest lattice that is searched to see whether one set of levels would do better."""


def plan_local_recoding(
    *,
    quasi_identifiers: Mapping[str, pa.Array | pa.ChunkedArray],
    hierarchies: Mapping[str, Hierarchy],
    suppression_limit: float = 0.0,
    k: int | None = None,
    l_diversity: Mapping[str, int] = _NONE,
    models: Sequence[PrivacyModel] = (),
    fixed_levels: Mapping[str, int] = _NONE,
    lowest_levels: Mapping[str, int] = _NONE,
    subjects: pa.Array | pa.ChunkedArray | None = None,
    sensitive: Mapping[str, SensitiveColumn] = MappingProxyType({}),
    overlapping: bool = False,
    levels_between: bool | None = None,
) -> ProtectionPlan:
    """Give every class levels of its own, so that rows are kept and little detail is lost.

    Strict classes do not overlap: what one class covers, no other does. This is Mondrian's strict
    multidimensional partition over the hierarchies. Overlapping classes (its relaxed variant, and
    what ARX's local transformation makes) lose less with the same levels, but an outlier's class
    then covers combinations that are released by themselves elsewhere, and whoever counts rows by
    a condition must know that.

    Parameters
    ----------
    quasi_identifiers, hierarchies, k, l_diversity, models, fixed_levels, lowest_levels, subjects, \
sensitive
        As for :func:`~sector_data.anonymise.protect.plan_protection`. Levels that are fixed are the
        same for all classes.
    suppression_limit
        Largest share of rows to leave out. Rows are left out where not even the coarsest levels
        that are allowed help them, and those that are rare in one column at every level below its
        coarsest (see :func:`~sector_data.anonymise.recoding.ground.rare`) where what the others
        keep by it is more than is lost.
    overlapping
        Whether classes may overlap.
    levels_between
        Whether labels between the levels of the hierarchies may be released: halves of named
        groups, doubled intervals (:mod:`sector_data.anonymise.hierarchies.between`). Strict classes
        lose half as much with them, and have them unless they are declined; overlapping ones do
        without unless they are asked for, since the lattice grows with them.

    Returns
    -------
    ProtectionPlan
        A stage for each set of levels, its hierarchies as they are released. No claim that the
        result is the best one.

    Raises
    ------
    InputError
        If columns differ in length, levels, hierarchies or sensitive columns are missing, or a
        model is a figure of the whole table.
    ReleaseRefusedError
        If even the coarsest levels leave out more rows than the limit.
    """
    asked = models_of(k, l_diversity, models)
    lowest = dict(lowest_levels)
    finer = dict(hierarchies)
    if not overlapping if levels_between is None else levels_between:
        for name, values in quasi_identifiers.items():
            if name in hierarchies and name not in fixed_levels:
                finer[name], lowest[name] = between(hierarchies[name], values, lowest.get(name, 0))
    table = EncodedTable.of(
        quasi_identifiers=quasi_identifiers,
        hierarchies=finer,
        fixed_levels=fixed_levels,
        lowest_levels=lowest,
        subjects=subjects,
        sensitive=sensitive,
        counted=counted_columns(asked, Loss()),
    )
    ground = Ground.of(table, asked)
    every = np.arange(ground.size)
    classes, count = ground.labels_at(np.tile(ground.top, (ground.size, 1)), every)
    kept = ground.accepted(every, classes, count)[classes]
    lost = int(ground.statistics.rows[~kept].sum())
    allowed = allowance(suppression_limit, table.rows)
    if lost > allowed:
        raise refusal(
            ground.statistics.merged(classes, count),
            asked,
            allowance=allowed,
            limit=suppression_limit,
            fixed=tuple(name for name in quasi_identifiers if name in fixed_levels),
        )
    recoded = _recoded(ground, kept, overlapping=overlapping)
    without = rare(ground, kept, allowed - lost)
    while without.any():
        other = _recoded(ground, kept & ~without, overlapping=overlapping)
        covered = _covered(ground, other, without)
        if not covered.any():
            if other.product < recoded.product - _TIE:
                recoded = other
            break
        # Whatever a released class covers is released with it.
        without &= ~covered
    kept, stages = recoded.kept, recoded.stages
    lost = int(ground.statistics.rows[~kept].sum())
    dimensions = ground.dimensions
    plan = ProtectionPlan(
        generalisations=tuple(
            Generalisation(
                column=name,
                hierarchy=finer[name].spec,
                chosen=tuple(sorted({stage.levels[place] for stage in stages})),
                levels=finer[name].levels,
            )
            for place, name in enumerate(table.names)
        ),
        stages=tuple(stages),
        recoding="overlapping" if overlapping else "strict",
        k=max((m.k for m in asked if isinstance(m, KAnonymity)), default=1),
        l_diversity={m.column: m.l for m in asked if isinstance(m, DistinctDiversity)},
        suppressed_subjects=table.lost_subjects(~kept[table.of_row]),
        suppressed_rows=lost,
        loss=loss_of_product(recoded.product, len(dimensions)),
        checked=recoded.looked,
        nodes=int(np.prod([d.choices for d in dimensions], dtype=object)) if dimensions else 1,
        optimal=False,
    )
    whole = _one_set_of_levels(
        _lattice(table, hierarchies, fixed_levels, lowest_levels),
        loss=plan.loss,
        quasi_identifiers=quasi_identifiers,
        hierarchies=hierarchies,
        suppression_limit=(lost + 0.5) / max(table.rows, 1),
        models=asked,
        fixed_levels=fixed_levels,
        lowest_levels=lowest_levels,
        subjects=subjects,
        sensitive=sensitive,
    )
    return plan if whole is None else whole.model_copy(update={"recoding": plan.recoding})


@dataclass(frozen=True, slots=True)
class _Recoded:
    """The combinations that are kept, with their stages, what is lost, and how much was tried."""

    kept: Flags
    positions: Integers
    stages: list[Stage]
    product: float
    looked: int


def _recoded(ground: Ground, kept: Flags, *, overlapping: bool) -> _Recoded:
    if overlapping:
        positions, stage, nodes, looked = peel(ground, kept)
        stages = [
            _stage(ground, np.flatnonzero(stage == number), np.array(node, dtype=np.int64))
            for number, node in enumerate(nodes)
        ]
    else:
        positions, looked = split(ground, kept)
        stages = _strict_stages(ground, positions, np.flatnonzero(kept))
    if not stages:
        stages = [Stage(levels=_levels(ground, ground.top), kept_classes=())]
    product = float(np.prod(1 + ground.mean_losses(positions, kept)))
    return _Recoded(kept, positions, stages, product, looked)


def _covered(ground: Ground, recoded: _Recoded, others: Flags) -> Flags:
    """Return which other combinations have the labels of a released class."""
    result = np.zeros_like(others)
    left = np.flatnonzero(others)
    every = np.flatnonzero(recoded.kept)
    nodes, of_kept = np.unique(recoded.positions[every], axis=0, return_inverse=True)
    for number, node in enumerate(nodes):
        among = np.concatenate([every[of_kept.reshape(-1) == number], left])
        codes, sizes = _codes(ground, node, among)
        classes, _ = group_keys(*pack(zip(codes, sizes, strict=True), len(among)))
        released = len(among) - len(left)
        result[left] |= np.isin(classes[released:], classes[:released])
    return result


def _lattice(
    table: EncodedTable,
    hierarchies: Mapping[str, Hierarchy],
    fixed_levels: Mapping[str, int],
    lowest_levels: Mapping[str, int],
) -> int:
    """Return how many nodes full-domain generalisation chooses from."""
    return prod(
        1 if name in fixed_levels else hierarchies[name].levels - lowest_levels.get(name, 0)
        for name in table.names
    )


def _one_set_of_levels(nodes: int, *, loss: float, **arguments: Any) -> ProtectionPlan | None:
    """Return the best plan with one set of levels, if it loses less.

    Cutting and peeling are greedy; in small tables one set of levels can be better.
    """
    if nodes > _MOST_NODES or arguments["suppression_limit"] > 1:
        return None
    found = plan_protection(**arguments)
    return found if found.loss < loss - _TIE else None


def _strict_stages(ground: Ground, positions: Integers, kept: Integers) -> list[Stage]:
    """Return a stage for each set of positions.

    Which comes first does not matter where classes do not overlap, but to the time that rows take
    to find theirs: those that release most combinations do.
    """
    if not len(kept):
        return []
    if not ground.dimensions:
        return [_stage(ground, kept, ground.top)]
    nodes, of_kept, sizes = np.unique(
        positions[kept], axis=0, return_inverse=True, return_counts=True
    )
    order = np.argsort(of_kept.reshape(-1), kind="stable")
    members = np.split(kept[order], np.cumsum(sizes)[:-1])
    return [
        _stage(ground, members[number], nodes[number])
        for number in np.lexsort([np.arange(len(nodes)), -sizes])
    ]


def _stage(ground: Ground, members: Integers, node: Integers) -> Stage:
    """Return the stage that releases combinations at a node."""
    places = node.tolist()
    codes, sizes = _codes(ground, node, members)
    classes, count = group_keys(*pack(zip(codes, sizes, strict=True), len(members)))
    some = np.zeros(count, dtype=np.int64)
    some[classes] = np.arange(len(members))
    columns = [
        dimension.labels[place].take(pa.array(of_members[some])).to_pylist()
        for dimension, place, of_members in zip(ground.dimensions, places, codes, strict=True)
    ]
    combinations = list(zip(*columns, strict=True)) if columns else [()]
    return Stage(
        levels=_levels(ground, node),
        kept_classes=tuple(
            sorted(combinations, key=lambda c: [(v is not None, v or "") for v in c])
        ),
    )


def _codes(ground: Ground, node: Integers, members: Integers) -> tuple[list[Integers], list[int]]:
    """Return the groups of combinations at a node, and how many groups there are."""
    places = node.tolist()
    codes = [ground.groups[d][place, members] for d, place in enumerate(places)]
    return codes, [max(d.size(p), 1) for d, p in zip(ground.dimensions, places, strict=True)]


def _levels(ground: Ground, node: Integers) -> tuple[int, ...]:
    return tuple(
        dimension.levels[int(position)]
        for dimension, position in zip(ground.dimensions, node, strict=True)
    )
