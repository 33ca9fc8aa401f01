"""Worlds and their releases, each made once for all tests here: free text takes its time."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from pathlib import Path

import pytest

import sector_data as sd
from sector_data.pipeline.releasing import Released
from tests.end_to_end.edges import edge_world
from tests.end_to_end.worlds import World, health_world, plain_world

USER = "zqvwsteward"
"""A user name that no file holds by chance."""
HOST = "zqvwmachine"
"""A host name of the same kind."""
EPOCH = "1750000000"
"""2025-06-15: the day of every release here, so that runs can be compared."""


@pytest.fixture(scope="package", autouse=True)
def _steward(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
            patch.setenv(name, USER)
        patch.setenv("HOME", str(tmp_path_factory.mktemp(USER)))
        patch.setenv("SOURCE_DATE_EPOCH", EPOCH)
        patch.delenv("SECTOR_DATA_KEYRING", raising=False)
        patch.setattr("socket.gethostname", lambda: HOST)
        patch.setattr("platform.node", lambda: HOST)
        assert getpass.getuser() == USER
        yield


@pytest.fixture(scope="package")
def health(tmp_path_factory: pytest.TempPathFactory) -> World:
    return health_world(tmp_path_factory.mktemp("health") / "world")


@pytest.fixture(scope="package")
def released(health: World) -> Released:
    return sd.run(health.pipeline, output=health.folder / "release", key_ring=health.key_ring)


@pytest.fixture(scope="package")
def bundle(released: Released) -> Path:
    return released.bundle


@pytest.fixture(scope="package")
def plain(tmp_path_factory: pytest.TempPathFactory) -> World:
    return plain_world(tmp_path_factory.mktemp("plain") / "world")


@pytest.fixture(scope="package")
def plain_bundle(plain: World) -> Path:
    target = plain.folder / "release"
    return sd.run(plain.pipeline, output=target, key_ring=plain.key_ring).bundle


@pytest.fixture(scope="package")
def edges(tmp_path_factory: pytest.TempPathFactory) -> Path:
    world = edge_world(tmp_path_factory.mktemp("edges") / "world")
    return sd.run(world.pipeline, output=world.folder / "out", key_ring=world.key_ring).bundle


@pytest.fixture(scope="package")
def traces(health: World) -> dict[str, str]:
    """Return what would tell where and by whom a bundle was made."""
    return {
        "user": USER,
        "host": HOST,
        "folder of the data": str(health.folder),
        "folder of the program": str(Path(sd.__file__).parents[2]),
        "temporary folder": str(health.folder.parents[1]),
        "working directory": str(Path.cwd()),
    }
