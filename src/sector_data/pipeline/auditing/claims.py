"""Checking a bundle from the bundle alone: one claim at a time.

What lives here: which claims there are, and recomputing those of schema and validation from the
released tables. What does not: those of privacy
(:mod:`sector_data.pipeline.auditing.privacy`) and of policy packs
(:mod:`sector_data.pipeline.auditing.conformity`), digests and signatures
(:mod:`sector_data.release.verification`).

Nothing is believed that can be counted. Plan and evidence tell what is claimed; the released rows
tell whether it is so. What only the source could tell is said to be untellable.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from sector_data.errors import BundleError, SectorDataError
from sector_data.pipeline.approving import approval_claims
from sector_data.pipeline.auditing.conformity import (
    conformity_claims,
    policy_claims,
    read_validation,
)
from sector_data.pipeline.auditing.croissant import croissant_claim
from sector_data.pipeline.auditing.figures import figure_claims
from sector_data.pipeline.auditing.gate import gate_claims
from sector_data.pipeline.auditing.papers import papers_claims
from sector_data.pipeline.auditing.privacy import holds, privacy_claims
from sector_data.pipeline.auditing.statements import statement_claims
from sector_data.pipeline.bounding import memory_bounded
from sector_data.pipeline.exporting import export_claims
from sector_data.pipeline.progress import Announce, silent
from sector_data.pipeline.signing import read_trusted
from sector_data.release import layout
from sector_data.release.documents import open_file, read_bytes, read_json, readable_model
from sector_data.release.formulas import formulas_in
from sector_data.release.released_tables import read_released
from sector_data.release.verification import verify_bundle
from sector_data.sources.shares import Share
from sector_data.sources.tables import Table
from sector_data.sources.writing import csv_parts
from sector_data.spec.evidence.release import Assessment, AuditReport, Claim, LeakReport
from sector_data.spec.packs import load_policy
from sector_data.spec.plan import Plan

UNTELLABLE = (
    (
        "detection",
        "whether all personal data of the source were found, and how many passages of texts; only "
        "who holds the source can say.",
    ),
    ("figures before", "risk before protection and all utility; they compare with the source."),
    ("leak search", "that no source value is left; the source's values are not in the bundle."),
)
"""What nobody can tell from a bundle, and says so."""

MOST_EXPECTATIONS, MOST_OF_A_COLUMN = 1000, 50
"""Expectations that are run again: so many, and so many for each column."""


@memory_bounded()
def audit_bundle(
    bundle: Path,
    *,
    trusted_key: Path | str | None = None,
    policies: Sequence[str] = (),
    announce: Announce = silent,
) -> AuditReport:
    """Check every claim of a bundle.

    Parameters
    ----------
    bundle
        Its directory.
    trusted_key
        File with the publisher's public key, PEM, or its whole fingerprint.
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
    trusted = None if trusted_key is None else read_trusted(trusted_key, bundle)
    claims = list(verify_bundle(bundle, trusted, tell=announce))
    plan = _contained_plan(bundle)
    if plan is None:
        claims.append(
            holds("plan", False, "It is missing or damaged, so nothing can be recounted.")
        )
    elif (figures := plan.pipeline.tabulate) is not None and not plan.tables:
        claims += _made("figures", lambda: figure_claims(bundle, figures))
    else:
        tables: dict[str, Table] = {}
        parts: tuple[tuple[str, str, Callable[[], Iterable[Claim]]], ...] = (
            (
                "reading the released tables",
                "tables",
                lambda: _read_tables(bundle, plan, tables, announce),
            ),
            (
                "comparing CSV with Parquet",
                "schema",
                lambda: _schema_claims(bundle, plan, tables, announce),
            ),
            (
                "counting equivalence classes",
                "privacy figures",
                lambda: privacy_claims(bundle, plan, tables),
            ),
            ("judging the gate again", "gate", lambda: gate_claims(bundle, plan, tables)),
            (
                "searching identifiers",
                "identifiers",
                lambda: _identifier_claims(plan, tables, announce),
            ),
            (
                "running the expectations again",
                "expectations",
                lambda: _expectation_claims(bundle, plan, tables, announce),
            ),
            (
                "recounting policy packs",
                "policy packs",
                lambda: (
                    *conformity_claims(bundle, plan, tables),
                    *policy_claims(bundle, plan, tables, tuple(dict.fromkeys(policies))),
                ),
            ),
            (
                "answering the papers again",
                "papers",
                lambda: papers_claims(bundle, plan, tables),
            ),
            ("searching formulas", "formulas", lambda: _formula_claims(tables, announce)),
            ("reading the evidence", "evidence", lambda: _evidence_claims(bundle)),
            ("comparing the statements", "statements", lambda: statement_claims(bundle, plan)),
            ("reading approvals", "approval of the plan", lambda: approval_claims(bundle, plan)),
        )
        for phrase, subject, make in parts:
            announce(phrase)
            claims += _made(subject, make)
    claims += [
        Claim(subject=s, verdict="cannot be told from here", sentence=t) for s, t in UNTELLABLE
    ]
    return AuditReport(bundle=bundle.name, claims=tuple(claims))


def _made(subject: str, make: Callable[[], Iterable[Claim]]) -> list[Claim]:
    """Return some claims; that they cannot be made where the bundle does not fit together.

    Plan, evidence and tables are a stranger's: each may be well formed, and still say of the others
    what is not so (columns that are not there, numbers beyond all bounds). Whatever comes of that
    is the bundle's fault.
    """
    try:
        return list(make())
    except SectorDataError as error:
        return [holds(subject, False, f"It cannot be recounted: {error.message}")]
    except Exception as error:
        kind = type(error).__name__
        return [holds(subject, False, f"Plan, evidence and tables do not fit together ({kind}).")]


