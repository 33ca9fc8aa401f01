"""Sector schemas on a terminal: all of them, one, one table, and what files were found to be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.text import Text

from sector_data.cli.views.console import console, grid, plain, share
from sector_data.pipeline.sectors.matching import FileMatch, SchemaMatch, TableMatch
from sector_data.pipeline.sectors.values import ValueCheck
from sector_data.spec.sectors import ExpectedValues, SectorColumn, SectorSchema, SectorTable
from sector_data.spec.shorthands import render_hierarchy, render_transform

CODES = 6
"""Codes of a column that are shown."""


def summary(schema: SectorSchema) -> dict[str, Any]:
    """Return what a list tells of a schema, as plain data."""
    return {
        "id": schema.id,
        "version": schema.version,
        "title": schema.title,
        "description": schema.description,
        "retrieved": schema.retrieved.isoformat(),
        "entries": len(schema.columns),
        "tables": {layout: _tables(schema, layout) for layout in _layouts(schema)},
    }


def columns_of(schema: SectorSchema, table: SectorTable) -> list[dict[str, Any]]:
    """Return what is known of the columns of a table, in its order, as plain data."""
    told = []
    for name, column in table.columns.items():
        entry = schema.column(table.name, name)
        assert entry is not None  # a schema knows the columns of its tables
        told.append(
            {
                "column": name,
                **column.model_dump(mode="json", by_alias=True),
                "role": entry.role.value,
                "entity": entry.entity,
                "default": _default(entry),
                "note": entry.note,
            }
        )
    return told


def show_schemas(schemas: Sequence[SectorSchema]) -> None:
    """Print the layouts of each schema with their number of tables."""
    rows = grid("schema", "layout", "tables", right=(2,))
    for schema in schemas:
        for index, layout in enumerate(_layouts(schema)):
            tables = str(len(_tables(schema, layout)))
            rows.add_row("" if index else schema.id, layout, tables)
    out = console()
    out.print(rows)
    out.print()
    out.print("Next: sector-data schemas match DATA...")


def show_schema(schema: SectorSchema) -> None:
    """Print a schema: what it knows, its sources and its tables."""
    out = console()
    out.print(Text.assemble((schema.title, "bold"), f"  ({schema.id} {schema.version})"))
    out.print(schema.description)
    out.print()
    for layout in _layouts(schema):
        out.print(Text.assemble((layout, "bold"), f"  {schema.sources[layout]}"))
        rows = grid("table", "a row is", "subject", "columns", right=(3,))
        rows.columns[0].no_wrap = True
        for name in _tables(schema, layout):
            table = schema.table(name)
            rows.add_row(name, table.title, table.subject or "–", str(len(table.columns)))
        out.print(rows)
        out.print()
    out.print(f"Next: sector-data schemas show {schema.id} TABLE")


def show_table(schema: SectorSchema, table: SectorTable) -> None:
    """Print the columns of a table: type, role, default, and by which other names they go."""
    out = console()
    out.print(Text.assemble((table.name, "bold"), f"  {table.title} ({table.layout})"))
    if table.aliases:
        out.print(f"also called {', '.join(table.aliases)}")
    out.print()
    rows = grid("column", "type", "role", "by default")
    for told in columns_of(schema, table):
        column = table.columns[told["column"]]
        kind = " in ".join(filter(None, (column.type.value, column.unit)))
        reference = f"→ {column.references}" if column.references else ""
        rows.add_row(
            told["column"] + (" ?" if column.optional else ""),
            "\n".join(filter(None, (kind, _expected(column.values), reference))),
            told["role"] + (", the subject" if told["column"] == table.subject else ""),
            told["default"],
        )
    out.print(rows)
    if any(column.optional for column in table.columns.values()):
        out.print()
        out.print("?  may be missing")
    named = {name: column.aliases for name, column in table.columns.items() if column.aliases}
    if named:
        out.print()
        also = grid("column", "also called")
        for name, aliases in named.items():
            also.add_row(name, ", ".join(aliases))
        out.print(also)


def show_matches(matched: SchemaMatch, checks: Sequence[ValueCheck] | None = None) -> None:
    """Print what each file is, what it lacks, how much of each layout there is, and what to do.

    `checks`, if the values were read, add how many are not as expected.
    """
    out = console()
    rows = grid("file's table", "is", "fit", "columns", right=(2, 3))
    for file in matched.files:
        best = file.best
        if best is None:
            rows.add_row(plain(file.name), "none", "–", "–")
            continue
        of = len(best.known) + len(best.unknown)
        kind = f"{best.schema} {best.layout} {best.table}"
        if file.alike:
            kind += f" (or {', '.join(file.alike)})"
        rows.add_row(plain(file.name), kind, share(best.fit), f"{len(best.known)} of {of}")
    out.print(rows)
    for file in matched.files:
        if file.best is not None:
            _show_rest(file, file.best)
    if checks is not None:
        _show_checks(checks)
    for layout in matched.layouts:
        out.print()
        whole = len(layout.present) + len(layout.missing)
        out.print(
            f"{layout.schema} {layout.layout}: {len(layout.present)} of {whole} tables."
            + (f" Not there: {', '.join(layout.missing)}." if layout.missing else "")
        )
    out.print()
    if matched.layouts:
        out.print(f"Next: sector-data init DATA... --sector {matched.layouts[0].schema}")
    else:
        out.print("No sector schema knows these tables.")
        out.print("Next: sector-data detect DATA... tells from the values what their columns are.")


def _show_checks(checks: Sequence[ValueCheck]) -> None:
    out = console()
    out.print()
    failing = [check for check in checks if check.failing]
    if failing:
        rows = grid("column", "expected", "values that are not", right=(2,))
        for check in failing:
            rows.add_row(plain(check.path), check.expected, f"{check.failing:,}")
        out.print(rows)
    held = len(checks) - len(failing)
    out.print(f"{held} of {len(checks)} expectations of values are met.")


def _show_rest(file: FileMatch, best: TableMatch) -> None:
    out = console()
    renamed = [f"{old} is {new}" for old, new in best.known.items() if old.lower() != new.lower()]
    lines = (
        ("missing", ", ".join(best.missing)),
        ("not of the table", ", ".join(map(plain, best.unknown))),
        ("other names", ", ".join(map(plain, renamed))),
        ("name it", "" if file.found else f"{best.table}, as the schema knows the table"),
    )
    if any(text for _, text in lines):
        out.print()
        out.print(plain(file.name), style="bold", markup=False)
        for label, text in lines:
            if text:
                out.print(f"  {label}: {text}", markup=False)


def _layouts(schema: SectorSchema) -> list[str]:
    return list(dict.fromkeys(table.layout for table in schema.tables))


def _tables(schema: SectorSchema, layout: str) -> list[str]:
    return [table.name for table in schema.tables if table.layout == layout]


def _expected(values: ExpectedValues) -> str:
    """Say what is expected of values, in few words."""
    words = ["no value twice"] if values.unique else []
    if values.codes:
        shown = ", ".join(values.codes[:CODES])
        words.append(shown if len(values.codes) <= CODES else f"{shown} … ({len(values.codes)})")
    if values.minimum is not None:
        words.append(f"≥ {values.minimum:g}")
    if values.maximum is not None:
        words.append(f"≤ {values.maximum:g}")
    return ", ".join(words)


def _default(entry: SectorColumn) -> str:
    """Say what happens to a column unless somebody wants something else."""
    if entry.transform is not None:
        return _in_words(render_transform(entry.transform))
    if entry.hierarchy is not None:
        return f"generalise by {_in_words(render_hierarchy(entry.hierarchy))}"
    return "left to the role"


def _in_words(rendered: Any) -> str:
    """Write ``{round: {to: 10}}`` as ``round (to 10)``."""
    if not isinstance(rendered, dict):
        return str(rendered)
    kind, settings = next(iter(rendered.items()))
    if isinstance(settings, dict):
        settings = ", ".join(f"{name} {_in_words(value)}" for name, value in settings.items())
    return f"{kind} ({settings})"
