"""Figures under differential privacy on a terminal: what they are worth, and what was spent."""

from __future__ import annotations

import json

import click

from sector_data.cli.views.console import console, grid
from sector_data.pipeline.tabulating import Tabulated
from sector_data.spec.tabulation import FigureAccuracy

_WHAT = {"rows": "rows", "mean": "units of the column", "rank": "rows in rank"}


def show_tabulation(found: Tabulated, *, as_json: bool, quiet: bool) -> None:
    """Print a row for each figure, and whether anything was spent."""
    told = found.forecast
    if as_json:
        document = {
            "forecast": told.model_dump(mode="json"),
            "bundle": found.bundle and str(found.bundle),
            "record": found.record,
        }
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
        return
    if quiet:
        return
    out = console()
    rows = grid("figure", "cells", "within, in 95 % of cases", right=(1, 2))
    for figure in told.figures:
        rows.add_row(figure.figure, f"{figure.cells:,}", _within(figure))
    out.print(rows)
    for warning in told.warnings:
        out.print(f"! {warning}")
    out.print(
        f"epsilon {told.epsilon:g}, delta {told.delta:g}, for {told.unit} with at most "
        f"{told.contributions} {'row' if told.contributions == 1 else 'rows'}"
    )
    if found.bundle is None:
        out.print("Nothing was spent, and no row was read. To spend it: --spend PATH")
    else:
        out.print(f"Bundle  {found.bundle}")


def _within(figure: FigureAccuracy) -> str:
    if figure.plus_minus is None:
        return "told by how many rows there are"
    return f"± {figure.plus_minus:,.3g} {_WHAT[figure.what]}"
