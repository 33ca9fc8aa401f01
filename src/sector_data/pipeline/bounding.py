"""Work on tables larger than memory.

What lives here: what is switched on around a verb, so that what it computes of millions of rows
costs disk and not memory. What does not: how that is done (:mod:`sector_data.kernels.scratch`,
:mod:`sector_data.sources.numbering`); tables are read into files by
:mod:`sector_data.sources.spilling`, whoever reads them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sector_data.kernels.scratch import large_arrays_in_files
from sector_data.sources.numbering import numbers_remembered


@contextmanager
def memory_bounded() -> Iterator[None]:
    """Keep large arrays in files within, and number large columns once."""
    with large_arrays_in_files(), numbers_remembered():
        yield
