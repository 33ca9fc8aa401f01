"""What the engines of SDV have in common: metadata of our own, seeds, and the licence.

What lives here: the above. What does not: the engines.

SDV 2's own metadata is never detected: it would take real minima, maxima, categories and rare texts
of the data into a file. SDV sees columns ``c0``, ``c1`` … of codes and of numbers between 0 and 1.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import numpy as np

from sector_data.errors import MissingExtraError, SectorDataError
from sector_data.synthesise.columns import Category, Learnable
from sector_data.synthesise.protocol import Effort
from sector_data.synthesise.telling import in_words

if TYPE_CHECKING:
    import pandas as pd

_WORTH_TIMING = 20_000_000
"""Cells seen by a fit: some ten seconds of the fastest network."""
TABLE = "t"
"""SDV wants tables to have names; the real one is not its business."""
LICENCE = "BUSL-1.1"
NOTICE = (
    "SDV is under the Business Source License 1.1 of DataCebo, Inc.: it must not be used for a "
    "commercial offering that lets third parties make synthetic data with it. The synthetic "
    "data themselves may be used and passed on."
)


def insist_on_sdv(*modules: str) -> None:
    """Import modules of SDV, and what they need.

    Raises
    ------
    MissingExtraError
        If one of them is not installed.
    SectorDataError
        If one is, and cannot be loaded: a library of the system lacks, or versions do not fit.
    """
    try:
        for module in modules:
            import_module(module)
    except ImportError:
        raise MissingExtraError("Synthesis", "synthesis") from None
    except Exception as error:
        raise SectorDataError(
            f"SDV, or a library that it needs, cannot be loaded ({type(error).__name__}).",
            "Install them again: pip install --force-reinstall 'sector-data[synthesis]'.",
        ) from None


def versions(*more: str) -> dict[str, str]:
    """Return the versions of SDV, and of what decides the result beside it."""
    return {name: version(name) for name in ("sdv", "rdt", *more, "numpy")}


def names_of(columns: Iterable[str], letter: str = "c") -> dict[str, str]:
    """Return the name that SDV sees of each column, or table."""
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
def one_thread() -> Iterator[None]:
    """Let torch use one thread: sums of floats depend on how many share them."""
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


def paced(
    fit: Callable[[int], object],
    epochs: int,
    cells: int,
    effort: Effort,
    announce: Callable[[str], None],
) -> int:
    """Tell how long a fit will take, after a fit of one pass, and shorten one that may not.

    Parameters
    ----------
    fit
        Fits so many passes.
    epochs
        Wanted.
    cells
        Of the table; small fits are not timed before.
    effort
        Its minutes are kept to as nearly as the first pass tells.
    announce
        Told the estimate.

    Returns
    -------
    int
        Passes to fit; at least one.
    """
    if effort.minutes is None and cells * epochs < _WORTH_TIMING:
        return epochs
    begun = time.monotonic()
    fit(1)
    seconds = time.monotonic() - begun
    if effort.minutes is not None:
        epochs = max(1, min(epochs, int(effort.minutes * 60 / seconds)))
    announce(f"{epochs} passes will take about {in_words(seconds * epochs)}")
    return epochs


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
