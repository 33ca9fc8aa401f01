"""Risk figures on a terminal."""

from __future__ import annotations

from sector_data.cli.views.console import console, grid, risk, share
from sector_data.spec.evidence.release import RiskFigures, SensitiveFigures


def show_risk(figures: RiskFigures, *, asked: int | None) -> None:
    """Print the risk of one table and a sentence that says what it means."""
    out = console()
    table = grid(figures.table, "", right=(1,))
    unit = "rows" if figures.subjects == figures.rows else "subjects"
    table.add_row("rows", f"{figures.rows:,}")
    if unit == "subjects":
        table.add_row("subjects", f"{figures.subjects:,}")
    table.add_row("equivalence classes", f"{figures.classes:,}")
    table.add_row("smallest class (k)", f"{figures.k:,}")
    table.add_row(f"{unit} alone in their class", share(figures.unique_subjects))
    if asked is not None:
        table.add_row(f"{unit} in a class below {asked}", share(figures.subjects_below_k))
    table.add_row("highest risk (prosecutor)", risk(figures.highest_risk))
    table.add_row("average risk (marketer)", risk(figures.average_risk))
    for column, least in figures.l_diversity.items():
        table.add_row(
            f"fewest values of {column} in a class (l)", f"{least:,}" if least else "none"
        )
    out.print(table)
    for column, told in figures.sensitive.items():
        _show_sensitive(column, told)
    alone = round(figures.unique_subjects * figures.subjects)
    if not figures.rows:
        out.print("The table has no row, so there is nothing to recognise.")
    elif alone:
        out.print(
            f"Whoever knows {_listed(figures.quasi_identifiers)} of somebody in the table "
            f"recognises {alone:,} of {figures.subjects:,} {unit} with certainty."
        )
    else:
        out.print(
            f"Nobody is alone: knowing {_listed(figures.quasi_identifiers)} leaves at least "
            f"{figures.k:,} {unit} to choose from."
        )


def _show_sensitive(column: str, told: SensitiveFigures) -> None:
    """Print what the worst class tells about a sensitive column."""
    table = grid(f"{column}, worst class", "", right=(1,))
    table.add_row("distinct values (l-diversity)", f"{told.diversity:,}")
    table.add_row("effective values (entropy l-diversity)", f"{told.entropy:.2f}")
    table.add_row("largest share of one value (alpha)", share(told.alpha))
    table.add_row("distance to the table (t-closeness, equal)", f"{told.t_equal:.3f}")
    if told.t_ordered is not None:
        table.add_row("distance to the table (t-closeness, ordered)", f"{told.t_ordered:.3f}")
    table.add_row("largest gain of belief (beta-likeness)", f"{told.beta:.3f}")
    unbounded = told.delta is None
    table.add_row(
        "largest change of belief (delta-disclosure)",
        "unbounded" if unbounded else f"{told.delta:.3f}",
    )
    if unbounded:
        table.add_row("the same among present values", f"{told.delta_present:.3f}")
    console().print(table)


def _listed(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
