"""SDV's Gaussian copula as an engine.

What lives here: all that touches SDV. What does not: the way of values to codes and units
(:mod:`sector_data.synthesise.columns`), of which SDV sees nothing else.

A Gaussian copula keeps each column's distribution and how strongly pairs of columns rise and fall
together (Patki, Wedge, Veeramachaneni, *The Synthetic Data Vault*, 2016). It keeps no rule between
columns and no dependence of three: made for samples and tests, not for analysis.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from importlib import import_module
from importlib.metadata import version
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from sector_data.errors import MissingExtraError, SectorDataError
from sector_data.synthesise.columns import Category, Learnable

_TABLE = "t"
"""SDV wants tables to have names; the real one is not its business."""


class GaussianCopula:
    """The engine ``gaussian-copula``.

    Raises
    ------
    MissingExtraError
        If SDV is not installed.
    """

    name: ClassVar[str] = "gaussian-copula"
    licence: ClassVar[str] = "BUSL-1.1"
    notice: ClassVar[str] = (
        "SDV is under the Business Source License 1.1 of DataCebo, Inc.: it must not be used for a "
        "commercial offering that lets third parties make synthetic data with it. The synthetic "
        "data themselves may be used and passed on."
    )
    limits: ClassVar[tuple[str, ...]] = (
        "Each column's distribution and the rank correlation of pairs of columns are kept; rules "
        "between columns and dependences of three or more columns are not.",
        "Tables are learnt one by one: rows of different tables are linked by keys, but their "
        "other columns do not depend on each other.",
    )

    def __init__(self) -> None:
        try:
            import_module("sdv.single_table")
        except ImportError:
            raise MissingExtraError("Synthesis", "synthesis") from None

    def versions(self) -> dict[str, str]:
        """Return the versions of the libraries that decide the result."""
        return {name: version(name) for name in ("sdv", "rdt", "copulas", "numpy", "scipy")}

    def make(
        self, columns: Mapping[str, Learnable], rows: int, seed: int
    ) -> dict[str, npt.NDArray[Any]]:
        """Learn the columns and draw rows; see :class:`sector_data.synthesise.protocol.Engine`.

        Deterministic for the same input, seed and versions: SDV seeds its transformers from the
        data, and the copula draws from `seed`.
        """
        import pandas as pd
        from sdv.metadata import Metadata
        from sdv.single_table import GaussianCopulaSynthesizer

        names = {column: f"c{place}" for place, column in enumerate(columns)}
        categories = {names[c] for c, encoded in columns.items() if isinstance(encoded, Category)}
        frame = pd.DataFrame(
            {
                names[c]: encoded.codes if isinstance(encoded, Category) else encoded.units
                for c, encoded in columns.items()
            }
        )
        # Never detected: SDV 2 takes ranges and rare values of the data into its metadata.
        metadata = Metadata.load_from_dict(
            {
                "METADATA_SPEC_VERSION": "V2",
                "tables": {
                    _TABLE: {
                        "columns": {
                            name: {"sdtype": "ordinal" if name in categories else "numerical"}
                            for name in frame.columns
                        }
                    }
                },
                "relationships": [],
            }
        )
        # Categories are intervals of [0, 1] to SDV, evenly filled: with any other marginal their
        # shares come out wrong. For quantities "norm" takes a third of the time of "beta".
        synthesizer = GaussianCopulaSynthesizer(
            metadata,
            enforce_rounding=False,
            default_distribution="norm",
            numerical_distributions=dict.fromkeys(sorted(categories), "uniform"),
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            synthesizer.fit({_TABLE: frame})
            # SDV has no public way to seed; without it every release would draw the same numbers.
            synthesizer._set_random_state(seed)
            made = synthesizer.sample(num_rows=rows)[_TABLE]
        if len(made) != rows:
            raise SectorDataError(f"SDV made {len(made)} rows instead of {rows}.")
        return {column: np.asarray(made[name]) for column, name in names.items()}
