"""`sector-data keys`: make and list keys. No secret is ever printed."""

from __future__ import annotations

import json
from pathlib import Path

import click

from sector_data.cli import options


@click.group(name="keys")
def command() -> None:
    """Make and list the keys for pseudonyms and signatures.

    Keys stay in a key ring: a file that only you can read. They never enter a pipeline, a plan or
    a bundle. Whoever holds a key can repeat its pseudonyms; keep it apart from the releases.
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
    """List the keys of the ring, without their secrets."""
    from sector_data.deidentify.keyring import KeyRing

    keys = KeyRing.open(key_ring).describe()
    if as_json:
        click.echo(json.dumps([key.to_dict() for key in keys], indent=2))
        return
    for key in keys:
        click.echo(
            f"{key.name}  {key.id}  made {key.created:%Y-%m-%d}  {key.holder or ''}".rstrip()
        )


@command.command()
@click.argument("name")
@options.key_ring
def public(name: str, key_ring: Path | None) -> None:
    """Print the public half of key NAME, for auditors (`sector-data audit --key`)."""
    from sector_data.deidentify.keyring import KeyRing

    click.echo(KeyRing.open(key_ring).get(name).public_key_pem().decode(), nl=False)
