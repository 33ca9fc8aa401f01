"""The leak search in one call.

What lives here: for tests that search one bundle once. What does not: the search.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

import pyarrow as pa

from sector_data.release.leaks.search import LeakSearch
from sector_data.spec.evidence.release import LeakReport

Columns = Mapping[str, pa.Array | pa.ChunkedArray]


def search_leaks(
    directory: Path,
    secrets: Columns,
    *,
    kept: Columns,
    vocabulary: frozenset[str],
    ordinary: frozenset[str] = frozenset(),
    tokens: Mapping[str, str] | None = None,
    only: Collection[str] | None = None,
) -> LeakReport:
    """Search a bundle, or some of its files."""
    search = LeakSearch(secrets, kept=kept, vocabulary=vocabulary, ordinary=ordinary, tokens=tokens)
    return search.report(directory, only)
