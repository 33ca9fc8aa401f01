"""The ledger on a terminal: releases, one of them, what was spent, what crosses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from sector_data.cli.views.console import console, grid
from sector_data.pipeline.ledger.words import reserved_words, shared_words
from sector_data.spec.ledger import BetweenReleases, BudgetLine, KeptRelease, Shared, Spent
from sector_data.spec.ledger_settings import LedgerSpec
from sector_data.spec.plan import Plan


def show_between(between: BetweenReleases | None, asked: LedgerSpec) -> None:
    """Print what a release tells together with earlier ones.

    Nothing is said when there is none, unless the pipeline names a ledger or asks to refuse: a
    mistyped place is noticed then.
    """
    if between is None:
        return
    out = console()
    if not (between.compared or between.crossings):
        if asked.path is not None or asked.findings == "refuse":
            out.print("No earlier release stands in the ledger to compare with.")
        return
    many = "1 earlier release" if between.compared == 1 else f"{between.compared:,} earlier ones"
    if not between.crossings:
        out.print(f"Compared with {many} in the ledger: nothing that this release would add to.")
        return
    out.print(f"[bold]Between releases[/]  compared with {many} in the ledger")
    named = {(crossing.name, crossing.release) for crossing in between.crossings}
    called = Counter(name for name, _ in named)
    for crossing in between.crossings:
        colour = "red" if crossing.exposes == "yes" else "yellow"
        # Two earlier releases of one name and version are told apart by what `ledger show` takes.
        which = f"{crossing.release}: " if crossing.release and called[crossing.name] > 1 else ""
        out.print(f"! {which}{crossing.sentence}", style=colour, markup=False)


def show_releases(kept: Sequence[KeptRelease]) -> None:
    """Print a line for each release, the earliest first."""
    table = grid("id", "release", "recipient", "made on", "subjects", "spent", right=(4,))
    for release in kept:
        name = f"{release.name} {release.version}"
        state = "withdrawn" if release.withdrawn else release.state
        table.add_row(
            release.id,
            name if state == "released" else f"{name} ({state})",
            release.recipient.value,
            release.made_on.isoformat(),
            f"{max((t.subjects for t in release.tables), default=0):,}",
            spent_words(release.spent),
        )
    console().print(table)
    _tell_reserved(r.id for r in kept if r.state == "reserved" and r.withdrawn is None)


def _tell_reserved(reserved: Iterable[str]) -> None:
    """Print how each budget is settled that was reserved, and whose bundle was not entered."""
    for identifier in reserved:
        console().print(f"! {identifier}: {reserved_words(identifier)}", style="yellow")


def show_kept(
    release: KeptRelease, plan: Plan, overlaps: Sequence[tuple[KeptRelease, Shared]]
) -> None:
    """Print what the ledger keeps of a release, and with which others it shares subjects."""
    out = console()
    out.print(f"[bold]{release.name}[/] {release.version}  for {release.recipient.value}")
    for word, value in (
        ("digest", release.digest),
        ("plan", release.plan_digest),
        ("key", release.key),
        ("made on", release.made_on.isoformat()),
        ("recorded", f"{release.recorded:%Y-%m-%d %H:%M:%S} UTC"),
        ("population", release.population or "–"),
        ("spent", spent_words(release.spent)),
        ("state", release.state),
        ("withdrawn", release.withdrawn or "no"),
    ):
        # Digests are there to be compared: they are not broken over two lines.
        out.print(f"{word:12}{value}", soft_wrap=True, markup=False)
    kept = {table.table: table for table in release.tables}
    for table in plan.tables:
        out.print()
        said = kept.get(table.table)
        count = (
            "leads to no subject"
            if said is None
            else f"{said.rows:,} rows, {said.subjects:,} subjects by {said.unit}"
            + (" (synthetic)" if said.synthetic else "")
        )
        out.print(f"[bold]{table.table}[/]  {count}")
        levels = {
            part.column: f"{'–'.join(str(n) for n in sorted({part.level, part.coarsest}))}"
            f" of {part.levels - 1} ({part.hierarchy.kind})"
            for part in (table.protection.generalisations if table.protection else ())
        }
        for column in table.columns:
            level = f", level {levels[column.column]}" if column.column in levels else ""
            told = f"  {column.column}: {column.role.value}, {column.transform.kind}{level}"
            out.print(told, markup=False)
    for other, shared in overlaps:
        withdrawn = " (withdrawn)" if other.withdrawn else ""
        out.print(f"\nshares {shared_words(shared)} with {other.name} {other.version}{withdrawn}")


def show_budget(lines: Sequence[BudgetLine]) -> None:
    """Print what releases of the same subjects spent together."""
    if not lines:
        console().print("No release in the ledger has spent a privacy budget.")
        return
    table = grid("releases", "subjects", "ε", "δ", right=(1, 2, 3))
    for line in lines:
        table.add_row(
            ", ".join(line.releases),
            f"{line.subjects:,}",
            f"{line.epsilon:.4g}",
            f"{line.delta:.3g}",
        )
    console().print(table)
    _tell_reserved(identifier for line in lines for identifier in line.reserved)


def spent_words(spent: Spent | None) -> str:
    """Spell a privacy budget."""
    if spent is None:
        return "–"
    if spent.epsilon is None:
        return f"ρ {spent.rho:g}"
    return f"ε {spent.epsilon:g}" + (f", δ {spent.delta:g}" if spent.delta else "")
