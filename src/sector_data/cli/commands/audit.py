"""`sector-data audit`: check a bundle, offline and from the bundle alone."""

from __future__ import annotations

from pathlib import Path

import click

from sector_data.cli import options


@click.command(name="audit")
@click.argument("bundle", type=options.PATH)
@click.option(
    "--key",
    type=options.PATH,
    metavar="FILE",
    help="Public key of the publisher (PEM), got by another way than the bundle.",
)
@options.as_json
@options.loudness
@click.pass_context
def command(
    ctx: click.Context, bundle: Path, key: Path | None, as_json: bool, quiet: bool, verbose: bool
) -> None:
    """Check every claim of BUNDLE that can be checked without its source.

    One line per claim: holds, does not hold, or cannot be told from here. Exit code 0 when no
    claim is false, 1 when one is.
    """
    from sector_data.cli.progress import progress
    from sector_data.cli.views.audits import show_audit
    from sector_data.pipeline.verbs import audit

    with progress(quiet=quiet, verbose=verbose) as announce:
        report = audit(bundle, key=key, announce=announce)
    if as_json:
        click.echo(report.model_dump_json(indent=2))
    elif not quiet:
        show_audit(report)
    ctx.exit(0 if report.passed else 1)
