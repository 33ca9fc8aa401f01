"""Digests are those that sha256sum prints."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from sector_data.errors import SourceError
from sector_data.sources.digests import FileDigest, file_digest


@pytest.mark.parametrize("content", [b"", b"abc", b"x" * (3 << 20)])
def test_digest(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    assert file_digest(path) == FileDigest(len(content), hashlib.sha256(content).hexdigest())


def test_missing_file(tmp_path: Path) -> None:
    (tmp_path / "data.csv").touch()
    with pytest.raises(SourceError, match="no such file") as caught:
        file_digest(tmp_path / "dataa.csv")
    assert "data.csv" in (caught.value.fix or "")


def test_directory(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be read"):
        file_digest(tmp_path)
