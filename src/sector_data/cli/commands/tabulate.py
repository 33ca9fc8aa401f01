"""`sector-data tabulate`: figures under differential privacy, their accuracy shown beforehand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sector_data.cli import options

if TYPE_CHECKING:
    from sector_data.spec.pipeline import Pipeline


def _pairs(
    _ctx: click.Context, parameter: click.Parameter, texts: tuple[str, ...]
) -> dict[str, str]:
    pairs = dict[str, str]()
    for text in texts:
        name, sign, value = text.partition("=")
        if not sign or not name or not value:
            raise click.BadParameter(f"write {parameter.metavar}.")
        pairs[name] = value
    return pairs


@click.command(name="tabulate")
@click.argument("data", type=options.PATH, metavar="PIPELINE|DATA")
@click.option("--epsilon", type=float, help="Privacy budget of all figures together.")
@click.option("--delta", type=float, help="Probability that the loss is larger; 1e-9 if not given.")
@click.option("--subject", metavar="COLUMN", help="Whose privacy is protected.")
@click.option("--unit-row", is_flag=True, help="Each row is somebody else's.")
@click.option(
    "--sector",
    help="Its schema knows bounds and categories of usual columns, for those that you do not give.",
)
@click.option("--contributions", type=int, help="Largest number of rows of a subject that count.")
@click.option("--about-rows", type=int, help="About how many rows there are, as everybody knows.")
@click.option(
    "--bounds",
    multiple=True,
    callback=_pairs,
    metavar="COLUMN=LOW..HIGH[/BINS]",
    help="Public bounds of a number.",
)
@click.option(
    "--categories",
    multiple=True,
    callback=_pairs,
    metavar="COLUMN=A,B",
    help="Public categories of a column.",
)
@click.option("--count", is_flag=True, help="Count rows; with --by in each cell.")
@click.option("--mean", multiple=True, metavar="COLUMN", help="Mean; with --by in each cell.")
@click.option("--quantiles", multiple=True, metavar="COLUMN", help="Quartiles.")
@click.option("--histogram", multiple=True, metavar="COLUMN", help="Counts of its values.")
@click.option("--by", metavar="A[,B]", help="Columns that tell cells apart.")
@click.option(
    "--spend",
    "output",
    type=options.PATH,
    metavar="PATH",
    help="Spend the budget, and write the tables in this directory.",
)
@options.replace
@options.key_ring
@options.ledger
@options.as_json
@options.loudness
def command(
    data: Path,
    output: Path | None,
    replace: bool,
    key_ring: Path | None,
    ledger: Path | None,
    as_json: bool,
    quiet: bool,
    verbose: bool,
    **asked: Any,
) -> None:
    """Release figures of a table under differential privacy.

    The figures are those of the section `tabulate` of PIPELINE, or those that the options name of
    the table in DATA. Without --spend no row is read and nothing is spent: shown is how far each
    figure would be off. Bounds and categories are what everybody may know; none is taken from the
    data. What is spent stands in the ledger, and adds up over releases of the same subjects.
    """
    from sector_data.cli.progress import progress
    from sector_data.cli.views.tabulation import show_tabulation
    from sector_data.pipeline.tabulating import tabulate

    given = {name: value for name, value in asked.items() if value}
    if data.suffix.lower() in (".yaml", ".yml"):
        if given:
            raise click.UsageError("A pipeline names its figures itself; leave the options out.")
        pipeline: Pipeline | Path = data
    else:
        pipeline = _pipeline(data, given)
    with progress(quiet=quiet, verbose=verbose) as announce:
        found = tabulate(
            pipeline,
            output=output,
            key_ring=key_ring,
            ledger=ledger,
            replace=replace,
            announce=announce,
        )
    show_tabulation(found, as_json=as_json, quiet=quiet)


def _pipeline(source: Path, given: dict[str, Any]) -> Pipeline:
    """Return a pipeline of one table that asks for what the options name."""
    import json

    from sector_data.spec.reading import parse_pipeline

    if "epsilon" not in given:
        raise click.UsageError("Say what may be spent: --epsilon.")
    table = _plain(source.stem)
    by = [f"{table}.{name.strip()}" for name in given.get("by", "").split(",") if name.strip()]
    figures: list[dict[str, Any]] = [{"measure": "count", "by": by}] if given.get("count") else []
    figures += [
        {"measure": "mean", "column": f"{table}.{name}", "by": by} for name in given.get("mean", ())
    ]
    figures += [
        {"measure": kind, "column": f"{table}.{name}"}
        for kind in ("quantiles", "histogram")
        for name in given.get(kind, ())
    ]
    if not figures:
        raise click.UsageError("Ask for a figure: --count, --mean, --quantiles or --histogram.")
    domain: dict[str, Any] = {
        f"{table}.{name}": text.split(",") for name, text in given.get("categories", {}).items()
    }
    domain |= {f"{table}.{name}": _interval(text) for name, text in given.get("bounds", {}).items()}
    section: dict[str, Any] = {
        "table": table,
        "figures": figures,
        "domain": domain,
        "unit": "row" if given.get("unit_row") else "subject",
    }
    section |= {w: given[w] for w in ("epsilon", "delta", "contributions") if w in given}
    if "about_rows" in given:
        section["rows"] = given["about_rows"]
    document = {
        "release": {"name": f"{table}-figures"},
        "source": {table: str(source.resolve())},
        **({"subject": f"{table}.{given['subject']}"} if "subject" in given else {}),
        **({"sector": given["sector"]} if "sector" in given else {}),
        "tabulate": section,
    }
    return parse_pipeline(json.dumps(document), base=Path.cwd())


def _interval(text: str) -> dict[str, Any]:
    bounds, _, bins = text.partition("/")
    low, dots, high = bounds.partition("..")
    try:
        if not dots:
            raise ValueError
        return {
            "lowest": float(low),
            "highest": float(high),
            **({"bins": int(bins)} if bins else {}),
        }
    except ValueError:
        raise click.BadParameter(f"{text!r} are no bounds; write --bounds age=0..110/22.") from None


def _plain(stem: str) -> str:
    return (
        "".join(c if c.isascii() and c.isalnum() else "-" for c in stem.lower()).strip("-") or "t"
    )
