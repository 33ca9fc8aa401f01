"""Sections that ask for figures, and OpenDP without its process, for tests."""

from __future__ import annotations

import importlib
import importlib.util
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.feather
import pytest

from sector_data.spec.tabulation import TabulateSpec
from tests.synthesise.opendp import needs_opendp

DOMAIN: dict[str, Any] = {
    "stays.ward": ["A", "B", "C"],
    "stays.sex": ["F", "M"],
    "stays.age": {"lowest": 0, "highest": 100, "bins": 20},
}


def section(*figures: dict[str, Any], **words: Any) -> TabulateSpec:
    """Return a section that asks for figures."""
    return TabulateSpec.model_validate(
        {"table": "stays", "epsilon": 1.0, "domain": DOMAIN, "figures": figures, **words}
    )


class InProcess:
    """Runs the script of OpenDP's process here: an import for all runs, not one for each."""

    def __init__(self, folder: Path) -> None:
        needs_opendp()
        if importlib.util.find_spec("opendp") is None:
            pytest.skip("OpenDP is in another environment")
        self._folder = folder
        self._script = importlib.import_module(
            "sector_data.synthesise.engines.opendp_tables_process"
        )

    def run(
        self, _script: str, settings: Any, tables: dict[str, pa.Table]
    ) -> tuple[pa.Table, dict[str, Any]]:
        (self._folder / "settings.json").write_text(json.dumps(settings), encoding="utf-8")
        (self._folder / "learnt.arrow").unlink(missing_ok=True)
        for name, table in tables.items():
            pyarrow.feather.write_feather(table, self._folder / f"{name}.arrow", "uncompressed")
        self._script.work(self._folder)
        record = json.loads((self._folder / "record.json").read_text(encoding="utf-8"))
        return pyarrow.feather.read_table(self._folder / "made.arrow", memory_map=False), record
