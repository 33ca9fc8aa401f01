"""`sector-data samples`: fictional sources, and releases made of them."""

from __future__ import annotations

import json
from pathlib import Path

import click

from sector_data.cli import options


@click.group(name="samples")
def command() -> None:
    """List fictional sources that come with ready pipelines, and make one in any size.

    No person, company, account or number in them is real. They are in the public domain (CC0).
    """


@command.command(name="list")
@options.as_json
def list_(as_json: bool) -> None:
    """List the samples with their pipelines."""
    from sector_data.cli.views.samples import show_samples, summary
    from sector_data.pipeline.samples import samples

    found = samples().values()
    if as_json:
        told = [summary(sample) for sample in found]
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        show_samples(found)


@command.command()
@click.argument("name")
@click.option(
    "--rows",
    type=click.IntRange(min=1),
    metavar="N",
    help="How many patients, cardholders, households ...; their other tables follow.",
)
@click.option("--seed", type=int, help="Another seed makes other people.")
@click.option(
    "--source/--release",
    "source",
    default=True,
    show_default=True,
    help="The confidential source alone, or a finished release made of it as well.",
)
@click.option(
    "--pipeline", metavar="NAME", help="Release by this pipeline of the sample, not its first."
)
@options.output(None, "Directory to make.")
@options.as_json
@options.loudness
@click.pass_context
def get(
    ctx: click.Context,
    name: str,
    rows: int | None,
    seed: int | None,
    source: bool,
    pipeline: str | None,
    output: Path,
    as_json: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Make the sample NAME: tables, ground truth, data dictionary, and pipelines beside them.

    With --release also a key ring and the bundle that the pipeline makes, audited. Of few people
    little can be released: a pipeline may then refuse.
    """
    from sector_data.cli.progress import progress
    from sector_data.cli.views.releases import show_release
    from sector_data.cli.views.samples import show_audited, show_source
    from sector_data.pipeline.samples import get_sample, release_sample

    if source and pipeline is not None:
        raise click.UsageError("--pipeline goes with --release.")
    with progress(quiet=quiet, verbose=verbose) as announce:
        if source:
            pipelines = get_sample(name, output, size=rows, seed=seed, announce=announce)
        else:
            made = release_sample(
                name, output, pipeline=pipeline, size=rows, seed=seed, announce=announce
            )
    if not source:
        show_release(made.released, as_json=as_json, quiet=quiet)
        if not as_json and not quiet:
            show_audited(made.audit)
        ctx.exit(0 if made.audit.passed else 1)
    if as_json:
        told = {"folder": str(output), "pipelines": [str(path) for path in pipelines]}
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    elif not quiet:
        show_source(output, pipelines)
