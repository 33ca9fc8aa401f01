"""`sector-data plan`: what a pipeline will do, before anything is done."""

from __future__ import annotations

from pathlib import Path

import click

from sector_data.cli import options


@click.command(name="plan")
@click.argument("pipeline", type=options.PATH)
@options.output("plan.json", "Where the plan is written.")
@click.option(
    "--explain",
    is_flag=True,
    help="Also show whom columns of the source tell apart, alone and together.",
)
@options.ledger
@options.key_ring
@options.as_json
@options.loudness
def command(
    pipeline: Path,
    output: Path,
    explain: bool,
    ledger: Path | None,
    key_ring: Path | None,
    as_json: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Show what PIPELINE will do, column by column, and write the plan.

    Nothing is released. The plan fixes every decision; read it, have it approved, and carry it out
    with `sector-data apply`.
    """
    from sector_data.cli.progress import progress
    from sector_data.cli.views.detections import show_power
    from sector_data.cli.views.ledger import show_between
    from sector_data.cli.views.plans import show_plan
    from sector_data.pipeline.approving import refuse_to_replace_approved
    from sector_data.pipeline.planning.knowing import powers_of_plan
    from sector_data.pipeline.verbs import plan_beside_ledger
    from sector_data.sources.writing import write_file_atomically
    from sector_data.spec.reading import the_pipeline

    with progress(quiet=quiet, verbose=verbose) as announce:
        made, between = plan_beside_ledger(
            pipeline, key_ring=key_ring, ledger=ledger, announce=announce
        )
        power = powers_of_plan(made, the_pipeline(pipeline), announce=announce) if explain else {}
    refuse_to_replace_approved(output, made)
    write_file_atomically(output, made.to_json().encode())
    if as_json:
        for crossing in between.exposing if between else ():
            click.echo(f"Warning: {crossing.sentence}", err=True)
        click.echo(made.to_json(), nl=False)
    elif not quiet:
        show_plan(made)
        show_between(between, made.pipeline.ledger)
        for table, figures in power.items():
            click.echo(f"\n{table}: whom its columns tell apart in the source")
            show_power(figures, explain=True)
        click.echo(f"\nPlan written to {output}")
        click.echo(f"sha256 {made.digest()[:16]}…; nothing is released yet.")
        click.echo(f"Next: sector-data apply {output} -o release")
