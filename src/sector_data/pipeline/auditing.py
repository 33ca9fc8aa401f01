"""Checking a bundle from the bundle alone: one claim at a time.

What lives here: which claims there are, and recomputing those of schema and validation from the
released tables. What does not: those of privacy
(:mod:`sector_data.pipeline.auditing_privacy`) and of policy packs
(:mod:`sector_data.pipeline.auditing_conformity`), digests and signatures
(:mod:`sector_data.release.verification`).

Nothing is believed that can be counted. Plan and evidence tell what is claimed; the released rows
tell whether it is so. What only the source could tell is said to be untellable.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pydantic import ValidationError

from sector_data.errors import BundleError, SectorDataError
from sector_data.pipeline.approving import approval_claims
from sector_data.pipeline.auditing_conformity import conformity_claims, policy_claims
from sector_data.pipeline.auditing_croissant import croissant_claim
from sector_data.pipeline.auditing_privacy import holds, privacy_claims
from sector_data.pipeline.progress import Announce, silent
from sector_data.release import layout
from sector_data.release.verification import verify_bundle
from sector_data.sources.reading import read_file
from sector_data.sources.tables import Table
from sector_data.sources.writing import write_csv
from sector_data.spec.evidence import AuditReport, Claim
from sector_data.spec.packs import load_policy
from sector_data.spec.plan import Plan

UNTELLABLE = (
    (
        "detection",
        "whether all personal data of the source were found; only who holds the source can say.",
    ),
    ("figures before", "risk before protection and all utility; they compare with the source."),
    ("leak search", "that no source value is left; the source's values are not in the bundle."),
)
"""What nobody can tell from a bundle, and says so."""


def audit_bundle(
    bundle: Path,
    *,
    trusted_key: Path | None = None,
    policies: Sequence[str] = (),
    announce: Announce = silent,
) -> AuditReport:
    """Check every claim of a bundle.

    Parameters
    ----------
    bundle
        Its directory.
    trusted_key
        File with the publisher's public key, PEM.
    policies
        Policy packs to hold the bundle against, whatever its plan names.
    announce
        Told what is being done.

    Raises
    ------
    BundleError
        If the directory is not a bundle.
    InputError
        If the key cannot be read, or there is no such policy pack.
    """
    for name in policies:
        load_policy(name)
    announce("verifying digests and signature")
    claims = list(verify_bundle(bundle, _key_bytes(trusted_key, bundle)))
    announce("reading the released tables")
    plan, problem = _read_plan(bundle)
    if plan is None:
        claims.append(problem)
    else:
        tables, broken = _read_tables(bundle, plan)
        claims += broken
        claims += _schema_claims(bundle, plan, tables)
        announce("counting equivalence classes")
        claims += privacy_claims(bundle, plan, tables)
        announce("searching identifiers")
        claims += _identifier_claims(plan, tables)
        announce("running the expectations again")
        claims += _expectation_claims(bundle, tables)
        claims += conformity_claims(bundle, plan, tables)
        claims += policy_claims(bundle, plan, tables, tuple(dict.fromkeys(policies)))
        claims += approval_claims(bundle, plan)
    claims += [
        Claim(subject=s, verdict="cannot be told from here", sentence=t) for s, t in UNTELLABLE
    ]
    return AuditReport(bundle=bundle.name, claims=tuple(claims))


def _key_bytes(path: Path | None, bundle: Path) -> bytes | None:
    if path is None:
        return None
    if path.resolve().is_relative_to(bundle.resolve()):
        raise BundleError(
            f"The key {path} lies in the bundle: whoever forged the one forged the other.",
            "Get the publisher's key by another way (they print it: sector-data keys public NAME).",
        )
    try:
        return path.read_bytes()
    except OSError:
        raise BundleError(
            f"The key file {path} cannot be read.", "Name the publisher's public key (PEM)."
        ) from None


def _read_plan(bundle: Path) -> tuple[Plan | None, Claim]:
    path = bundle / layout.PLAN
    try:
        plan = Plan.model_validate_json(path.read_bytes())
    except (OSError, ValidationError, ValueError):
        return None, holds("plan", False, "It is missing or damaged, so nothing can be recounted.")
    return plan, holds("plan", True, "It can be read.")


def _read_tables(bundle: Path, plan: Plan) -> tuple[dict[str, Table], list[Claim]]:
    tables: dict[str, Table] = {}
    claims: list[Claim] = []
    for planned in plan.tables:
        path = layout.parquet_path(planned.table)
        try:
            tables[planned.table] = read_file(bundle / path, name=planned.table)
        except SectorDataError:
            claims.append(holds(path, False, "The table cannot be read."))
    return tables, claims


def _schema_claims(bundle: Path, plan: Plan, tables: Mapping[str, Table]) -> Iterator[Claim]:
    """Compare CSV with Parquet, and the columns with plan and description."""
    try:
        described = json.loads((bundle / layout.DATAPACKAGE).read_text(encoding="utf-8"))
        fields = {
            resource["path"]: [field["name"] for field in resource["schema"]["fields"]]
            for resource in described["resources"]
        }
    except (OSError, ValueError, KeyError, TypeError):
        yield holds(layout.DATAPACKAGE, False, "It is missing or damaged.")
        return
    yield croissant_claim(bundle, described, tables)
    for planned in plan.tables:
        table = tables.get(planned.table)
        if table is None:
            continue
        dropped = {c.column for c in planned.columns if c.transform.kind == "drop"}
        promised = [c.column for c in planned.columns if c.column not in dropped]
        right = set(table.columns) <= set(promised) and (
            fields.get(layout.csv_path(planned.table)) == table.columns
        )
        yield holds(
            f"schema of {planned.table}",
            right,
            "The columns are those of plan and description."
            if right
            else "The columns are not those of plan and description.",
        )
        same = _csv_of(table) == _bytes_of(bundle / layout.csv_path(planned.table))
        yield holds(
            f"CSV and Parquet of {planned.table}",
            same,
            f"The same {table.rows:,} rows in both." if same else "They do not hold the same.",
        )


def _csv_of(table: Table) -> bytes:
    """Return the CSV file that belongs to a table."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.csv"
        write_csv(table, path)
        return path.read_bytes()


