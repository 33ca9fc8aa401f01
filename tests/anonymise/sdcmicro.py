"""What sdcMicro 5.8 was recorded to find; the files lie beside the checkout, or tests skip."""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pytest

from tests.anonymise.reference import SHARED

FOLDER = SHARED / "sdcmicro"

K5 = ("urbrur", "roof", "walls", "water", "sex")
K7 = ("urbrur", "roof", "walls", "water", "electcon", "relat", "sex")
FRANC = ("Key1", "Key2", "Key3", "Key4")


def table(name: str) -> pa.Table:
    """Return a recorded table."""
    path = FOLDER / f"{name}.csv"
    if not path.exists():
        pytest.skip("the recorded results of sdcMicro are not beside the checkout")
    return pyarrow.csv.read_csv(path)


def document(name: str) -> dict[str, Any]:
    """Return a recorded document."""
    path = FOLDER / f"{name}.json"
    if not path.exists():
        pytest.skip("the recorded results of sdcMicro are not beside the checkout")
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def columns(of: pa.Table, names: tuple[str, ...]) -> dict[str, pa.Array]:
    """Return some columns of a table by name."""
    return {name: of[name].combine_chunks() for name in names}
