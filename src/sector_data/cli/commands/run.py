"""`sector-data run`: from data to a signed release bundle."""

from __future__ import annotations

from pathlib import Path

import click

from sector_data.cli import options


@click.command(name="run")
@click.argument("pipeline", type=options.PATH)
@options.output("release", "Directory to make for the release bundle.")
@options.replace
@options.key_ring
@options.ledger
@options.as_json
@options.loudness
def command(
    pipeline: Path,
    output: Path,
    replace: bool,
    key_ring: Path | None,
    ledger: Path | None,
    as_json: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Plan and carry out PIPELINE: find, protect, measure, validate, gate, package, sign.

    The bundle appears only when every gate has passed; otherwise nothing is written and the exit
    code is 1.
    """
    from sector_data.cli.progress import progress
    from sector_data.cli.views.releases import show_release
    from sector_data.pipeline.verbs import run

    with progress(quiet=quiet, verbose=verbose) as announce:
        released = run(
            pipeline,
            output=output,
            key_ring=key_ring,
            ledger=ledger,
            replace=replace,
            announce=announce,
        )
    show_release(released, as_json=as_json, quiet=quiet)
