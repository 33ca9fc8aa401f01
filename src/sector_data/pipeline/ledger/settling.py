"""A bundle that stands, though the program that made it was stopped before it was entered.

What lives here: entering it in place of its reservation. What does not: the reservation
(:mod:`sector_data.pipeline.ledger.comparing`), and letting one not count any more
(:mod:`sector_data.pipeline.ledger.files`).
"""

from __future__ import annotations

from pathlib import Path

from sector_data.errors import InputError
from sector_data.release import layout
from sector_data.release.documents import readable_model
from sector_data.release.ledger.store import LedgerFile
from sector_data.release.manifest import digest_in
from sector_data.release.verification import verify_bundle
from sector_data.spec.ledger import KeptRelease
from sector_data.spec.plan import Plan


def settle(ledger: LedgerFile, reserved: KeptRelease, bundle: Path) -> KeptRelease:
    """Enter the bundle of a release that was reserved.

    Parameters
    ----------
    ledger
        Keeps the reservation.
    reserved
        The release.
    bundle
        Its directory.

    Returns
    -------
    KeptRelease
        As it is kept now; what it spent is what was reserved.

    Raises
    ------
    BundleError
        If the directory is not a bundle.
    InputError
        If the release is not reserved, or the bundle does not verify or is another release's.
    """
    if reserved.state != "reserved":
        raise InputError(
            f"{reserved.name} {reserved.version} ({reserved.id}) is not reserved: its bundle is "
            "entered.",
            "sector-data ledger list shows which releases are.",
        )
    broken = [c.subject for c in verify_bundle(bundle) if c.verdict == "does not hold"]
    if broken:
        raise InputError(
            f"{bundle} does not verify ({', '.join(broken)}).",
            "Enter only a bundle as it was written; sector-data release verify tells more.",
        )
    asked = ledger.with_plan(reserved.digest).plan.public()
    made = readable_model(bundle, layout.PLAN, Plan)
    if made is None or (made.pipeline, made.made_on) != (asked.pipeline, asked.made_on):
        raise InputError(
            f"{bundle} is another release than {reserved.name} {reserved.version}.",
            f"Name the bundle that was written for {reserved.id}.",
        )
    sums = digest_in(bundle, layout.SUMS)
    if any(kept.digest == sums for kept in ledger.releases()):
        raise InputError(
            f"{bundle} stands in the ledger already.",
            "Its budget is counted there; this reservation is for another one.",
        )
    settled = reserved.model_copy(update={"digest": sums, "state": "released", "withdrawn": None})
    ledger.complete(reserved.digest, settled)
    return settled
