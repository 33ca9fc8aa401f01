"""A bundle of tables of figures under a differential privacy guarantee.

What lives here: its files, and what is signed of them. What does not: the figures
(:mod:`sector_data.tabulation`), and bundles of rows (:mod:`sector_data.pipeline.packaging`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from sector_data.release import layout
from sector_data.release.environment import describe_environment
from sector_data.release.sealing import sign_bundle
from sector_data.release.statement import TABULATION_TYPE, Predicate
from sector_data.sources.digests import file_digest
from sector_data.sources.tables import Table
from sector_data.sources.writing import write_csv, write_parquet
from sector_data.spec.pipeline import ReleaseSpec
from sector_data.spec.plan import Plan

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

EVIDENCE = f"{layout.EVIDENCE}/tabulation.json"
_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
_MEANINGS = {
    "count": "Number of rows, with noise.",
    "mean": "Mean, with noise; none where so few rows tell nothing.",
    "plus_minus": "The figure is within this of the truth in 95 % of cases.",
    "quantile": "Share of the rows that lie below.",
    "from": "Lower end of the interval in which the quantile lies.",
    "to": "Upper end of that interval.",
    "rank_plus_minus": "Rows by which its rank may be off, in 95 % of cases.",
}


def write_tables(
    directory: Path,
    tables: Mapping[str, pa.Table],
    record: Mapping[str, Any],
    plan: Plan,
    signing_key: Ed25519PrivateKey,
) -> None:
    """Write and sign all files of a bundle into an empty directory.

    Parameters
    ----------
    tables
        Name to figures.
    record
        The guarantee, with all that it is about.
    plan
        What was asked for; of the rows it tells nothing.
    signing_key
        Signs it.
    """
    release = plan.pipeline.release
    (directory / layout.DATA).mkdir()
    (directory / layout.EVIDENCE).mkdir()
    resources = [_resource(directory, Table(name, table)) for name, table in tables.items()]
    descriptor = {
        "$schema": _PROFILE,
        "name": release.name,
        "title": release.title or release.name,
        "description": _promise(record),
        "version": release.version,
        "created": f"{plan.made_on.isoformat()}T00:00:00Z",
        **({"licenses": [{"name": release.licence}]} if release.licence else {}),
        "resources": resources,
    }
    _write(directory / layout.DATAPACKAGE, descriptor)
    _write(directory / EVIDENCE, record)
    _write(directory / layout.evidence_path("environment"), describe_environment())
    (directory / layout.README).write_text(_readme(release, tables, record), encoding="utf-8")
    (directory / layout.PLAN).write_text(plan.public().to_json(), encoding="utf-8")
    content = {"planDigest": {"sha256": plan.digest()}, **record}
    sign_bundle(directory, [Predicate(TABULATION_TYPE, content)], signing_key)


def _write(path: Path, document: Any) -> None:
    text = json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    path.write_text(text, encoding="utf-8")


def _resource(directory: Path, table: Table) -> dict[str, Any]:
    csv, parquet = layout.csv_path(table.name), layout.parquet_path(table.name)
    write_csv(table, directory / csv)
    write_parquet(table, directory / parquet)
    digest = file_digest(directory / csv)
    return {
        "name": table.name,
        "type": "table",
        "path": csv,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": digest.bytes,
        "hash": f"sha256:{digest.sha256}",
        "schema": {
            "fields": [
                {"name": name, "type": table.data_type(name).value}
                | ({"description": _MEANINGS[name]} if name in _MEANINGS else {})
                for name in table.columns
            ],
            "missingValues": [""],
        },
    }


def _promise(record: Mapping[str, Any]) -> str:
    stated = record["differential-privacy"]
    return (
        f"Figures with noise under differential privacy: ε = {stated['epsilon']:g}, "
        f"δ = {stated['delta']:g}, for {stated['unit']} with at most {stated['contributions']} "
        "rows."
    )


def _readme(release: ReleaseSpec, tables: Mapping[str, pa.Table], record: Mapping[str, Any]) -> str:
    lines = [f"# {release.title or release.name}", "", _promise(record), ""]
    lines += [
        "Every figure holds noise, and says how far it may be off. Tables need not add up to one",
        "another: each has noise of its own. Do not subtract figures to find few people: what is",
        "left is noise.",
        "",
    ]
    lines += [f"- `{layout.csv_path(name)}`: {table.num_rows} lines" for name, table in
              tables.items()]  # fmt: skip
    lines += [
        "",
        f"`{EVIDENCE}` tells unit, neighbours, mechanism, accountant and the source of the bounds.",
        "Check the signature: `sector-data release verify .`",
        "",
    ]
    return "\n".join(lines)
