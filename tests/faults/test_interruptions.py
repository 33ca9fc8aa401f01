"""Ctrl-C at any moment: nothing half-written, nothing left behind, the source as it was."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import sector_data as sd
from sector_data.cli.interruption import PATIENCE, interruptible
from tests.cli.running import command_line, environment, sector_data
from tests.end_to_end.worlds import World, plain_world
from tests.faults.test_bad_input import digests


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return plain_world(tmp_path_factory.mktemp("interrupted") / "world")


@pytest.fixture(scope="module")
def stages(world: World) -> list[str]:
    """Return what a run announces; the libraries are loaded afterwards."""
    announced: list[str] = []
    whole = world.folder.parent / "whole"
    sd.run(world.pipeline, output=whole, key_ring=world.key_ring, announce=announced.append)
    assert sector_data("audit", whole, "-q").code == 0
    return announced


@contextlib.contextmanager
def untouched(world: World, place: Path) -> Iterator[None]:
    """Insist that the source is as it was, and that nothing is at a place."""
    before = digests(world.folder)
    yield
    assert digests(world.folder) == before
    assert [path.name for path in place.rglob("*")] == []


def started(world: World, target: Path) -> subprocess.Popen[str]:
    """Start a run that tells its steps."""
    return subprocess.Popen(
        command_line(
            "run", world.pipeline, "-o", target, "--key-ring", world.key_ring, "--verbose"
        ),
        env=environment({"PYTHONUNBUFFERED": "1"}),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )


STEPS = ("reading people", "searching the best protection of people", "validating")


@pytest.mark.slow
@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("wait", [0.0, 0.4])
def test_interrupted_process_ends_with_130_and_says_so(
    step: str, wait: float, world: World, tmp_path: Path
) -> None:
    with untouched(world, tmp_path):
        running = started(world, tmp_path / "release")
        assert running.stderr is not None
        said = ""
        for line in running.stderr:
            said += line
            if step in line:
                break
        time.sleep(wait)
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=120)

    assert running.returncode == 130, said + err
    assert out == ""
    assert err.endswith("Interrupted. Nothing is left half-written.\n")
    assert "Traceback" not in said + err


def test_interrupted_while_the_command_line_is_loaded() -> None:
    script = (
        "import sys\n"
        "class Finder:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'click': raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Finder())\n"
        "from sector_data.cli import main\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, "--help"], capture_output=True, encoding="utf-8", check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


@pytest.mark.slow
def test_a_second_ctrl_c_does_not_break_off_the_cleaning_up(world: World, tmp_path: Path) -> None:
    with untouched(world, tmp_path):
        running = started(world, tmp_path / "release")
        assert running.stderr is not None
        for line in running.stderr:
            if "validating" in line:
                break
        for _ in range(20):
            running.send_signal(signal.SIGINT)
            time.sleep(0.01)
        _, err = running.communicate(timeout=120)

    assert running.returncode == 130
    assert "Traceback" not in err


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=lambda n: n.name)
def test_other_requests_to_stop_clean_up_as_well(
    number: signal.Signals, world: World, tmp_path: Path
) -> None:
    with untouched(world, tmp_path):
        running = started(world, tmp_path / "release")
        assert running.stderr is not None
        for line in running.stderr:
            if "protecting visits" in line:
                break
        running.send_signal(number)
        _, err = running.communicate(timeout=120)

    assert running.returncode == 128 + number
    assert "Traceback" not in err


def test_interrupted_at_each_step_nothing_is_left(
    world: World, stages: list[str], tmp_path: Path
) -> None:
    assert len(stages) > 10
    for stage in stages:
        with untouched(world, tmp_path), pytest.raises(KeyboardInterrupt):
            sd.run(
                world.pipeline,
                output=tmp_path / "deep" / "release",
                key_ring=world.key_ring,
                announce=raising(KeyboardInterrupt(), stage),
            )


def raising(error: BaseException, when: str) -> Callable[[str], None]:
    def announce(phrase: str) -> None:
        if phrase == when:
            raise error

    return announce


# A signal that falls between the opening of a folder and its `with` leaves the closing to the
# garbage collector, which pytest reports; nothing can be done about it in Python.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.slow
def test_interrupted_at_any_time_there_is_a_whole_bundle_or_nothing(
    world: World, stages: list[str], tmp_path: Path
) -> None:
    """Signals at times that nobody chose, through the command line in this process."""
    assert stages
    main = threading.main_thread().ident
    assert main is not None
    whole = digests(world.folder.parent / "whole")
    endings = set()
    for attempt in range(24):
        target = tmp_path / "release"
        # A run takes a second or so here: most signals meet it, the last ones may come too late.
        timer = threading.Timer(0.02 + 0.06 * attempt, signal.pthread_kill, (main, signal.SIGINT))
        before = digests(world.folder)
        with interruptible():  # what comes too late must not hit the tests
            timer.start()
            try:
                done = sector_data(
                    "run", world.pipeline, "-o", target, "--key-ring", world.key_ring
                )
                code = done.code
                assert "Traceback" not in done.err
                timer.cancel()
                timer.join()
            except KeyboardInterrupt:
                code = 0
        endings.add(code)
        assert digests(world.folder) == before
        left = [path.name for path in tmp_path.iterdir()]
        if target.exists():
            assert left == ["release"]
            assert digests(target).keys() == whole.keys()
            assert sd.load(target)
            for path in sorted(target.rglob("*"), reverse=True):
                path.rmdir() if path.is_dir() else path.unlink()
            target.rmdir()
        else:
            assert left == []
    assert 130 in endings


def test_interrupted_replacement_leaves_the_earlier_release(
    world: World, stages: list[str], tmp_path: Path
) -> None:
    target = tmp_path / "release"
    sd.run(world.pipeline, output=target, key_ring=world.key_ring)
    before = digests(tmp_path)
    for stage in ("validating", "writing tables", stages[-1]):
        with pytest.raises(KeyboardInterrupt):
            sd.run(
                world.pipeline,
                output=target,
                key_ring=world.key_ring,
                replace=True,
                announce=raising(KeyboardInterrupt(), stage),
            )
        assert digests(tmp_path) == before


@pytest.mark.parametrize("verb", ["plan", "init"])
def test_interrupted_while_writing_one_file_leaves_the_earlier_one(
    verb: str, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "file"
    target.write_text("earlier\n", encoding="utf-8")

    def interrupted(_descriptor: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    done = (
        sector_data("plan", world.pipeline, "-o", target)
        if verb == "plan"
        else sector_data("init", world.folder / "people.csv", "-o", target, "--replace")
    )

    assert done.code == 130
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    assert target.read_text(encoding="utf-8") == "earlier\n"


def test_what_a_library_makes_of_an_interruption_is_still_one(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some libraries answer Ctrl-C with an exception of their own."""

    def converted(*_arguments: object, **_options: object) -> None:
        try:
            signal.raise_signal(signal.SIGINT)
        except KeyboardInterrupt:
            raise RuntimeError("Query interrupted") from None

    monkeypatch.setattr("sector_data.pipeline.planning.making.make_plan", converted)
    done = sector_data("run", world.pipeline, "-o", tmp_path / "x", "--key-ring", world.key_ring)

    assert done.code == 130
    assert done.err == "\nInterrupted. Nothing is left half-written.\n"


