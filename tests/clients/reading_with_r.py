"""Running the R of a README, and comparing what R then holds with the truth.

What lives here: one line for each column of each table, written by R and by Python. What does not:
where the code comes from (:mod:`tests.clients.opening`).
"""

from __future__ import annotations

import datetime as dt
import os
import re
import subprocess
from collections.abc import Mapping
from typing import Any

_TELL = """
for (.table in list({tables})) {{
  for (.name in names(.table)) {{
    .values <- .table[[.name]]
    .kind <- class(.values)[1]
    .known <- .values[!is.na(.values)]
    .sum <- if (.kind == "character") sum(nchar(.known, "chars")) else sum(as.numeric(.known))
    cat(.kind, nrow(.table), sum(is.na(.values)), sprintf("%.6f", .sum), .name, sep = "\\t")
    cat("\\n")
  }}
}}
"""
_CLASSES: Mapping[type, str] = {
    str: "character",
    int: "numeric",
    float: "numeric",
    bool: "logical",
    dt.date: "Date",
    dt.datetime: "POSIXct",
}


def read_with_r(code: str, truth: Mapping[str, Mapping[str, list[Any]]]) -> None:
    """Run the code and insist on classes, rows, missing values, and the sum of each column.

    Parameters
    ----------
    code
        What the README shows.
    truth
        Each table's columns with their values.
    """
    tables = ", ".join(re.findall(r"^(\S+) <- read\.csv", code, re.MULTILINE))
    done = subprocess.run(
        ["Rscript", "--vanilla", "-"],
        input=code + _TELL.format(tables=tables),
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Warning" not in done.stderr, done.stderr
    told = [line.split("\t", 4) for line in done.stdout.splitlines()]
    expected = [(name, values) for columns in truth.values() for name, values in columns.items()]
    assert [name for *_, name in told] == [name for name, _ in expected]
    for (kind, rows, missing, total, name), (_, values) in zip(told, expected, strict=True):
        known = [value for value in values if value is not None and value != ""]
        assert int(rows) == len(values), name
        assert int(missing) == len(values) - len(known), name
        if known:
            assert kind == _CLASSES[type(known[0])], name
            assert float(total) == _close(sum(map(_number, known))), name


def _number(value: Any) -> float:
    match value:
        case str():
            return len(value)
        case dt.datetime():
            return value.replace(tzinfo=value.tzinfo or dt.UTC).timestamp()
        case dt.date():
            return (value - dt.date(1970, 1, 1)).days
        case _:
            return float(value)


def _close(number: float) -> Any:
    import pytest

    return pytest.approx(number, rel=1e-9, abs=1e-5)
