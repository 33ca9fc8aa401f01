"""Grids and geohashes say the cell and no more."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.deidentify.transforms import transform
from sector_data.errors import InputError
from sector_data.spec.transforms.places import Geohash, Grid

# Six decimals are 11 cm; the halving of far smaller numbers is a matter of rounding.
LATITUDES = st.integers(-90_000_000, 90_000_000).map(lambda n: n / 1e6)
LONGITUDES = st.integers(-180_000_000, 180_000_000).map(lambda n: n / 1e6)
BASE32 = "0123456789bcdefghjkmnpqrstuvwxyz"


def halved(latitude: float, longitude: float, precision: int) -> str:
    """Return the geohash by halving, as Niemeyer describes it."""
    ranges = [[-180.0, 180.0], [-90.0, 90.0]]
    bits = ""
    for place in range(5 * precision):
        ends, value = ranges[place % 2], (longitude, latitude)[place % 2]
        middle = (ends[0] + ends[1]) / 2
        bits += "1" if value >= middle else "0"
        ends[0 if value >= middle else 1] = middle
    return "".join(BASE32[int(bits[p : p + 5], 2)] for p in range(0, len(bits), 5))


@settings(deadline=None)
@given(LATITUDES, LONGITUDES, st.integers(1, 7))
def test_geohashes_are_those_of_halving(lat: float, lon: float, precision: int) -> None:
    spec = Geohash(precision=precision, longitude="lon")
    made = transform(pa.array([lat]), spec, longitudes=pa.array([lon])).to_pylist()
    assert made == [halved(lat, lon, precision)]


def test_a_known_geohash() -> None:
    spec = Geohash(precision=7)
    values = pa.array(["57.64911, 10.40744", "(57.64911;10.40744)", "91, 0", "x", None, "57.6"])
    assert transform(values, spec).to_pylist() == ["u4pruyd", "u4pruyd", None, None, None, None]


@settings(deadline=None)
@given(LONGITUDES, st.floats(0.001, 90))
def test_the_middle_of_a_cell_is_near_and_the_same_for_the_whole_cell(
    degrees: float, width: float
) -> None:
    (made,) = transform(pa.array([degrees]), Grid(degrees=width)).to_pylist()
    assert abs(made - degrees) <= width / 2 + 1e-5


def test_cells_of_a_grid() -> None:
    values = pa.array([48.8566, 48.81, -0.01, 0.0, None, float("nan"), 181.0])
    made = transform(values, Grid(degrees=0.1)).to_pylist()
    assert made == [48.85, 48.85, -0.05, 0.05, None, None, None]


def test_two_columns_or_texts_are_asked_for() -> None:
    with pytest.raises(InputError, match="latitude and longitude"):
        transform(pa.array([1.0]), Geohash())
    with pytest.raises(InputError, match="numbers of degrees"):
        transform(pa.array(["a"]), Grid())
