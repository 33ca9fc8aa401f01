"""Approvals of a plan by a second person, before it is carried out.

What lives here: the statement that an approver signs, adding and reading it. What does not: whether
a plan needs one (:mod:`sector_data.pipeline.signing`).

Approvals lie beside the plan, in ``<plan>.approvals.jsonl``, one envelope a line, about the digest
that `sector-data plan` prints: that of the plan as the bundle shows it. They go into the bundle
too, where everybody can check them against ``plan.json``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from sector_data.errors import BundleError, PlanError
from sector_data.release.documents import MAX_BYTES
from sector_data.release.layout import PLAN
from sector_data.release.signature import (
    envelopes_of,
    key_id,
    open_carrying_key,
    public_key_pem,
    sign_statement,
)
from sector_data.release.statement import Predicate, make_statement
from sector_data.sources.writing import write_file_atomically

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

APPROVAL_TYPE = "urn:sector-data:plan-approval:v1"
"""Ours: somebody has read a plan and stands for its being carried out."""


@dataclass(frozen=True, slots=True)
class Approval:
    """An approval of a plan.

    Attributes
    ----------
    key_id
        Fingerprint of the approver's key.
    approved_on
        The day, as the approver says.
    """

    key_id: str
    approved_on: date


def approvals_path(plan: Path) -> Path:
    """Return where the approvals of a plan file lie."""
    return plan.with_name(plan.name + ".approvals.jsonl")


def add_approval(
    plan: Path, digest: str, signing_key: Ed25519PrivateKey, *, approved_on: date
) -> Approval:
    """Approve a plan.

    Parameters
    ----------
    plan
        Its file; the approval is written beside it.
    digest
        Of the plan.
    signing_key
        The approver's.
    approved_on
        The day.

    Raises
    ------
    PlanError
        If this key has approved it before, or what is there is about another plan.
    TargetError
        If it cannot be written.
    """
    public = signing_key.public_key()
    path = approvals_path(plan)
    before = path.read_bytes() if path.exists() else b""
    if any(a.key_id == key_id(public) for a in read_approvals(before, digest)):
        raise PlanError(f"This key has approved {plan} already.", "Another person approves next.")
    predicate = Predicate(
        APPROVAL_TYPE,
        {
            "approvedOn": approved_on.isoformat(),
            "publicKey": public_key_pem(public).decode("ascii"),
        },
    )
    line = sign_statement(make_statement(predicate, {PLAN: digest}), signing_key)
    write_file_atomically(path, before + line + b"\n")
    return Approval(key_id(public), approved_on)


def read_approvals(content: bytes, digest: str) -> tuple[Approval, ...]:
    """Read the approvals of a plan.

    Parameters
    ----------
    content
        Of the file; nothing when there is none.
    digest
        Of the plan.

    Raises
    ------
    PlanError
        If one of them is damaged, or about another plan: what was changed after its approval is
        not approved.
    """
    if not content:
        return ()
    found = []
    try:
        if len(content) > MAX_BYTES:
            raise BundleError(f"They are larger than {MAX_BYTES:,} bytes.")
        for number, line in enumerate(envelopes_of(content), start=1):
            statement, approver = open_carrying_key(line)
            said = Predicate(APPROVAL_TYPE, statement["predicate"])
            if statement != make_statement(said, {PLAN: digest}):
                raise BundleError(f"Line {number} is about another plan.")
            found.append(Approval(approver, date.fromisoformat(said.content["approvedOn"])))
    except BundleError as error:
        raise PlanError(
            f"The approvals of the plan do not fit it. {error.message}",
            "Remove their file, and have the plan approved again: sector-data release approve-plan",
        ) from None
    except (KeyError, TypeError, ValueError):
        raise PlanError(
            "The approvals of the plan are damaged.", "Remove their file, and have it approved."
        ) from None
    return tuple(found)
