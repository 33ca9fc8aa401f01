"""What holds for all tests."""

from __future__ import annotations

import os
import random
import signal
from collections.abc import Iterator
from types import SimpleNamespace
from unittest import mock

import pytest
from hypothesis import settings

# How long an example takes says more of the machine's other work than of the code. In continuous
# integration the same code gets the same examples; elsewhere every run tries new ones.
settings.register_profile(
    "house", deadline=None, max_examples=60, derandomize=bool(os.environ.get("CI"))
)
settings.load_profile("house")

# Started in the background or under `nohup`, Python and its children would ignore these, and the
# tests of interruptions would wait for nothing.
for number, usual in (
    (signal.SIGINT, signal.default_int_handler),
    (signal.SIGTERM, signal.SIG_DFL),
    (signal.SIGHUP, signal.SIG_DFL),
):
    if signal.getsignal(number) is signal.SIG_IGN:
        signal.signal(number, usual)


@pytest.fixture(scope="module", autouse=True)
def keys_of_tests(request: pytest.FixtureRequest) -> Iterator[None]:
    """Make keys the same in every run: what is drawn with them (names, who is set aside, the order
    of rows) decides what a test sees, and one run in a thousand would see something else."""
    drawn = random.Random(request.module.__name__)
    with mock.patch(
        "sector_data.deidentify.keyring.secrets", SimpleNamespace(token_bytes=drawn.randbytes)
    ):
        yield
