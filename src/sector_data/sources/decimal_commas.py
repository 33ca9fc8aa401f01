"""Numbers with a comma before their decimals, as most of Europe writes them.

What lives here: spelling them with a point, in columns that hold nothing else, and telling whether
a table has such columns. What does not: which texts are numbers then
(:mod:`sector_data.sources.inference`).

``1.234`` is one and a bit in one half of the world and a thousand in the other. So nothing is
respelt unless the steward says that commas are decimal ones; a draft proposes it.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from sector_data.sources.spilling import gathered, slices

_GROUPS = "[.'’ \u00a0\u202f]"
"""Signs between thousands: of Germany and Italy, Switzerland, France (two of its spaces)."""
_NUMBER = rf"^-?(?:[1-9][0-9]{{0,2}}(?:{_GROUPS}[0-9]{{3}})+|0|[1-9][0-9]*)(?:,[0-9]+)?$"
_SPELT = rf"(?:,|{_GROUPS})"
_TELLING = r",(?:[0-9]{1,2}|[0-9]{4,})$"
"""A comma that stands before no group of three digits, and so cannot divide thousands."""


def with_points(texts: pa.Table) -> pa.Table:
    """Spell numbers with a point and without signs between thousands.

    Parameters
    ----------
    texts
        Columns of type ``string``; shape (rows, columns).

    Returns
    -------
    pyarrow.Table
        The same columns and rows, in a file when large. A column with a value that is no such
        number, or without any comma or sign, is as it was.
    """
    spelt = [name for name in texts.column_names if _are_numbers(texts.column(name), _SPELT)]
    if not spelt:
        return texts

    def pieces() -> Iterator[pa.Table]:
        for piece in slices(texts):
            columns = [
                _plain(column) if name in spelt else column
                for name, column in zip(piece.column_names, piece.columns, strict=True)
            ]
            yield pa.table(columns, texts.schema)

    return gathered(pieces(), texts.schema)


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.replace_substring(pc.replace_substring_regex(column, _GROUPS, ""), ",", ".")


def has_decimal_commas(table: pa.Table) -> bool:
    """Tell whether a column of texts holds nothing but numbers with decimal commas."""
    return any(
        pa.types.is_string(column.type) and _are_numbers(column, _TELLING)
        for column in table.columns
    )


def _are_numbers(column: pa.ChunkedArray, somewhere: str) -> bool:
    """Tell whether all values are numbers, and one has what is asked for in it."""
    head = column.slice(0, 500)
    return all(
        pc.all(pc.match_substring_regex(some, _NUMBER), min_count=0).as_py()
        for some in (head, column)
    ) and bool(pc.any(pc.match_substring_regex(column, somewhere), min_count=0).as_py())