def _contained_plan(bundle: Path) -> Plan | None:
    """Return the plan of a bundle, unable to name any file outside; None when it cannot be read.

    A plan may name files of hierarchies and populations, which nobody but the steward has. It is
    given a folder that cannot be, so that none of the auditor's files is opened in their place.
    """
    plan = readable_model(bundle, layout.PLAN, Plan)
    if plan is None or plan != plan.public():
        return None
    nowhere = plan.pipeline.model_copy(update={"base": bundle / layout.PLAN})
    return plan.model_copy(update={"pipeline": nowhere})


def _read_tables(
    bundle: Path, plan: Plan, tables: dict[str, Table], announce: Announce
) -> Iterator[Claim]:
    """Read the tables of a bundle into `tables`; yield which cannot be."""
    for planned in plan.tables:
        try:
            tables[planned.table] = read_released(bundle, planned.table, announce)
        except BundleError as error:
            yield holds(layout.parquet_path(planned.table), False, error.message)


def _evidence_claims(bundle: Path) -> Iterator[Claim]:
    """Yield which evidence of the publisher's cannot be read, of what is not recounted itself."""
    leaks = layout.evidence_path("leaks")
    if readable_model(bundle, leaks, LeakReport) is None:
        yield holds(leaks, False, "It is missing or damaged.")
    if read_validation(bundle) is None:
        yield holds(layout.evidence_path("validation"), False, "It is missing or damaged.")
    assessment = readable_model(bundle, layout.evidence_path("assessment"), Assessment)
    for table in assessment.tables if assessment else ():
        if table.gate is None:  # else said with the verdict of the gate
            yield Claim(
                subject=f"attacks on {table.table}",
                verdict="cannot be told from here",
                sentence="Attacks, traces and use compare with the source, and with people who are "
                "not in the bundle.",
            )


def _schema_claims(
    bundle: Path, plan: Plan, tables: Mapping[str, Table], announce: Announce
) -> Iterator[Claim]:
    """Compare CSV with Parquet, and the columns with plan and description."""
    try:
        described = read_json(bundle, layout.DATAPACKAGE)
        fields = {
            resource["path"]: [field["name"] for field in resource["schema"]["fields"]]
            for resource in described["resources"]
        }
    except (BundleError, KeyError, TypeError):
        yield holds(layout.DATAPACKAGE, False, "It is missing or damaged.")
        return
    yield croissant_claim(bundle, described, tables)
    yield from export_claims(bundle, plan)
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
        same = _is_csv_of(table, bundle, layout.csv_path(planned.table), announce)
        yield holds(
            f"CSV and Parquet of {planned.table}",
            same,
            f"The same {table.rows:,} rows in both." if same else "They do not hold the same.",
        )


def _is_csv_of(table: Table, bundle: Path, path: str, announce: Announce) -> bool:
    """Tell whether a CSV file is, byte for byte, the one that belongs to a table."""
    try:
        with open_file(bundle, path) as stream:
            share = Share("comparing CSV with Parquet", stream.seek(0, os.SEEK_END), announce)
            stream.seek(0)
            for part in csv_parts(table):
                if stream.read(len(part)) != part:
                    return False
                share.add(len(part))
            return not stream.read(1)
    except (BundleError, OSError):
        return False


def _identifier_claims(
    plan: Plan, tables: Mapping[str, Table], announce: Announce
) -> Iterator[Claim]:
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
        share = Share(f"searching identifiers in {name}", table.data.nbytes, announce)
        found = {
            column: sorted(hits)
            for column in share.of(table.columns, partial(_size, table))
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


def _size(table: Table, column: str) -> int:
    return int(table.column(column).nbytes)


def _formula_claims(tables: Mapping[str, Table], announce: Announce) -> Iterator[Claim]:
    """Yield whether a spreadsheet would carry out cells of a table."""
    for name, table in tables.items():
        found = formulas_in(table, announce)
        listed = ", ".join(f"{column}: {cells:,}" for column, cells in found.items())
        yield holds(
            f"formulas in {name}",
            not found,
            f"Cells that a spreadsheet would carry out: {listed}."
            if found
            else "No cell would be carried out by a spreadsheet.",
        )


def _expectation_claims(
    bundle: Path, plan: Plan, tables: Mapping[str, Table], announce: Announce
) -> Iterator[Claim]:
    from sector_data.detect.values import count_identifiers
    from sector_data.validate.bounded import BoundedSearch
    from sector_data.validate.documents import suites_from_json
    from sector_data.validate.running import run_suites

    try:
        content = read_bytes(bundle, layout.evidence_path("expectations"))
        suites = suites_from_json(content.decode())
    except (ValueError, SectorDataError):
        yield holds("expectations", False, "The suites are missing or damaged.")
        return
    asked = sum(map(len, suites.values()))
    if asked > MOST_EXPECTATIONS + MOST_OF_A_COLUMN * sum(len(t.columns) for t in plan.tables):
        yield holds("expectations", False, f"There are {asked:,}, more than make sense.")
        return
    report = run_suites(
        tables,
        suites,
        find_identifiers=count_identifiers,
        search=BoundedSearch(),
        tell=announce,
    )
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
