"""A release bundle in Python: its tables as DataFrames, its documents as objects.

What lives here: opening a bundle, verified first. What does not: re-measuring it (`audit`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from sector_data.errors import BundleError
from sector_data.release.layout import DATAPACKAGE, PLAN, REPORT, name_problem
from sector_data.release.verification import verify_bundle
from sector_data.spec.evidence import Claim
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

    def __init__(self, path: Path, datapackage: dict[str, Any], claims: tuple[Claim, ...]) -> None:
        self.path = path
        self.datapackage = datapackage
        self.claims = claims
        self._files = _parquet_files(datapackage)
        self._frames: dict[str, pd.DataFrame] = {}

    def __getitem__(self, table: str) -> pd.DataFrame:
        """Return a table with nullable types; the same DataFrame each time."""
        if table not in self._frames:
            self._frames[table] = self._read(self._files[table])
        return self._frames[table]

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names of the tables."""
        return iter(self._files)

    def __len__(self) -> int:
        """Return the number of tables."""
        return len(self._files)

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
        try:
            return Plan.model_validate_json((self.path / PLAN).read_bytes())
        except OSError:
            raise BundleError(f"{PLAN} cannot be read.", _FIX) from None
        except ValidationError as error:
            raise BundleError(
                f"{PLAN} is damaged: {error.error_count()} places do not fit its format.", _FIX
            ) from None

    @property
    def report(self) -> Path:
        """Where the report for people lies."""
        return self.path / REPORT

    def _read(self, file: str) -> pd.DataFrame:
        import pyarrow as pa
        import pyarrow.parquet as pq

        from sector_data.sources.frames import to_pandas

        try:
            data = pq.read_table(self.path / file)
        except (OSError, pa.ArrowException):
            raise BundleError(f"{file} cannot be read as a Parquet file.", _FIX) from None
        return to_pandas(data)


def load(bundle: Path | str, *, verify: bool = True) -> Release:
    """Open a release bundle.

    Parameters
    ----------
    bundle
        Its folder.
    verify
        Check digests and signature first. Who the signer is cannot be told from the bundle:
        `audit` with the publisher's key does that.

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
        claims = verify_bundle(path)
        wrong = [claim for claim in claims if claim.verdict == "does not hold"]
        if wrong:
            lines = "\n".join(f"  - {claim.subject}: {claim.sentence}" for claim in wrong)
            raise BundleError(f"The bundle is not as it was released:\n{lines}", _FIX)
    return Release(path, _read_datapackage(path), claims)


def _read_datapackage(path: Path) -> dict[str, Any]:
    try:
        descriptor = json.loads((path / DATAPACKAGE).read_bytes())
    except OSError:
        raise BundleError(
            f"{path} is not a release bundle: it holds no {DATAPACKAGE}.",
            "Name the folder that holds datapackage.json, or unpack the bundle first.",
        ) from None
    except (ValueError, RecursionError):
        raise BundleError(f"{DATAPACKAGE} is damaged: it is not JSON.", _FIX) from None
    if not isinstance(descriptor, dict):
        raise BundleError(f"{DATAPACKAGE} is damaged: it is not an object.", _FIX)
    return descriptor


def _parquet_files(datapackage: dict[str, Any]) -> dict[str, str]:
    """Return the Parquet file of each table; every path stays inside the bundle."""
    try:
        files = {
            resource["name"]: resource["sectorData:parquet"]["path"]
            for resource in datapackage["resources"]
        }
        unsafe = any(name_problem(file) for file in files.values())
    except (KeyError, TypeError):
        raise BundleError(f"{DATAPACKAGE} does not list Parquet files.", _FIX) from None
    if unsafe:
        raise BundleError(f"{DATAPACKAGE} names a file outside the bundle.", _FIX)
    return files
