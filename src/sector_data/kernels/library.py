"""The compiled library: found, checked, or done without.

What lives here: loading and how arrays are handed over. What does not: single kernels, which live
in the modules beside this one.
"""

from __future__ import annotations

import ctypes
import os
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

VERSION = 8
"""Of the functions' arguments and results; ``KERNELS_VERSION`` of ``kernels.h``."""


@cache
def library() -> ctypes.CDLL | None:
    """Return the compiled kernels; None when numpy must do."""
    if os.environ.get("SECTOR_DATA_KERNELS") == "numpy":
        return None
    for path in sorted(Path(__file__).parent.glob("_kernels.*")):
        try:
            loaded = ctypes.CDLL(str(path))
            loaded.kernels_version.restype = ctypes.c_int64
            if loaded.kernels_version() == VERSION:
                return loaded
        except (OSError, AttributeError):
            continue
    return None


def compiled() -> bool:
    """Tell whether the compiled kernels are in use."""
    return library() is not None


def address(array: npt.NDArray[np.generic] | None) -> ctypes.c_void_p:
    """Return where an array's values lie, for a kernel.

    Raises
    ------
    ValueError
        If the values do not lie one after the other: a kernel would read others.
    """
    if array is None:
        return ctypes.c_void_p(None)
    if not array.flags.c_contiguous:
        raise ValueError("a kernel needs an array whose values lie one after the other")
    return ctypes.c_void_p(array.ctypes.data)
