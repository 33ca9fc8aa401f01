"""`sector-data apply`: carry out a plan that was read and approved."""

from __future__ import annotations

from pathlib import Path

import click

from sector_data.cli import options


@click.command(name="apply")
@click.argument("plan", type=options.PATH)
@options.output("release", "Directory to make for the release bundle.")
@options.replace
@options.key_ring
@options.ledger
@options.as_json
@options.loudness
def command(
    plan: Path,
    output: Path,
    replace: bool,
    key_ring: Path | None,
    ledger: Path | None,
    as_json: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Carry out PLAN on the data that it was made for, and make the release bundle.

    The data must not have changed since. The same plan, data and key give the same bundle, byte
    for byte.
    """
    from sector_data.cli.progress import progress
    from sector_data.cli.views.releases import show_release
    from sector_data.pipeline.verbs import apply

    with progress(quiet=quiet, verbose=verbose) as announce:
        released = apply(
            plan,
            output=output,
            key_ring=key_ring,
            ledger=ledger,
            replace=replace,
            announce=announce,
        )
    show_release(released, as_json=as_json, quiet=quiet)
