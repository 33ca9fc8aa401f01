"""Digests that `sha256sum -c` accepts, and files that were added, changed or lost."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.errors import BundleError, TargetError
from sector_data.release.documents import MAX_BYTES
from sector_data.release.layout import SUMS, list_files, name_problem
from sector_data.release.manifest import (
    compare_files,
    read_manifest,
    render_manifest,
    write_manifest,
)

NAMES = ["b.txt", "a b.txt", "sub/größe 日本.csv", "😀.json"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number, name in enumerate(NAMES):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x" * number)
    return tmp_path


def test_digests_are_those_of_sha256(folder: Path) -> None:
    digests = write_manifest(folder)
    assert sorted(digests) == sorted(NAMES)
    assert all(
        digests[name] == hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in NAMES
    )


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="needs sha256sum")
def test_sha256sum_accepts_the_list(folder: Path) -> None:
    write_manifest(folder)
    done = subprocess.run(
        ["sha256sum", "--check", "--strict", SUMS], cwd=folder, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count(b": OK") == len(NAMES)


def test_what_is_written_is_read_again(folder: Path) -> None:
    assert write_manifest(folder) == read_manifest(folder)


def test_the_list_is_sorted_and_lists_neither_itself_nor_the_attestations(folder: Path) -> None:
    (folder / "release.intoto.jsonl").write_text("x")
    first = write_manifest(folder)
    assert write_manifest(folder) == first
    assert list(read_manifest(folder)) == sorted(NAMES)


def test_every_difference_is_named(folder: Path) -> None:
    expected = write_manifest(folder)
    (folder / "b.txt").write_bytes(b"other")
    (folder / "a b.txt").unlink()
    (folder / "extra").write_bytes(b"")
    (folder / "link").symlink_to(folder / "b.txt")
    statuses = compare_files(folder, expected, list_files(folder))
    assert {s.path: s.status for s in statuses} == {
        "b.txt": "changed",
        "a b.txt": "missing",
        "extra": "unexpected",
        "link": "refused",
        "sub/größe 日本.csv": "ok",
        "😀.json": "ok",
    }


def test_a_listed_file_that_became_a_link_is_refused_not_missing(folder: Path) -> None:
    expected = write_manifest(folder)
    (folder / "b.txt").unlink()
    (folder / "b.txt").symlink_to(folder / "a b.txt")
    (status,) = [s for s in compare_files(folder, expected, list_files(folder)) if s.status != "ok"]
    assert (status.path, status.status) == ("b.txt", "refused")


@pytest.mark.parametrize("name", ["a\\b", "a\nb"])
def test_names_that_sha256sum_would_escape_are_not_listed(folder: Path, name: str) -> None:
    (folder / name).write_text("x")
    with pytest.raises(TargetError, match="cannot be listed"):
        write_manifest(folder)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff",
        b"0" * 64 + b"  a",
        b"0" * 64 + b" *a\n",
        b"0" * 63 + b"g  a\n",
        b"0" * 64 + b"  ../../etc/passwd\n",
        b"0" * 64 + b"  /etc/passwd\n",
        (b"0" * 64 + b"  a\n") * 2,
        b"0" * 64 + b"  b\n" + b"0" * 64 + b"  a\n",
        b"0" * 64 + b"  a\r\n",
        b"A" * 64 + b"  a\n",
    ],
    ids=[
        *("empty", "binary", "no-end", "binary-mode", "no-digest", "traversal", "absolute"),
        *("twice", "unsorted", "crlf", "upper-case"),
    ],
)
def test_other_lists_are_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / SUMS).write_bytes(content)
    if content:
        with pytest.raises(BundleError):
            read_manifest(tmp_path)
    else:
        assert read_manifest(tmp_path) == {}


def test_a_missing_list_is_told(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="SHA256SUMS cannot be read: it is missing"):
        read_manifest(tmp_path)


def test_a_huge_list_is_not_read(tmp_path: Path) -> None:
    (tmp_path / SUMS).touch()
    os.truncate(tmp_path / SUMS, MAX_BYTES + 1)
    with pytest.raises(BundleError, match="larger than"):
        read_manifest(tmp_path)


@settings(max_examples=50, deadline=None)
@given(
    st.dictionaries(
        st.text(min_size=1).filter(lambda name: name_problem(name) is None),
        st.binary(max_size=8).map(lambda content: hashlib.sha256(content).hexdigest()),
    )
)
def test_any_list_survives_writing_and_reading(
    tmp_path_factory: pytest.TempPathFactory, digests: dict[str, str]
) -> None:
    folder = tmp_path_factory.mktemp("list")
    (folder / SUMS).write_bytes(render_manifest(digests))
    assert read_manifest(folder) == digests
