"""`sector-data detect`: personal data in tables, texts and folders."""

from __future__ import annotations

from pathlib import Path

import click

from sector_data.cli import options


@click.command(name="detect")
@click.argument("files", type=options.PATH, nargs=-1, required=True, metavar="FILES...")
@options.language
@click.option(
    "--sector", metavar="NAME", help="Sector schema that knows your columns: see `schemas`."
)
@click.option(
    "--pipeline",
    type=options.PATH,
    metavar="FILE",
    help="Pipeline file whose section `detect` holds: thresholds, lists, recognisers.",
)
@click.option("--text-field", metavar="NAME", help="Field of JSON Lines records with the text.")
@click.option("--explain", is_flag=True, help="Say of every column and passage why.")
@options.as_json
@click.option("--csv", "as_csv", is_flag=True, help="Print the result as CSV, for spreadsheets.")
@options.loudness
def command(
    files: tuple[Path, ...],
    language: options.Language | None,
    sector: str | None,
    pipeline: Path | None,
    text_field: str | None,
    explain: bool,
    as_json: bool,
    as_csv: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Find personal data in FILES: tables (CSV, Parquet), texts (.txt, .jsonl) and folders.

    Says of each column what it is, and of each text where something is and what. No value of the
    data is shown.
    """
    from sector_data.cli.progress import progress
    from sector_data.cli.views.detections import print_csv, show_detections
    from sector_data.pipeline.texts.detecting import detect_files

    if as_json and as_csv:
        raise click.UsageError("--json and --csv exclude each other.")
    with progress(quiet=quiet, verbose=verbose) as announce:
        report = detect_files(
            files,
            language=language,
            sector=sector,
            pipeline=pipeline,
            text_field=text_field,
            announce=announce,
        )
    if as_json:
        click.echo(report.model_dump_json(indent=2))
    elif as_csv:
        print_csv(report)
    elif not quiet:
        show_detections(report, explain=explain)
