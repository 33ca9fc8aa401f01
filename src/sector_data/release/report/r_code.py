"""How R reads a released table without any package.

What lives here: the call of ``read.csv`` with the types of the data dictionary. What does not: the
page that shows it (:mod:`sector_data.release.report.readme`).

R guesses types, so that ``010`` became the number 10; here every column is told. Whole numbers are
read as ``numeric``: R's integers end at 2³¹.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from itertools import groupby

from sector_data.release.layout import csv_path
from sector_data.spec.words import DataType

_CLASSES: Mapping[str, str] = {
    DataType.STRING: "character",
    DataType.INTEGER: "numeric",
    DataType.NUMBER: "numeric",
    DataType.BOOLEAN: "logical",
    DataType.DATE: "Date",
    DataType.DATETIME: "character",  # read.csv knows no format with a T; converted below
}
_RESERVED = frozenset(
    {"F", "FALSE", "Inf", "NA", "NULL", "NaN", "T", "TRUE", "break", "c", "else", "for", "function"}
    | {"if", "in", "next", "rep", "repeat", "while"}
)


def r_lines(table: str, variable: str, types: Mapping[str, str]) -> Iterator[str]:
    """Yield the lines of R that read a table.

    Parameters
    ----------
    table
        Its name in the bundle.
    variable
        What R is to call it.
    types
        Its columns in their order, with their types.
    """
    name = variable if _plain(variable) else f"`{variable}`"
    runs = [
        (kind, len(list(run)))
        for kind, run in groupby(_CLASSES.get(kind, "character") for kind in types.values())
    ]
    kinds = ", ".join(json.dumps(kind) for kind, _ in runs)
    counts = ", ".join(str(count) for _, count in runs)
    yield f'{name} <- read.csv({_text(csv_path(table))}, check.names = FALSE, na.strings = "",'
    yield f'  encoding = "UTF-8", colClasses = rep(c({kinds}), c({counts})))'
    for place, kind in enumerate(types.values(), start=1):
        if kind == DataType.DATETIME.value:
            yield f"{name}[[{place}]] <- as.POSIXct("
            yield f'  {name}[[{place}]], format = "%Y-%m-%dT%H:%M:%OS", tz = "UTC")'


def _plain(name: str) -> bool:
    return re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", name) is not None and name not in _RESERVED


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
