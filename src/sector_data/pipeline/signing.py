"""Signing a finished bundle in a role, and verifying all signatures of one.

What lives here: who may sign when, and whose signatures are asked for. What does not: signatures
(:mod:`sector_data.release.signatories`), what else must be true before a release is published
(:mod:`sector_data.pipeline.publishing`), and re-measuring the data
(:mod:`sector_data.pipeline.auditing.claims`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from sector_data.errors import BundleError, DamagedBundleError
from sector_data.pipeline.progress import Announce, silent
from sector_data.release import layout
from sector_data.release.documents import read_bytes
from sector_data.release.signatories import Signatory, add_signature, read_signatories
from sector_data.release.signature import key_id, read_fingerprint, read_public_key
from sector_data.release.verification import verify_bundle
from sector_data.spec.evidence.release import AuditReport, Claim
from sector_data.spec.words import SignatoryRole

if TYPE_CHECKING:
    from sector_data.deidentify.keyring import Key


def sign_release(
    bundle: Path,
    role: SignatoryRole,
    key: Key,
    *,
    today: date,
    found: Mapping[str, str] | None = None,
    announce: Announce = silent,
) -> Signatory:
    """Sign a bundle in a role, unless something in it is not as it was released.

    Parameters
    ----------
    bundle
        Its directory.
    role
        In which capacity.
    key
        The signatory's.
    today
        The day.
    found
        An auditor's verdicts.
    announce
        Told how much is done of a large bundle.

    Raises
    ------
    BundleError
        If a digest or signature does not hold, this key has signed in this role, or somebody else
        than the publisher is to sign in it and the key is the publisher's.
    """
    if role is not SignatoryRole.STEWARD and key.fingerprint == _publisher(bundle):
        raise BundleError(
            f"The bundle was released with this key: whoever did that is not its {role.value}.",
            "Sign with a key of somebody else's (sector-data keys new NAME).",
        )
    claims = verify_bundle(bundle, tell=announce)
    wrong = [c for c in claims if c.verdict == "does not hold"]
    if wrong:
        raise DamagedBundleError(
            "The bundle is not as it was released, and is not signed: "
            + "; ".join(f"{claim.subject}: {claim.sentence}" for claim in wrong),
            "Get the bundle again from whoever released it.",
        )
    return add_signature(bundle, role, key.signing_key(), signed_on=today, found=found)


def read_trusted(named: Path | str, bundle: Path) -> bytes | str:
    """Return a key that a user trusts: PEM of a file, or the fingerprint itself.

    Parameters
    ----------
    named
        Path of a public key, or a whole fingerprint.
    bundle
        That the key is to vouch for.

    Raises
    ------
    BundleError
        If the file cannot be read, or lies in the bundle, or a fingerprint is shortened.
    """
    fingerprint = read_fingerprint(str(named))
    if fingerprint is not None:
        return fingerprint
    file = Path(named)
    if file.resolve().is_relative_to(bundle.resolve()):
        raise BundleError(
            f"The key {file} lies in the bundle: whoever forged the one forged the other.",
            "Get the key by another way (its holder prints it: sector-data keys public NAME).",
        )
    try:
        return file.read_bytes()
    except OSError:
        raise BundleError(
            f"The key file {file} cannot be read.",
            "Name a public key (PEM), or all 64 digits of its fingerprint.",
        ) from None


def read_keys(named: Sequence[Path | str], bundle: Path) -> dict[str, bytes | str]:
    """Return keys that a user trusts, by fingerprint; those named as such stand for themselves.

    Raises
    ------
    BundleError
        As for :func:`read_trusted`; also if a file holds no Ed25519 key.
    """
    found = [read_trusted(key, bundle) for key in named]
    return {key if isinstance(key, str) else key_id(read_public_key(key)): key for key in found}


def verify_release(
    bundle: Path,
    keys: Sequence[Path | str] = (),
    required: Sequence[SignatoryRole] = (),
    announce: Announce = silent,
) -> AuditReport:
    """Verify digests and all signatures of a bundle, and that those that are asked for are there.

    Parameters
    ----------
    bundle
        Its directory.
    keys
        Files of public keys, or whole fingerprints, got by another way than the bundle: the
        publisher's and others'.
    required
        Roles that somebody must have signed in, with a key among `keys`; each role by another
        key. The publisher's signature counts as a steward's.
    announce
        Told how much is done of a large bundle.

    Raises
    ------
    BundleError
        If the directory is not a bundle, or a key cannot be read.
    """
    known = read_keys(keys, bundle)
    publisher = _publisher(bundle)
    # Who names keys and not the publisher's wants to be told that it is missing.
    pinned = known.get(publisher or "") or next(iter(known.values()), None)
    claims = list(verify_bundle(bundle, pinned, others=known, tell=announce))
    sound = all(claim.verdict != "does not hold" for claim in claims)
    claims += _required_claims(bundle, known if sound else (), publisher, required)
    return AuditReport(bundle=bundle.name, claims=tuple(claims))


def _publisher(bundle: Path) -> str | None:
    """Return the fingerprint of the key that a bundle says it is signed with."""
    try:
        return key_id(read_public_key(read_bytes(bundle, layout.SIGNER)))
    except BundleError:
        return None


def _required_claims(
    bundle: Path,
    known: Collection[str],
    publisher: str | None,
    required: Sequence[SignatoryRole],
) -> Iterator[Claim]:
    """Yield for each role whether a known key has signed in it, a different one for each."""
    signed: dict[SignatoryRole, set[str]] = {role: set() for role in required}
    if SignatoryRole.STEWARD in signed and publisher is not None and publisher in known:
        signed[SignatoryRole.STEWARD].add(publisher)
    for signatory in read_signatories(bundle) if known else ():
        if signatory.role in signed and signatory.key_id in known:
            signed[signatory.role].add(signatory.key_id)
    for role in signed.keys() - {SignatoryRole.STEWARD}:
        signed[role].discard(publisher or "")
    chosen = _apart(tuple(signed), signed)
    for role, keys in signed.items():
        if chosen is not None:
            sentence = f"With the key SHA256:{chosen[role]}, which you trust."
        elif keys:
            sentence = "The same key stands for several roles; each needs a person of its own."
        else:
            sentence = "Nobody whose key you named has."
        yield Claim(
            subject=f"{role.value} has signed",
            verdict="holds" if chosen is not None else "does not hold",
            sentence=sentence,
        )


def _apart(
    roles: Sequence[SignatoryRole], signed: Mapping[SignatoryRole, Collection[str]]
) -> dict[SignatoryRole, str] | None:
    """Return a key for each role, all different; None when there is no such choice."""
    if not roles:
        return {}
    for key in sorted(signed[roles[0]]):
        rest = {role: set(signed[role]) - {key} for role in roles[1:]}
        chosen = _apart(roles[1:], rest)
        if chosen is not None:
            return {roles[0]: key, **chosen}
    return None
