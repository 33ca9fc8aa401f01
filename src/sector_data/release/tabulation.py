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

from sector_data.release import croissant, layout
from sector_data.release.datapackage import (
    MISSING,
    TABLE_PROFILE,
    describe_package,
    describe_table,
    to_json,
)
from sector_data.release.environment import describe_environment
from sector_data.release.report.content import page_names
from sector_data.release.report.tabulated import render_figures
from sector_data.release.sealing import sign_bundle
from sector_data.release.statement import TABULATION_TYPE, Predicate
from sector_data.sources.digests import file_digest
from sector_data.sources.tables import Table
from sector_data.sources.writing import write_csv, write_parquet
from sector_data.spec.plan import Plan

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

EVIDENCE = f"{layout.EVIDENCE}/tabulation.json"
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
    (directory / layout.DATA).mkdir()
    (directory / layout.EVIDENCE).mkdir()
    descriptor = describe_package(plan, _promise(record))
    descriptor["resources"] = [_written(directory, Table(n, table)) for n, table in tables.items()]
    counted = record["differential-privacy"]["table"]
    documents = {
        layout.DATAPACKAGE: to_json(descriptor),
        layout.CROISSANT: croissant.to_json(croissant.describe_figures(plan, descriptor, counted)),
        layout.PLAN: plan.public().to_json(),
        EVIDENCE: _text(record),
        layout.evidence_path("environment"): _text(describe_environment()),
        **{
            readme: render_figures(plan, tables, record, EVIDENCE, language)
            for language, (_, readme) in page_names(plan.pipeline.release.languages).items()
        },
    }
    for name, text in documents.items():
        (directory / name).write_text(text, encoding="utf-8")
    content = {"planDigest": {"sha256": plan.digest()}, **record}
    sign_bundle(directory, [Predicate(TABULATION_TYPE, content)], signing_key)


def _text(document: Mapping[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _written(directory: Path, table: Table) -> dict[str, Any]:
    """Write a table, and return what the descriptor says of it."""
    csv, parquet = layout.csv_path(table.name), layout.parquet_path(table.name)
    write_csv(table, directory / csv)
    write_parquet(table, directory / parquet)
    schema = {
        "$schema": TABLE_PROFILE,
        "fields": [
            {"name": name, "type": table.data_type(name).value}
            | ({"description": _MEANINGS[name]} if name in _MEANINGS else {})
            for name in table.columns
        ],
        "missingValues": [MISSING],
    }
    files = {path: file_digest(directory / path) for path in (csv, parquet)}
    return describe_table(table.name, files, schema)


def _promise(record: Mapping[str, Any]) -> str:
    stated = record["differential-privacy"]
    return (
        f"Figures with noise under differential privacy: ε = {stated['epsilon']:g}, "
        f"δ = {stated['delta']:g}, for {stated['unit']} with at most {stated['contributions']} "
        "rows."
    )
