"""The same source, plan and key give the same bytes: elsewhere, later, and cut otherwise."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
from pathlib import Path

import pytest

import sector_data as sd
from sector_data.errors import InputError
from tests.cli.running import process
from tests.end_to_end.worlds import World, plain_world
from tests.trust.conftest import EPOCH


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> World:
    return plain_world(tmp_path_factory.mktemp("again") / "world", people=60, visits=90)


@pytest.fixture(scope="module")
def first(small: World) -> dict[str, str]:
    done = sd.run(small.pipeline, output=small.folder / "first", key_ring=small.key_ring)
    return digests(done.bundle)


def digests(bundle: Path) -> dict[str, str]:
    return {
        path.relative_to(bundle).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(bundle.rglob("*"))
        if path.is_file()
    }


SURROUNDINGS = {
    "TZ": "Pacific/Kiritimati",  # where it is tomorrow
    "LC_ALL": "tr_TR.UTF-8",  # where a small I has no dot
    "PYTHONHASHSEED": "1",
    "OMP_NUM_THREADS": "1",
}


@pytest.mark.slow
def test_in_other_surroundings(small: World, first: dict[str, str], tmp_path: Path) -> None:
    done = process(
        *("run", small.pipeline, "-o", tmp_path / "again", "--key-ring", small.key_ring, "-q"),
        env={**SURROUNDINGS, "SOURCE_DATE_EPOCH": EPOCH},
        cwd=tmp_path,
    )
    assert done.code == 0, done.err
    assert digests(tmp_path / "again") == first


def test_cut_into_pieces_otherwise(
    small: World, first: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows that are written, checked, marked and kept a few at a time give what they give else."""
    for name, size in (
        ("sector_data.sources.writing._PIECE_ROWS", 7),
        ("sector_data.pipeline.applying._MARKED", 5),
        ("sector_data.validate.pieces.PIECE", 11),
        ("sector_data.sources.spilling.LARGE", 0),
        ("sector_data.sources.arrays.IN_MEMORY", 0),
        ("sector_data.sources.arrays.HELD", 97),
        ("sector_data.sources.numbering.MANY_ROWS", 64),
        ("sector_data.sources.numbering._FEW_VALUES", 5),
        ("sector_data.release.leaks.secrets.BATCH", 13),
    ):
        monkeypatch.setattr(name, size)
    again = sd.run(small.pipeline, output=tmp_path / "again", key_ring=small.key_ring)
    assert digests(again.bundle) == first


def test_a_day_later_only_the_day_differs(
    small: World, first: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(EPOCH) + 86_400))
    later = sd.run(small.pipeline, output=tmp_path / "later", key_ring=small.key_ring).bundle
    found = digests(later)

    assert found.keys() == first.keys()
    assert all(found[path] == first[path] for path in found if path.startswith("data/"))
    assert found["plan.json"] != first["plan.json"]


@pytest.mark.parametrize("epoch", ["", "soon", "1.5", "9" * 40, "-" + "9" * 40, "NaN"])
def test_an_epoch_that_is_none_is_told(
    epoch: str, small: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    with pytest.raises(InputError, match="SOURCE_DATE_EPOCH"):
        sd.run(small.pipeline, output=tmp_path / "x", key_ring=small.key_ring)


def test_files_are_of_another_time_owner_and_mode(
    small: World, first: dict[str, str], tmp_path: Path
) -> None:
    moved = World(Path(shutil.copytree(small.folder, tmp_path / "moved")))
    for path in moved.folder.glob("*.csv"):
        os.utime(path, (random.Random(1).randrange(10**9), 7))
        path.chmod(0o600)
    again = sd.run(moved.pipeline, output=tmp_path / "again", key_ring=moved.key_ring)
    assert digests(again.bundle) == first
