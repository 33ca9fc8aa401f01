"""`sector-data load`: open a bundle, verified first, and tell what is in its tables."""

from __future__ import annotations

import json
from pathlib import Path

import click

from sector_data.cli import options


@click.command(name="load")
@click.argument("bundle", type=options.PATH)
@options.as_json
@options.loudness
def command(bundle: Path, as_json: bool, quiet: bool, verbose: bool) -> None:
    """Open BUNDLE as Python's `sector_data.load` does, and tell what is in its tables.

    Digests and signature are verified first, and a bundle that is not as it was released is
    refused: exit code 1. Then every table is read to its end. Who signed, `audit --key` tells.
    """
    from sector_data.cli.progress import progress
    from sector_data.cli.views.tables import columns_of, show_table, show_use
    from sector_data.release.loading import load

    with progress(quiet=quiet, verbose=verbose) as announce:
        release = load(bundle, announce=announce)
        tables = {name: columns_of(release.table(name)) for name in release}
    if as_json:
        click.echo(json.dumps(tables, indent=2, ensure_ascii=False))
    elif not quiet:
        for name, columns in tables.items():
            show_table(name, columns)
        show_use(bundle, list(tables))
