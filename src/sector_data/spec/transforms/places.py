"""The transforms of places: postcodes and coordinates.

What lives here: their models. What does not: how they are carried out
(:mod:`sector_data.deidentify.places`, :mod:`sector_data.deidentify.coordinates`), and coarser
postcodes of other countries, which are hierarchies (:mod:`sector_data.spec.hierarchies`).
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sector_data.spec.transforms.model import TransformModel
from sector_data.spec.words import Technique


class Zip3(TransformModel):
    """US ZIP codes to three digits, ``000`` where 20,000 people or fewer live
    (45 CFR 164.514(b)(2)(i)(B))."""

    technique = Technique.GENERALIZATION
    loss = "the last two digits"
    kind: Literal["zip3"] = "zip3"
    census: Literal["2020", "2010", "2000", "2000+2020"] = "2020"
    """Census whose counts decide; ``2000+2020`` lets stand only what both do."""


class Grid(TransformModel):
    """Replace a latitude or a longitude by the middle of its cell in a grid of degrees."""

    technique = Technique.GENERALIZATION
    loss = "the place within the cell"
    kind: Literal["grid"] = "grid"
    degrees: Annotated[float, Field(ge=0.001, le=90)] = 0.1
    """Width of a cell; 0.1 degrees of latitude are 11 km, of longitude 11 km times the cosine of
    the latitude."""


class Geohash(TransformModel):
    """Replace coordinates by the geohash of their cell. The column holds the latitude and another
    the longitude, or it holds both as text."""

    technique = Technique.GENERALIZATION
    loss = "the place within the cell"
    kind: Literal["geohash"] = "geohash"
    precision: Annotated[int, Field(ge=1, le=7)] = 4
    """Characters: 3 for cells of 156 km, 4 for 39 km by 20 km, 5 for 5 km, 6 for 1.2 km by
    600 m."""
    longitude: str | None = None
    """Column of the same table that holds the longitude; it is dropped. Without it the column's
    texts hold both, latitude first: ``48.85, 2.35``."""
