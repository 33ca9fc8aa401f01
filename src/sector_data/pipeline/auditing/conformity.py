"""Recounting what a bundle states of policy packs, from its plan, its tables and its evidence.

What lives here: one claim for each pack. What does not: the verdicts
(:mod:`sector_data.pipeline.policies.conforming`), and recounting the evidence that they rest on
(:mod:`sector_data.pipeline.auditing.privacy`, :mod:`sector_data.pipeline.auditing.claims`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from sector_data.errors import BundleError, InputError
from sector_data.pipeline.auditing.privacy import holds
from sector_data.pipeline.policies.conforming import Shown, conformity_of
from sector_data.release import layout
from sector_data.release.documents import read_bytes, readable_model
from sector_data.sources.tables import Table
from sector_data.spec.evidence.conformity import Conformity, PackConformity
from sector_data.spec.evidence.release import Assessment, Claim, LeakReport, ValidationReport
from sector_data.spec.packs import load_policy
from sector_data.spec.plan import Plan
from sector_data.validate.results import report_from_json


def conformity_claims(bundle: Path, plan: Plan, tables: Mapping[str, Table]) -> Iterator[Claim]:
    """Yield whether the statement of each pack is what plan, tables and evidence say.

    A statement that says that a part fails is true when it does.
    """
    path = layout.evidence_path("conformity")
    stated = readable_model(bundle, path, Conformity)
    if stated is None:
        if plan.pipeline.policy:
            yield holds(path, False, "The statement of the policy packs is missing or damaged.")
        return
    by_pack = {pack.pack: pack for pack in stated.packs}
    if list(by_pack) != list(plan.pipeline.policy):
        yield holds(path, False, "It is not about the policy packs that the plan names.")
        return
    again = _again(bundle, plan, tables)
    for pack in stated.packs:
        yield _claim(pack, again.get(pack.pack))


def policy_claims(
    bundle: Path, plan: Plan, tables: Mapping[str, Table], packs: Sequence[str]
) -> Iterator[Claim]:
    """Yield how a bundle stands to policy packs that the auditor names, whatever its plan names.

    Parameters
    ----------
    bundle
        Its directory.
    plan
        Its plan.
    tables
        Its tables.
    packs
        Names of packs, each known.
    """
    asked = plan.pipeline.model_copy(update={"policy": tuple(packs)})
    counted = _again(bundle, plan.model_copy(update={"pipeline": asked}), tables)
    for name in packs:
        pack = counted.get(name)
        if pack is None:
            yield Claim(
                subject=f"policy {name}",
                verdict="cannot be told from here",
                sentence="The bundle's evidence cannot be read.",
            )
            continue
        broken = Conformity(packs=(pack,)).failures()
        yield holds(
            f"policy {name}",
            not broken,
            " ".join(broken)
            or f"Of {len(pack.lines):,} parts {pack.count('holds'):,} hold and "
            f"{pack.count('needs a human'):,} need a human.",
        )


def _claim(stated: PackConformity, again: PackConformity | None) -> Claim:
    subject = f"conformity with {stated.pack}"
    if again is None:
        return Claim(
            subject=subject,
            verdict="cannot be told from here",
            sentence="This program does not know the pack, or the evidence cannot be read.",
        )
    if again.version != stated.version:
        return Claim(
            subject=subject,
            verdict="cannot be told from here",
            sentence=f"It is stated by version {stated.version} of the pack; this program has "
            f"{again.version}.",
        )
    if again != stated:
        theirs = {(line.part, line.id): line for line in stated.lines}
        wrong = [
            f"{line.part} {line.id}"
            for line in again.lines
            if theirs.pop((line.part, line.id), None) != line
        ]
        wrong += [f"{part} {name}" for part, name in theirs]
        return holds(subject, False, f"Not as stated: {', '.join(wrong) or 'what it is about'}.")
    return holds(
        subject,
        True,
        f"As stated: of {len(stated.lines):,} parts {stated.count('holds'):,} hold, "
        f"{stated.count('fails'):,} fail, {stated.count('needs a human'):,} need a human. Whether "
        "a law is complied with is for a person to say.",
    )


def _again(bundle: Path, plan: Plan, tables: Mapping[str, Table]) -> dict[str, PackConformity]:
    assessment = readable_model(bundle, layout.evidence_path("assessment"), Assessment)
    leaks = readable_model(bundle, layout.evidence_path("leaks"), LeakReport)
    validation = read_validation(bundle)
    try:
        known = [name for name in plan.pipeline.policy if load_policy(name)]
        if assessment is None or leaks is None or validation is None:
            return {}
        counted = conformity_of(Shown(plan, tables, assessment, validation, leaks))
    except InputError:
        return {}
    return {} if counted is None else dict(zip(known, counted.packs, strict=True))


def read_validation(bundle: Path) -> ValidationReport | None:
    """Return the outcome of a bundle's expectations as its publisher tells it; None if it cannot
    be read."""
    try:
        return report_from_json(read_bytes(bundle, layout.evidence_path("validation")).decode())
    except (BundleError, ValueError):
        return None
