"""One door to the transforms of whole columns.

What lives here: the choice of the method by its specification, and the columns that it looks at.
What does not: the methods.
"""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa

from sector_data.deidentify.perturbation.microaggregation import microaggregate
from sector_data.deidentify.perturbation.noise import add_noise
from sector_data.deidentify.perturbation.post_randomisation import post_randomise
from sector_data.deidentify.perturbation.rank_swapping import rank_swap
from sector_data.spec.transforms.perturbation import (
    Microaggregate,
    Noise,
    Perturbation,
    Pram,
    RankSwap,
)


def perturb(
    column: str,
    spec: Perturbation,
    column_of: Callable[[str], pa.Array],
    *,
    secret: bytes | None = None,
    subjects: pa.Array | pa.ChunkedArray | None = None,
) -> pa.Array:
    """Transform a column as a whole.

    Parameters
    ----------
    column
        Its name.
    spec
        The transform and its parameters.
    column_of
        Gives a column of the table by its name; all of one length.
    secret
        For those that draw: the same for all columns of a table, so that correlated noise can be
        drawn for several of them.
    subjects
        The subject of each row, if it is known.

    Returns
    -------
    Array
        One result for each row.

    Raises
    ------
    InputError
        If the transform does not suit the column's type, or a secret is missing; see the methods.
    """
    values = column_of(column)
    match spec:
        case Microaggregate(k=k, together=together):
            columns = {name: column_of(name) for name in {column, *together}}
            return microaggregate(columns, k, subjects=subjects, released=[column])[column]
        case RankSwap(max_rank_shift=share):
            return rank_swap(values, share, secret, name=column)
        case Pram(keep=keep, strata=strata):
            return post_randomise(
                values,
                keep,
                secret,
                name=column,
                subjects=subjects,
                strata=None if strata is None else column_of(strata),
            )
        case Noise(scale=scale, form=form, together=together):
            names = {column, *together} if form == "correlated" else {column}
            columns = {name: column_of(name) for name in names}
            return add_noise(columns, scale, form, secret, subjects=subjects)[column]
