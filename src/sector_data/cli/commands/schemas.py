"""`sector-data schemas`: the sector schemas, their tables, and which of them are a user's."""

from __future__ import annotations

import json
from pathlib import Path

import click

from sector_data.cli import options


@click.group(name="schemas")
def command() -> None:
    """List the sector schemas, show what one knows, tell which fits your files.

    A schema knows the usual tables of a sector: what their columns are and what happens to them by
    default. Name it as `sector:` in the pipeline file.
    """


@command.command(name="list")
@options.as_json
def list_(as_json: bool) -> None:
    """List the schemas with the layouts that each knows."""
    from sector_data.cli.views.schemas import show_schemas, summary
    from sector_data.spec.packs import load_sector, sector_names

    schemas = [load_sector(name) for name in sector_names()]
    if as_json:
        told = [summary(schema) for schema in schemas]
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        show_schemas(schemas)


@command.command()
@click.argument("schema")
@click.argument("table", required=False)
@options.as_json
def show(schema: str, table: str | None, as_json: bool) -> None:
    """Show the tables of SCHEMA, or the columns of its TABLE with their roles and defaults."""
    from sector_data.cli.views.schemas import columns_of, show_schema, show_table
    from sector_data.spec.packs import load_sector

    found = load_sector(schema)
    if table is None:
        if as_json:
            click.echo(found.model_dump_json(indent=2, by_alias=True))
        else:
            show_schema(found)
        return
    chosen = found.table(table)
    if as_json:
        click.echo(json.dumps(columns_of(found, chosen), ensure_ascii=False, indent=2))
    else:
        show_table(found, chosen)


@command.command()
@click.argument("data", type=options.PATH, nargs=-1, required=True)
@click.option(
    "--values", is_flag=True, help="Read the values too, and count those that are not as expected."
)
@options.as_json
def match(data: tuple[Path, ...], values: bool, as_json: bool) -> None:
    """Tell which schema fits DATA (CSV or Parquet, one file per table), how well, what is missing.

    Only the names of columns are read, in any of the languages that a schema knows, unless --values
    asks for more; then values are counted, and none is shown. Files that no schema knows are said
    to be none; `detect` finds out from their values what their columns are.
    """
    from sector_data.cli.views.schemas import show_matches
    from sector_data.pipeline.sectors.matching import match_files
    from sector_data.pipeline.sectors.values import check_files
    from sector_data.spec.packs import load_sector, sector_names

    schemas = {name: load_sector(name) for name in sector_names()}
    matched = match_files(data, [*schemas.values()])
    checks = check_files(data, matched, schemas) if values else None
    if as_json:
        told = matched.to_dict()
        if checks is not None:
            told["values"] = [check.to_dict() for check in checks]
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        show_matches(matched, checks)
