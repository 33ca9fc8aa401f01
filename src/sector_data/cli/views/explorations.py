"""The frontier of risk and utility on a terminal: what each setting keeps, and the best of them."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from sector_data.cli.views.console import console, grid, risk, share
from sector_data.spec.evidence.exploration import Exploration, ExploredPoint, ExploredTable

REFUSED = "–"
OWN = "›"
LEGEND = (
    f"{OWN} the pipeline's own setting   {REFUSED} refused",
    "* on the frontier: no setting has both less risk and more detail",
    "highest risk: 1 / subjects of the smallest class; detail kept: 1 - loss",
)
WIDEST = 6
"""Limits that stand side by side in 80 columns."""


def show_exploration(found: Exploration, *, every: bool) -> None:
    """Print for each table what settings keep, which are best, and what would pass.

    Parameters
    ----------
    found
        What was explored.
    every
        List every setting, not those on the frontier and the pipeline's own alone.
    """
    out = console()
    for table in found.tables:
        _show_table(table, every=every)
    for line in LEGEND:
        out.print(line, style="dim", markup=False)
    for remark in remarks(found):
        out.print(f"! {remark}", style="yellow", markup=False)


def remarks(found: Exploration) -> list[str]:
    """Return what a reader of the figures must know beside them."""
    lines = []
    if found.least_k is not None:
        lines.append(
            f"Profile or policy packs ask for k = {found.least_k:,} at least: a plan raises a "
            "smaller k to it."
        )
    if found.events_follow:
        lines.append(
            "A plan leaves out further events, so that subjects share their numbers or known "
            "events; the figures here are before that."
        )
    if found.without_quasi_identifiers:
        lines.append(f"Without quasi-identifiers: {', '.join(found.without_quasi_identifiers)}.")
    return lines


def _show_table(table: ExploredTable, *, every: bool) -> None:
    out = console()
    head = Text(table.table, style="bold")
    counts = f"  {table.before.rows:,} rows, {table.before.subjects:,} subjects"
    head.append(f"{counts}; {', '.join(table.quasi_identifiers)}", style="not bold")
    out.print(head)
    out.print(
        f"  before protection: highest risk {risk(table.before.highest_risk)}, average risk "
        f"{risk(table.before.average_risk)}",
        style="dim",
    )
    if table.joined:
        out.print(f"  counted together with {', '.join(table.joined)}", style="dim", markup=False)
    if table.apart_from:
        out.print(
            f"! {', '.join(table.apart_from)} is refused as the pipeline has it: {table.table} is "
            "counted by itself.",
            style="yellow",
            markup=False,
        )
    for points in table.variants():
        _show_variant(points, every=every)
    _show_own(table)
    out.print()


def _show_variant(points: Sequence[ExploredPoint], *, every: bool) -> None:
    out = console()
    further = points[-1].models[1:]
    out.print()
    if further:
        out.print(f"with {', '.join(further)}", style="bold", markup=False)
    out.print("detail kept, by k and suppression limit")
    limits = sorted({point.suppression_limit for point in points})
    at = {(point.k, point.suppression_limit): point for point in points}
    for start in range(0, len(limits), WIDEST):
        shown = limits[start : start + WIDEST]
        kept = grid("k", *(limit_text(x) for x in shown), right=tuple(range(len(shown) + 1)))
        for k in sorted({point.k for point in points}):
            kept.add_row(f"{k:,}", *(_cell(at[k, limit]) for limit in shown))
        out.print(kept)
    best = [point for point in points if every or point.on_frontier or point.own]
    if not best:
        return
    out.print()
    figures = grid(
        *("", "k", "limit", "detail\nkept", "rows\nout", "subjects\nout", "classes"),
        *("highest\nrisk", "average\nrisk"),
        right=tuple(range(1, 9)),
    )
    for point in best:
        figures.add_row(*_figures(point), style="bold" if point.own else "")
    out.print(figures)


def limit_text(limit: float) -> str:
    """Spell a suppression limit with all its digits: ``2.5 %``."""
    return f"{limit * 100:.10g} %"


def _cell(point: ExploredPoint) -> Text:
    text = share(point.detail_kept) if point.passes else REFUSED
    return Text(
        f"{OWN if point.own else ''}{'*' if point.on_frontier else ''}{text}", _style(point)
    )


def _style(point: ExploredPoint) -> str:
    if point.own:
        return "bold"
    if not point.passes:
        return "dim"
    return "green" if point.on_frontier else ""


def _figures(point: ExploredPoint) -> list[str]:
    mark = f"{OWN if point.own else ''}{'*' if point.on_frontier else ''}"
    setting = [mark, f"{point.k:,}", limit_text(point.suppression_limit)]
    if not point.passes:
        return [*setting, REFUSED, *[""] * 5]
    return [
        *setting,
        share(point.detail_kept),
        f"{point.suppressed_rows:,}",
        f"{point.suppressed_subjects:,}",
        f"{point.classes:,}",
        risk(point.highest_risk or 0.0),
        risk(point.average_risk or 0.0),
    ]


def _show_own(table: ExploredTable) -> None:
    """Say what the figures mean for the pipeline's own setting."""
    out = console()
    own, better, free = table.own, table.better, table.free
    setting = f"k = {own.k:,}, limit {limit_text(own.suppression_limit)}"
    if not own.passes or better is not None or free is not None:
        out.print()
    if not own.passes:
        out.print(
            f"As the pipeline has it ({setting}), {table.table} is refused.",
            style="bold",
            markup=False,
        )
        if not table.changes:
            out.print(own.fix or "", markup=False)
            return
        passes = grid(
            *("the smallest change that would pass", "detail\nkept", "rows\nout", "highest\nrisk"),
            right=(1, 2, 3),
        )
        for change in table.changes:
            gives = change.gives
            passes.add_row(
                Text(change.words),
                share(gives.detail_kept),
                f"{gives.suppressed_rows:,}",
                risk(gives.highest_risk or 0.0),
            )
        out.print(passes)
    elif better is not None:
        out.print(
            f"k = {better.k:,}, limit {limit_text(better.suppression_limit)} is better than the "
            f"pipeline's own: highest risk {risk(better.highest_risk or 0.0)}, detail kept "
            f"{share(better.detail_kept)}.",
            style="bold",
        )
    elif free is not None:
        out.print(
            f"k = {free.k:,}, limit {limit_text(free.suppression_limit)} gives the same as the "
            f"pipeline's own setting ({setting}): asking for it costs nothing.",
            style="bold",
        )
