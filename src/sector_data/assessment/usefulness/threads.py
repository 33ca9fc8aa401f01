"""One thread for many small models.

What lives here: the limit. What does not: the models.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module


@contextmanager
def one_thread() -> Iterator[None]:
    """Let numpy and scikit-learn compute in one thread: those of small models mostly wait."""
    from threadpoolctl import threadpool_limits

    # Threads of a library that is loaded later would not be limited.
    import_module("sklearn.ensemble")
    with threadpool_limits(1):
        yield
