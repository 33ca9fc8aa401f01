"""What a plan's transforms get from the key: a secret for each domain and purpose, and the lookup.

What lives here: which domain a column is in, and the call of its transform. What does not: how keys
are derived (:mod:`sector_data.deidentify.keys`) and the order of tables
(:mod:`sector_data.pipeline.applying`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.deidentify.canonical import canonical_column
from sector_data.deidentify.transforms import transform
from sector_data.errors import InputError
from sector_data.sources.numbering import coded, distinct_count, encoded
from sector_data.sources.spilling import piecewise, settled
from sector_data.sources.tables import Table, chunks_of, one_array
from sector_data.spec.plan import ColumnPlan, Plan
from sector_data.spec.transforms.values import (
    FormatPreserving,
    Geohash,
    Pseudonym,
    ShiftDate,
    Surrogate,
    TopBottom,
    TransformSpec,
)

if TYPE_CHECKING:
    from sector_data.deidentify.keys import Key, Purpose
    from sector_data.deidentify.surrogates import Lookup

IN_DOMAINS = (Pseudonym, Surrogate, FormatPreserving)
"""Transforms whose values belong to a pseudonymisation domain."""


def domain_in_plan(table: str, column: ColumnPlan) -> str | None:
    """Return the pseudonymisation domain of a column; None where its transform has none."""
    spec = column.transform
    if not isinstance(spec, IN_DOMAINS):
        return None
    return spec.domain or f"{table}.{column.column}"


class Keyed:
    """The secrets of one plan.

    Parameters
    ----------
    plan
        What is carried out.
    key
        Its secret derives all others.
    """

    def __init__(self, plan: Plan, key: Key) -> None:
        self._plan = plan
        self._key = key
        self._lookup: Lookup | None = None
        self._encoded: dict[str, tuple[pa.Array, pa.DictionaryArray]] = {}

    def secret(self, domain: str, purpose: Purpose) -> bytes:
        """Return the key of a domain.

        Versions of a release to one recipient share it, so that a later one can be joined with an
        earlier one, unless ``release.link-versions`` says no.
        """
        release = self._plan.pipeline.release
        return self._key.domain_key(
            project=release.name,
            recipient=release.recipient.value,
            release="" if release.link_versions else release.version,
            domain=domain,
            purpose=purpose,
        )

    def secret_of(self, table: str, column: ColumnPlan) -> bytes | None:
        """Return the secret that a column's transform needs; None where it needs none."""
        match column.transform:
            case Pseudonym():
                return self.secret(domain_in_plan(table, column) or "", "pseudonym")
            case FormatPreserving():
                return self.secret(domain_in_plan(table, column) or "", "format")
            case ShiftDate():
                return self.secret(self._plan.pipeline.subject or table, "date-shift")
            case _:
                return None

    def transformed(
        self, table: Table, column: ColumnPlan, subjects: pa.Array | None
    ) -> pa.Array | pa.ChunkedArray:
        """Return a column's values after its transform, in a file when they are large."""
        spec = self._in_domain(table.name, column)
        values = table.column(column.column)
        text = pa.types.is_string(values.type)
        if isinstance(spec, ShiftDate) and subjects is not None and not text:
            # The columns of a table share the search for distinct subjects.
            subjects = self._distinct(table.name, subjects)
        secret = self.secret_of(table.name, column)
        lookup = self.lookup() if isinstance(spec, Surrogate) else None

        def of_rows(
            piece: pa.Array, owners: pa.Array | None, longitudes: pa.Array | None
        ) -> pa.Array:
            return transform(
                piece,
                spec,
                secret=secret,
                subjects=owners,
                lookup=lookup,
                longitudes=longitudes,
            )

        longitudes = longitudes_of(table, spec)
        if isinstance(spec, ShiftDate | TopBottom) and not text:
            return settled(of_rows(one_array(values), subjects, longitudes))
        return piecewise(of_rows, values, subjects, longitudes)

    def _distinct(self, table: str, subjects: pa.Array) -> pa.DictionaryArray:
        """Return the subjects of a table's rows as a dictionary, which its columns share."""
        known = self._encoded.get(table)
        if known is None or known[0] is not subjects:
            known = self._encoded[table] = (subjects, encoded(subjects))
        return known[1]

    @staticmethod
    def _in_domain(table: str, column: ColumnPlan) -> TransformSpec:
        spec = column.transform
        if isinstance(spec, Surrogate):
            return spec.model_copy(update={"domain": domain_in_plan(table, column)})
        return spec

    def lookup(self) -> Lookup:
        """Return the release's lookup of random codes, read from beside the key ring."""
        if self._lookup is None:
            from sector_data.deidentify.surrogates import Lookup

            self._lookup = Lookup.open(self._lookup_path(), self.secret("", "lookup"))
        return self._lookup

    def save_lookup(self) -> None:
        """Write the lookup if codes were drawn: before the release that holds them."""
        if self._lookup is not None:
            self._lookup.save(self._lookup_path(), self.secret("", "lookup"))

    def _lookup_path(self) -> Path:
        release = self._plan.pipeline.release
        version = "" if release.link_versions else release.version
        scope = "\0".join((release.name, release.recipient.value, version))
        name = hashlib.sha256(scope.encode()).hexdigest()[:16]
        return self._key.lookup_folder() / f"{name}.lookup"


def longitudes_of(table: Table, spec: TransformSpec) -> pa.ChunkedArray | None:
    """Return the column of longitudes that a geohash names.

    Raises
    ------
    InputError
        If the table has no such column.
    """
    if not isinstance(spec, Geohash) or spec.longitude is None:
        return None
    if spec.longitude not in table.columns:
        raise InputError(
            f"The geohash names the column {spec.longitude!r}, which is not in the table.",
            "Name the column that holds the longitude.",
        )
    return table.column(spec.longitude)


def check_one_to_one(
    plan: Plan,
    tables: Mapping[str, Table],
    columns: Mapping[str, Mapping[str, pa.Array | pa.ChunkedArray]],
) -> None:
    """Insist that no two values of a domain share a pseudonym, over all its columns and tables.

    Parameters
    ----------
    plan
        What was carried out.
    tables
        The source.
    columns
        The transformed columns by table, row by row those of the source.

    Raises
    ------
    InputError
        With the domain and the remedy.
    """
    domains: dict[str, list[tuple[pa.Array | pa.ChunkedArray, pa.Array | pa.ChunkedArray]]] = {}
    for table in plan.tables:
        for column in table.columns:
            made = columns.get(table.table, {}).get(column.column)
            domain = domain_in_plan(table.table, column)
            if made is None or domain is None or not isinstance(column.transform, Pseudonym):
                continue
            values = canonical_column(tables[table.table].column(column.column))
            domains.setdefault(domain, []).append((values, made))
    for domain, parts in domains.items():
        if len(parts) < 2 and isinstance(parts[0][1], pa.Array):
            continue  # one column was checked when its tokens were made
        values, tokens = (
            pa.chunked_array([chunk for part in side for chunk in chunks_of(part)], pa.string())
            for side in zip(*parts, strict=True)
        )
        codes, size = coded(values)
        has_token = np.zeros(size, np.bool_)
        # A reference that leads nowhere was emptied; its value has no token.
        has_token[codes[(codes >= 0) & np.asarray(pc.is_valid(tokens))]] = True
        if np.count_nonzero(has_token) > distinct_count(tokens):
            raise InputError(
                f"Two values of the domain {domain!r} got the same pseudonym.",
                "Raise the length of its pseudonyms.",
            )
