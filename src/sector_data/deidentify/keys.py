"""A key: one secret for keyed transforms, one key pair for signatures.

What lives here: what a key can do, and what may be told of it. What does not: where keys are kept
(:mod:`sector_data.deidentify.keyring`).

The secret itself is used for nothing but deriving others. A pseudonymisation domain, a recipient
or a purpose each get a key of their own (EDPB, *Guidelines 01/2025 on pseudonymisation*: limit a
secret to its pseudonymisation domain), so that two releases cannot be joined by their pseudonyms
and a pseudonym says nothing about a date shift.
"""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NoReturn

from sector_data.errors import KeyRingError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding

SECRET_BYTES = 32
SEED_BYTES = 32
"""Of an Ed25519 private key (RFC 8032)."""

KeySource = Literal["file", "environment", "command"]

Purpose = Literal[
    "pseudonym",
    "format",
    "lookup",
    "text",
    "date-shift",
    "row-order",
    "perturbation",
    "model",
]

_LABEL = b"sector-data/domain-key/1"
"""Names this derivation; another way of deriving will carry another number."""


def domain_key(
    master: bytes,
    *,
    project: str,
    recipient: str,
    release: str,
    domain: str,
    purpose: Purpose = "pseudonym",
) -> bytes:
    """Derive the key of one pseudonymisation domain by HKDF-SHA-256 (RFC 5869).

    The info is the version label and, each with its length before it, purpose, project, recipient,
    release and domain: no two different sets of words give the same info.

    Parameters
    ----------
    master
        The secret of a key, 32 random bytes.
    project, recipient, release
        For what and for whom the data are made; an empty text joins what would be apart.
    domain
        Name of the pseudonymisation domain; words are NFC-normalised.
    purpose
        What the key will be used for.

    Returns
    -------
    bytes
        32 bytes.
    """
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    info = _LABEL
    for word in (purpose, project, recipient, release, domain):
        text = unicodedata.normalize("NFC", word).encode()
        info += len(text).to_bytes(4) + text
    return HKDF(SHA256(), length=32, salt=None, info=info).derive(master)


@dataclass(frozen=True, slots=True)
class KeyDescription:
    """What may be told of a key.

    Attributes
    ----------
    name
        As the pipeline file calls it.
    id
        First 16 hexadecimal digits of the fingerprint.
    fingerprint
        SHA-256 of the public key in DER (``openssl pkey -pubin -outform DER | sha256sum``).
    holder
        Who answers for the key.
    created
        When it was made, UTC; None for a key from the environment.
    source
        Where it was found.
    retired
        When another took its place, UTC; None while it is in use.
    domains
        Pseudonymisation domains that it was used for.
    """

    name: str
    id: str
    fingerprint: str
    holder: str | None
    created: datetime | None
    source: KeySource
    retired: datetime | None = None
    domains: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, str | list[str] | None]:
        """Return the description as JSON takes it."""
        return {
            "name": self.name,
            "id": self.id,
            "fingerprint": self.fingerprint,
            "holder": self.holder,
            "created": None if self.created is None else self.created.isoformat(),
            "source": self.source,
            "retired": None if self.retired is None else self.retired.isoformat(),
            "domains": list(self.domains),
        }


@dataclass(frozen=True, slots=True, order=True)
class Destroyed:
    """What is left of a key that was destroyed.

    Attributes
    ----------
    name, id, holder
        As the key had them.
    destroyed
        When, UTC.
    """

    name: str
    id: str
    holder: str | None
    destroyed: datetime

    def to_dict(self) -> dict[str, str | None]:
        """Return it as JSON takes it."""
        return {
            "name": self.name,
            "id": self.id,
            "holder": self.holder,
            "destroyed": self.destroyed.isoformat(),
        }


