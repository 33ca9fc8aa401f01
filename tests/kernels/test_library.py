"""The library is found when it fits, and done without when it does not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from sector_data.kernels import library as module
from sector_data.kernels.library import VERSION, address, compiled, library


@pytest.fixture(autouse=True)
def looked_up_anew() -> Iterator[None]:
    library.cache_clear()
    yield
    library.cache_clear()


def test_both_sides_name_one_version() -> None:
    header = (Path(module.__file__).parent / "kernels.h").read_text(encoding="utf-8")
    assert re.findall(r"#define KERNELS_VERSION (\d+)", header) == [str(VERSION)]


def test_numpy_does_when_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECTOR_DATA_KERNELS", "numpy")
    assert not compiled()


def test_a_library_from_other_sources_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "VERSION", VERSION + 1)
    assert library() is None


def test_what_is_no_library_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "_kernels.so").write_text("none\n", encoding="utf-8")
    monkeypatch.setattr(module, "__file__", str(tmp_path / "library.py"))
    assert library() is None


def test_scattered_values_are_refused() -> None:
    with pytest.raises(ValueError, match="one after the other"):
        address(np.arange(10)[::2])
