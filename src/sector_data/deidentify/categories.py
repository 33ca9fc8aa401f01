"""Rare categories joined into one.

What lives here: which categories are frequent enough, and the replacement of the others. What does
not: generalisation by a hierarchy (:mod:`sector_data.anonymise.hierarchies`).
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.deidentify.canonical import canonical_column, canonical_text
from sector_data.deidentify.distinct import map_distinct
from sector_data.errors import InputError
from sector_data.kernels.grouping import number_keys
from sector_data.sources.numbering import encoded
from sector_data.spec.transforms.values import JoinRare


def frequent(
    values: pa.Array | pa.ChunkedArray, subjects: pa.Array | None, at_least: int
) -> tuple[str, ...]:
    """Return the categories that enough subjects have, sorted.

    Parameters
    ----------
    values
        A column.
    subjects
        The subject of each row; rows are counted when it is None, and rows without a subject are
        not counted.
    at_least
        Subjects that a category needs.
    """
    found = encoded(canonical_column(values))
    codes = found.indices.fill_null(-1).to_numpy().astype(np.int64)
    if subjects is not None:
        owners = encoded(subjects)
        who = owners.indices.fill_null(-1).to_numpy()
        both = (codes >= 0) & (who >= 0)
        codes, who = codes[both], who[both]
        codes = codes[number_keys(codes * max(len(owners.dictionary), 1) + who)[1]]
    counts = np.bincount(codes[codes >= 0], minlength=len(found.dictionary))
    return tuple(sorted(found.dictionary.filter(pa.array(counts >= at_least)).to_pylist()))


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
