"""What an expectation needs beyond its own table: parents, subjects, the search for identifiers.

What lives here: these three, resolved from the released tables alone, so that an auditor who has
nothing else gets the same answer. What does not: the expectations that ask for them
(:mod:`sector_data.validate.own_expectations`).

Identifiers are compared as text, so that 42 in one table and "42" in another are the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.sources.numbering import coded, numbered, places_in
from sector_data.sources.shares import Tell
from sector_data.sources.spilling import piecewise
from sector_data.sources.tables import Table, one_array
from sector_data.spec.pipeline import split_path
from sector_data.spec.words import DataType

FindIdentifiers = Callable[[pa.Array | pa.ChunkedArray], Mapping[str, int]]
"""Values to the number of those that look like an identifier, by entity."""

Search = Callable[[str, Sequence[str]], Sequence[bool]]
"""A regular expression and texts to whether it is found in each."""


def search_here(pattern: str, texts: Sequence[str]) -> Sequence[bool]:
    """Tell in which texts a pattern is found; for patterns that the steward wrote."""
    search = re.compile(pattern).search
    return [search(text) is not None for text in texts]


class UnresolvedError(LookupError):
    """A table or column that an expectation refers to is not in the release."""


@dataclass(frozen=True)
class Surroundings:
    """The released tables, as one expectation of one of them sees the others."""

    tables: Mapping[str, Table]
    find_identifiers: FindIdentifiers
    search: Search = search_here
    tell: Tell | None = None
    table: Table | None = None
    """The one that is being checked."""
    _keys: dict[str, pa.ChunkedArray] = field(default_factory=dict)

    def texts(self, column: str) -> pa.ChunkedArray | None:
        """Return a column of the table that is being checked; None unless it holds texts."""
        if self.table is None or self.table.data_type(column) is not DataType.STRING:
            return None
        return self.table.column(column)

    def keys(self, path: str) -> pa.ChunkedArray:
        """Return the distinct values of a column as text, nulls left out.

        Raises
        ------
        UnresolvedError
            If the release has no such column.
        """
        if path not in self._keys:
            _, self._keys[path] = numbered(self._values(path))
        return self._keys[path]

    def subjects(self, chain: Sequence[str]) -> pa.Array:
        """Return the subject of each row of the first column's table, as text.

        Parameters
        ----------
        chain
            Alternately a reference and the key it refers to, the subject last, each as
            ``table.column``.

        Returns
        -------
        Array
            Null where the references lead nowhere, or to a key that is not unique.

        Raises
        ------
        UnresolvedError
            If the release lacks one of the columns.
        """
        values = self._values(chain[0])
        for key, step in zip(chain[1::2], chain[2::2], strict=True):
            keys = self._values(key)
            codes, size = coded(keys)
            codes = np.where(codes < 0, size, codes)
            times = np.bincount(codes, minlength=1)
            times[size:] = 0
            # The row that a value leads to; the one after the last is nowhere.
            leads = places_in(values, keys).fill_null(len(keys)).to_numpy()
            single = np.append(times[codes] == 1, False)[leads]
            values = one_array(self._values(step)).take(pa.array(leads, mask=~single))
        return one_array(values)

    def _values(self, path: str) -> pa.Array | pa.ChunkedArray:
        name, column = split_path(path)
        table = self.tables.get(name)
        if table is None or column not in table.columns:
            raise UnresolvedError(f"{path} is not released.")
        return as_text(table.column(column))


def as_text(values: pa.Array | pa.ChunkedArray) -> pa.Array | pa.ChunkedArray:
    """Return values as strings, instants in UTC; null stays null."""
    return values if pa.types.is_string(values.type) else piecewise(_spelt, values)


def _spelt(values: pa.Array) -> pa.Array:
    if pa.types.is_timestamp(values.type):
        values = values.view(pa.timestamp(values.type.unit))
    return pc.cast(values, pa.string())


_CURRENT: ContextVar[Surroundings] = ContextVar("surroundings")


@contextmanager
def within(surroundings: Surroundings) -> Iterator[None]:
    """Let expectations see these surroundings; the engine has no way to hand them over."""
    token = _CURRENT.set(surroundings)
    try:
        yield
    finally:
        _CURRENT.reset(token)


def current() -> Surroundings:
    """Return the surroundings of the expectation that is being checked."""
    return _CURRENT.get()
