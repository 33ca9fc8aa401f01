"""A bundle that tests may read, and one that they may change."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.release.bundles import make_bundle


@pytest.fixture(scope="session")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_bundle(tmp_path_factory.mktemp("bundles") / "admissions")


@pytest.fixture
def own_bundle(bundle: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(bundle, tmp_path / "bundle"))
