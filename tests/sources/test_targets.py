"""Files and directories appear complete or not at all, whatever happens."""

from __future__ import annotations

import errno
import os
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

import pytest

from sector_data.errors import SourceError, TargetError
from sector_data.sources import targets
from sector_data.sources.targets import atomic_directory, atomic_file
from tests.sources.test_reading import unprivileged


def tree(folder: Path) -> dict[str, bytes | None]:
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
    }


def fill(folder: Path) -> None:
    (folder / "data").mkdir()
    (folder / "data" / "t.csv").write_text("new\n")
    (folder / "README.md").write_text("new\n")


NEW: dict[str, bytes | None] = {"README.md": b"new\n", "data": None, "data/t.csv": b"new\n"}


def under(name: str, content: dict[str, bytes | None]) -> dict[str, bytes | None]:
    return {name: None, **{f"{name}/{path}": value for path, value in content.items()}}


@contextmanager
def umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_directory_appears_at_the_end(tmp_path: Path) -> None:
    target = tmp_path / "release"
    with atomic_directory(target) as partial:
        assert partial.parent == tmp_path
        assert partial.name.startswith(".release")
        fill(partial)
        assert not target.exists()
    assert tree(tmp_path) == under("release", NEW)


def test_parents_are_made(tmp_path: Path) -> None:
    with atomic_directory(tmp_path / "a" / "b" / "release") as partial:
        fill(partial)
    with atomic_file(tmp_path / "c" / "d" / "file") as stream:
        stream.write(b"x")
    assert tree(tmp_path / "a" / "b") == under("release", NEW)
    assert tree(tmp_path / "c" / "d") == {"file": b"x"}


def fail_in_directory(target: Path, failure: BaseException, *, replace: bool = False) -> None:
    with atomic_directory(target, replace=replace) as partial:
        fill(partial)
        raise failure


def fail_in_file(target: Path, failure: BaseException) -> None:
    with atomic_file(target) as stream:
        stream.write(b"half")
        raise failure


@pytest.mark.parametrize(
    "failure", [ValueError(), KeyboardInterrupt(), SystemExit(), SourceError("x")], ids=repr
)
def test_nothing_is_left_of_failed_work(tmp_path: Path, failure: BaseException) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "x").write_text("old")
    before = tree(tmp_path)
    with pytest.raises(type(failure)):
        fail_in_directory(tmp_path / "new" / "er" / "release", failure)
    with pytest.raises(type(failure)):
        fail_in_directory(tmp_path / "old", failure, replace=True)
    with pytest.raises(type(failure)):
        fail_in_file(tmp_path / "old" / "x", failure)
    with pytest.raises(type(failure)):
        fail_in_file(tmp_path / "more" / "x", failure)
    assert tree(tmp_path) == before


def test_parents_that_others_use_meanwhile_stay(tmp_path: Path) -> None:
    def work() -> None:
        with atomic_directory(tmp_path / "a" / "b" / "c"):
            (tmp_path / "a" / "other").touch()
            raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011 - raised above, without words
        work()
    assert tree(tmp_path) == {"a": None, "a/other": b""}


@pytest.mark.parametrize("replace", [False, True])
def test_target_in_the_way_stops_before_any_work(tmp_path: Path, *, replace: bool) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    (tmp_path / "folder").mkdir()
    started = []
    for name in ("file", "link") if replace else ("file", "link", "folder"):
        with (
            pytest.raises(TargetError, match=r"exists already|is in the way") as caught,
            atomic_directory(tmp_path / name, replace=replace),
        ):
            started.append(name)
        assert caught.value.fix
    assert started == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder", "link"]


def test_replaced_directory(tmp_path: Path) -> None:
    (tmp_path / "release").mkdir()
    (tmp_path / "release" / "old.csv").write_text("old\n")
    with atomic_directory(tmp_path / "release", replace=True) as partial:
        fill(partial)
        assert (tmp_path / "release" / "old.csv").exists()
    assert tree(tmp_path) == under("release", NEW)


def test_relative_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with atomic_directory(Path("a/../release")) as partial:
        fill(partial)
    assert tree(tmp_path) == under("release", NEW)
    with pytest.raises(TargetError, match="exists already"), atomic_directory(Path()):
        pass
    with pytest.raises(TargetError, match="root"), atomic_directory(Path("/")):
        pass


@pytest.mark.parametrize("name", ["x" * 255, "é" * 127, "😀" * 63])
def test_long_names(tmp_path: Path, name: str) -> None:
    with atomic_directory(tmp_path / name) as partial:
        fill(partial)
    assert tree(tmp_path) == under(name, NEW)


@pytest.mark.parametrize(("mask", "folder", "file"), [(0o022, 0o755, 0o644), (0o077, 0o700, 0o600)])
def test_modes_follow_the_umask(tmp_path: Path, mask: int, folder: int, file: int) -> None:
    with umask(mask), atomic_directory(tmp_path / "a" / "release") as partial:
        with atomic_file(partial / "public") as stream:
            stream.write(b"x")
        with atomic_file(partial / "secret", 0o600):
            assert [mode(path) for path in partial.glob(".secret*")] == [0o600]
    assert mode(tmp_path / "a") == mode(tmp_path / "a" / "release") == folder
    assert mode(tmp_path / "a" / "release" / "public") == file
    assert mode(tmp_path / "a" / "release" / "secret") == 0o600


