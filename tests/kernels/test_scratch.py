"""Large arrays in files: the same values, room given back, and nothing changed outside."""

from __future__ import annotations

import gc
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.kernels.library import compiled
from sector_data.kernels.scratch import bytes_in_files, large_arrays_in_files

pytestmark = pytest.mark.skipif(
    not compiled() or not Path("/proc").is_dir(), reason="needs compiled kernels on Linux"
)

SMALL = 1 << 14


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("sector_data.kernels.scratch.LARGE", SMALL)
    gc.collect()
    assert bytes_in_files() == 0
    yield
    gc.collect()
    assert bytes_in_files() == 0


@settings(max_examples=20)
@given(st.lists(st.integers(0, SMALL), min_size=1, max_size=4))
def test_arrays_hold_what_they_would_in_memory(sizes: list[int]) -> None:
    """Made, sorted, joined, grown and shrunk."""

    def result() -> list[int]:
        whole = np.zeros(1, dtype=np.int64)
        for size in sizes:
            part = np.arange(size)[::-1] * 7 % 1009
            whole = np.concatenate([whole, np.sort(part), np.zeros(size, dtype=np.int64)])
            whole.resize(max(1, len(whole) // 2 + size), refcheck=False)
        return list(map(int, whole))

    plain = result()
    with large_arrays_in_files():
        assert result() == plain


def test_large_arrays_lie_in_files_and_small_ones_do_not() -> None:
    """As many bytes as the arrays have; those of ended arrays are given back."""
    with large_arrays_in_files():
        small, large = np.ones(SMALL // 8 - 1), np.ones(SMALL // 8)
        assert bytes_in_files() == large.nbytes
        whole = np.concatenate([small, large])
        assert bytes_in_files() == large.nbytes + whole.nbytes
        del large
        assert bytes_in_files() == whole.nbytes
    assert whole.sum() == len(whole)  # it outlives the work that made it
    outside = np.ones(SMALL)
    assert bytes_in_files() == whole.nbytes
    del outside, whole


def test_new_arrays_of_zeros_are_zero_where_others_were_before() -> None:
    """Room that is given back is never seen again."""
    with large_arrays_in_files():
        for _ in range(50):
            array = np.zeros(SMALL)
            assert not array.any()
            array[:] = 1
            del array


def test_other_threads_are_left_alone() -> None:
    """Who did not ask for it keeps memory as usual."""
    sizes = []

    def work() -> None:
        array = np.ones(SMALL)
        sizes.append((bytes_in_files(), len(array)))

    with large_arrays_in_files():
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
    assert sizes == [(0, SMALL)]


def test_without_room_for_files_memory_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that is not there has no room."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))
    with large_arrays_in_files():
        array = np.ones(SMALL)
        assert bytes_in_files() == 0
    assert array.sum() == SMALL


def test_no_file_is_left_or_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The files have no names."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with large_arrays_in_files():
        array = np.ones(SMALL)
        assert bytes_in_files() == array.nbytes
        assert not list(tmp_path.iterdir())
    del array


def test_more_arrays_than_there_are_places_for() -> None:
    """The rest lies in memory."""
    with large_arrays_in_files():
        many = [np.full(SMALL // 8, number) for number in range(520)]
        assert bytes_in_files() == 512 * SMALL
    assert all((array == number).all() for number, array in enumerate(many))
    many.clear()


def test_errors_end_it() -> None:
    """What is made after the work has failed lies in memory."""
    with pytest.raises(ZeroDivisionError), large_arrays_in_files():
        _ = 1 // 0
    array = np.ones(SMALL)
    assert bytes_in_files() == 0
    del array
