"""`sector-data reidentify`: who is behind a pseudonym, for the key's holder and with a reason."""

from __future__ import annotations

from pathlib import Path
from typing import TextIO

import click

from sector_data.cli import options


@click.command(name="reidentify")
@click.argument("plan", type=options.PATH)
@click.option(
    "--column", required=True, metavar="TABLE.COLUMN", help="Column that the pseudonyms stand in."
)
@click.option(
    "--reason",
    required=True,
    metavar="WHY",
    help="Why somebody must be found; recorded for good. Name nobody in it.",
)
@click.option(
    "--pseudonyms",
    type=click.File("r", encoding="utf-8"),
    required=True,
    metavar="FILE",
    help="File with one pseudonym a line; - for the standard input.",
)
@options.output(None, "CSV file to make with pseudonyms and values, for you alone.")
@click.option("--key", metavar="NAME", help="Key, or its id, if it was rotated since.")
@options.key_ring
def command(
    plan: Path,
    column: str,
    reason: str,
    pseudonyms: TextIO,
    output: Path,
    key: str | None,
    key_ring: Path | None,
) -> None:
    """Find out who pseudonyms of a release stand for, with the PLAN that it was made from.

    Only who holds the key can; the reason is recorded beside the key ring, before anything is told.
    Impossible once the key is destroyed (`sector-data keys destroy`).
    """
    from sector_data.pipeline.reidentifying import reidentify

    asked = [line.strip() for line in pseudonyms if line.strip()]
    found = reidentify(
        asked,
        plan=plan,
        column=column,
        reason=reason,
        output=output,
        key_ring=key_ring,
        key=key,
    )
    click.echo(f"{found.found:,} of {len(found.values):,} pseudonyms found: {output}")
    click.echo(f"Recorded in {found.log}")
