"""Names, links, pipes and sizes that a bundle may not have: each is named, nothing is opened."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import sector_data as sd
from sector_data.errors import BundleError
from sector_data.release.documents import read_bytes
from sector_data.release.layout import MAX_TOTAL, printable
from sector_data.release.verification import verify_bundle
from tests.cli.running import Outcome, sector_data
from tests.end_to_end.worlds import World


def refused_by_all(world: World, bundle: Path, genuine: Path) -> str:
    """Let every command that takes a bundle have it; return what the audit and they printed."""
    ring = ("--key-ring", world.key_ring)
    outcomes: list[Outcome] = [
        sector_data("release", "verify", bundle),
        sector_data("release", "publish-check", bundle, *ring),
        sector_data("release", "diff", genuine, bundle),
        sector_data("release", "sign", bundle, "--role", "steward", "--key", "demo", *ring),
        sector_data("load", bundle),
    ]
    for done in outcomes:
        assert done.code == 1, done
        assert "Traceback" not in done.err
    with pytest.raises(BundleError):
        sd.load(bundle)
    printed = "".join(done.out + done.err for done in outcomes)
    assert all(c.isprintable() or c == "\n" for c in printed)
    return " ".join(printed.split())


NAMES = {
    "a case of letters": "readme.MD",
    "a device": "evidence/NUL.json",
    "a device with an ending": "data/com1.tar.gz",
    "a full stop at the end": "plan.json.",
    "a space at the end": "plan.json ",
    "two ways of writing": "e\u0301.json",
    "turned around": "\u202egpj.exe",
    "an escape": "\x1b[2J.txt",
    "a line end": "a\nb",
    "a stream of NTFS": "plan.json:hidden",
    "a backslash": "..\\plan.json",
    "not UTF-8": os.fsdecode(b"\xff\xfe.txt"),
    "an ordinary name": "more.txt",
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_an_added_name(name: str, world: World, genuine: Path, bundle: Path) -> None:
    (bundle / name).write_text("x", encoding="utf-8")

    printed = refused_by_all(world, bundle, genuine)

    shown = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in name)
    assert shown.strip() in printed


@pytest.mark.parametrize("name", [name for name in NAMES.values() if name != "more.txt"])
def test_an_odd_name_is_refused_for_itself_and_not_for_being_added(name: str, bundle: Path) -> None:
    """Whoever makes a bundle can list and sign any name."""
    (bundle / name).write_text("x", encoding="utf-8")
    said = {claim.subject: claim.sentence for claim in verify_bundle(bundle)}
    assert said[printable(name)].startswith("It may not stand in a bundle: ")


@pytest.mark.parametrize("name", ["Jane Doe has asthma", "data/more/still more"])
def test_an_added_folder(name: str, world: World, genuine: Path, bundle: Path) -> None:
    """No list of files tells of a folder in which nothing is."""
    (bundle / name).mkdir(parents=True)
    assert f"{name}/" in refused_by_all(world, bundle, genuine)


def test_no_link_is_followed_where_a_document_is_read(tmp_path: Path) -> None:
    """Some are read before the names of all files are looked at."""
    (tmp_path / "bundle").mkdir()
    (tmp_path / "secret.json").write_text("{}", encoding="utf-8")
    (tmp_path / "bundle/plan.json").symlink_to(tmp_path / "secret.json")
    with pytest.raises(BundleError, match="it is a link"):
        read_bytes(tmp_path / "bundle", "plan.json")


def a_pipe(place: Path) -> None:
    os.mkfifo(place)


def a_link(place: Path) -> None:
    place.symlink_to("/etc/passwd")


def a_link_to_nowhere(place: Path) -> None:
    place.symlink_to("nowhere")


def a_folder(place: Path) -> None:
    place.mkdir()


def a_socket(place: Path) -> None:
    here = Path.cwd()
    os.chdir(place.parent)  # the address of a socket is short
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(place.name)
    finally:
        os.chdir(here)


def a_device(place: Path) -> None:
    try:
        os.mknod(place, 0o20666, os.makedev(1, 5))
    except OSError:
        pytest.skip("only root can make devices")


MADE = (a_pipe, a_link, a_link_to_nowhere, a_folder, a_socket, a_device)


@pytest.mark.parametrize("make", MADE, ids=lambda f: f.__name__)
@pytest.mark.parametrize(
    "name", ["plan.json", "datapackage.json", "SHA256SUMS", "release.intoto.jsonl", "signer.pub"]
)
def test_something_else_in_place_of_a_document(
    make: Callable[[Path], None], name: str, world: World, genuine: Path, bundle: Path
) -> None:
    (bundle / name).unlink()
    make(bundle / name)

    assert name in refused_by_all(world, bundle, genuine)
    with pytest.raises(BundleError):
        _ = (sd.load(bundle, verify=False).plan, sd.load(bundle)["people"])


@pytest.mark.parametrize("make", MADE, ids=lambda f: f.__name__)
@pytest.mark.parametrize("name", ["data/people.parquet", "data/people.csv"])
def test_something_else_in_place_of_a_table(
    make: Callable[[Path], None], name: str, world: World, genuine: Path, bundle: Path
) -> None:
    (bundle / name).unlink()
    make(bundle / name)

    assert name in refused_by_all(world, bundle, genuine)
    with pytest.raises(BundleError, match="cannot be read"):
        sd.load(bundle, verify=False)["people"]


@pytest.mark.parametrize("folder", ["data", "evidence"])
def test_a_linked_folder(
    folder: str, world: World, genuine: Path, bundle: Path, tmp_path: Path
) -> None:
    (bundle / folder).rename(tmp_path / "moved")
    (bundle / folder).symlink_to(tmp_path / "moved")

    assert folder in refused_by_all(world, bundle, genuine)
    if folder == "data":
        with pytest.raises(BundleError, match="behind a link"):
            sd.load(bundle, verify=False)["people"]


def test_a_link_to_its_own_folder(world: World, genuine: Path, bundle: Path) -> None:
    (bundle / "again").symlink_to(bundle)
    assert "again" in refused_by_all(world, bundle, genuine)


def test_a_hard_link_is_a_file_like_any_other(bundle: Path, tmp_path: Path) -> None:
    (bundle / "README.md").rename(tmp_path / "elsewhere")
    os.link(tmp_path / "elsewhere", bundle / "README.md")
    assert sd.load(bundle)


def test_folders_within_folders_beyond_what_paths_can_name(
    world: World, genuine: Path, bundle: Path
) -> None:
    here = Path.cwd()
    os.chdir(bundle)
    try:
        for _ in range(30):
            Path("d" * 200).mkdir()
            os.chdir("d" * 200)
        Path("x").write_text("hidden", encoding="utf-8")
    finally:
        os.chdir(here)

    assert "cannot be looked into" in refused_by_all(world, bundle, genuine)


def test_a_file_of_holes(world: World, genuine: Path, bundle: Path) -> None:
    """It takes no room, and digesting it would take days."""
    try:
        os.truncate(bundle / "README.md", MAX_TOTAL + 1)
    except OSError:
        pytest.skip("the file system has no files of this size")
    began = time.monotonic()

    assert "larger than" in refused_by_all(world, bundle, genuine)
    assert time.monotonic() - began < 60


def test_more_files_than_anybody_needs(
    world: World, genuine: Path, bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sector_data.release.layout.MAX_FILES", 40)
    (bundle / "many").mkdir()
    for number in range(40):
        (bundle / "many" / str(number)).mkdir()

    assert "more than 40 files" in refused_by_all(world, bundle, genuine)


def test_a_table_is_not_called_like_a_device(world: World) -> None:
    pipeline = world.edited("devices.yaml", ("source: {people", "source: {con: people.csv, people"))
    done = sector_data("plan", pipeline)

    assert done.code == 2
    assert "source.con" in done.err
    assert "on some systems" in done.err
