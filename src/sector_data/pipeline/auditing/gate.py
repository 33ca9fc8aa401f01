"""Recounting the gate of synthetic tables from a bundle.

What lives here: whether declared rules hold in the released rows, and whether the verdicts of the
evidence follow from its figures. What does not: the gate (:mod:`sector_data.assessment.gating`),
and attacks, which only who has the source and the people set aside could repeat.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from sector_data.assessment.gating import judge_table
from sector_data.errors import InputError
from sector_data.pipeline.auditing.privacy import holds
from sector_data.pipeline.synthesis.gating import profile_for
from sector_data.pipeline.synthesis.rules_kept import broken_rows
from sector_data.release import layout
from sector_data.release.documents import readable_model
from sector_data.sources.tables import Table
from sector_data.spec.evidence.gates import TableGate
from sector_data.spec.evidence.measurements import TableMeasurements
from sector_data.spec.evidence.release import Assessment, Claim
from sector_data.spec.gate_profiles import GateProfile, load_gate_profile
from sector_data.spec.plan import Plan


def gate_claims(bundle: Path, plan: Plan, tables: Mapping[str, Table]) -> Iterator[Claim]:
    """Recount what the gate claims of synthetic tables.

    Parameters
    ----------
    bundle
        Its directory.
    plan
        Its plan.
    tables
        Its tables.
    """
    pipeline = plan.pipeline
    try:
        profile = profile_for(pipeline)
    except InputError as error:
        yield holds("gate", False, error.message)
        return
    if profile is None or pipeline.synthesise is None:
        return
    for name in tables:
        if pipeline.synthesise.tables is None or name in pipeline.synthesise.tables:
            yield from _rules(name, tables, plan)
    if pipeline.guaranteed:
        return  # its figures are exact statistics of the source, and are not released
    assessment = readable_model(bundle, layout.evidence_path("assessment"), Assessment)
    gated = [t for t in assessment.tables if t.gate is not None] if assessment else []
    if not gated:
        yield holds("gate", False, "The evidence has no verdict on the synthetic rows.")
    for table in gated:
        assert table.gate is not None
        yield _verdict(table, table.gate, profile, named=pipeline.quality.profile is not None)
        yield Claim(
            subject=f"attacks on {table.table}",
            verdict="cannot be told from here",
            sentence="Attacks, traces and use compare with the source, and with people who are not "
            "in the bundle.",
        )


def _rules(name: str, tables: Mapping[str, Table], plan: Plan) -> Iterator[Claim]:
    broken = broken_rows(name, tables, plan.pipeline)
    if broken is not None:
        yield holds(
            f"declared rules of {name}",
            not broken,
            f"Keys, references, dependencies and orderings hold in {tables[name].rows - broken:,} "
            f"of {tables[name].rows:,} rows.",
        )


def _verdict(
    table: TableMeasurements, gate: TableGate, profile: GateProfile, *, named: bool
) -> Claim:
    """Judge the recorded figures again."""
    subject = f"gate of {table.table}"
    if gate.profile != profile.id:
        return holds(
            subject,
            False,
            f"The evidence is about the profile {gate.profile}, the plan about {profile.id}.",
        )
    ours = load_gate_profile(profile.id).version
    if gate.version != ours:
        return Claim(
            subject=subject,
            verdict="cannot be told from here",
            sentence=f"It was judged by version {gate.version} of the profile {profile.id}; this "
            f"program has {ours}.",
        )
    counted = next((c.compared for c in gate.checks if c.figure == "broken-rules"), None)
    again = judge_table(profile, table, broken_rules=None if counted is None else int(counted))
    if again != gate:
        return holds(
            subject, False, "The verdict does not follow from the figures of the evidence."
        )
    if gate.verdict == "refuses" or (named and gate.verdict != "passes"):
        return holds(subject, False, f"It should not have been released: {gate.sentence}")
    told = f"By the figures of the evidence it {gate.verdict}"
    if gate.verdict == "not assessed":
        told = f"By the figures of the evidence it is not assessed: {gate.why_not}"
        return Claim(subject=subject, verdict="cannot be told from here", sentence=told)
    return holds(subject, True, f"{told} ({profile.id}, self-test included).")