class Key:
    """A secret and a key pair, which never show themselves.

    Parameters
    ----------
    name, holder, created, source, retired, domains
        See :class:`KeyDescription`.
    secret
        32 bytes.
    seed
        The Ed25519 private key, 32 bytes.
    folder
        Where the key ring is; lists of random codes lie below it.
    """

    __slots__ = (
        "_secret",
        "_seed",
        "created",
        "domains",
        "fingerprint",
        "folder",
        "holder",
        "name",
        "retired",
        "source",
    )

    def __init__(
        self,
        name: str,
        *,
        holder: str | None,
        created: datetime | None,
        source: KeySource,
        secret: bytes,
        seed: bytes,
        folder: Path | None = None,
        retired: datetime | None = None,
        domains: tuple[str, ...] = (),
    ) -> None:
        from cryptography.hazmat.primitives.serialization import Encoding

        self.name = name
        self.holder = holder
        self.created = created
        self.source = source
        self.folder = folder
        self.retired = retired
        self.domains = domains
        self._secret = secret
        self._seed = seed
        self.fingerprint = hashlib.sha256(self._public_key(Encoding.DER)).hexdigest()

    @property
    def id(self) -> str:
        """First 16 hexadecimal digits of the fingerprint."""
        return self.fingerprint[:16]

    def domain_key(
        self,
        *,
        project: str,
        recipient: str,
        release: str,
        domain: str,
        purpose: Purpose = "pseudonym",
    ) -> bytes:
        """Derive the key of one domain; see :func:`domain_key`."""
        return domain_key(
            self._secret,
            project=project,
            recipient=recipient,
            release=release,
            domain=domain,
            purpose=purpose,
        )

    def ring_folder(self) -> Path:
        """Return where the key ring lies that the key was taken from.

        Raises
        ------
        KeyRingError
            If the key comes from no key ring.
        """
        if self.folder is None:
            raise KeyRingError(
                f"The key {self.name!r} comes from no key ring, and nothing can be kept beside it.",
                "Take it from a key ring.",
            )
        return self.folder

    def lookup_folder(self) -> Path:
        """Return where the lists of random codes lie that this key encrypts."""
        return self.ring_folder() / "lookups" / self.id

    def signing_key(self) -> Ed25519PrivateKey:
        """Return the private key that signs bundles."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return Ed25519PrivateKey.from_private_bytes(self._seed)

    def public_key_pem(self) -> bytes:
        """Return the public key for those who verify."""
        from cryptography.hazmat.primitives.serialization import Encoding

        return self._public_key(Encoding.PEM)

    def _public_key(self, encoding: Encoding) -> bytes:
        from cryptography.hazmat.primitives.serialization import PublicFormat

        public = self.signing_key().public_key()
        return public.public_bytes(encoding, PublicFormat.SubjectPublicKeyInfo)

    def describe(self) -> KeyDescription:
        """Return what may be told of the key."""
        return KeyDescription(
            self.name,
            self.id,
            self.fingerprint,
            self.holder,
            self.created,
            self.source,
            self.retired,
            self.domains,
        )

    def renamed(self, name: str, *, retired: datetime) -> Key:
        """Return the same key under another name, out of use since a moment."""
        return self._like(name, retired, self.domains)

    def used_for(self, domains: tuple[str, ...]) -> Key:
        """Return the same key with the domains that it was used for."""
        return self._like(self.name, self.retired, domains)

    def _like(self, name: str, retired: datetime | None, domains: tuple[str, ...]) -> Key:
        return Key(
            name,
            holder=self.holder,
            created=self.created,
            source=self.source,
            secret=self._secret,
            seed=self._seed,
            folder=self.folder,
            retired=retired,
            domains=domains,
        )

    def holds_the_same_secrets_as(self, other: Key) -> bool:
        """Whether two keys make the same pseudonyms and signatures."""
        return self._secret == other._secret and self._seed == other._seed

    def secrets(self) -> tuple[bytes, bytes]:
        """Return secret and seed; only for writing the key ring."""
        return self._secret, self._seed

    def __repr__(self) -> str:
        return f"<Key {self.name!r} {self.id}>"

    def __reduce_ex__(self, protocol: Any) -> NoReturn:
        raise TypeError("a key is neither copied nor pickled; pass on a key that it derives")
