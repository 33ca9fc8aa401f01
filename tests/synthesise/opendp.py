"""Where OpenDP is, for tests that need it."""

from __future__ import annotations

import pytest

from sector_data.errors import InputError
from sector_data.synthesise.engines.opendp_marginals import ENVIRONMENT


def needs_opendp() -> None:
    """Skip a test, or a file of tests, where the library is not installed."""
    try:
        ENVIRONMENT.python()
    except InputError:
        pytest.skip(
            "the extra 'dp' is neither here nor in SECTOR_DATA_OPENDP_PYTHON",
            allow_module_level=True,
        )
