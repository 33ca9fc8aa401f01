"""SDV's HMA as an engine: related tables, with keys that fit.

What lives here: the hierarchical modelling algorithm of Patki, Wedge, Veeramachaneni, *The
Synthetic Data Vault* (2016). What does not: tables by themselves, which the copula makes
(:mod:`sector_data.synthesise.engines.gaussian_copula`).

HMA fits a copula to the children of every single parent and makes its parameters columns of that
parent, so that its time goes with the number of parents and of the children's columns. It sees
columns as uniform scores (:mod:`sector_data.synthesise.engines.scores`) and uniform distributions:
the beta distributions that it fits by itself take most of its time.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from sector_data.errors import SectorDataError
from sector_data.synthesise.engines import sdv_frames
from sector_data.synthesise.engines.gaussian_copula import GaussianCopula
from sector_data.synthesise.engines.scores import Scores, scores_of, spread
from sector_data.synthesise.protocol import Drawn, RelatedTable, RelatedTask
from sector_data.synthesise.telling import insist_on_time

_KEY, _OWNER = "key", "owner"
_SECONDS_PER_PARENT, _SECONDS_PER_COLUMN = 0.014, 0.006
"""Twice what one core was measured to take for a parent (7 ms), and for each column of its children
(2.8 ms), fit and draw together."""


class Hma(GaussianCopula):
    """The engine ``hma``.

    Raises
    ------
    MissingExtraError
        If SDV is not installed.
    """

    name: ClassVar[str] = "hma"
    storable: ClassVar[bool] = False
    levels: ClassVar[int] = 2
    most_tables: ClassVar[int] = 5
    """What SDV without its enterprise parts takes."""
    limits: ClassVar[tuple[str, ...]] = (
        "A table and those that refer to it are learnt together; what is below them is learnt "
        "beside its parents only. Distributions, and rank correlations within a table and with its "
        "parent, are kept in part; the order of the children of a parent is not learnt, and rules "
        "that are not declared are broken.",
    )

    def __init__(self) -> None:
        sdv_frames.insist_on_sdv("sdv.multi_table")

    def make_related(self, task: RelatedTask) -> dict[str, tuple[npt.NDArray[np.int64], Drawn]]:
        """Learn and draw tables; see :class:`sector_data.synthesise.protocol.RelatedEngine`.

        Deterministic for the same input, seed and versions.
        """
        import pandas as pd
        from sdv.multi_table import HMASynthesizer

        insist_on_time(
            _seconds(task.tables),
            task.effort.minutes,
            "learning the tables together",
            task.announce,
        )
        tables = sdv_frames.names_of(task.tables, "t")
        names = {name: sdv_frames.names_of(table.columns) for name, table in task.tables.items()}
        scores = {name: scores_of(table.columns) for name, table in task.tables.items()}
        rng = np.random.default_rng([task.seed, 1])
        frames = {}
        for name, table in task.tables.items():
            told = spread(table.columns, scores[name], rng)
            frame: dict[str, npt.NDArray[Any]] = {names[name][c]: v for c, v in told.items()}
            frame[_KEY] = np.arange(table.rows)
            if table.parent is not None:
                frame[_OWNER] = table.owners
            frames[tables[name]] = pd.DataFrame(frame)
        with sdv_frames.seeded(task.seed):
            synthesizer = HMASynthesizer(_metadata(task.tables, tables, names), verbose=False)
            for table_name in tables.values():
                synthesizer.set_table_parameters(
                    table_name,
                    {
                        "default_distribution": "uniform",
                        "enforce_rounding": False,
                        "enforce_min_max_values": False,
                    },
                )
            synthesizer.fit(frames)
            # SDV has no public way to seed; without it every release would draw the same numbers.
            synthesizer._numpy_seed = task.seed
            for each in synthesizer._table_synthesizers.values():
                each._set_random_state(task.seed)
            root = next(iter(tables.values()))
            made = synthesizer.sample(num_rows=task.rows, main_table_name=root)
        if len(made[root]) != task.rows:
            raise SectorDataError(f"SDV made {len(made[root])} rows instead of {task.rows}.")
        return _received(task.tables, tables, names, scores, made)


def _seconds(tables: Mapping[str, RelatedTable]) -> float:
    return sum(
        tables[table.parent].rows * (_SECONDS_PER_PARENT + _SECONDS_PER_COLUMN * len(table.columns))
        for table in tables.values()
        if table.parent is not None
    )


def _metadata(
    tables: Mapping[str, RelatedTable],
    codes: Mapping[str, str],
    names: Mapping[str, dict[str, str]],
) -> Any:
    """Return SDV's metadata: keys, numbers, and nothing of the data."""
    from sdv.metadata import Metadata

    described, relationships = {}, []
    for name, table in tables.items():
        columns: dict[str, Any] = {c: {"sdtype": "numerical"} for c in names[name].values()}
        columns[_KEY] = {"sdtype": "id"}
        if table.parent is not None:
            columns[_OWNER] = {"sdtype": "id"}
            relationships.append(
                {
                    "parent_table_name": codes[table.parent],
                    "parent_primary_key": _KEY,
                    "child_table_name": codes[name],
                    "child_foreign_key": _OWNER,
                }
            )
        described[codes[name]] = {"primary_key": _KEY, "columns": columns}
    return Metadata.load_from_dict(
        {"METADATA_SPEC_VERSION": "V2", "tables": described, "relationships": relationships}
    )


def _received(
    tables: Mapping[str, RelatedTable],
    codes: Mapping[str, str],
    names: Mapping[str, dict[str, str]],
    scores: Mapping[str, dict[str, Scores]],
    made: Mapping[str, Any],
) -> dict[str, tuple[npt.NDArray[np.int64], Drawn]]:
    """Return codes and units, rows of a parent behind each other, parents in their order."""
    found: dict[str, tuple[npt.NDArray[np.int64], Drawn]] = {}
    keys: dict[str, Any] = {}
    for name, table in tables.items():
        frame = made[codes[name]]
        owners = np.empty(0, dtype=np.int64)
        if table.parent is not None:
            above = keys[table.parent]
            places = np.argsort(above, kind="stable")
            # SDV's keys are numbers of its own.
            at = np.searchsorted(above[places], frame[_OWNER].to_numpy(np.int64))
            owners = places[at]
            order = np.argsort(owners, kind="stable")
            frame, owners = frame.iloc[order], owners[order]
        keys[name] = frame[_KEY].to_numpy(np.int64)
        found[name] = (
            owners,
            {
                column: own.back(np.clip(frame[names[name][column]].to_numpy(np.float64), 0, 1))
                for column, own in scores[name].items()
            },
        )
    return found
