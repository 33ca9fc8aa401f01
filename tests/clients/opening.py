"""Opening a bundle with every client that its README names, by the code that stands there.

What lives here: taking the blocks out of ``README.md``, running each as it is, and comparing what
it gives with the Parquet files, value by value. What does not: bundles
(:mod:`tests.clients.conftest`).
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import math
import re
import shutil
import subprocess
from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow.parquet as pq

from sector_data.release.croissant import field_id
from sector_data.release.report.readme import variables
from tests.clients.reading_with_r import read_with_r

Columns = dict[str, list[Any]]
Truth = Mapping[str, Columns]

SOME = 500
"""Rows that are compared of further tables by clients that read cell by cell."""

_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def open_with_every_client(bundle: Path) -> list[str]:
    """Open a bundle with each client as its README shows, and insist on values and types.

    Parameters
    ----------
    bundle
        Its directory, with a README in any language.

    Returns
    -------
    list
        The clients that opened it; R is missing where it is not installed.
    """
    readme = (bundle / "README.md").read_text(encoding="utf-8")
    package = json.loads((bundle / "datapackage.json").read_text(encoding="utf-8"))
    truth = {
        resource["name"]: pq.read_table(bundle / resource["sectorData:parquet"]["path"]).to_pydict()
        for resource in package["resources"]
    }
    clients: dict[str, Callable[[str, Path, Truth], None]] = {
        "pandas, Parquet": _pandas_parquet,
        "pandas, CSV": _pandas_csv,
        "DuckDB": _duckdb,
        "sector_data": _own,
        "frictionless": _frictionless,
        "mlcroissant": _mlcroissant,
        "sha256sum": _sha256sum,
    }
    if shutil.which("Rscript"):
        clients["R"] = _r
    with contextlib.chdir(bundle):
        for client in clients.values():
            client(readme, bundle, truth)
    return list(clients)


def block(readme: str, kind: str, word: str = "") -> str:
    """Return the one block of a language that has a word in it."""
    (found,) = [code for name, code in _BLOCK.findall(readme) if name == kind and word in code]
    return str(found)


def _executed(code: str) -> dict[str, Any]:
    names: dict[str, Any] = {"pd": pd}
    exec(compile(code, "README.md", "exec"), names)
    return names


def _pandas_parquet(readme: str, _: Path, truth: Truth) -> None:
    names = _executed(block(readme, "python", "read_parquet"))
    for table, variable in variables(truth).items():
        same(_columns(names[variable]), truth[table])
        _dates_are_dates(names[variable], truth[table])


def _pandas_csv(readme: str, _: Path, truth: Truth) -> None:
    tables = _executed(block(readme, "python", "read_csv"))["tables"]
    assert list(tables) == list(truth)
    for table, frame in tables.items():
        same(_columns(frame), truth[table], empty_is_missing=True)
        _dates_are_dates(frame, truth[table])


def _own(readme: str, _: Path, truth: Truth) -> None:
    names = _executed(block(readme, "python", "sector_data"))
    for table, variable in variables(truth).items():
        same(_columns(names[variable]), truth[table])
        _dates_are_dates(names[variable], truth[table])


def _duckdb(readme: str, _: Path, truth: Truth) -> None:
    found = duckdb.sql(block(readme, "sql"))
    first = next(iter(truth.values()))
    rows = found.fetchall()
    assert len(rows) == min(5, len(next(iter(first.values()))))
    read = {name: list(values) for name, *values in zip(found.columns, *rows, strict=True)}
    same(read, {name: values[:5] for name, values in first.items()})


def _frictionless(readme: str, _: Path, truth: Truth) -> None:
    names = _executed(block(readme, "python", "frictionless"))
    first, *others = truth
    _rows_are(names["rows"], truth[first], empty_is_missing=True)
    package = names["Package"]("datapackage.json")
    for table in others:
        rows = package.get_resource(table).read_rows(size=SOME)
        _rows_are(rows, truth[table], empty_is_missing=True)


def _mlcroissant(readme: str, bundle: Path, truth: Truth) -> None:
    names = _executed(block(readme, "python", "mlcroissant"))
    first, *others = truth
    dataset = names["mlc"].Dataset("croissant.json")
    for table, records in [
        (first, names["records"]),
        *((table, islice(dataset.records(table), SOME)) for table in others),
    ]:
        named = {field_id(table, column): column for column in truth[table]}
        _rows_are(
            ({named[key]: value for key, value in record.items()} for record in records),
            truth[table],
        )


def _sha256sum(readme: str, bundle: Path, _: Truth) -> None:
    (command,) = re.findall(r"^\$ (sha256sum .*)$", block(readme, "console"), re.MULTILINE)
    done = subprocess.run(
        command.split(), capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count(": OK") == len((bundle / "SHA256SUMS").read_bytes().splitlines())


def _r(readme: str, _: Path, truth: Truth) -> None:
    read_with_r(block(readme, "r"), truth)


def _dates_are_dates(frame: pd.DataFrame, truth: Columns) -> None:
    """Insist that one can ask a date for its month, and how long it was between two."""
    for name, values in truth.items():
        if any(isinstance(value, dt.date) for value in values):
            months = [None if value is None else value.month for value in values]
            assert [_plain(month) for month in frame[name].dt.month] == months
            assert (frame[name] - frame[name]).dropna().dt.days.eq(0).all()


def _columns(frame: pd.DataFrame) -> Columns:
    return {str(name): list(frame[name]) for name in frame.columns}


def _rows_are(
    rows: Iterable[Mapping[str, Any]], truth: Columns, *, empty_is_missing: bool = False
) -> None:
    read: Columns = {name: [] for name in truth}
    for row in rows:
        assert list(row) == list(truth)
        for name, value in row.items():
            read[name].append(value)
    count = len(next(iter(read.values())))
    assert count == len(next(iter(truth.values()))) or count == SOME
    same(
        read,
        {name: values[:count] for name, values in truth.items()},
        empty_is_missing=empty_is_missing,
    )


def same(read: Columns, truth: Columns, *, empty_is_missing: bool = False) -> None:
    """Insist that columns hold the same values of the same types, whatever a client calls them."""
    assert list(read) == list(truth)
    for name, values in truth.items():
        expected = [_plain(value) for value in values]
        if empty_is_missing:
            expected = [None if value == "" else value for value in expected]
        found = [_plain(value) for value in read[name]]
        assert found == expected, name
        kinds = {type(value) for value in expected} - {type(None)}
        assert {type(value) for value in found} - {type(None)} == kinds, name


def _plain(value: Any) -> Any:
    """Return a value as Python has it: no value is None, dates are datetimes at midnight."""
    if value is None or value is pd.NA or value is pd.NaT or _is_nan(value):
        return None
    if isinstance(value, bytes):  # texts of Croissant
        return value.decode()
    if isinstance(value, pd.Timestamp):
        value = value.to_pydatetime()
    if isinstance(value, dt.datetime):
        return value
    if isinstance(value, dt.date):
        return dt.datetime.combine(value, dt.time())
    if type(value).__module__ == "decimal":  # frictionless keeps every digit of a number
        return float(value)
    return value.item() if hasattr(value, "item") else value


def _is_nan(value: Any) -> bool:
    return isinstance(value, float) and math.isnan(value)
