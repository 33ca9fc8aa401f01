"""Large arrays of numpy in files: what is computed from millions of rows costs disk, not memory.

What lives here: switching that on for a piece of work. What does not: the allocation itself
(``scratch.c``), nor tables of Arrow, which are written to such files piece by piece
(:mod:`sector_data.sources.spilling`).

numpy lets a program say how the data of its arrays are allocated (NumPy Enhancement Proposal 49,
*Data allocation strategies*). Here an array of :data:`LARGE` bytes or more gets a file of its own
in the folder for temporary files, without a name, that only its owner can read, and that is gone
with the array or with the process, however that ends. Room for it is taken at once; where there is
none, and without compiled kernels or on another system than Linux, the array lies in memory as
usual. Results are the same.

Whoever forks a process within shares such arrays with it: they must not be written there.
"""

from __future__ import annotations

import ctypes
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import numpy as np

from sector_data.kernels.library import library

LARGE = 1 << 25
"""Bytes from which an array lies in a file: 32 MB."""

_SET_HANDLER, _GET_HANDLER = 304, 305
"""Places of two functions in numpy's C interface, the same since version 1.22."""
_CAPSULE = b"mem_handler"


@contextmanager
def large_arrays_in_files() -> Iterator[None]:
    """Let arrays of numpy that this thread makes within lie in files when they are large."""
    kernels = library()
    if kernels is None:
        yield
        return
    kernels.scratch_handler.restype = ctypes.c_void_p
    before = _numpy_function(_GET_HANDLER)()
    handler = kernels.scratch_handler(
        ctypes.c_void_p(_pointer(before, _CAPSULE)),
        os.fsencode(tempfile.gettempdir()),
        ctypes.c_int64(LARGE),
    )
    if not handler:
        yield
        return
    new_capsule = ctypes.pythonapi.PyCapsule_New
    new_capsule.restype = ctypes.py_object
    capsule = new_capsule(ctypes.c_void_p(handler), ctypes.c_char_p(_CAPSULE), None)
    set_handler = _numpy_function(_SET_HANDLER, ctypes.py_object)
    set_handler(capsule)
    try:
        yield
    finally:
        set_handler(before)


def bytes_in_files() -> int:
    """Return how many bytes of arrays lie in files now."""
    kernels = library()
    if kernels is None:
        return 0
    kernels.scratch_bytes.restype = ctypes.c_int64
    return int(kernels.scratch_bytes())


def _numpy_function(place: int, *arguments: Any) -> Any:
    package = "numpy._core" if np.__version__[0] > "1" else "numpy.core"
    interface = import_module(f"{package}._multiarray_umath")
    functions = ctypes.cast(_pointer(interface._ARRAY_API, None), ctypes.POINTER(ctypes.c_void_p))
    return ctypes.PYFUNCTYPE(ctypes.py_object, *arguments)(functions[place])


def _pointer(capsule: object, name: bytes | None) -> int:
    get_pointer = ctypes.pythonapi.PyCapsule_GetPointer
    get_pointer.restype = ctypes.c_void_p
    get_pointer.argtypes = [ctypes.py_object, ctypes.c_char_p]
    return int(get_pointer(capsule, name))
