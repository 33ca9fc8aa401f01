"""Names in a bundle are safe, and nothing but plain files lies in it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sector_data.release.layout import list_files, name_problem


@pytest.mark.parametrize(
    "path",
    ["data/patients.csv", "a b/c d.txt", "größe/日本.json", "x", "evidence/data-docs/index.html"],
)
def test_ordinary_names_may_stand(path: str) -> None:
    assert name_problem(path) is None


@pytest.mark.parametrize(
    "path",
    [
        "../x",
        "a/../x",
        "/etc/passwd",
        "a//b",
        "./a",
        "",
        "a\\b",
        "a\nb",
        "a\tb",
        "a\u202eb",
        "a\u2028b",
        " a",
        "a /b",
        "c:/x",
        "a\udc80",
    ],
)
def test_names_that_read_differently_elsewhere_are_refused(path: str) -> None:
    assert name_problem(path) is not None


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp"])))
def test_a_name_that_may_stand_stays_inside(path: str) -> None:
    if name_problem(path) is None:
        base = os.path.normpath("/bundle")
        assert os.path.normpath(f"{base}/{path}").startswith(f"{base}/")


def test_links_are_listed_as_refused_and_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret").write_text("x")
    folder = tmp_path / "bundle"
    folder.mkdir()
    (folder / "a").write_text("x")
    (folder / "link").symlink_to(outside)
    (folder / "file-link").symlink_to(outside / "secret")
    listing = list_files(folder)
    assert listing.files == ("a",)
    assert [path for path, _ in listing.refused] == ["file-link", "link"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_devices_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert [path for path, _ in list_files(tmp_path).refused] == ["pipe"]


def test_odd_names_are_listed_printably(tmp_path: Path) -> None:
    (tmp_path / "a\nb").write_text("x")
    assert list_files(tmp_path).refused == (("a\\u000ab", "its name holds an invisible character"),)


def test_a_flood_of_files_ends_the_listing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sector_data.release.layout.MAX_FILES", 3)
    for number in range(10):
        (tmp_path / str(number)).write_text("x")
    listing = list_files(tmp_path)
    assert len(listing.files) == 3
    assert listing.refused[0][1] == "more than 3 files"
