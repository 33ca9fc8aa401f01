"""What the engines of SDV have in common: metadata of our own, seeds, and the licence.

What lives here: the above. What does not: the engines.

SDV 2's own metadata is never detected: it would take real minima, maxima, categories and rare texts
of the data into a file. SDV sees columns ``c0``, ``c1`` … of codes and of numbers between 0 and 1.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import numpy as np

from sector_data.errors import MissingExtraError
from sector_data.synthesise.columns import Category, Learnable

if TYPE_CHECKING:
    import pandas as pd

TABLE = "t"
"""SDV wants tables to have names; the real one is not its business."""
LICENCE = "BUSL-1.1"
NOTICE = (
    "SDV is under the Business Source License 1.1 of DataCebo, Inc.: it must not be used for a "
    "commercial offering that lets third parties make synthetic data with it. The synthetic "
    "data themselves may be used and passed on."
)


def insist_on_sdv(module: str) -> None:
    """Import a module of SDV.

    Raises
    ------
    MissingExtraError
        If it, or what it needs, is not installed.
    """
    try:
        import_module(module)
    except ImportError:
        raise MissingExtraError("Synthesis", "synthesis") from None


def versions(*more: str) -> dict[str, str]:
    """Return the versions of SDV, and of what decides the result beside it."""
    return {name: version(name) for name in ("sdv", "rdt", *more, "numpy")}


def names_of(columns: Mapping[str, Learnable], letter: str = "c") -> dict[str, str]:
    """Return the name that SDV sees of each column."""
    return {column: f"{letter}{place}" for place, column in enumerate(columns)}


def frame_of(columns: Mapping[str, Learnable], names: Mapping[str, str]) -> pd.DataFrame:
    """Return codes and units as SDV sees them."""
    import pandas as pd

    return pd.DataFrame(
        {
            names[c]: encoded.codes if isinstance(encoded, Category) else encoded.units
            for c, encoded in columns.items()
        }
    )


def kinds_of(columns: Mapping[str, Learnable], names: Mapping[str, str]) -> dict[str, Any]:
    """Return SDV's types of the columns."""
    return {
        names[c]: {"sdtype": "categorical" if isinstance(encoded, Category) else "numerical"}
        for c, encoded in columns.items()
    }


def metadata_of(kinds: Mapping[str, Any], **keys: str) -> Any:
    """Return SDV's metadata of one table.

    Parameters
    ----------
    kinds
        Column to type.
    **keys
        Further words of the table, such as ``sequence_key``.
    """
    from sdv.metadata import Metadata

    return Metadata.load_from_dict(
        {
            "METADATA_SPEC_VERSION": "V2",
            "tables": {TABLE: {"columns": dict(kinds), **keys}},
            "relationships": [],
        }
    )


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Seed numpy and torch for SDV, which knows no other way, and put both back afterwards."""
    import torch

    before = np.random.get_state()
    with torch.random.fork_rng(devices=[]), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        np.random.seed(seed % 2**32)
        torch.manual_seed(seed)
        try:
            yield
        finally:
            np.random.set_state(before)
