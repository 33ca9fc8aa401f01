"""What is known of the source before anything is decided: aggregates and findings.

What lives here: detection over all tables with the subject of every row at hand. What does not:
how a column is recognised (:mod:`sector_data.detect`).
"""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from sector_data.detect.columns import profile_table
from sector_data.pipeline.progress import Announce, silent
from sector_data.sources.tables import Table
from sector_data.spec.evidence.findings import ColumnFinding
from sector_data.spec.packs import SectorSchema
from sector_data.spec.words import Language


def profile(
    tables: Mapping[str, Table],
    *,
    subjects: Mapping[str, pa.Array | None] | None = None,
    sector: SectorSchema | None = None,
    language: Language = "en",
    announce: Announce = silent,
) -> dict[str, tuple[ColumnFinding, ...]]:
    """Return the findings of every column, by table, in column order."""
    findings: dict[str, tuple[ColumnFinding, ...]] = {}
    for name, table in tables.items():
        announce(f"looking at {name}")
        findings[name] = profile_table(
            table,
            subjects=(subjects or {}).get(name),
            sector=sector,
            language=language,
            tell=announce,
        )
    return findings
