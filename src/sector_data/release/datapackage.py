"""The description of a release for programs: Data Package v2.

What lives here: ``datapackage.json``. What does not: the description for people
(``README.md``, ``report.html``).

Source: datapackage.org, Data Package standard v2.0 (data package, data resource, table schema,
table dialect).

A table is one resource, its CSV file. The standard knows ``type: table`` only for resources that a
client reads by itself, and clients that cannot read Parquet would refuse the package; so the
Parquet file of the same rows stands with its digest in the property ``sectorData:parquet``.

Everything that is claimed of a column (type, key, pattern, allowed values) has been compared with
the released values: a description that its own data refute is worth nothing.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterator, Mapping
from pathlib import PurePath
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sector_data.release.key_columns import all_among, all_differ
from sector_data.release.layout import csv_path, parquet_path
from sector_data.release.licences import describe_licence
from sector_data.sources.digests import FileDigest
from sector_data.sources.spilling import slices
from sector_data.sources.tables import Table
from sector_data.spec.packs import load_sector
from sector_data.spec.pipeline import ReleaseSpec, split_path
from sector_data.spec.plan import ColumnPlan, Generalisation, Plan, ProtectionPlan, TablePlan
from sector_data.spec.transforms.identifiers import characters_of
from sector_data.spec.transforms.values import Pseudonym, Surrogate, Zip3

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
TABLE_PROFILE = "https://datapackage.org/profiles/2.0/tableschema.json"

MISSING = ""
"""The one text that means "no value" in the CSV files. An empty text is written as ``""``, but
frictionless and pandas read both as missing; the Parquet file keeps them apart."""

LONGEST_LIST = 100
"""More categories than this are not listed as allowed values."""


def describe(
    plan: Plan, tables: Mapping[str, Table], files: Mapping[str, FileDigest]
) -> dict[str, Any]:
    """Return the Data Package descriptor of a release.

    Parameters
    ----------
    plan
        The plan that was carried out.
    tables
        The released tables.
    files
        Size and digest of each data file, by its path in the bundle.
    """
    descriptor = describe_package(plan, _description(plan.pipeline.release, tables))
    descriptor["resources"] = [
        describe_table(table_plan.table, files, _schema(plan, table_plan, tables))
        for table_plan in plan.tables
        if table_plan.table in tables
    ]
    return descriptor


def describe_package(plan: Plan, description: str) -> dict[str, Any]:
    """Return what a descriptor says before its tables.

    Parameters
    ----------
    plan
        The plan that was carried out.
    description
        What the release is.
    """
    release = plan.pipeline.release
    descriptor: dict[str, Any] = {
        "$schema": PROFILE,
        "name": release.name,
        "id": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, plan.digest())}",
        "title": release.title or release.name,
        "description": description,
        "version": release.version,
        "created": f"{plan.made_on.isoformat()}T00:00:00Z",
        "sectorData:plan": {"digest": f"sha256:{plan.digest()}", "madeWith": plan.made_with},
    }
    if release.licence:
        descriptor["licenses"] = [describe_licence(release.licence)]
    if release.contact:
        descriptor["contributors"] = [_contributor(release.contact)]
    if release.keywords:
        descriptor["keywords"] = list(release.keywords)
    return descriptor


def to_json(descriptor: Mapping[str, Any]) -> str:
    """Return a descriptor as the text of ``datapackage.json``."""
    return json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n"


def _description(release: ReleaseSpec, tables: Mapping[str, Table]) -> str:
    count = len(tables)
    purpose = f"\n\nPurpose: {release.purpose}" if release.purpose else ""
    return (
        f"Anonymised release of {count} {'table' if count == 1 else 'tables'} "
        f"for {release.recipient.value} use.{purpose}"
    )


def _contributor(contact: str) -> dict[str, Any]:
    kind = "email" if re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", contact) else "title"
    return {kind: contact, "roles": ["contact"]}


def describe_table(
    table: str, files: Mapping[str, FileDigest], schema: Mapping[str, Any]
) -> dict[str, Any]:
    """Return what a descriptor says of a table and its two files.

    Parameters
    ----------
    table
        Its name.
    files
        Size and digest of each data file, by its path in the bundle.
    schema
        Its columns.
    """
    csv, parquet = csv_path(table), parquet_path(table)
    return {
        "name": table,
        "type": "table",
        "path": csv,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": files[csv].bytes,
        "hash": f"sha256:{files[csv].sha256}",
        "dialect": {"delimiter": ",", "quoteChar": '"', "doubleQuote": True, "header": True},
        "schema": schema,
        "sectorData:parquet": {
            "path": parquet,
            "format": "parquet",
            "mediatype": "application/vnd.apache.parquet",
            "bytes": files[parquet].bytes,
            "hash": f"sha256:{files[parquet].sha256}",
        },
    }


def _schema(plan: Plan, table_plan: TablePlan, tables: Mapping[str, Table]) -> dict[str, Any]:
    table = tables[table_plan.table]
    planned = {column.column: column for column in table_plan.columns}
    schema: dict[str, Any] = {
        "$schema": TABLE_PROFILE,
        "fields": [
            _field(table, name, planned.get(name), table_plan.protection)
            | _said(plan, table.name, name)
            for name in table.columns
        ],
        "missingValues": [MISSING],
    }
    key = plan.pipeline.keys.get(table.name)
    if key in table.columns and _is_key(table.column(key)):
        schema["primaryKey"] = [key]
    if foreign := list(_foreign_keys(plan, table, tables)):
        schema["foreignKeys"] = foreign
    return schema


def _field(
    table: Table, name: str, planned: ColumnPlan | None, protection: ProtectionPlan | None
) -> dict[str, Any]:
    field: dict[str, Any] = {"name": name, "type": table.data_type(name).value}
    if planned is not None:
        transform = planned.transform
        role = planned.role.value.replace("-", " ")
        field["description"] = f"{role}; {transform.kind}: {planned.reason}"
        field["sectorData:role"] = planned.role.value
        field["sectorData:transform"] = _without_folders(transform.model_dump(mode="json"))
        nature = transform.nature
        field["sectorData:technique"] = nature.technique.value
        field["sectorData:lost"] = nature.loss
        field["sectorData:reversible"] = nature.reversible.value
        if planned.parts:
            field["sectorData:parts"] = [_part(part) for part in planned.parts]
        if planned.finding.entity:
            field["sectorData:entity"] = planned.finding.entity
        labels = None
        for place, found in protection.own if protection else ():
            if protection and found.column == name:
                field["sectorData:level"] = _level(found)
                labels = _labels(protection, place)
        constraints = dict(_constraints(table.column(name), planned, labels))
        if constraints:
            field["constraints"] = constraints
    return field


def _said(plan: Plan, table: str, column: str) -> dict[str, str]:
    """Return what the steward, or the sector schema, says of a column: its meaning and unit."""
    spec = plan.pipeline.columns.get(f"{table}.{column}")
    unit = spec.unit if spec else None
    if unit is None and plan.pipeline.sector:
        unit = load_sector(plan.pipeline.sector).unit(table, column)
    said = {"title": spec.description if spec else None, "sectorData:unit": unit}
    return {key: text for key, text in said.items() if text}


def _part(planned: ColumnPlan) -> dict[str, Any]:
    """Describe a part of the documents in a column."""
    nature = planned.transform.nature
    return {
        "path": planned.column,
        "role": planned.role.value,
        "transform": _without_folders(planned.transform.model_dump(mode="json")),
        "technique": nature.technique.value,
        "lost": nature.loss,
        "reversible": nature.reversible.value,
    }


def _without_folders(transform: dict[str, Any]) -> dict[str, Any]:
    """Name a hierarchy's file without the folder it lay in, which is nobody else's business."""
    hierarchy = transform.get("hierarchy")
    if not isinstance(hierarchy, dict) or "path" not in hierarchy:
        return transform
    return {**transform, "hierarchy": {**hierarchy, "path": PurePath(hierarchy["path"]).name}}


def _constraints(
    values: pa.ChunkedArray, planned: ColumnPlan, labels: list[str] | None
) -> Iterator[tuple[str, Any]]:
    there = sum(map(len, _present_pieces(values)))
    if there and there == len(values):
        yield "required", True
    if not there or not pa.types.is_string(values.type):
        return
    pattern = _pattern(planned)
    if pattern and all(
        pc.all(pc.match_substring_regex(present, f"^(?:{pattern})$"), min_count=0).as_py()
        for present in _present_pieces(values)
    ):
        yield "pattern", pattern
    if (
        labels
        and len(labels) <= LONGEST_LIST
        and all(
            pc.all(pc.is_in(present, pa.array(labels, pa.string())), min_count=0).as_py()
            for present in _present_pieces(values)
        )
    ):
        yield "enum", labels


def _pattern(planned: ColumnPlan) -> str | None:
    match planned.transform:
        case Pseudonym() | Surrogate():
            return pattern_of_pseudonyms(planned.transform)
        case Zip3():
            return "[0-9]{3}"
        case _:
            return None


def pattern_of_pseudonyms(spec: Pseudonym | Surrogate) -> str:
    """Return the regular expression that every pseudonym, or code, of a column matches whole."""
    return f"{re.escape(spec.prefix)}{_class_of(spec.alphabet)}{{{spec.length}}}"


def _class_of(alphabet: str) -> str:
    """Return the characters of an alphabet as a class of regular expressions."""
    if alphabet == "base32":
        # Crockford's base 32 in lower case: without i, l, o and u.
        return "[0-9a-hjkmnp-tv-z]"
    return f"[{re.escape(characters_of(alphabet))}]"


def _level(found: Generalisation) -> dict[str, int]:
    """Return how far a quasi-identifier is generalised, from the finest level on."""
    ends = {"level": found.level, "levels": found.levels}
    return ends if found.coarsest == found.level else {**ends, "coarsest": found.coarsest}


def _labels(protection: ProtectionPlan, place: int) -> list[str]:
    """Return the categories of a quasi-identifier that are released."""
    kept = {labels[place] for labels in protection.kept_classes}
    return sorted(label for label in kept if label)


def _present(values: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return the values that a reader of the CSV file sees: no nulls, no empty texts."""
    present = values.drop_null()
    if pa.types.is_string(values.type):
        return present.filter(pc.not_equal(present, MISSING))
    if pa.types.is_floating(values.type):
        return present.filter(pc.invert(pc.is_nan(present)))
    return present


def _present_pieces(values: pa.ChunkedArray) -> Iterator[pa.ChunkedArray]:
    """Yield what :func:`_present` returns piece by piece: a copy of all may be too much."""
    for piece in slices(pa.table([values], [""])):
        yield _present(piece.column(0))


def _is_key(values: pa.ChunkedArray) -> bool:
    there = sum(map(len, _present_pieces(values)))
    return there == len(values) and all_differ(values)


def _foreign_keys(
    plan: Plan, table: Table, tables: Mapping[str, Table]
) -> Iterator[dict[str, Any]]:
    for child, parent in sorted(plan.pipeline.references.items()):
        child_table, child_column = split_path(child)
        parent_table, parent_column = split_path(parent)
        if (
            child_table != table.name
            or child_column not in table.columns
            or parent_table not in tables
            or parent_column not in tables[parent_table].columns
        ):
            continue
        referred = tables[parent_table].column(parent_column)
        referring = _present(table.column(child_column))
        if referring.type != referred.type or not all_among(referring, referred):
            continue
        reference: dict[str, Any] = {"fields": [parent_column]}
        if parent_table != table.name:
            reference = {"resource": parent_table, **reference}
        yield {"fields": [child_column], "reference": reference}
