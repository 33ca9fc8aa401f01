"""`sector-data keys`: make, list, rotate and destroy keys. No secret is ever printed."""

from __future__ import annotations

import json
from pathlib import Path

import click

from sector_data.cli import options


@click.group(name="keys")
def command() -> None:
    """Make, list, rotate and destroy the keys for pseudonyms and signatures.

    Keys stay in a key ring: a file that only you can read. They never enter a pipeline, a plan or
    a bundle. Whoever holds a key can repeat and undo its pseudonyms; keep it apart from the
    releases.
    """


@command.command()
@click.argument("name")
@click.option("--holder", metavar="WHO", help="Who answers for the key: a person or an office.")
@options.key_ring
@options.as_json
def new(name: str, holder: str | None, key_ring: Path | None, as_json: bool) -> None:
    """Make a new key called NAME and tell its fingerprint."""
    from sector_data.deidentify.keyring import KeyRing

    ring = KeyRing.open(key_ring, create=True)
    described = ring.new(name, holder=holder)
    if as_json:
        click.echo(json.dumps(described.to_dict(), indent=2))
        return
    click.echo(f"Key {described.name} is in {ring.path}")
    click.echo(f"Fingerprint {described.fingerprint}")
    click.echo(
        "Give the fingerprint to those who check your releases, by another way than the data."
    )


@command.command(name="list")
@options.key_ring
@options.as_json
def list_(key_ring: Path | None, as_json: bool) -> None:
    """List the keys of the ring with their fingerprints; those that were destroyed as well."""
    from sector_data.deidentify.keyring import KeyRing

    ring = KeyRing.open(key_ring)
    keys, destroyed = ring.describe(), ring.destroyed()
    if as_json:
        gone = [key.to_dict() for key in destroyed]
        click.echo(json.dumps([*(key.to_dict() for key in keys), *gone], indent=2))
        return
    for key in keys:
        made = "" if key.created is None else f"made {key.created:%Y-%m-%d}"
        retired = "" if key.retired is None else f"rotated out {key.retired:%Y-%m-%d}"
        told = (key.name, made or f"from the {key.source}", retired, key.holder or "")
        click.echo("  ".join(part for part in told if part))
        click.echo(f"  SHA256:{key.fingerprint}")
    for lost in destroyed:
        click.echo(f"{lost.name}  {lost.id}  destroyed {lost.destroyed:%Y-%m-%d}")


@command.command()
@click.argument("name")
@options.key_ring
@options.as_json
def show(name: str, key_ring: Path | None, as_json: bool) -> None:
    """Tell what may be told of key NAME: fingerprint, dates, holder, and its domains."""
    from sector_data.deidentify.keyring import KeyRing

    described = KeyRing.open(key_ring).get(name).describe()
    if as_json:
        click.echo(json.dumps(described.to_dict(), indent=2))
        return
    for word, value in described.to_dict().items():
        for line in value if isinstance(value, list) else [value]:
            if line is not None:
                click.echo(f"{word:12}{line}")


@command.command()
@click.argument("name")
@options.key_ring
def rotate(name: str, key_ring: Path | None) -> None:
    """Put a new key in the place of NAME; the old one stays to undo its pseudonyms.

    Releases made from now on have other pseudonyms, which cannot be joined with earlier ones, and
    another fingerprint. Destroy the old key when nobody needs to be found again.
    """
    from sector_data.deidentify.keyring import KeyRing

    ring = KeyRing.open(key_ring)
    described = ring.rotate(name)
    kept = max((n for n in ring.names() if n.startswith(f"{name}~")), key=lambda n: (len(n), n))
    click.echo(f"Key {name} is new; the old one is {kept}")
    click.echo(f"Fingerprint {described.fingerprint}")


@command.command()
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
@options.key_ring
@click.pass_context
def destroy(ctx: click.Context, name: str, yes: bool, key_ring: Path | None) -> None:
    """Destroy key NAME for good, and the lists of random codes that it encrypts.

    Nobody can repeat or undo its pseudonyms and shifts any more, nor sign with it; what it signed
    can still be checked. Copies of the key ring in backups are yours to destroy.
    """
    from sector_data.deidentify.keyring import KeyRing

    ring = KeyRing.open(key_ring)
    ring.get(name)
    if not (yes or click.confirm(f"Destroy the key {name}? This cannot be undone.")):
        click.echo(f"The key {name} is not destroyed.")
        ctx.exit(1)
    gone = ring.destroy(name)
    click.echo(f"Key {gone.name} ({gone.id}) is destroyed")


@command.command()
@options.key_ring
def seal(key_ring: Path | None) -> None:
    """Encrypt the key ring with a passphrase, from $SECTOR_DATA_PASSPHRASE or asked for."""
    import os

    from sector_data.deidentify.keyring import PASSPHRASE, KeyRing

    ring = KeyRing.open(key_ring)
    passphrase = os.environ.get(PASSPHRASE) or click.prompt(
        "New passphrase", hide_input=True, confirmation_prompt=True
    )
    ring.seal(str(passphrase))
    click.echo(f"{ring.path} is sealed; without the passphrase its keys are lost")


@command.command()
@options.key_ring
def unseal(key_ring: Path | None) -> None:
    """Write a sealed key ring in clear again, readable for you alone."""
    from sector_data.deidentify.keyring import KeyRing

    ring = KeyRing.open(key_ring)
    ring.seal(None)
    click.echo(f"{ring.path} is no longer sealed")


@command.command()
@click.argument("name")
@options.key_ring
def public(name: str, key_ring: Path | None) -> None:
    """Print the public half of key NAME, for auditors (`sector-data audit --key`)."""
    from sector_data.deidentify.keyring import KeyRing

    click.echo(KeyRing.open(key_ring).get(name).public_key_pem().decode(), nl=False)