def _bytes_of(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _identifier_claims(plan: Plan, tables: Mapping[str, Table]) -> Iterator[Claim]:
    """Search the released text columns for what looks like an identifier.

    Surrogates look like identifiers on purpose, and only the source could tell them apart.
    """
    from sector_data.detect.values import count_identifiers
    from sector_data.validate.promises import is_surrogate

    planned = {t.table: {c.column: c for c in t.columns} for t in plan.tables}
    for name, table in tables.items():
        unsearched = [
            column
            for column in table.columns
            if (known := planned[name].get(column)) is not None and is_surrogate(known)
        ]
        found = {
            column: sorted(hits)
            for column in table.columns
            if column not in unsearched and (hits := count_identifiers(table.column(column)))
        }
        listed = "; ".join(f"{column}: {', '.join(kinds)}" for column, kinds in found.items())
        left_out = f" Surrogates stand in {', '.join(unsearched)}, which were not searched."
        yield holds(
            f"identifiers in {name}",
            not found,
            (f"Found in {listed}." if found else "None was found.")
            + (left_out if unsearched else ""),
        )


def _expectation_claims(bundle: Path, tables: Mapping[str, Table]) -> Iterator[Claim]:
    from sector_data.detect.values import count_identifiers
    from sector_data.validate.documents import suites_from_json
    from sector_data.validate.running import run_suites

    path = bundle / layout.evidence_path("expectations")
    try:
        suites = suites_from_json(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, SectorDataError):
        yield holds("expectations", False, "The suites are missing or damaged.")
        return
    report = run_suites(tables, suites, find_identifiers=count_identifiers)
    met = sum(1 for outcome in report.outcomes if outcome.passed)
    yield holds(
        "expectations",
        report.passed,
        f"Run again with {report.engine}: {met:,} of {len(report.outcomes):,} are met.",
    )
    for outcome in report.outcomes:
        if not outcome.passed:
            place = f"{outcome.table}.{outcome.column}" if outcome.column else outcome.table
            yield holds(place, False, f"It does not meet {outcome.expectation}.")
