"""What tables are called whose files have no pipeline file yet.

What lives here: names made from files' names. What does not: reading the files
(:mod:`sector_data.sources.reading`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from sector_data.errors import InputError

LONGEST = 64
"""Characters that names of releases and tables may have."""


def table_name(path: Path) -> str:
    """Return the name that a pipeline file gives the table of a file: lower case, safe characters.

    Examples
    --------
    >>> table_name(Path("data/Patients 2024.csv.gz"))
    'patients_2024'
    """
    stem = path.name.removesuffix(".gz")
    stem = stem.rsplit(".", 1)[0] if "." in stem else stem
    return re.sub(r"[^a-z0-9_-]+", "_", stem.lower()).strip("_-")[:LONGEST] or "table"


def table_names(paths: Sequence[Path]) -> dict[str, Path]:
    """Name tables after their files: lower case, safe characters, no name twice.

    Raises
    ------
    InputError
        If two files would have the same name.
    """
    names: dict[str, Path] = {}
    for path in paths:
        name = table_name(path)
        if name in names:
            raise InputError(
                f"{path.name} and {names[name].name} would both be the table {name!r}.",
                "Rename one of the files, or name the tables by hand in a pipeline file.",
            )
        names[name] = path
    return names
