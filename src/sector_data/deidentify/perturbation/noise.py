"""Noise: numbers moved by a random amount.

What lives here: additive, correlated and multiplicative noise. What does not: differential privacy,
whose noise is fitted to what is published and which needs a budget.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sector_data.deidentify.distinct import plain_array
from sector_data.deidentify.perturbation.columns import as_numbers, like, require_ordered
from sector_data.deidentify.perturbation.draws import Draws
from sector_data.errors import InputError

Floats = npt.NDArray[np.float64]
NoiseKind = Literal["additive", "correlated", "multiplicative"]


def add_noise(
    columns: Mapping[str, pa.Array | pa.ChunkedArray],
    scale: float,
    kind: NoiseKind,
    secret: bytes | None,
    *,
    subjects: pa.Array | pa.ChunkedArray | None = None,
) -> dict[str, pa.Array]:
    """Move numbers by a random amount.

    Parameters
    ----------
    columns
        Numbers, dates or timestamps, by name; several ones matter to correlated noise only.
    scale
        Standard deviation of the noise, as a share of that of the column; of multiplicative noise,
        that of the logarithm of the factor.
    kind
        ``additive``: normal, independent between columns (Kim 1986).
        ``correlated``: normal with the covariance of the columns times the square of the scale,
        then shrunk towards the means so that means and covariances stay what they were in
        expectation (Kim 1986, "A method for limiting disclosure in microdata based on random noise
        and transformation", Proc. ASA Survey Research Methods, 370-374).
        ``multiplicative``: a log-normal factor with mean 1 (Kim & Winkler 2003, "Multiplicative
        noise for masking continuous data", US Census Bureau RRS 2003-01); zeros and signs stay.
    secret
        Draws are keyed with it, and with the name of each column.
    subjects
        Subject of each row: all its rows are moved alike, so that their average tells no more than
        one of them. Rows are moved one by one, in their order, when it is not given.

    Returns
    -------
    dict
        Columns of the same types; whole numbers and dates are rounded. Nulls, NaN and infinities
        stay; correlated noise leaves a row alone that lacks one of the columns' values.

    Raises
    ------
    InputError
        If a column has no order, multiplicative noise meets dates, the scale is not above 0, or the
        secret is missing or too short.
    """
    if not (math.isfinite(scale) and scale > 0):
        raise InputError("The scale of the noise is not above 0.", "0.1 is a tenth.")
    plain = {name: plain_array(values) for name, values in columns.items()}
    for values in plain.values():
        require_ordered(values, "Noise")
        if kind == "multiplicative" and not (
            pa.types.is_integer(values.type) or pa.types.is_floating(values.type)
        ):
            raise InputError("A factor suits no date.", "Use additive noise, or shift the dates.")
    draws = {
        name: Draws(secret, f"noise/{name}").normals(len(values), subjects)
        for name, values in plain.items()
    }
    if kind == "correlated":
        return _correlated(plain, scale, draws)
    result = {}
    for name, values in plain.items():
        numbers, there = as_numbers(values)
        if kind == "multiplicative":
            moved = numbers * np.exp(scale * draws[name] - scale**2 / 2)
        else:
            moved = numbers + scale * _deviation(numbers[there]) * draws[name]
        result[name] = like(moved, there, values)
    return result


def _deviation(numbers: Floats) -> float:
    return float(np.std(numbers)) if len(numbers) else 0.0


def _correlated(
    plain: Mapping[str, pa.Array], scale: float, draws: Mapping[str, Floats]
) -> dict[str, pa.Array]:
    names = sorted(plain)
    read = [as_numbers(plain[name]) for name in names]
    whole = np.logical_and.reduce([there for _, there in read])
    numbers = np.stack([values for values, _ in read], axis=1)
    complete = numbers[whole]
    means = complete.mean(axis=0) if len(complete) else np.zeros(len(names))
    centred = complete - means
    covariance = centred.T @ centred / max(len(complete), 1)
    # A root by eigenvectors: collinear columns, whose covariance is singular, have one as well.
    lengths, directions = np.linalg.eigh(covariance)
    root = directions * np.sqrt(np.maximum(lengths, 0.0)) @ directions.T
    normal = np.stack([draws[name] for name in names], axis=1)
    moved = means + (numbers - means + scale * normal @ root) / math.sqrt(1 + scale**2)
    return {name: like(moved[:, place], whole, plain[name]) for place, name in enumerate(names)}
