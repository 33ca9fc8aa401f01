"""Four eyes: a plan that another key has to approve before it is carried out.

What lives here: approving, insisting on it, and checking it in a bundle. What does not: how an
approval is signed (:mod:`sector_data.release.approvals`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from sector_data.errors import BundleError, PlanError, ReleaseRefusedError, TargetError
from sector_data.pipeline.progress import Announce, silent
from sector_data.release import layout
from sector_data.release.approvals import Approval, add_approval, approvals_path, read_approvals
from sector_data.release.documents import read_bytes
from sector_data.release.manifest import digest_in
from sector_data.release.signature import key_id, read_public_key
from sector_data.spec.evidence.release import Claim
from sector_data.spec.pipeline import Pipeline
from sector_data.spec.plan import Plan

if TYPE_CHECKING:
    from sector_data.deidentify.keyring import Key
    from sector_data.spec.ledger import BetweenReleases

_FIX = (
    "sector-data plan PIPELINE; then somebody else: sector-data release approve-plan plan.json "
    "--key THEIRS; then: sector-data apply plan.json"
)


def approve(plan: Plan, file: Path, key: Key, *, today: date) -> Approval:
    """Approve a plan, and write that beside it.

    Raises
    ------
    PlanError
        If the key is not one of those that may approve it, or the one that the release names for
        its own signature, or has approved it already.
    """
    release = plan.pipeline.release
    if release.approved_by and key.fingerprint not in release.approved_by:
        raise PlanError(
            f"The key {key.name} ({key.id}) is none of those that may approve this plan.",
            "They are named in the pipeline under release.approved-by.",
        )
    return add_approval(file, plan.digest(), key.signing_key(), approved_on=today)


def beside_earlier_releases(
    plan: Plan, key_ring: Path | None, announce: Announce = silent
) -> BetweenReleases | None:
    """Return what a plan tells together with earlier releases, for whoever is to approve it.

    The plan does not say so itself, since it is published with the bundle.

    Parameters
    ----------
    plan
        Its source is read from where it says.
    key_ring
        The ledger lies beside it, where nothing else is said.
    announce
        Told what is being done.

    Raises
    ------
    SectorDataError
        If the source is not there, or is another one by now; or the ledger cannot be read.
    """
    from sector_data.pipeline.ledger.comparing import watch
    from sector_data.pipeline.ledger.files import path_of
    from sector_data.pipeline.sourcing import check_unchanged, read_source

    ledger = path_of(plan.pipeline, None, key_ring)
    if ledger is None or not ledger.exists():
        return None
    source = read_source(plan.pipeline, None, announce)
    check_unchanged(plan, source)
    return watch(plan, source.tables, None, key_ring, announce=announce).compare()


def refuse_to_replace_approved(file: Path, plan: Plan) -> None:
    """Refuse to write a plan over another one that somebody has approved.

    Parameters
    ----------
    file
        Where the plan is to be written.
    plan
        What is to be written.

    Raises
    ------
    TargetError
        If approvals of another plan lie beside the file.
    """
    approvals = approvals_path(file)
    try:
        written = file.read_bytes() if approvals.exists() and file.is_file() else None
    except OSError:
        return  # a place that cannot be looked into cannot be written either, which is said there
    if written is None or written == plan.to_json().encode():
        return
    raise TargetError(
        f"{file} is approved: {approvals.name} lies beside it, and is about another plan than this "
        "one.",
        "Name another file with -o, or take both away if nobody needs them any more.",
    )


def required_approvals(plan: Plan, file: Path | None, signer: str) -> bytes:
    """Return the approvals of a plan as they were signed; nothing when none is asked for.

    Parameters
    ----------
    plan
        To be carried out.
    file
        Where it was read from.
    signer
        Fingerprint of the key that will sign the bundle, which approves nothing.

    Raises
    ------
    ReleaseRefusedError
        If no other key that may has approved this very plan.
    PlanError
        If an approval is damaged, or about another plan.
    """
    allowed = set(plan.pipeline.release.approved_by)
    if not allowed:
        return b""
    content = b""
    if file is not None:
        try:
            content = approvals_path(file).read_bytes()
        except FileNotFoundError:
            content = b""
        except OSError:
            raise PlanError(
                f"The approvals {approvals_path(file)} cannot be read.", "Make them readable."
            ) from None
    given = {approval.key_id for approval in read_approvals(content, plan.digest())}
    if not given & (allowed - {signer}):
        raise ReleaseRefusedError(
            ["The plan has not been approved by a second key, as its pipeline asks."], _FIX
        )
    return content


def refuse_unapproved(pipeline: Pipeline) -> None:
    """Refuse to plan and carry out in one what somebody else has to read in between.

    Raises
    ------
    ReleaseRefusedError
        If the pipeline asks for an approval.
    """
    if pipeline.release.approved_by:
        raise ReleaseRefusedError(
            ["The pipeline asks for a plan that a second key has approved."], _FIX
        )


def approval_claims(bundle: Path, plan: Plan) -> Iterator[Claim]:
    """Yield whether the plan of a bundle was approved, where it had to be."""
    allowed = set(plan.pipeline.release.approved_by)
    if not allowed:
        return
    try:
        signer = key_id(read_public_key(read_bytes(bundle, layout.SIGNER)))
        content = read_bytes(bundle, layout.APPROVALS)
        given = read_approvals(content, digest_in(bundle, layout.PLAN))
    except (BundleError, PlanError):
        given, signer = (), ""
    by = sorted({approval.key_id for approval in given} & (allowed - {signer}))
    yield Claim(
        subject="approval of the plan",
        verdict="holds" if by else "does not hold",
        sentence=f"{layout.PLAN} was approved with the key SHA256:{by[0]}, which it names."
        if by
        else "No second key that the plan names has approved it.",
    )
