"""Cells that a spreadsheet would take for a formula and carry out.

What lives here: finding them. What does not: what is done about it; a release that has some is
refused (:mod:`sector_data.pipeline.releasing`), and an audit says so
(:mod:`sector_data.pipeline.auditing`).

Spreadsheets carry out a cell of a CSV file that begins with ``=``, ``+``, ``-`` or ``@``, quoted or
not: ``=cmd|'/C calc'!A0`` starts programs, ``=HYPERLINK(...)`` sends data away (OWASP, *CSV
Injection*; CWE-1236). Putting an apostrophe before such cells, as OWASP advises for files that
nobody but a spreadsheet reads, would change data: what is released is what was measured. So values
are written as they are, and formulas are not released. Signed numbers, dashes before words and
telephone numbers with ``+`` are none.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from sector_data.sources.tables import Table

_CALL = r"[\pL_][\pL\pN_.]*\(|\|[^|]*!|!\s*\$?[\pL]{1,3}\$?[0-9]"
"""A function with its bracket, a program (``|…!``), a cell of another sheet (``!A1``)."""
FORMULA = rf"^[\s'\"]*(?:[=＝][^\s=>]|[+\-@＋－＠](?:.|\n)*?(?:{_CALL}))"
"""RE2. What begins with an equals sign is a formula, unless that is an arrow or stands alone."""


def formulas_in(table: Table) -> dict[str, int]:
    """Count the cells of each column that a spreadsheet would carry out.

    Parameters
    ----------
    table
        Any table; only texts can be formulas.

    Returns
    -------
    dict
        Columns that have some, to their number; a column whose name is one counts it too.
    """
    found: dict[str, int] = {}
    for name in table.columns:
        cells = sum(map(_count, (pa.chunked_array([[name]], pa.string()), table.column(name))))
        if cells:
            found[name] = cells
    return found


def _count(values: pa.ChunkedArray) -> int:
    if not pa.types.is_string(values.type):
        return 0
    return int(pc.sum(pc.match_substring_regex(values, FORMULA)).as_py() or 0)
