"""Whether ``croissant.json`` describes the tables that lie beside it.

What lives here: comparing it with the released tables, their files and ``datapackage.json``. What
does not: whether its words are true; those of risk and treatment are claims of their own
(:mod:`sector_data.pipeline.auditing.privacy`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sector_data.errors import BundleError, SectorDataError
from sector_data.pipeline.auditing.privacy import holds
from sector_data.release import layout
from sector_data.release.croissant import CONFORMS_TO, DATA_TYPES, field_id, file_id, licence_of
from sector_data.release.documents import read_json
from sector_data.sources.digests import file_digest
from sector_data.sources.tables import Table
from sector_data.spec.evidence.release import Claim


def croissant_claim(
    bundle: Path, descriptor: Mapping[str, Any], tables: Mapping[str, Table]
) -> Claim:
    """Compare the Croissant description with tables, files and Data Package.

    Parameters
    ----------
    bundle
        Its directory.
    descriptor
        The Data Package, as it was read.
    tables
        The released tables that can be read.
    """
    try:
        document = read_json(bundle, layout.CROISSANT)
        wrong = list(_disagreements(document, bundle, descriptor, tables))
    except (BundleError, ValueError, KeyError, TypeError, AttributeError, IndexError):
        return holds(layout.CROISSANT, False, "It is missing or damaged.")
    return holds(
        layout.CROISSANT,
        not wrong,
        f"It is wrong about {', '.join(wrong)}."
        if wrong
        else "Tables, columns, types and digests of files are as it says.",
    )


def _disagreements(
    document: Mapping[str, Any],
    bundle: Path,
    descriptor: Mapping[str, Any],
    tables: Mapping[str, Table],
) -> Iterator[str]:
    """Yield what the description is wrong about; no word of the description itself."""
    licences = descriptor.get("licenses")
    expected = {
        "conformsTo": CONFORMS_TO,
        "name": descriptor["name"],
        "identifier": descriptor["id"],
        "version": descriptor["version"],
        "license": licence_of(licences[0]) if licences else None,
        "isLiveDataset": False,
    }
    yield from (name for name, value in expected.items() if document.get(name) != value)
    files = [(file["@id"], file["contentUrl"], file["sha256"]) for file in document["distribution"]]
    if sorted(files) != sorted(_files(bundle, tables)):
        yield "files"
    described = {record_set["@id"]: record_set["field"] for record_set in document["recordSet"]}
    if len(document["recordSet"]) != len(tables) or set(described) != set(tables):
        yield "tables"
    for name, table in tables.items():
        if [_said(field) for field in described.get(name, ())] != list(_columns(table)):
            yield f"the columns of {name}"


def _files(bundle: Path, tables: Mapping[str, Table]) -> Iterator[tuple[str, str, str]]:
    for name in tables:
        for kind, path in (("csv", layout.csv_path(name)), ("parquet", layout.parquet_path(name))):
            yield file_id(name, kind), path, _digest(bundle / path)


def _digest(path: Path) -> str:
    """Return the SHA-256 of a file; of one that is not there, what no file has."""
    try:
        return file_digest(path).sha256
    except SectorDataError:
        return ""


def _columns(table: Table) -> Iterator[tuple[str, ...]]:
    """Yield identifier, name, type, file and column of each field that a table asks for."""
    for column in table.columns:
        data_type = DATA_TYPES[table.data_type(column)]
        yield (
            field_id(table.name, column),
            column,
            data_type,
            file_id(table.name, "parquet"),
            column,
        )


def _said(field: Mapping[str, Any]) -> tuple[str, ...]:
    source = field["source"]
    return (
        field["@id"],
        field["name"],
        field["dataType"],
        source["fileObject"]["@id"],
        source["extract"]["column"],
    )
