"""Places that cannot be written, and disks that are full: one sentence, and nothing is left."""

from __future__ import annotations

import errno
import os
import resource
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import sector_data as sd
from sector_data.errors import TargetError
from tests.cli.running import Outcome, command_line, environment, sector_data
from tests.end_to_end.worlds import World, plain_world
from tests.faults.test_bad_input import assert_refused, digests

Verb = Callable[[World, Path], Outcome]


def run(world: World, target: Path) -> Outcome:
    return sector_data("run", world.pipeline, "-o", target, "--key-ring", world.key_ring)


def plan(world: World, target: Path) -> Outcome:
    return sector_data("plan", world.pipeline, "-o", target)


def init(world: World, target: Path) -> Outcome:
    return sector_data("init", world.folder / "people.csv", "-o", target)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    world = plain_world(tmp_path_factory.mktemp("targets") / "world")
    # The libraries are loaded once; what they write while loading is not meant here.
    sd.run(world.pipeline, output=world.folder.parent / "first", key_ring=world.key_ring)
    return world


@pytest.fixture(autouse=True)
def _source_untouched(world: World) -> Iterator[None]:
    before = digests(world.folder)
    yield
    assert digests(world.folder) == before


@pytest.mark.parametrize("verb", [run, plan, init])
def test_a_place_below_a_file(verb: Verb, world: World, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    done = verb(world, tmp_path / "file" / "out")

    assert_refused(done, "a part of the path is a file", "Fix:")
    assert [path.name for path in tmp_path.rglob("*")] == ["file"]


@pytest.mark.parametrize("verb", [run, plan, init])
def test_a_place_that_nobody_may_write(verb: Verb, world: World) -> None:
    """Not even root makes files in /sys or /proc."""
    place = next((p for p in (Path("/sys"), Path("/proc")) if p.is_dir()), None)
    if place is None:
        pytest.skip("there is no such file system here")
    done = verb(world, place / "sector-data-out")

    assert_refused(done, "cannot be written", "Fix:")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
@pytest.mark.parametrize("verb", [run, plan, init])
def test_a_folder_without_write_permission(verb: Verb, world: World, tmp_path: Path) -> None:
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o555)
    done = verb(world, folder / "out")

    assert_refused(done, "may not write there", "Fix:")
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("verb", [run, plan, init])
def test_a_name_that_is_too_long(verb: Verb, world: World, tmp_path: Path) -> None:
    done = verb(world, tmp_path / ("x" * 300))

    assert_refused(done, "too long", "Fix:")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("verb", [plan, init])
def test_a_folder_where_a_file_should_go(verb: Verb, world: World, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    done = verb(world, tmp_path / "out")

    assert_refused(done, "out", "Fix:")
    assert [path.name for path in tmp_path.rglob("*")] == ["out"]


def test_what_is_there_is_said_before_any_work(world: World, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    announced: list[str] = []
    with pytest.raises(TargetError):
        sd.run(
            world.pipeline,
            output=tmp_path / "out",
            key_ring=world.key_ring,
            announce=announced.append,
        )
    assert announced == []


# Full disks


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a disk of 48 KiB where that is allowed."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=48k", "tmpfs", str(place)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("this user may not mount a disk")
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


@pytest.mark.skipif(shutil.which("mount") is None, reason="there is no mount here")
def test_a_real_disk_that_is_full(world: World, small_disk: Path) -> None:
    done = run(world, small_disk / "deep" / "release")

    assert_refused(done, "the disk is full", "Nothing was left", "Make room")
    assert list(small_disk.iterdir()) == []


@pytest.mark.skipif(shutil.which("mount") is None, reason="there is no mount here")
def test_an_earlier_release_survives_a_full_disk(world: World, small_disk: Path) -> None:
    (small_disk / "filler").write_bytes(bytes(36 << 10))
    target = small_disk / "plan.json"
    target.write_text("earlier\n", encoding="utf-8")
    done = plan(world, target)

    assert_refused(done, "the disk is full")
    assert sorted(path.name for path in small_disk.iterdir()) == ["filler", "plan.json"]
    assert target.read_text(encoding="utf-8") == "earlier\n"


@pytest.mark.parametrize("limit", [0, 2_000, 20_000])
def test_files_that_may_not_grow(limit: int, world: World, tmp_path: Path) -> None:
    """`ulimit -f`, or a file system with small files: another error of the same sort."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        done = run(world, tmp_path / "release")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert_refused(done, "larger than is allowed", "ulimit -f")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_files_that_may_not_grow_in_a_process_of_its_own(world: World, tmp_path: Path) -> None:
    command = command_line("plan", world.pipeline, "-o", tmp_path / "plan.json")
    done = subprocess.run(
        [*("bash", "-c", 'ulimit -f 1; exec "$@"', "bash"), *command],
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 2, done.stderr
    assert "larger than is allowed" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EROFS])
def test_whenever_the_disk_fills_up_nothing_is_left(
    number: int, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is full at the n-th file that is brought to it, for every n."""
    fsync = os.fsync
    left: list[int] = []

    def full(descriptor: int) -> None:
        left[0] -= 1
        if left[0] == 0:
            raise OSError(number, os.strerror(number))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", full)
    target = tmp_path / "release"
    for files in (1, 6, 20):  # the whole bundle has more, and each is brought to the disk
        left[:] = [files]
        done = run(world, target)
        assert_refused(done, "cannot be written", "Fix:")
        assert left == [0]
        assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("method", ["write_text", "write_bytes"])
def test_a_disk_that_fills_up_amid_documents(
    method: str, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_path: Path, *_arguments: object, **_options: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, method, full)
    done = run(world, tmp_path / "release")

    assert_refused(done, "the disk is full")
    assert list(tmp_path.iterdir()) == []