def test_file_in_the_way(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe"):
        with pytest.raises(TargetError, match="in the way"), atomic_file(path):
            pass
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)


def test_folder_without_permission(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    try:
        with unprivileged():
            for place in (atomic_directory(tmp_path / "a" / "b"), atomic_file(tmp_path / "c")):
                with pytest.raises(TargetError, match="may not write") as caught, place:
                    pass
                assert "Choose another place" in (caught.value.fix or "")
    finally:
        tmp_path.chmod(0o755)
    assert tree(tmp_path) == {}


def test_parent_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(TargetError, match="is a file"), atomic_directory(tmp_path / "file" / "b"):
        pass
    with pytest.raises(TargetError, match="is a file"), atomic_file(tmp_path / "file" / "b"):
        pass
    assert tree(tmp_path) == {"file": b"x"}


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (errno.ENOSPC, "disk is full"),
        (errno.EDQUOT, "quota"),
        (errno.EROFS, "read-only"),
        (errno.EIO, os.strerror(errno.EIO)),
    ],
)
@pytest.mark.parametrize("call", ["mkdir", "fsync", "rename", "open"])
def test_refusals_of_the_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, words: str, call: str
) -> None:
    def work() -> None:
        with atomic_directory(tmp_path / "a" / "release") as partial:
            fill(partial)
            refuse_once(monkeypatch, call, code)
            if call in ("mkdir", "open"):
                with atomic_file(partial / "b" / "file"):
                    pass

    with pytest.raises(TargetError, match=words) as caught:
        work()
    assert caught.value.fix
    assert tree(tmp_path) == {}


def refuse_once(monkeypatch: pytest.MonkeyPatch, call: str, code: int) -> None:
    """Let the next call of a function of ``os`` fail, and those after it succeed."""
    original = getattr(os, call)

    def refuse(*_: object, **__: object) -> None:
        monkeypatch.setattr(os, call, original)
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, call, refuse)


def test_a_disk_that_fills_up_while_the_caller_writes(tmp_path: Path) -> None:
    with pytest.raises(TargetError, match="disk is full"), atomic_directory(tmp_path / "release"):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    with pytest.raises(FileNotFoundError), atomic_directory(tmp_path / "release"):
        (tmp_path / "no such file").read_text()
    assert tree(tmp_path) == {}


def test_the_full_device(tmp_path: Path) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("no /dev/full on this system")
    with (
        pytest.raises(TargetError, match="disk is full"),
        atomic_directory(tmp_path / "r"),
        full.open("wb", buffering=0) as stream,
    ):
        stream.write(b"x")
    assert tree(tmp_path) == {}


class Interruption:
    """Press Ctrl-C before the nth line of the module under test."""

    def __init__(self, line: int) -> None:
        self.left = line

    def __call__(self, frame: FrameType, event: str, _: object) -> Interruption | None:
        if frame.f_code.co_filename != targets.__file__:
            return None
        if event == "line":
            self.left -= 1
            if self.left == 0:
                sys.settrace(None)
                raise KeyboardInterrupt
        return self


@contextmanager
def interrupted_before(line: int) -> Iterator[Interruption]:
    before = sys.gettrace()
    interruption = Interruption(line)
    sys.settrace(interruption)
    try:
        yield interruption
    finally:
        sys.settrace(before)


def make_directory(folder: Path) -> None:
    with atomic_directory(folder / "a" / "release") as partial:
        fill(partial)


def replace_directory(folder: Path) -> None:
    with atomic_directory(folder / "release", replace=True) as partial:
        fill(partial)


def make_file(folder: Path) -> None:
    with atomic_file(folder / "a" / "file") as stream:
        stream.write(b"new\n")


def replace_file(folder: Path) -> None:
    with atomic_file(folder / "file") as stream:
        stream.write(b"new\n")


OLD_FOLDER = under("release", {"old.csv": b"old\n"})


# Python itself leaves a file to the garbage collector if Ctrl-C comes while a "with" ends.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(
    ("work", "before", "after"),
    [
        (make_directory, {}, under("a", under("release", NEW))),
        (replace_directory, OLD_FOLDER, under("release", NEW)),
        (make_file, {}, {"a": None, "a/file": b"new\n"}),
        (replace_file, {"file": b"old\n"}, {"file": b"new\n"}),
    ],
    ids=["make directory", "replace directory", "make file", "replace file"],
)
def test_interruption_at_any_line(
    tmp_path: Path,
    work: Callable[[Path], None],
    before: dict[str, bytes | None],
    after: dict[str, bytes | None],
) -> None:
    outcomes = []
    for line in range(1, 500):
        folder = tmp_path / str(line)
        folder.mkdir()
        for name, content in before.items():
            if content is None:
                (folder / name).mkdir()
            else:
                (folder / name).write_bytes(content)
        with interrupted_before(line) as interruption, suppress(KeyboardInterrupt):
            work(folder)
        outcomes.append(tree(folder))
        assert outcomes[-1] in (before, after), f"interrupted before line {line}"
        shutil.rmtree(folder)
        if interruption.left > 0:
            break
    assert outcomes[0] == before
    assert outcomes[-1] == after
    assert len(outcomes) > 20
