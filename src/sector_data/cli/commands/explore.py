"""`sector-data explore`: what other privacy settings would cost, before one is chosen."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sector_data.cli import options
from sector_data.spec.words import LANGUAGES

if TYPE_CHECKING:
    from sector_data.spec.evidence.exploration import Exploration

_WHOLE = re.compile(r"(\d{1,7})(?:-(\d{1,7}))?")
_LONGEST = 2_000
"""Numbers that a range may stand for."""


def _parts(text: str | None) -> list[str]:
    return [part.strip() for part in (text or "").split(",")] if text is not None else []


def _whole(
    _ctx: click.Context, _parameter: click.Parameter, text: str | None
) -> tuple[int, ...] | None:
    """Read ``5,10-12``."""
    numbers: list[int] = []
    for part in _parts(text):
        found = _WHOLE.fullmatch(part)
        low, high = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
        if low < 1 or not low <= high < low + _LONGEST:
            raise click.BadParameter(
                f"{part!r} is no whole number of at least 1, nor a range such as 5-12; "
                "write 5,10,20."
            )
        numbers += range(low, high + 1)
    return None if text is None else tuple(numbers)


def _shares(
    _ctx: click.Context, _parameter: click.Parameter, text: str | None
) -> tuple[float, ...] | None:
    """Read ``1%,0.05``."""
    from decimal import Decimal, InvalidOperation

    shares: list[float] = []
    for part in _parts(text):
        bare = part.removesuffix("%").strip()
        try:
            share = Decimal(bare) / (100 if part.endswith("%") else 1)
        except InvalidOperation:
            share = Decimal(-1)
        if not share.is_finite() or not 0 <= share <= 1:
            raise click.BadParameter(
                f"{part!r} is no share from 0 to 1, nor a per cent; write 1%,5% or 0.01,0.05."
            )
        shares.append(float(share))
    return None if text is None else tuple(shares)


@click.command(name="explore")
@click.argument("pipeline", type=options.PATH)
@click.option(
    "--k",
    callback=_whole,
    metavar="5,10-12",
    help="Smallest classes to look at, beside the pipeline's own.",
)
@click.option(
    "--limit",
    callback=_shares,
    metavar="1%,5%",
    help="Suppression limits to look at, beside the pipeline's own.",
)
@click.option(
    "--l", callback=_whole, metavar="2,3", help="Also ask the sensitive columns for l-diversity."
)
@click.option(
    "--t", callback=_shares, metavar="0.2", help="Also ask the sensitive columns for t-closeness."
)
@click.option("--table", metavar="NAME", help="The only table to look at.")
@click.option("--all", "every", is_flag=True, help="List every setting, not the best ones alone.")
@click.option("--csv", type=options.PATH, metavar="FILE", help="Write every figure as CSV.")
@click.option(
    "--html", type=options.PATH, metavar="FILE", help="Write a page with plots and tables."
)
@click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    help="Language of that page; the release's first one if not given.",
)
@options.as_json
@options.loudness
def command(
    pipeline: Path,
    k: tuple[int, ...] | None,
    limit: tuple[float, ...] | None,
    l: tuple[int, ...] | None,  # noqa: E741
    t: tuple[float, ...] | None,
    table: str | None,
    every: bool,
    csv: Path | None,
    html: Path | None,
    language: options.Language | None,
    as_json: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Tell what other privacy settings of PIPELINE would cost.

    For each protected table: how much detail every k and every suppression limit would keep, at
    which risk; which settings no other one beats; and where the pipeline's own setting is refused,
    the smallest changes that would pass. Nothing is released, and no value of the data is shown.
    """
    from sector_data.cli.progress import progress
    from sector_data.cli.views.explorations import show_exploration
    from sector_data.pipeline.verbs import explore

    with progress(quiet=quiet, verbose=verbose) as announce:
        found = explore(
            pipeline, k=k, limits=limit, l=l or (), t=t or (), table=table, announce=announce
        )
    _write(found, csv, html, language)
    if as_json:
        click.echo(found.model_dump_json(indent=2))
    elif not quiet:
        show_exploration(found, every=every)
        for path in filter(None, (csv, html)):
            click.echo(f"Written to {path}")


def _write(
    found: Exploration, csv: Path | None, html: Path | None, language: options.Language | None
) -> None:
    from sector_data.sources.writing import write_file_atomically

    if csv is not None:
        text: str = found.to_frame().to_csv(index=False, lineterminator="\n")
        write_file_atomically(csv, text.encode())
    if html is not None:
        from sector_data.release.report.exploration import render_exploration

        page = render_exploration(found, language or found.language)
        write_file_atomically(html, page.encode())
