"""One table as an engine learns it, and back.

What lives here: rules folded away, rare values guarded, columns encoded; then the way back. What
does not: engines, keys, and what becomes of which column.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sector_data.errors import InputError
from sector_data.sources.tables import Table
from sector_data.spec.synthesis import SynthesisSpec
from sector_data.synthesise.columns import Column, Constant, Learnable
from sector_data.synthesise.layout import TableLayout
from sector_data.synthesise.protocol import Drawn
from sector_data.synthesise.rarity import guard
from sector_data.synthesise.rules import Folded, Rules, rules_of


@dataclass(frozen=True, slots=True)
class Prepared:
    """A table on its way to an engine.

    Attributes
    ----------
    table
        Its name.
    rules
        Of its columns.
    learnable
        What the engine learns.
    guarded
        Column, or combination of columns, to the rows whose value was too rare to be learnt.
    """

    table: str
    rules: Rules
    learnable: dict[str, Learnable]
    guarded: dict[str, int]
    _columns: dict[str, Column]
    _folded: Folded

    def decode(self, drawn: Mapping[str, npt.NDArray[Any]], rows: int) -> dict[str, pa.Array]:
        """Return the columns of the table for what an engine drew."""
        made = {
            name: column.decode(rows)
            if isinstance(column, Constant)
            else column.decode(drawn[name])
            for name, column in self._columns.items()
        }
        return self._folded.unfold(made)


def prepare(
    table: Table,
    layout: TableLayout,
    spec: SynthesisSpec,
    *,
    seed: int,
    subjects: npt.NDArray[np.int64] | None,
) -> Prepared:
    """Fold, guard and encode the columns of a table that are learnt.

    Raises
    ------
    InputError
        If a declared rule does not hold in the protected rows, or names a column that is not
        learnt; if a column has no value that is frequent enough to be learnt.
    """
    rules = rules_of(table.name, layout.learnt, spec)
    folded = Folded(table, layout.learnt, rules)
    columns: dict[str, Column] = {}
    guarded: dict[str, int] = {}
    withheld: list[str] = []
    for name, values in folded.columns.items():
        coded = name in folded.codes or (
            name in layout.coded and _are_shared(values, spec.fewest_rows)
        )
        found = guard(values, spec.fewest_rows, seed, subjects=subjects, categorical=coded)
        if found.column is None:
            withheld.append(name)
        else:
            columns[name] = found.column
            if found.changed:
                guarded[name] = found.changed
    if withheld:
        raise InputError(
            f"No value of {', '.join(f'{table.name}.{name}' for name in withheld)} is held by "
            f"{spec.fewest_rows}: there is too little to learn from.",
            f"Drop or generalise it, leave {table.name} out of synthesise.tables, or set "
            "synthesise.fewest-rows to 1 if it tells nothing of anybody.",
        )
    return Prepared(
        table.name,
        rules,
        {name: c for name, c in columns.items() if not isinstance(c, Constant)},
        guarded,
        columns,
        folded,
    )


def _are_shared(values: pa.Array, fewest: int) -> bool:
    """Tell whether rows share values as they share codes; line numbers and counts they do not."""
    return len(values) >= fewest * len(values.unique())


def empty(columns: Mapping[str, Learnable]) -> Drawn:
    """Return no rows of columns."""
    return dict.fromkeys(columns, np.empty(0))
