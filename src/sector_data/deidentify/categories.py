"""Rare categories joined into one.

What lives here: which categories are frequent enough, and the replacement of the others. What does
not: generalisation by a hierarchy (:mod:`sector_data.anonymise.hierarchies`).
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from sector_data.deidentify.canonical import canonical_text
from sector_data.deidentify.distinct import map_distinct
from sector_data.errors import InputError
from sector_data.spec.transforms.values import JoinRare


def frequent(values: pa.Array, subjects: pa.Array | None, at_least: int) -> tuple[str, ...]:
    """Return the categories that enough subjects have, sorted.

    Parameters
    ----------
    values
        A plain array.
    subjects
        The subject of each row; rows are counted when it is None, and rows without a subject are
        not counted.
    at_least
        Subjects that a category needs.
    """
    pairs = {"value": canonical_text(values)}
    if subjects is not None:
        pairs["subject"] = subjects
    table = pa.table(pairs).drop_null()
    if subjects is not None:
        table = table.group_by(["value", "subject"]).aggregate([])
    counts = table.group_by("value").aggregate([([], "count_all")])
    enough = counts.filter(pc.greater_equal(counts["count_all"], at_least))
    return tuple(sorted(enough["value"].to_pylist()))


def join_rare(values: pa.Array, spec: JoinRare) -> pa.Array:
    """Replace every category that is not kept by one word.

    Parameters
    ----------
    values
        A plain array of any type.
    spec
        With the categories that are kept, from the plan.

    Returns
    -------
    Array
        ``string``; null where the value is null.

    Raises
    ------
    InputError
        If no plan has said which categories are kept.
    """
    if spec.kept is None:
        raise InputError(
            "Which categories are rare is for the plan to say.",
            "Make a plan with `sector-data plan`, and apply that.",
        )
    kept = pa.array(sorted(spec.kept), pa.string())

    def of_distinct(distinct: pa.Array) -> pa.Array:
        texts = canonical_text(distinct)
        stays = pc.is_in(texts, kept)
        return pc.if_else(texts.is_null(), None, pc.if_else(stays, texts, spec.into))

    return map_distinct(values, of_distinct)
