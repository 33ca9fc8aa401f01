"""Tables of counts and sums on a terminal: which cells tell too much.

What lives here: what is printed of them. What does not: measuring.
"""

from __future__ import annotations

from sector_data.cli.views.console import console, grid
from sector_data.spec.evidence.cells import CellFigures, CellRule, DifferencingFigures


def show_cells(found: CellFigures) -> None:
    """Print the cells that break a rule, and those that totals give away."""
    out = console()
    if found.why_not is not None:
        out.print(f"? Cells by {', '.join(found.by)}: {found.why_not.sentence}")
        return
    table = grid(f"cells by {', '.join(found.by)}", "cells", "subjects", right=(1, 2))
    table.add_row("all", f"{found.cells:,}", f"{found.subjects:,}")
    for rule in found.rules:
        if rule.cells is not None and rule.subjects is not None:
            table.add_row(_rule(rule), f"{rule.cells:,}", f"{rule.subjects:,}")
    out.print(table)
    if found.sensitive:
        out.print(
            f"✗ {found.sensitive:,} cells tell too much; suppressed alone, "
            f"{found.recoverable:,} of them follow from the totals, and {found.pairs:,} lines are "
            "left with two that tell each other."
        )
    else:
        out.print("✓ No cell tells too much.")


def show_differencing(found: DifferencingFigures) -> None:
    """Print the cells whose difference is a table of few subjects."""
    out = console()
    if found.why_not is not None:
        out.print(f"? Difference of the two tables: {found.why_not.sentence}")
    elif found.exposed:
        out.print(
            f"✗ Subtracting the two tables tells of {found.exposed_subjects:,} subjects in "
            f"{found.exposed:,} cells of fewer than {found.minimum:,}."
        )
    else:
        out.print("✓ Subtracting the two tables tells of nobody in particular.")


def _rule(rule: CellRule) -> str:
    match rule.rule, rule.parameters:
        case "minimum-frequency", (minimum,):
            return f"fewer than {minimum:.0f} subjects"
        case "dominance", (largest, share):
            return f"{largest:.0f} largest above {share:.0%} of the total"
        case _, (share,):
            return f"p % rule, {share:.0%}"
    return rule.rule
