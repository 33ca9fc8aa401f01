"""Where the data files of the package lie.

What lives here: ``schemas/``, ``pipelines/`` and the generators of ``sample_data/``, found inside
of an installed wheel or at the top of the repository. What does not: what is in them
(:mod:`sector_data.spec.packs`, :mod:`sector_data.pipeline.samples`).
"""

from __future__ import annotations

from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Literal

from sector_data.errors import SectorDataError


def packaged(folder: Literal["schemas", "pipelines", "sample_data"]) -> Traversable:
    """Return a folder of data that ships with the package.

    Raises
    ------
    SectorDataError
        If the installation lacks it.
    """
    shipped = resources.files("sector_data") / "_shipped" / folder
    if shipped.is_dir():
        return shipped
    # An editable installation: src/sector_data/spec/packaged.py, four levels below the top.
    top = Path(__file__).resolve().parents[3]
    if (top / "pyproject.toml").is_file() and (top / folder).is_dir():
        return top / folder
    raise SectorDataError(
        f"The installation is incomplete: its folder {folder!r} is missing.",
        "Install it again: pip install --force-reinstall sector-data",
    )


def names_in(folder: Traversable, suffix: str = ".yaml") -> tuple[str, ...]:
    """Return the names of the files of a kind in a folder, without their suffix, sorted."""
    if not folder.is_dir():
        return ()
    files = (entry.name for entry in folder.iterdir() if entry.is_file())
    return tuple(sorted(name.removesuffix(suffix) for name in files if name.endswith(suffix)))
