"""Every client that the README of a bundle names opens it, with the right types."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.clients.opening import open_with_every_client, same


def test_every_client_opens_the_bundle_by_its_readme(odd_bundle: Path) -> None:
    opened = open_with_every_client(odd_bundle)
    assert set(opened) >= {
        *("pandas, Parquet", "pandas, CSV", "DuckDB", "sector_data"),
        *("frictionless", "mlcroissant", "sha256sum"),
    }
    if not shutil.which("Rscript"):
        pytest.skip("R is not installed; the other clients opened the bundle")
    assert "R" in opened


def test_a_client_that_guesses_types_is_found_out() -> None:
    with pytest.raises(AssertionError):
        same({"a": [7, 8]}, {"a": ["007", "008"]})
    with pytest.raises(AssertionError):
        same({"a": [1.0, None]}, {"a": [1, None]})
    with pytest.raises(AssertionError):
        same({"a": ["", "b"]}, {"a": [None, "b"]})
