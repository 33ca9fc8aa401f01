"""Killed at any moment, a run leaves no bundle or one that verifies; the next run cleans up."""

from __future__ import annotations

import contextlib
import gc
import os
import random
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import sector_data as sd
from sector_data.release.verification import verify_bundle
from sector_data.sources.targets import atomic_directory, atomic_file
from tests.end_to_end.worlds import World, make_keys

MOMENTS = 50

PIPELINE = """\
release: {name: small, key: demo}
source: {people: people.csv}
subject: people.person_id
columns:
  people.person_id: pseudonym
  people.sex: {role: quasi-identifier, transform: keep}
privacy: {k-anonymity: 5}
"""

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that can fork")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Return the least that gives a bundle of every kind of file: what is killed is its writing."""
    folder = tmp_path_factory.mktemp("killed")
    rows = "".join(f"P{number:05},{'FM'[number % 2]}\n" for number in range(40))
    (folder / "people.csv").write_text("person_id,sex\n" + rows, "utf-8")
    make_keys(folder, "demo")
    world = World(folder)
    world.pipeline.write_text(PIPELINE, "utf-8")
    return world


@pytest.fixture(scope="module")
def whole(small: World) -> Path:
    """Return a whole bundle; everything that a run imports is loaded afterwards."""
    return sd.run(small.pipeline, output=small.folder / "whole", key_ring=small.key_ring).bundle


def start(work: Callable[[], object]) -> int:
    """Fork a process that does something and ends; return its number.

    It is a copy of this process, in which everything is imported: so all of its time is work.
    """
    process = os.fork()
    if process:
        return process
    signal.alarm(200)  # a copy of a process with threads might wait for one that is not there
    gc.freeze()  # nobody need look through, and so copy, all that this process has imported
    try:
        work()
    finally:
        os._exit(0)


def ended(process: int) -> bool:
    return os.waitpid(process, os.WNOHANG)[0] == process


def killed(work: Callable[[], object], seconds: float) -> bool:
    """Kill a process some time after its start; tell whether it was still there."""
    process = start(work)
    time.sleep(seconds)
    if ended(process):
        return False
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
    return True


def holds(bundle: Path) -> bool:
    return all(claim.verdict != "does not hold" for claim in verify_bundle(bundle))


def duration(work: Callable[[], object]) -> float:
    began = time.monotonic()
    assert os.waitpid(start(work), 0)[1] == 0
    return time.monotonic() - began


@contextlib.contextmanager
def emptied(folder: Path) -> Iterator[None]:
    yield
    for path in folder.iterdir():
        shutil.rmtree(path)


@pytest.mark.parametrize("replace", [False, True])
def test_killed_at_random_moments_a_run_leaves_a_whole_bundle_or_none(
    replace: bool, small: World, whole: Path, tmp_path: Path
) -> None:
    """Half of the moments replace an earlier release, which then must stay or be replaced whole."""
    target = tmp_path / "release"

    def run() -> None:
        sd.run(small.pipeline, output=target, key_ring=small.key_ring, replace=replace)

    with emptied(tmp_path):
        seconds = duration(run)
    moments = random.Random(20_261_129 + replace)
    met = 0
    for _ in range(MOMENTS // 2):
        with emptied(tmp_path):
            if replace:
                shutil.copytree(whole, target)
            met += killed(run, moments.uniform(0.0, 1.05) * seconds)
            assert [p for p in tmp_path.iterdir() if not p.name.startswith(".")] in ([], [target])
            if target.exists():
                assert holds(target)
            # What is left beside the target looks like no bundle to anybody, and goes.
            for left in tmp_path.glob(".*"):
                assert left.name.startswith((".release.partial-", ".release.old-"))
            with contextlib.suppress(ZeroDivisionError), atomic_directory(target, replace=True):
                raise ZeroDivisionError
            assert [path.name for path in tmp_path.iterdir()] in ([], ["release"])
            if replace:
                assert holds(target)
    assert met > MOMENTS // 4


def test_killed_between_two_renames_the_earlier_release_is_put_back(
    whole: Path, tmp_path: Path
) -> None:
    """The one moment in which neither stands under its name: nobody sees half of anything."""
    target = tmp_path / "release"
    shutil.copytree(whole, target)
    before = sorted(path.name for path in target.iterdir())

    def replace_it() -> None:
        rename = Path.rename

        def one_and_no_more(self: Path, to: Path) -> Path:
            done = rename(self, to)
            if to.name.startswith("."):
                os.kill(os.getpid(), signal.SIGKILL)
            return done

        Path.rename = one_and_no_more  # type: ignore[assignment, method-assign]
        with atomic_directory(target, replace=True) as partial:
            (partial / "new").write_text("new", "utf-8")

    os.waitpid(start(replace_it), 0)
    assert not target.exists()
    assert len(list(tmp_path.iterdir())) == 2

    with contextlib.suppress(ZeroDivisionError), atomic_directory(target, replace=True):
        raise ZeroDivisionError
    assert [path.name for path in tmp_path.iterdir()] == ["release"]
    assert sorted(path.name for path in target.iterdir()) == before
    assert holds(target)


def test_what_somebody_is_writing_is_left_alone(tmp_path: Path) -> None:
    target = tmp_path / "release"
    with atomic_directory(target) as mine:
        (mine / "x").write_text("x", "utf-8")
        other = start(lambda: _write(target))
        os.waitpid(other, 0)
        assert (mine / "x").exists()
        assert (target / "y").exists()
        shutil.rmtree(target)
    assert [path.name for path in target.iterdir()] == ["x"]


def _write(target: Path) -> None:
    with atomic_directory(target) as partial:
        (partial / "y").write_text("y", "utf-8")


def test_a_file_that_was_left_goes_with_the_next(tmp_path: Path) -> None:
    target = tmp_path / "plan.json"

    def half() -> None:
        with atomic_file(target) as stream:
            stream.write(b"half")
            stream.flush()
            os.kill(os.getpid(), signal.SIGKILL)

    os.waitpid(start(half), 0)
    others = [tmp_path / ".plan.json.partial-notes", tmp_path / ".plan2.json.partial-12345678"]
    for path in others:
        path.touch()
    assert len(list(tmp_path.iterdir())) == 3
    with atomic_file(target) as stream:
        stream.write(b"whole")
    assert sorted(tmp_path.iterdir()) == sorted([*others, target])
    assert target.read_bytes() == b"whole"