def test_a_request_that_is_lost_in_a_destructor_is_repeated(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Python cannot raise out of one; it would print a traceback and go on."""

    class Dying:
        def __del__(self) -> None:
            signal.raise_signal(signal.SIGINT)

    def slow(*_arguments: object, **_options: object) -> None:
        Dying()
        time.sleep(30)

    monkeypatch.setattr("sector_data.spec.jsonschema.pipeline_json_schema", slow)
    begun = time.monotonic()
    done = sector_data("schema")

    assert done.code == 130
    assert done.err.strip() == "Interrupted. Nothing is left half-written."
    assert time.monotonic() - begun < 20


def test_handlers_are_given_back() -> None:
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    hook = sys.unraisablehook
    sector_data("--version")

    assert {number: signal.getsignal(number) for number in before} == before
    assert sys.unraisablehook is hook


def test_a_request_after_some_patience_counts_again(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    with interruptible() as interruption:
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        clock[0] += PATIENCE / 2
        signal.raise_signal(signal.SIGINT)  # passed over
        clock[0] += PATIENCE
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGTERM)
        assert interruption.exit_code == 143


def test_signals_that_the_caller_ignores_stay_ignored() -> None:
    """As under `nohup`, which lets a run outlive its terminal."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with interruptible():
            signal.raise_signal(signal.SIGHUP)
            assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


def test_from_another_thread_the_command_line_works_without_signals() -> None:
    codes: list[int] = []
    thread = threading.Thread(target=lambda: codes.append(sector_data("--version").code))
    thread.start()
    thread.join()

    assert codes == [0]
