"""An empty key ring in a home of its own."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sector_data.deidentify.keyring import KeyRing


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in [v for v in os.environ if v.startswith("SECTOR_DATA_KEY")]:
        monkeypatch.delenv(variable)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


@pytest.fixture
def ring(tmp_path: Path) -> KeyRing:
    ring = KeyRing.open(tmp_path / "my keys" / "keys.json", create=True)
    ring.new("default", holder="data office")
    return ring
