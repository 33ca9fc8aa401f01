"""SDV is told of codes and numbers alone: its metadata holds nothing of the data, nor any file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sector_data.sources.tables import Table
from sector_data.spec.synthesis import SequenceSpec, SynthesisSpec
from sector_data.synthesise.making import synthesise
from tests.synthesise.plans import plan_of, table

pytest.importorskip("sdv.metadata", reason="the extra 'synthesis' is not installed")
pytestmark = pytest.mark.slow

RNG = np.random.default_rng(41)


@pytest.fixture
def described(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Collect every metadata object of SDV while a test runs."""
    from sdv.metadata import Metadata

    made: list[Any] = []
    begin = Metadata.__init__

    def collect(self: Any, *arguments: Any, **words: Any) -> None:
        begin(self, *arguments, **words)
        made.append(self)

    monkeypatch.setattr(Metadata, "__init__", collect)
    return made


def people() -> dict[str, Table]:
    account = np.repeat(np.arange(20), 3)
    columns = {
        "tell-tale-name": [f"tell-tale {n % 4}" for n in range(60)],
        "sum": RNG.integers(90210, 90999, 60),
        "account": [f"tell-tale-key {n}" for n in account],
    }
    return {"t": table("t", columns)}


@pytest.mark.parametrize("engine", ["gaussian-copula", "tvae", "hma", "par"])
def test_metadata_hold_no_value_and_nothing_is_written(
    engine: str, described: list[Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    tables = people()
    spec = SynthesisSpec(
        engine=engine, epochs=1, sequences={"t": SequenceSpec(key="account")}, fewest_rows=1
    )
    synthesise(tables, plan_of(tables), spec, announce=lambda _: None)
    assert described
    for metadata in described:
        text = json.dumps(metadata.to_dict(), default=str)
        assert "tell-tale" not in text
        assert "902" not in text
        assert "909" not in text
    assert list(tmp_path.iterdir()) == []
