"""MOSTLY AI's TabularARGN as an engine.

What lives here: codes and units to its process and back. What does not: calling the library
(``argn_process.py``), and finding it (:mod:`sector_data.synthesise.environments`).

An autoregressive network draws each column given those before it, and each row of a parent given
its columns and the rows before (Tiwald et al., *TabularARGN*, arXiv:2501.12012). Its own protection
of rare values is off: it happened before (:mod:`sector_data.synthesise.rarity`).
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sector_data.errors import SectorDataError
from sector_data.synthesise.columns import Category, Grid, Learnable
from sector_data.synthesise.environments import Environment
from sector_data.synthesise.protocol import ChildTask, Drawn, Task

ENVIRONMENT = Environment(
    engine="tabular-argn",
    extra="argn",
    modules=("mostlyai.engine", "opacus", "datasets", "torch"),
    variable="SECTOR_DATA_ARGN_PYTHON",
    tells=("mostlyai-engine", "torch", "numpy", "pandas"),
    then="pip install --no-deps 'mostlyai-engine==2.7.3'",
)
_SCRIPT = "argn_process.py"
_ROWS_SEEN = 300_000
"""Rows that a fit looks at: more passes over few rows, fewer over many. On UCI Adult what is learnt
after so many hardly grows (see ``benchmarks/synthesis.py``)."""
_MOST_EPOCHS = 100
_KEY = "key"


class TabularArgn:
    """The engine ``tabular-argn``.

    Raises
    ------
    MissingExtraError
        If its library is installed neither here nor in the environment named by
        ``SECTOR_DATA_ARGN_PYTHON``.
    """

    name: ClassVar[str] = "tabular-argn"
    licence: ClassVar[str] = "Apache-2.0"
    notice: ClassVar[str] = ""
    limits: ClassVar[tuple[str, ...]] = (
        "Dependences of several columns are learnt, those of few rows less well; rules that are "
        "not declared hold in most rows, not in all.",
        "No guarantee limits what a row tells of those learnt from; the attacks on the release "
        "measure it.",
    )
    conditional: ClassVar[bool] = True
    storable: ClassVar[bool] = True

    def __init__(self) -> None:
        ENVIRONMENT.python()

    def versions(self) -> dict[str, str]:
        """Return the versions of the libraries that decide the result."""
        return ENVIRONMENT.versions(ENVIRONMENT.tells)

    def make(self, task: Task) -> Drawn:
        """Learn the columns and draw rows; see :class:`sector_data.synthesise.protocol.Engine`.

        Deterministic for the same input, seed, versions and processors, unless `minutes` ends it.
        """
        # Columns are drawn in this order, each given those before it; in any, by a model that was
        # kept.
        columns = dict(task.columns)
        if task.model is None and task.keep is None:
            columns = {**{name: columns[name] for name in task.given}, **columns}
        names = _names(columns)
        tables = {"learnt": _table(columns, names)}
        if task.given:
            tables["given"] = _given(task.columns, task.given, names)
        settings = {
            "rows": task.rows,
            "categories": _categories(columns, names),
            **_learning(task, tables["learnt"].num_rows),
        }
        made = _run(task, settings, tables)
        if made.num_rows != task.rows:
            raise SectorDataError(f"TabularARGN made {made.num_rows} rows instead of {task.rows}.")
        return _drawn(made, task.columns, names)

    def make_children(self, task: ChildTask) -> tuple[npt.NDArray[np.int64], Drawn]:
        """Learn rows of parents; see :class:`sector_data.synthesise.protocol.ChildEngine`."""
        names, above = _names(task.columns), _names(task.parents, "p")
        key = pa.array(task.owners)
        parents = _table(task.parents, above)
        tables = {
            "learnt": _table(task.columns, names).append_column(_KEY, key),
            "parents": _keyed(parents, task.parent_rows),
            "given-parents": _keyed(
                _given(task.parents, task.given, above) if above else parents, task.given_rows
            ),
        }
        settings = {
            "rows": task.given_rows,
            "key": _KEY,
            "categories": _categories(task.columns, names),
            "parent-categories": _categories(task.parents, above),
            **_learning(task, len(task.owners)),
        }
        made = _run(task, settings, tables)
        owners = made.column(_KEY).to_numpy().astype(np.int64)
        return owners, _drawn(made, task.columns, names)


def _names(columns: Mapping[str, Learnable], letter: str = "c") -> dict[str, str]:
    return {column: f"{letter}{place}" for place, column in enumerate(columns)}


def _categories(columns: Mapping[str, Learnable], names: Mapping[str, str]) -> list[str]:
    return [names[c] for c, encoded in columns.items() if isinstance(encoded, Category)]


def _learning(task: Task | ChildTask, rows: int) -> dict[str, Any]:
    chosen = min(_MOST_EPOCHS, math.ceil(_ROWS_SEEN / rows))
    return {
        "epochs": task.effort.epochs or chosen,
        "minutes": task.effort.minutes,
        "seed": task.seed,
        "keep": task.keep is not None,
    }


def _run(
    task: Task | ChildTask, settings: Mapping[str, Any], tables: Mapping[str, pa.Table]
) -> pa.Table:
    if task.model is not None:
        # What was learnt from is not told again.
        tables = {name: table for name, table in tables.items() if name != "learnt"}
        return ENVIRONMENT.run(_SCRIPT, settings, tables, model=task.model)[0]
    progress = teller(task.announce, "epoch", settings["epochs"], _epochs_done)
    return ENVIRONMENT.run(_SCRIPT, settings, tables, progress=progress, keep=task.keep)[0]


def _table(columns: Mapping[str, Learnable], names: Mapping[str, str]) -> pa.Table:
    return pa.table(
        {
            names[c]: _sent(
                encoded, encoded.codes if isinstance(encoded, Category) else encoded.units
            )
            for c, encoded in columns.items()
        }
    )


def _given(
    columns: Mapping[str, Learnable],
    given: Mapping[str, npt.NDArray[Any]],
    names: Mapping[str, str],
) -> pa.Table:
    return pa.table({names[c]: _sent(columns[c], values) for c, values in given.items()})


def _keyed(table: pa.Table, rows: int) -> pa.Table:
    """Return a table of parents with their key; one without a column gets one that says nothing."""
    key = pa.array(np.arange(rows))
    if not table.num_columns:
        return pa.table({_KEY: key, "nothing": pa.repeat("0", rows)})
    return table.append_column(_KEY, key)


def _sent(column: Learnable, values: npt.NDArray[Any]) -> pa.Array:
    """Spell codes as texts, and quantities with a resolution as whole numbers."""
    if isinstance(column, Category):
        return pa.array(values.astype(np.int64)).cast(pa.string())
    missing = np.isnan(values)
    if isinstance(column, Grid):
        places = np.rint(np.where(missing, 0.0, values) * column.steps).astype(np.int64)
        return pa.array(places, mask=missing)
    return pa.array(values, mask=missing)


def _drawn(made: pa.Table, columns: Mapping[str, Learnable], names: Mapping[str, str]) -> Drawn:
    return {c: _received(encoded, made.column(names[c])) for c, encoded in columns.items()}


def _received(column: Learnable, values: pa.ChunkedArray) -> npt.NDArray[Any]:
    if isinstance(column, Category):
        codes: npt.NDArray[np.int64] = values.cast(pa.int64()).to_numpy()
        return codes
    numbers: npt.NDArray[np.float64] = values.cast(pa.float64()).to_numpy()
    return numbers / column.steps if isinstance(column, Grid) else numbers


def teller(
    announce: Callable[[str], None], unit: str, most: int, done_in: Callable[[Path], int]
) -> Callable[[Path], None]:
    """Return what looks how far a fit is, and tells it with an estimate of the time left.

    Parameters
    ----------
    announce
        Told of it.
    unit, most
        In what a fit is counted, in words, and how many there are at most.
    done_in
        Reads how many are done from the folder of the process; 0 when none is.
    """
    begun = time.monotonic()
    told = 0

    def tell(folder: Path) -> None:
        nonlocal told
        done = done_in(folder)
        if told < done < most:
            told = done
            left = (time.monotonic() - begun) / done * (most - done)
            announce(f"{unit} {done} of at most {most}, about {left:,.0f} s left")

    return tell


def _epochs_done(folder: Path) -> int:
    messages = folder.glob("model-*/ModelStore/model-data/progress-messages.csv")
    try:
        newest = max(messages, key=str)
        return int(float(newest.read_text("utf-8").splitlines()[-1].partition(",")[0]))
    except (OSError, ValueError, IndexError):  # not begun, or half a line
        return 0
