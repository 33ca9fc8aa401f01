"""The names of a table's columns: each there, each different.

What lives here: the check that every kind of source shares. What does not: where names are read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sector_data.errors import SourceError


def check_names(where: str, names: Sequence[str]) -> None:
    """Check that all columns have a name, and each one of its own.

    Parameters
    ----------
    where
        File or table, for messages.
    names
        The names in order.

    Raises
    ------
    SourceError
        If a name is blank or stands more than once (positions count from 1), or there are none.
    """
    if not names:
        raise SourceError(f"{where}: there are no columns.", "Export the table again.")
    blank = [position for position, name in enumerate(names, 1) if not name.strip()]
    if blank:
        raise SourceError(
            f"{where}: {'column' if len(blank) == 1 else 'columns'} "
            f"{', '.join(map(str, blank))} of {len(names)} "
            f"{'has' if len(blank) == 1 else 'have'} no name.",
            "Take the delimiter off the ends of the lines, or name the last column."
            if blank == [len(names)]
            else "Give every column a name.",
        )
    shared = [
        f"{name!r} (columns {', '.join(str(i) for i, n in enumerate(names, 1) if n == name)})"
        for name, count in Counter(names).items()
        if count > 1
    ]
    if shared:
        raise SourceError(
            f"{where}: columns share a name: {'; '.join(shared)}.",
            "Give every column a name of its own.",
        )
