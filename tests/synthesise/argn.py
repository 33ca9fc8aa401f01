"""Where TabularARGN is, for tests that need it."""

from __future__ import annotations

import pytest

from sector_data.errors import InputError
from sector_data.synthesise.engines.tabular_argn import ENVIRONMENT


def needs_argn() -> None:
    """Skip a test, or a file of tests, where the engine is not installed."""
    try:
        ENVIRONMENT.python()
    except InputError:
        pytest.skip(
            "the extra 'argn' is neither here nor in SECTOR_DATA_ARGN_PYTHON",
            allow_module_level=True,
        )
