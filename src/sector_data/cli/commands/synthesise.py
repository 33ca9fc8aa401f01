"""`sector-data synthesise`: what engines would make of a pipeline's tables."""

from __future__ import annotations

from pathlib import Path

import click

from sector_data.cli import options


def _names(_ctx: click.Context, _parameter: click.Parameter, text: str | None) -> tuple[str, ...]:
    return tuple(name.strip() for name in (text or "").split(",") if name.strip())


@click.command(name="synthesise")
@click.argument("pipeline", type=options.PATH)
@click.option(
    "--compare",
    callback=_names,
    metavar="A,B",
    help="Engines to fit; all that are installed if not given.",
)
@click.option(
    "--minutes",
    type=click.FloatRange(min=0, min_open=True),
    help="Begin no further engine after so long.",
)
@options.key_ring
@options.as_json
@options.loudness
def command(
    pipeline: Path,
    compare: tuple[str, ...],
    minutes: float | None,
    key_ring: Path | None,
    as_json: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Fit engines to the protected tables of PIPELINE and compare them.

    A fifth of the subjects is set aside first; no engine sees them. For each engine: how like its
    rows are to those learnt from, how many of them are copies, how long it took and under which
    licence; and the same for the subjects set aside, which is the most that an engine can reach.
    Nothing is released.
    """
    from sector_data.cli.progress import progress
    from sector_data.cli.views.engines import show_engines
    from sector_data.pipeline.comparing_engines import compare_engines_of

    with progress(quiet=quiet, verbose=verbose) as announce:
        found = compare_engines_of(
            pipeline, engines=compare, minutes=minutes, key_ring=key_ring, announce=announce
        )
    if as_json:
        click.echo(found.model_dump_json(indent=2))
    elif not quiet:
        show_engines(found)
