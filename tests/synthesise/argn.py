"""Where TabularARGN is, for tests that need it: `make argn` builds its environment."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from sector_data.errors import InputError
from sector_data.synthesise.engines.tabular_argn import ENVIRONMENT

_BUILT = Path(sys.prefix) / "argn" / "bin" / "python"


@pytest.fixture
def argn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the engine be found in its environment; skip a test where it is nowhere installed."""
    if _BUILT.is_file() and ENVIRONMENT.variable not in os.environ:
        monkeypatch.setenv(ENVIRONMENT.variable, str(_BUILT))
    try:
        ENVIRONMENT.python()
    except InputError:
        pytest.skip("TabularARGN is neither here nor in SECTOR_DATA_ARGN_PYTHON: make argn")
