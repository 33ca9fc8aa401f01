"""`sector-data synthesise`: release synthetic rows, or compare the engines that could make them."""

from __future__ import annotations

from pathlib import Path

import click

from sector_data.cli import options
from sector_data.spec.words import LANGUAGES


def _names(_ctx: click.Context, _parameter: click.Parameter, text: str | None) -> tuple[str, ...]:
    return tuple(name.strip() for name in (text or "").split(",") if name.strip())


def _pairs(
    _ctx: click.Context, parameter: click.Parameter, texts: tuple[str, ...]
) -> dict[str, str]:
    """Split at the first sign of equality: a value may hold more of them, as in ``income=>50K``."""
    pairs = dict[str, str]()
    for text in texts:
        name, sign, value = text.partition("=")
        if not sign or not name:
            raise click.BadParameter(f"write {parameter.metavar}.")
        pairs[name] = value
    return pairs


def _rows(
    _ctx: click.Context, _parameter: click.Parameter, texts: tuple[str, ...]
) -> int | dict[str, int] | None:
    try:
        if len(texts) == 1 and "=" not in texts[0]:
            return int(texts[0])
        return {name: int(count) for name, count in (text.split("=") for text in texts)} or None
    except ValueError:
        raise click.BadParameter("write a number, or TABLE=NUMBER.") from None


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
    help="Time that all engines have together; one that exceeds its share is ended.",
)
@click.option(
    "--html",
    type=options.PATH,
    metavar="FILE",
    help="Write a page that compares them, with a plot.",
)
@click.option(
    "--language", type=click.Choice(LANGUAGES), help="Language of that page; en if not given."
)
@click.option(
    "-o",
    "--output",
    type=options.PATH,
    metavar="PATH",
    help="Release synthetic rows in this directory, in place of comparing.",
)
@click.option("--engine", metavar="NAME", help="Engine of the release.")
@click.option(
    "--rows",
    multiple=True,
    callback=_rows,
    metavar="[TABLE=]N",
    help="How many rows to make; as many as were learnt from if not given.",
)
@click.option(
    "--where",
    multiple=True,
    callback=_pairs,
    metavar="COLUMN=VALUE",
    help="Make only rows with this value.",
)
@click.option("--seed", type=click.IntRange(min=0), help="Start of the random numbers.")
@click.option(
    "--store-model",
    type=options.PATH,
    metavar="FILE",
    help="Keep what the engine learns in a file that the release's key seals. It is confidential.",
)
@click.option(
    "--model",
    type=options.PATH,
    metavar="FILE",
    help="Draw from a model that was stored, in place of learning again.",
)
@options.replace
@options.key_ring
@options.ledger
@options.as_json
@options.loudness
def command(
    pipeline: Path,
    compare: tuple[str, ...],
    minutes: float | None,
    html: Path | None,
    language: options.Language | None,
    output: Path | None,
    engine: str | None,
    rows: int | dict[str, int] | None,
    where: dict[str, str],
    seed: int | None,
    store_model: Path | None,
    model: Path | None,
    replace: bool,
    key_ring: Path | None,
    ledger: Path | None,
    as_json: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Release synthetic rows of PIPELINE's tables, or compare the engines.

    With -o: as `run` does, with other settings than the file has; every gate holds.

    Without: half of the subjects are set aside first; no engine sees them. For each engine: how
    like its rows are to those learnt from and what a model learns from them, what attacks tell of
    the subjects learnt from beside those set aside, the verdict of the gate, how long it took and
    under which licence. Nothing is released.
    """
    from sector_data.cli.progress import progress

    if output is not None:
        from sector_data.cli.views.releases import show_release
        from sector_data.pipeline.synthesis.releasing import release_synthetic

        if compare or minutes is not None or html is not None or language is not None:
            raise click.UsageError(
                "-o releases; --compare, --minutes, --html and --language only compare."
            )
        with progress(quiet=quiet, verbose=verbose) as announce:
            released = release_synthetic(
                pipeline,
                output=output,
                engine=engine,
                rows=rows,
                where=where,
                seed=seed,
                store_model=store_model,
                model=model,
                key_ring=key_ring,
                ledger=ledger,
                replace=replace,
                announce=announce,
            )
        show_release(released, as_json=as_json, quiet=quiet)
        return
    if engine or rows or where or seed is not None or store_model or model or replace:
        raise click.UsageError("--engine, --rows, --where, --seed and models need -o.")
    from sector_data.cli.views.engines import show_engines
    from sector_data.pipeline.synthesis.comparing_engines import compare_engines_of

    with progress(quiet=quiet, verbose=verbose) as announce:
        found = compare_engines_of(
            pipeline, engines=compare, minutes=minutes, key_ring=key_ring, announce=announce
        )
    if html is not None:
        from sector_data.release.report.engines import render_engines
        from sector_data.sources.writing import write_file_atomically

        write_file_atomically(html, render_engines(found, language or "en").encode())
    if as_json:
        click.echo(found.model_dump_json(indent=2))
    elif not quiet:
        show_engines(found)
        if html is not None:
            click.echo(f"Written to {html}")
