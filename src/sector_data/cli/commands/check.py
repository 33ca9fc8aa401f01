"""`sector-data check`: what is wrong with a pipeline, before its data are read."""

from __future__ import annotations

import json
from pathlib import Path

import click

from sector_data.cli import options


@click.command(name="check")
@click.argument("pipeline", type=options.PATH)
@click.option(
    "--no-data",
    is_flag=True,
    help="Do not open the data files, not even for their headers.",
)
@options.key_ring
@options.as_json
@click.option("-q", "--quiet", is_flag=True, help="Print mistakes only.")
@click.pass_context
def command(
    ctx: click.Context,
    pipeline: Path,
    no_data: bool,
    key_ring: Path | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Check PIPELINE before any value of its data is read.

    Mistakes of the file, what its policy packs do not accept, packs that contradict each other,
    and a key that is no good are told with the line, the source and the remedy, and which rule
    binds each column. Only headers are read, so that the plan, which sees the values, may know
    better. Exit code 0 when there is no mistake, 2 when there is one; warnings do not count.
    """
    from sector_data.cli.views.checks import show_check
    from sector_data.pipeline.checking.files import check

    found = check(pipeline, data=not no_data, key_ring=key_ring)
    if as_json:
        click.echo(json.dumps(found.to_dict(), ensure_ascii=False, indent=2))
    else:
        show_check(found, quiet=quiet)
    ctx.exit(0 if found.passed else 2)
