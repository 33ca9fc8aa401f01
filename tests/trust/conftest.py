"""One bundle with every kind of file, made once; and copies for those who forge."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end_to_end.worlds import World
from tests.trust.bundles import make_bundle, make_world

EPOCH = "1750000000"


@pytest.fixture(scope="package", autouse=True)
def _home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        home = tmp_path_factory.mktemp("home")
        patch.setenv("HOME", str(home))
        patch.setenv("XDG_CONFIG_HOME", str(home / "config"))
        patch.setenv("SOURCE_DATE_EPOCH", EPOCH)
        patch.delenv("SECTOR_DATA_KEYRING", raising=False)
        yield


@pytest.fixture(scope="package")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return make_world(tmp_path_factory.mktemp("trust") / "world")


@pytest.fixture(scope="package")
def genuine(world: World) -> Path:
    """Return a bundle that nobody touches."""
    return make_bundle(world)


@pytest.fixture
def bundle(genuine: Path, tmp_path: Path) -> Path:
    """Return a copy for a forger."""
    return Path(shutil.copytree(genuine, tmp_path / "bundle"))
