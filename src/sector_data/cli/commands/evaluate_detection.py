"""`sector-data evaluate-detection`: how well detection does on texts marked by people."""

from __future__ import annotations

from pathlib import Path

import click

from sector_data.cli import options


@click.command(name="evaluate-detection")
@click.option(
    "--gold",
    type=options.PATH,
    multiple=True,
    required=True,
    metavar="FILE",
    help="Marked texts, one JSON object on each line; may be repeated.",
)
@options.language
@click.option(
    "--labels",
    type=options.PATH,
    metavar="FILE",
    help="YAML file that says what your labels mean: `WARD: facility`, `MISC: ignore`.",
)
@click.option(
    "--pipeline",
    type=options.PATH,
    metavar="FILE",
    help="Pipeline file whose section `detect` holds: thresholds, lists, recognisers.",
)
@options.as_json
@options.loudness
def command(
    gold: tuple[Path, ...],
    language: options.Language | None,
    labels: Path | None,
    pipeline: Path | None,
    as_json: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Measure detection on texts that you marked, before you trust it with the others.

    \b
    A line of the file:
      {"text": "Seen by Jane Doe", "lang": "en",
       "spans": [{"start": 8, "end": 16, "type": "PERSON"}]}

    Recall is the share of your passages that were found, precision the share of the found that are
    yours, F2 both with recall counted twice; masked is the share of your passages that would be
    hidden, whatever they were taken for. Behind each figure its interval of 95 %.
    """
    from sector_data.cli.progress import progress
    from sector_data.cli.views.evaluations import show_evaluation
    from sector_data.pipeline.texts.evaluating import evaluate_detection

    with progress(quiet=quiet, verbose=verbose) as announce:
        report = evaluate_detection(
            gold, language=language, labels=labels, pipeline=pipeline, announce=announce
        )
    if as_json:
        click.echo(report.model_dump_json(indent=2))
    elif not quiet:
        show_evaluation(report)
