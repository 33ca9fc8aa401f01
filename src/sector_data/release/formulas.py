"""Cells that a spreadsheet would take for a formula and carry out.

What lives here: finding them. What does not: what is done about it; a release that has some is
refused (:mod:`sector_data.pipeline.releasing`), and an audit says so
(:mod:`sector_data.pipeline.auditing.claims`).

Spreadsheets carry out a cell of a CSV file that begins with ``=``, ``+``, ``-`` or ``@``, in full
width too, quoted or not: ``=cmd|'/C calc'!A0`` starts programs, ``=HYPERLINK(...)`` sends data
away, ``+A1`` shows another cell in place of the value (OWASP, *CSV Injection*; CWE-1236). Putting
an apostrophe before such cells, as OWASP advises for files that nobody but a spreadsheet reads,
would change data: what is released is what was measured. So values are written as they are, and
formulas are not released.

The rule. White space, quotes and invisible characters at the beginning count for nothing. Then

- ``=`` begins a formula if something stands directly behind it, but for ``==`` and ``=>``;
- whatever of the four it is, they begin one if a function with its bracket, a program (``|…!``) or
  a cell of another sheet (``!A1``) stands anywhere behind, or if all that follows is cells, numbers
  and quoted text joined by operators, with one cell at least (``+A1``, ``= -1+$B$2``);
- behind a semicolon, a tab or a line end, where a spreadsheet that splits there begins a cell of
  its own, ``=`` before a function or a cell counts, and what sends data away or starts programs.

Signed numbers, sums of numbers, dashes before words and telephone numbers with ``+`` are none: of
``+49-30-123456`` a spreadsheet makes a number, but it reads nothing and sends nothing.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from sector_data.sources.shares import Share, Tell
from sector_data.sources.tables import Table

_IGNORED = r"[\s\pZ\pC'\"‘’‚“”„`´]*"
_EQUALS, _ANY = "[=＝]", "[-=+@＝＋－＠]"
_CALL = r"[\pL_][\pL\pN_.]*[(（]"
_PROGRAM = r"\|[^|]*!"
_SENDS = (
    r"\b(?i:HYPERLINK|WEBSERVICE|FILTERXML|IMPORT(?:XML|DATA|FEED|HTML|RANGE)|INDIRECT|RTD|DDE|"
    r"REGISTER\.ID)\s*[(（]"
)
"""What reads elsewhere or starts something; before their bracket spreadsheets let spaces stand."""
_CELL = r"\$?[A-Za-z]{1,3}\$?[0-9]{1,7}"
_CELLS = rf"{_CELL}(?::{_CELL})?"
_OPERAND = rf"[-+(\s]*(?:[0-9]+(?:[.,][0-9]+)*\s*%?|\"[^\"]*\"|{_CELLS})[)\s]*"
_OPERATOR = r"[-+*/^&<>=:,;]+"
_SUM_OF_CELLS = (
    rf"(?:{_OPERAND}{_OPERATOR})*[-+(\s]*{_CELLS}[)\s]*(?:{_OPERATOR}{_OPERAND})*{_IGNORED}$"
)
_FAR = rf"(?s:.*?)(?:{_CALL}|{_SENDS}|{_PROGRAM}|!\s*{_CELL})"
_AT_THE_BEGINNING = rf"^{_IGNORED}(?:{_EQUALS}[^\s\pZ=＝>]|{_ANY}(?:{_SUM_OF_CELLS}|{_FAR}))"
_NEAR = rf"[-+0-9.,\s]*(?:{_CALL}|{_CELL}|'[^']*'!)"
_BEHIND_A_SPLIT = (
    rf"[;\t\r\n]{_IGNORED}(?:{_EQUALS}{_NEAR}|{_ANY}[^;\t\r\n]*?(?:{_SENDS}|{_PROGRAM}))"
)
FORMULA = f"{_AT_THE_BEGINNING}|{_BEHIND_A_SPLIT}"
"""RE2."""


def formulas_in(table: Table, tell: Tell | None = None) -> dict[str, int]:
    """Count the cells of each column that a spreadsheet would carry out.

    Parameters
    ----------
    table
        Any table; only texts can be formulas.
    tell
        Told how much of a large table is searched.

    Returns
    -------
    dict
        Columns that have some, to their number; a column whose name is one counts it too.
    """
    found: dict[str, int] = {}
    share = Share(f"searching formulas in {table.name}", table.data.nbytes, tell)
    for name in share.of(table.columns, lambda column: table.column(column).nbytes):
        cells = sum(map(_count, (pa.chunked_array([[name]], pa.string()), table.column(name))))
        if cells:
            found[name] = cells
    return found


def _count(values: pa.ChunkedArray) -> int:
    if not pa.types.is_string(values.type):
        return 0
    return int(pc.sum(pc.match_substring_regex(values, FORMULA)).as_py() or 0)
