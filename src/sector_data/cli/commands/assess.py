"""`sector-data assess`: the risk of any table, without a pipeline."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sector_data.cli import options

if TYPE_CHECKING:
    from sector_data.anonymise.measures import Missing


def _names(_ctx: click.Context, _parameter: click.Parameter, text: str | None) -> tuple[str, ...]:
    return tuple(name.strip() for name in (text or "").split(",") if name.strip())


@click.command(name="assess")
@click.argument("data", type=options.PATH)
@click.option(
    "--quasi-identifiers",
    required=True,
    callback=_names,
    metavar="A,B,C",
    help="Columns that others may know of a person.",
)
@click.option(
    "--sensitive", callback=_names, metavar="D,E", help="Columns that nobody should learn."
)
@click.option(
    "--subject", metavar="COLUMN", help="Column that stands for the person; rows count without it."
)
@click.option("-k", type=click.IntRange(1), help="Also count who is in a class smaller than this.")
@click.option(
    "--missing",
    type=click.Choice(["own-value", "wildcard", "removed"]),
    default="own-value",
    show_default=True,
    help="What a missing quasi-identifier is: a value, one that matches anything, or no row.",
)
@options.as_json
@options.loudness
def command(
    data: Path,
    quasi_identifiers: tuple[str, ...],
    sensitive: tuple[str, ...],
    subject: str | None,
    k: int | None,
    missing: Missing,
    as_json: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Measure the re-identification risk of DATA (CSV or Parquet)."""
    from sector_data.cli.progress import progress
    from sector_data.cli.views.risks import show_risk
    from sector_data.pipeline.verbs import assess

    with progress(quiet=quiet, verbose=verbose) as announce:
        announce("counting equivalence classes")
        figures = assess(
            data,
            quasi_identifiers=quasi_identifiers,
            sensitive=sensitive,
            subject=subject,
            k=k,
            missing=missing,
        )
    if as_json:
        click.echo(figures.model_dump_json(indent=2))
    elif not quiet:
        show_risk(figures, asked=k)
