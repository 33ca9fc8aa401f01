"""SDV's Gaussian copula as an engine.

What lives here: columns as uniform scores, the copula of these, and the way back. What does not:
other engines of SDV.

A Gaussian copula keeps each column's distribution and how strongly pairs of columns rise and fall
together (Patki, Wedge, Veeramachaneni, *The Synthetic Data Vault*, 2016). It keeps no rule between
columns and no dependence of three: made for samples and tests, not for analysis.

It sees each column as uniform scores (:mod:`sector_data.synthesise.engines.scores`).
"""

from __future__ import annotations

import pickle
import warnings
from typing import Any, ClassVar

import numpy as np

from sector_data.errors import SectorDataError
from sector_data.synthesise.engines import sdv_frames
from sector_data.synthesise.engines.scores import scores_of, spread
from sector_data.synthesise.protocol import Drawn, Task


class GaussianCopula:
    """The engine ``gaussian-copula``.

    Raises
    ------
    MissingExtraError
        If SDV is not installed.
    """

    name: ClassVar[str] = "gaussian-copula"
    licence: ClassVar[str] = sdv_frames.LICENCE
    notice: ClassVar[str] = sdv_frames.NOTICE
    limits: ClassVar[tuple[str, ...]] = (
        "Each column's distribution and the rank correlation of pairs of columns are kept; rules "
        "between columns that are not declared, and dependences of three or more columns, are not.",
    )
    conditional: ClassVar[bool] = False
    storable: ClassVar[bool] = True

    def __init__(self) -> None:
        sdv_frames.insist_on_sdv("sdv.single_table")

    def versions(self) -> dict[str, str]:
        """Return the versions of the libraries that decide the result."""
        return sdv_frames.versions("copulas", "scipy")

    def make(self, task: Task) -> Drawn:
        """Learn the columns and draw rows; see :class:`sector_data.synthesise.protocol.Engine`.

        Deterministic for the same input, seed and versions.
        """
        names = sdv_frames.names_of(task.columns)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if task.model is None:
                scores, synthesizer = self._learn(task, names)
                if task.keep is not None:
                    task.keep(pickle.dumps((scores, synthesizer)))
            else:
                # Only what this program has sealed with the steward's own key comes here.
                scores, synthesizer = pickle.loads(task.model)  # noqa: S301
            # SDV has no public way to seed; without it every release would draw the same numbers.
            synthesizer._set_random_state(task.seed)
            made = synthesizer.sample(num_rows=task.rows)[sdv_frames.TABLE]
        if len(made) != task.rows:
            raise SectorDataError(f"SDV made {len(made)} rows instead of {task.rows}.")
        return {c: s.back(made[names[c]].to_numpy(np.float64)) for c, s in scores.items()}

    def _learn(self, task: Task, names: dict[str, str]) -> tuple[Any, Any]:
        import pandas as pd
        from sdv.single_table import GaussianCopulaSynthesizer

        scores = scores_of(task.columns)
        told = spread(task.columns, scores, np.random.default_rng([task.seed, 1]))
        frame = pd.DataFrame({names[c]: values for c, values in told.items()})
        synthesizer = GaussianCopulaSynthesizer(
            sdv_frames.metadata_of({name: {"sdtype": "numerical"} for name in frame.columns}),
            enforce_rounding=False,
            enforce_min_max_values=False,
            default_distribution="uniform",
        )
        synthesizer.fit({sdv_frames.TABLE: frame})
        return scores, synthesizer
