"""`sector-data init`: a draft pipeline from data files."""

from __future__ import annotations

import os
from pathlib import Path

import click

from sector_data.cli import options


@click.command(name="init")
@click.argument("data", type=options.PATH, nargs=-1, required=True)
@options.output("pipeline.yaml", "Where the draft is written.")
@options.replace
@click.option("--name", metavar="NAME", help="Name of the release; default: the data's folder.")
@click.option(
    "--sector", metavar="NAME", help="Sector schema that knows your columns: see `schemas`."
)
@click.option(
    "--policy",
    "policies",
    multiple=True,
    metavar="NAME",
    help="Policy pack that must hold, such as hipaa-safe-harbor; may be repeated.",
)
@options.loudness
def command(
    data: tuple[Path, ...],
    output: Path,
    replace: bool,
    name: str | None,
    sector: str | None,
    policies: tuple[str, ...],
    quiet: bool,
    verbose: bool,
) -> None:
    """Look at DATA (CSV or Parquet, one file per table) and draft a pipeline file.

    The draft gives every column a role and a transform, with the reason beside it. It is a
    proposal: read it, correct it, then plan or run it.
    """
    from sector_data.cli.progress import progress
    from sector_data.errors import TargetError
    from sector_data.pipeline.verbs import init
    from sector_data.sources.writing import write_file_atomically

    if os.path.lexists(output) and not replace:
        raise TargetError(f"{output} is there already.", "Name another -o, or add --replace.")
    with progress(quiet=quiet, verbose=verbose) as announce:
        draft = init(
            data, target=output, name=name, sector=sector, policies=policies, announce=announce
        )
    write_file_atomically(output, draft.text.encode())
    if quiet:
        return
    click.echo(f"Draft written to {output}.")
    if draft.look_at_first:
        click.echo("\nLook at first:")
        for number, line in enumerate(draft.look_at_first, 1):
            click.echo(click.wrap_text(f"{number}. {line}", 78, "  ", "     "))
    click.echo(f"\nNext: read {output}")
    click.echo(f"then: sector-data plan {output}")
