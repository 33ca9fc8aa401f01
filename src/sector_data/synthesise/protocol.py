"""What an engine is, and the road from protected tables to synthetic ones.

What lives here: the protocol, the order of things, and the record of them. What does not: engines,
keys, and what becomes of which column (:mod:`sector_data.synthesise.layout`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sector_data.errors import SectorDataError
from sector_data.sources.tables import Table
from sector_data.spec.plan import Plan
from sector_data.spec.synthesis import SynthesisSpec
from sector_data.synthesise.columns import Constant, Learnable, encode
from sector_data.synthesise.keys import count_rows, make_keys
from sector_data.synthesise.layout import TableLayout, lay_out


class Engine(Protocol):
    """Learns the columns of one table and draws rows like them."""

    name: ClassVar[str]
    licence: ClassVar[str]
    """SPDX identifier."""
    notice: ClassVar[str]
    """What the licence forbids, for whoever runs it and whoever reads the release."""
    limits: ClassVar[tuple[str, ...]]
    """What the rows do not keep, in sentences."""

    def versions(self) -> dict[str, str]:
        """Return the versions of the libraries that decide the result."""

    def make(
        self, columns: Mapping[str, Learnable], rows: int, seed: int
    ) -> dict[str, npt.NDArray[Any]]:
        """Learn columns and draw rows.

        Parameters
        ----------
        columns
            At least one, of equal length, none constant: codes or units.
        rows
            How many to draw.
        seed
            The same seed and columns give the same rows.

        Returns
        -------
        dict
            For each column what its ``decode`` takes.
        """


@dataclass(frozen=True, slots=True)
class SynthesisResult:
    """Synthetic tables and how they were made.

    Attributes
    ----------
    tables
        All tables that came in; those that were not to be synthesised as they were.
    record
        Engine, versions, licence, seed, limits and, for each synthetic table, rows learnt and
        made, and what became of its columns. JSON, and no value of the data.
    """

    tables: dict[str, Table]
    record: dict[str, Any]


def synthesise(
    tables: Mapping[str, Table],
    plan: Plan,
    spec: SynthesisSpec,
    *,
    announce: Callable[[str], None],
) -> SynthesisResult:
    """Replace the rows of tables by synthetic ones.

    Keys become fresh numbers and references lead to them, so that referential integrity holds by
    construction. Free text, and identifiers that are no keys, are left out. All other columns are
    learnt one table at a time; categories get no value that the protected column does not have.

    Parameters
    ----------
    tables
        The protected tables.
    plan
        The plan that protected them; its pipeline names keys and references.
    spec
        Engine, tables, rows and seed.
    announce
        Told the licence notice and what is being done.

    Returns
    -------
    SynthesisResult
        Deterministic for the same tables, specification and library versions.

    Raises
    ------
    MissingExtraError
        If the engine's library is not installed.
    InputError
        If a table to synthesise is unknown or empty, nothing of it would be left, a table that
        keeps its rows refers to one that does not, or keys cannot be made.
    """
    engine = _engine(spec)
    announce(engine.notice)
    layout = lay_out(tables, plan, spec)
    rows = count_rows(tables, layout, spec, announce)
    keys = make_keys(tables, layout, rows, spec.seed)
    made = dict(tables)
    record: dict[str, Any] = {}
    for name, columns in layout.tables.items():
        announce(f"learning {name}")
        made[name] = _make_table(tables[name], columns, keys, rows[name], engine, spec.seed)
        for column, reason in columns.left_out.items():
            announce(f"{name}.{column} is not in the synthetic table: {reason}")
        record[name] = {
            "rows-learnt": tables[name].rows,
            "rows-made": rows[name],
            "keys": list(columns.keys),
            "columns-learnt": list(columns.learnt),
            "columns-left-out": columns.left_out,
        }
    return SynthesisResult(
        made,
        {
            "engine": engine.name,
            "versions": engine.versions(),
            "licence": engine.licence,
            "notice": engine.notice,
            "limits": list(engine.limits),
            "seed": spec.seed,
            "tables": record,
        },
    )


def _engine(spec: SynthesisSpec) -> Engine:
    from sector_data.synthesise.gaussian_copula import GaussianCopula

    engines: dict[str, type[Engine]] = {GaussianCopula.name: GaussianCopula}
    return engines["gaussian-copula" if spec.engine == "auto" else spec.engine]()


def _make_table(
    table: Table,
    layout: TableLayout,
    keys: Mapping[str, pa.Array],
    rows: int,
    engine: Engine,
    seed: int,
) -> Table:
    columns = {name: encode(table.column(name).combine_chunks()) for name in layout.learnt}
    learnable = {name: c for name, c in columns.items() if not isinstance(c, Constant)}
    drawn = _draw(table.name, learnable, rows, engine, seed)
    made: dict[str, pa.Array] = {}
    for name in table.columns:
        if name in layout.keys:
            made[name] = keys[f"{table.name}.{name}"]
        elif name in columns:
            column = columns[name]
            made[name] = (
                column.decode(rows) if isinstance(column, Constant) else column.decode(drawn[name])
            )
    return Table(table.name, pa.table(made))


def _draw(
    table: str, columns: Mapping[str, Learnable], rows: int, engine: Engine, seed: int
) -> dict[str, npt.NDArray[Any]]:
    if not columns or not rows:
        return dict.fromkeys(columns, np.empty(0))
    own_seed = int(np.random.default_rng([seed, *table.encode()]).integers(2**31))
    try:
        return engine.make(columns, rows, own_seed)
    except SectorDataError:
        raise
    except Exception as error:
        raise SectorDataError(
            f"The engine {engine.name} cannot learn {table} ({type(error).__name__}).",
            "Leave the table out of synthesise.tables, or drop the columns that it cannot do with.",
        ) from None
