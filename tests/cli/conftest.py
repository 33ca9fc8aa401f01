"""A small world and its bundle, made once; no command here meets the user's own key ring."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import sector_data
from tests.end_to_end.worlds import World, plain_world


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "config"))
    monkeypatch.delenv("SECTOR_DATA_KEYRING", raising=False)


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return plain_world(tmp_path_factory.mktemp("plain") / "world")


@pytest.fixture(scope="session")
def bundle(world: World) -> Path:
    target = world.folder / "release"
    done = sector_data("run", world.pipeline, "-o", target, "--key-ring", world.key_ring)
    assert done.code == 0, done.err
    return target
