"""Engines side by side on a terminal."""

from __future__ import annotations

from sector_data.cli.views.console import console, grid, share
from sector_data.spec.engine_comparison import EngineComparison


def show_engines(found: EngineComparison) -> None:
    """Print a row for each engine, and what the figures mean."""
    out = console()
    table = grid(
        "engine", "shapes", "pair trends", "copies", "by chance", "seconds", "licence", "",
        right=(1, 2, 3, 4, 5),
    )  # fmt: skip
    for row in found.engines:
        if row.why_not is not None:
            continue
        table.add_row(
            row.engine,
            _figure(row.shapes),
            _figure(row.pair_trends),
            "–" if row.copies is None else share(row.copies),
            "–" if row.copies_by_chance is None else share(row.copies_by_chance),
            "–" if row.seconds is None else f"{row.seconds:,.0f}",
            row.licence or "–",
            "best" if row.best else "",
        )
    out.print(table)
    for row in found.engines:
        if row.why_not is not None:
            out.print(f"{row.engine}: not fitted: {row.why_not}")
    out.print(
        f"Learnt from {found.rows_learnt:,} rows; {found.rows_set_aside:,} rows of other subjects "
        "were set aside. No other engine is as like, as free of copies and as fast as one marked "
        "best. Copies well above chance tell of people who were learnt from."
    )


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
