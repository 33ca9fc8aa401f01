"""The audit as a verb: every claim of a bundle, the source where it is at hand, and an attestation.

What lives here: the public function, and the auditor's signature under what was found. What does
not: the claims (:mod:`sector_data.pipeline.auditing.claims`) and making the release once more
(:mod:`sector_data.pipeline.auditing.replaying`).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sector_data.errors import ReleaseRefusedError
from sector_data.pipeline.progress import Announce, silent
from sector_data.release.signatories import Signatory
from sector_data.spec.evidence.release import AuditReport
from sector_data.spec.words import SignatoryRole


def audit(
    bundle: Path | str,
    *,
    key: Path | str | None = None,
    policies: Sequence[str] = (),
    source: Path | str | None = None,
    key_ring: Path | str | None = None,
    announce: Announce = silent,
) -> AuditReport:
    """Check every claim of a bundle that can be checked without its source.

    Parameters
    ----------
    bundle
        The bundle's directory.
    key
        File with the publisher's public key (PEM), or its whole fingerprint, got by another way
        than the bundle.
    policies
        Policy packs to hold the bundle against, whatever its plan names.
    source
        For who holds the source: the plan that the bundle was made by, or the folder that holds
        the source's files. The release is made once more, and must be the same.
    key_ring
        File that holds the release's key, for `source`; the default ring when it is not given.
    announce
        Told what is being done.

    Raises
    ------
    BundleError
        If the directory is not a bundle.
    InputError
        If a key, or what is needed to make the release once more, cannot be read.
    """
    from sector_data.pipeline.auditing.claims import audit_bundle

    place = Path(bundle)
    report = audit_bundle(place, trusted_key=key, policies=policies, announce=announce)
    if source is None:
        return report
    from sector_data.pipeline.auditing.replaying import replay_claims

    ring = None if key_ring is None else Path(key_ring)
    replayed = replay_claims(place, Path(source), ring, announce)
    return report.model_copy(update={"claims": (*report.claims, *replayed)})


def attest(
    bundle: Path | str, report: AuditReport, *, key: str, key_ring: Path | str | None = None
) -> Signatory:
    """Sign what an audit found, over the digests that the publisher signed.

    Parameters
    ----------
    bundle
        The bundle's directory; the signature is added to it.
    report
        What `audit` said of it.
    key
        Name of the auditor's key in the key ring.
    key_ring
        File that holds it; the default ring when it is not given.

    Raises
    ------
    ReleaseRefusedError
        If a claim does not hold: nothing is signed.
    BundleError
        If the bundle changed since, or the key is its publisher's.
    """
    from sector_data.deidentify.keyring import KeyRing
    from sector_data.pipeline.signing import sign_release
    from sector_data.pipeline.verbs import today

    broken = [claim for claim in report.claims if claim.verdict == "does not hold"]
    if broken:
        raise ReleaseRefusedError(
            [f"{claim.subject}: {claim.sentence}" for claim in broken],
            "An audit is signed when no claim is false; ask the publisher.",
        )
    signer = KeyRing.open(None if key_ring is None else Path(key_ring)).get(key)
    found = {claim.subject: claim.verdict for claim in report.claims}
    return sign_release(Path(bundle), SignatoryRole.AUDITOR, signer, today=today(), found=found)
