"""What changed between two releases, on a terminal."""

from __future__ import annotations

from sector_data.cli.views.console import console, plain
from sector_data.spec.evidence.difference import ReleaseDifference


def show_release_difference(found: ReleaseDifference) -> None:
    """Print every change below its heading: what it was, what it is."""
    out = console()
    out.print(plain(f"{found.before} → {found.after}"), style="bold", markup=False)
    if found.same:
        out.print("Nothing changed in settings, policy, columns, risk and utility.")
        return
    for heading, changes in (
        ("Settings", found.settings),
        ("Policy", found.policy),
        ("Columns", found.columns),
        ("Risk", found.risk),
        ("Utility", found.utility),
    ):
        if not changes:
            continue
        out.print(f"\n[bold]{heading}[/]")
        for change in changes:
            out.print(plain(f"  {change.what}"), markup=False)
            out.print(plain(f"    - {change.before or '–'}"), markup=False, style="red")
            out.print(plain(f"    + {change.after or '–'}"), markup=False, style="green")
