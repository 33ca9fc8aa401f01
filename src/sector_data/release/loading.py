"""A release bundle in Python: its tables as DataFrames, its documents as objects.

What lives here: opening a bundle, verified first. What does not: re-measuring it (`audit`).
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sector_data.errors import BundleError, DamagedBundleError
from sector_data.release.documents import read_json, read_model
from sector_data.release.layout import (
    DATAPACKAGE,
    PLAN,
    REPORT,
    csv_path,
    name_problem,
    parquet_path,
)
from sector_data.release.released_tables import read_released
from sector_data.release.verification import verify_bundle
from sector_data.sources.shares import Tell
from sector_data.sources.tables import Table
from sector_data.spec.evidence.release import Claim
from sector_data.spec.plan import Plan

if TYPE_CHECKING:
    import pandas as pd

_FIX = "Get the bundle again from whoever released it."


class Release(Mapping[str, "pd.DataFrame"]):
    """The tables of a bundle by name, read when they are asked for.

    Attributes
    ----------
    path
        The bundle's folder.
    datapackage
        ``datapackage.json``: titles, licence, and of each column what was done to it.
    claims
        What verification said; empty when it was not asked for.
    """

    def __init__(
        self,
        path: Path,
        datapackage: dict[str, Any],
        claims: tuple[Claim, ...],
        announce: Tell | None = None,
    ) -> None:
        self.path = path
        self.datapackage = datapackage
        self.claims = claims
        self._announce = announce
        self._names = _table_names(datapackage)
        self._frames: dict[str, pd.DataFrame] = {}

    def __getitem__(self, table: str) -> pd.DataFrame:
        """Return a table with nullable types; the same DataFrame each time."""
        if table not in self._frames:
            self._frames[table] = self.table(table).to_pandas()
        return self._frames[table]

    def table(self, name: str) -> Table:
        """Return a table as Arrow columns: what is larger than memory, too.

        Returns
        -------
        Table
            Memory-mapped from a temporary file when it is large; ``.data`` is a
            :class:`pyarrow.Table`.

        Raises
        ------
        KeyError
            If there is no table of the name.
        BundleError
            If its files cannot be read.
        """
        if name not in self._names:
            raise KeyError(f"no table {name!r}; there are {', '.join(self)}")
        if self._announce is not None:
            self._announce(f"reading {name}")
        return read_released(self.path, name, self._announce)

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names of the tables."""
        return iter(self._names)

    def __len__(self) -> int:
        """Return the number of tables."""
        return len(self._names)

    def __repr__(self) -> str:
        return f"<Release {self.datapackage.get('name')!r}: {', '.join(self)}>"

    @property
    def plan(self) -> Plan:
        """Every decision behind the release.

        Raises
        ------
        BundleError
            If ``plan.json`` is missing or damaged.
        """
        return read_model(self.path, PLAN, Plan)

    @property
    def report(self) -> Path:
        """Where the report for people lies."""
        return self.path / REPORT


def load(bundle: Path | str, *, verify: bool = True, announce: Tell | None = None) -> Release:
    """Open a release bundle.

    Parameters
    ----------
    bundle
        Its folder.
    verify
        Check digests and signature first. Who the signer is cannot be told from the bundle:
        `audit` with the publisher's key does that.
    announce
        Told what is being done, and how much of it in a large bundle: of verifying it, and later of
        reading its tables.

    Returns
    -------
    Release
        A mapping of table names to DataFrames.

    Raises
    ------
    BundleError
        If the folder is not a bundle, or something in it is not what was signed; the message names
        the files.
    """
    path = Path(bundle)
    claims: tuple[Claim, ...] = ()
    if verify:
        if announce is not None:
            announce("verifying digests and signature")
        claims = verify_bundle(path, tell=announce)
        wrong = [claim for claim in claims if claim.verdict == "does not hold"]
        if wrong:
            lines = "\n".join(f"  - {claim.subject}: {claim.sentence}" for claim in wrong)
            raise DamagedBundleError(f"The bundle is not as it was released:\n{lines}", _FIX)
    return Release(path, _read_datapackage(path), claims, announce)


def _read_datapackage(path: Path) -> dict[str, Any]:
    if not os.path.lexists(path / DATAPACKAGE):
        raise BundleError(
            f"{path} is not a release bundle: it holds no {DATAPACKAGE}.",
            "Name the folder that holds datapackage.json, or unpack the bundle first.",
        )
    descriptor = read_json(path, DATAPACKAGE)
    if not isinstance(descriptor, dict):
        raise DamagedBundleError(f"{DATAPACKAGE} is damaged: it is not an object.", _FIX)
    return descriptor


def _table_names(datapackage: dict[str, Any]) -> tuple[str, ...]:
    """Return the names of the tables, each with its files where a bundle has them."""
    try:
        files = {
            resource["name"]: (resource["path"], resource["sectorData:parquet"]["path"])
            for resource in datapackage["resources"]
        }
    except (KeyError, TypeError):
        raise DamagedBundleError(f"{DATAPACKAGE} does not list Parquet files.", _FIX) from None
    if any(
        name_problem(str(name)) or "/" in str(name) or paths != (csv_path(name), parquet_path(name))
        for name, paths in files.items()
    ):
        raise DamagedBundleError(
            f"{DATAPACKAGE} names files that are none of a bundle's tables.", _FIX
        )
    return tuple(files)
