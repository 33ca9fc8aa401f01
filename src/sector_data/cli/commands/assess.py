"""`sector-data assess`: any table measured, without a pipeline."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sector_data.cli import options
from sector_data.spec.words import LANGUAGES

if TYPE_CHECKING:
    from sector_data.anonymise.measures import Missing
    from sector_data.spec.evidence.assessed import Assessed
    from sector_data.spec.gate_profiles import GateProfileName


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
@click.option("--population", type=click.IntRange(1), help="People in the population of the table.")
@click.option("--weights", metavar="COLUMN", help="People of the population that a row stands for.")
@click.option("--household", metavar="COLUMN", help="Household of each row.")
@click.option(
    "--threshold",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    help="Risk above which somebody is at risk; 0.09 if not given.",
)
@click.option(
    "--events",
    callback=_names,
    metavar="A,B",
    help="Columns that tell events apart: how many of them single a subject out.",
)
@click.option(
    "--cells",
    callback=_names,
    metavar="A,B",
    help="Columns that span a table of counts which is to be published.",
)
@click.option(
    "--total", metavar="COLUMN", help="Column whose sums that table holds, in place of counts."
)
@click.option(
    "--other",
    type=options.PATH,
    metavar="FILE",
    help="An overlapping population of which the same table is published.",
)
@click.option(
    "--people",
    type=options.PATH,
    metavar="FILE",
    help="The population, one row for each person, spelt as DATA.",
)
@click.option(
    "--pipeline",
    type=options.PATH,
    metavar="FILE",
    help="The pipeline that made DATA: tell what other privacy settings would cost.",
)
@click.option(
    "--source",
    type=options.PATH,
    metavar="FILE",
    help="What DATA was made from: it is attacked, searched for traces, and its use measured.",
)
@click.option(
    "--control",
    type=options.PATH,
    metavar="FILE",
    help="People like those of the source who were never in DATA; attacks are judged by them.",
)
@click.option(
    "--same-rows",
    is_flag=True,
    help="The rows of DATA are those of the source, in its order; else they are synthetic.",
)
@click.option(
    "--profile",
    type=click.Choice(["open", "registered", "secure-room"]),
    help="Put DATA, which is synthetic, to a gate profile; it ends with 1 when that refuses it.",
)
@click.option("--target", metavar="COLUMN", help="Column that users of DATA will predict.")
@click.option("--seed", type=click.IntRange(0), default=0, help="Start of the random numbers.")
@click.option(
    "-o",
    "--output",
    type=options.PATH,
    metavar="FOLDER",
    help="Write assessment.json and assessment.html there.",
)
@click.option(
    "--language", type=click.Choice(LANGUAGES), default="en", help="Language of that page."
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
    population: int | None,
    weights: str | None,
    household: str | None,
    threshold: float | None,
    events: tuple[str, ...],
    cells: tuple[str, ...],
    total: str | None,
    other: Path | None,
    people: Path | None,
    pipeline: Path | None,
    source: Path | None,
    control: Path | None,
    same_rows: bool,
    profile: GateProfileName | None,
    target: str | None,
    seed: int,
    output: Path | None,
    language: options.Language,
    as_json: bool,
    quiet: bool,
    verbose: bool,
) -> int:
    """Measure the risk and the use of DATA (CSV or Parquet).

    By itself a table tells who could be recognised in it. With --source it is attacked, searched
    for traces of its source, and compared with it; with --control as well, every attack is also
    tried on people who were never in it, and only what it gains beyond that counts.
    """
    from sector_data.cli.progress import progress
    from sector_data.cli.views.explorations import show_exploration
    from sector_data.cli.views.measurements import show_measurements
    from sector_data.cli.views.risks import show_risk
    from sector_data.pipeline.assessing.tables import assess

    with progress(quiet=quiet, verbose=verbose) as announce:
        found = assess(
            data,
            quasi_identifiers=quasi_identifiers,
            source=source,
            control=control,
            other=other,
            people=people,
            pipeline=pipeline,
            announce=announce,
            sensitive=sensitive,
            subject=subject,
            k=k,
            missing=missing,
            population=population,
            weights=weights,
            household=household,
            threshold=threshold,
            events=events,
            cells=cells,
            total=total,
            target=target,
            same_rows=same_rows,
            profile=profile,
            seed=seed,
        )
    if output is not None:
        _write(found, output, language)
    if as_json:
        click.echo(found.model_dump_json(indent=2))
    elif not quiet:
        show_risk(found, asked=k)
        if found.rows_of_nobody:
            click.echo(
                f"? {found.rows_of_nobody:,} rows have no {subject} and count as one subject "
                "together: fill it in, or leave them out."
            )
        show_measurements(found.measured)
        if found.exploration is not None:
            show_exploration(found.exploration, every=False)
        if found.left_out:
            click.echo(
                "Not compared, since table and source spell them differently: "
                f"{', '.join(found.left_out)}."
            )
        if output is not None:
            click.echo(f"Written to {output / 'assessment.html'} and assessment.json")
    gate = found.measured.gate
    return int(gate is not None and gate.verdict == "refuses")


def _write(found: Assessed, folder: Path, language: options.Language) -> None:
    from sector_data.release.report.assessment import render_assessment
    from sector_data.sources.writing import write_file_atomically

    page = render_assessment(found, language)
    write_file_atomically(folder / "assessment.json", found.model_dump_json(indent=2).encode())
    write_file_atomically(folder / "assessment.html", page.encode())
