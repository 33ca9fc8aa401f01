"""Attacks, traces and use on a terminal.

What lives here: what is printed of them; the page has all figures. What does not: measuring.
"""

from __future__ import annotations

from collections.abc import Sequence

from sector_data.cli.views.aggregates import show_cells, show_differencing
from sector_data.cli.views.console import console, grid, risk, share
from sector_data.spec.evidence.attacks import AttackFigure, AttackFigures, Excess
from sector_data.spec.evidence.disclosure import DisclosureFigures
from sector_data.spec.evidence.gates import TableGate
from sector_data.spec.evidence.measurements import TableMeasurements
from sector_data.spec.evidence.membership import MembershipFigures
from sector_data.spec.evidence.traces import TraceFigures
from sector_data.spec.evidence.uniqueness import SpecialUniques, Unicity
from sector_data.spec.evidence.usefulness import UsefulnessFigures

_MARKS = {"found": "✗", "not found": "✓", "cannot tell": "?"}
_SHOWN = 3


def show_measurements(found: TableMeasurements) -> None:
    """Print what was measured of a table, the gravest first."""
    if found.after is not None:
        _show_population(found.after)
    if found.special_uniques is not None:
        _show_special(found.special_uniques)
    if found.unicity is not None:
        _show_unicity(found.unicity)
    if found.cells is not None:
        show_cells(found.cells)
    if found.differencing is not None:
        show_differencing(found.differencing)
    if found.attacks is not None:
        _show_attacks(found.attacks)
    if found.membership is not None:
        _show_membership(found.membership)
    if found.self_test is not None:
        mark = "✓" if found.self_test.verdict == "works" else "?"
        console().print(f"{mark} {found.self_test.sentence}")
    if found.traces is not None:
        _show_traces(found.traces)
    if found.gate is not None:
        show_gate(found.gate)
    if found.usefulness is not None:
        _show_use(found.usefulness)


def show_attacked(tables: Sequence[TableMeasurements]) -> None:
    """Print one line for each table that was attacked; the report tells the rest."""
    attacked = [table for table in tables if table.attacks is not None or table.traces is not None]
    if not attacked:
        return
    shown = grid(
        "Attacked", "gain", "cannot tell", "who is in", "traces", "self-test", right=(1, 2)
    )
    for table in attacked:
        figures = table.attacks.figures if table.attacks is not None else ()
        verdicts = [figure.verdict for figure in figures]
        shown.add_row(
            table.table,
            f"{verdicts.count('found'):,} of {len(verdicts):,}",
            f"{verdicts.count('cannot tell'):,}",
            _who_is_in(table),
            _traces_in_a_word(table.traces),
            table.self_test.verdict if table.self_test is not None else "–",
        )
    console().print(shown)


def show_gate(gate: TableGate) -> None:
    """Print the verdict of a gate profile, and what it only tells."""
    out = console()
    mark = {"passes": "✓", "refuses": "✗", "not assessed": "?"}[gate.verdict]
    out.print(f"{mark} {gate.sentence}")
    for check in gate.warnings:
        out.print(f"! {check.sentence}", style="yellow")


def _who_is_in(table: TableMeasurements) -> str:
    """Return the verdict on membership, which counts only where the self-test works."""
    if table.membership is None:
        return "–"
    if table.self_test is not None and table.self_test.verdict != "works":
        return "not assessed"
    return table.membership.verdict


def _traces_in_a_word(found: TraceFigures | None) -> str:
    if found is None:
        return "–"
    if found.serious:
        return f"{len(found.serious):,} unexplained"
    return f"{len(found.untold):,} in doubt" if found.untold else "none"


def _show_population(found: DisclosureFigures) -> None:
    out = console()
    uniques = found.population_uniques
    if uniques is not None and uniques.chosen is not None:
        estimate = (
            uniques.sample_uniques
            if uniques.chosen == "counted"
            else getattr(uniques, uniques.chosen.replace("-", "_")).share
        )
        out.print(
            f"Unique in a population of {uniques.population:,}: {share(estimate)} "
            f"({uniques.chosen})."
        )
    individual = found.individual
    if individual.expected is None or individual.highest is None:
        return
    expected = f"{individual.expected:,.1f} recognised if all are tried."
    if individual.basis == "sample":
        out.print(
            f"Nothing is known of the population; with the table as all of it, {expected} "
            "Name --population or --weights to tell more."
        )
    else:
        out.print(
            f"The table as a sample: highest individual risk {risk(individual.highest)}, {expected}"
        )


def _show_special(found: SpecialUniques) -> None:
    out = console()
    if found.why_not is not None or not found.special:
        return
    table = grid("singled out by", "people", "share", right=(1, 2))
    for rare in found.combinations[:_SHOWN]:
        table.add_row(", ".join(rare.columns), f"{rare.subjects:,}", share(rare.share))
    out.print(table)


def _show_unicity(found: Unicity) -> None:
    table = grid("known events", "people", "unique", right=(1, 2))
    for point in found.points:
        table.add_row(f"{point.known:,}", f"{point.eligible:,}", share(point.share))
    console().print(table)


def _show_attacks(found: AttackFigures) -> None:
    out = console()
    table = grid("attack", "release", "control", "gain, 95 % interval", "", right=(1, 2, 3))
    for figure in found.figures:
        table.add_row(
            _name(figure),
            share(figure.main.share if figure.main else None),
            share(figure.control.share if figure.control else None),
            _gain(figure.excess),
            f"{_MARKS[figure.verdict]} {figure.verdict}",
        )
    out.print(table)
    untold: dict[str, list[str]] = {}
    for figure in found.figures:
        if figure.why_not and figure.reason != "no-control":
            untold.setdefault(figure.why_not, []).append(_name(figure))
    for why, names in untold.items():
        out.print(f"? {'; '.join(names)}: {why}.")
    if not found.control:
        out.print(
            "Nobody was given whom the table never saw, so no attack can be judged. "
            "Name such people: --control FILE."
        )


def _name(figure: AttackFigure) -> str:
    of = f" of {figure.secret}" if figure.secret else ""
    return f"{figure.attack}{of}, {figure.method}"


def _gain(excess: Excess | None) -> str:
    if excess is None:
        return "–"
    return f"{excess.value:.1%} ({excess.lower:.1%} to {excess.upper:.1%})"


def _show_membership(found: MembershipFigures) -> None:
    console().print(f"{_MARKS[found.verdict]} {found.sentence}")


def _show_traces(found: TraceFigures) -> None:
    out = console()
    for finding in found.serious:
        out.print(f"✗ {finding.sentence}")
    if not found.serious and found.untold:
        out.print(
            f"? {len(found.untold):,} traces of the source were met; whether chance explains them "
            "cannot be told."
        )
    elif not found.serious and any(check.verdict == "not found" for check in found.checks):
        out.print("✓ No trace of the source that nothing explains.")
    for why, traces in found.untold_searches.items():
        out.print(f"? Nothing can be told of {', '.join(traces)}: {why}.")


def _show_use(found: UsefulnessFigures) -> None:
    out = console()
    if found.why_not is not None:
        out.print(f"? Use was not measured: {found.why_not.sentence}")
        return
    verdicts = [column.verdict for column in found.columns]
    table = grid("use", "", right=(1,))
    table.add_row("score of the columns", share(found.column_score))
    # Without a pair that depends on each other there is nothing that the release could lose.
    pairs = "no pair depends" if found.pair_score is None else share(found.pair_score)
    table.add_row("score of pairs of columns", pairs)
    for verdict in ("safe to use", "use with care", "do not use", "cannot tell"):
        if count := verdicts.count(verdict):
            table.add_row(f"columns {verdict}", f"{count:,}")
    if found.propensity is not None:
        auc = found.propensity.detection.value
        table.add_row("told from real rows (AUC, 0.5 is not at all)", f"{auc:.3f}")
    for prediction in found.predictions:
        for model in prediction.models:
            table.add_row(
                f"{prediction.target}, {model.model}: {model.measure} on release / on real rows",
                f"{model.release:.3f} / {model.real:.3f}",
            )
    out.print(table)
    _name_those("Do not use", [c.column for c in found.columns if c.verdict == "do not use"])
    _name_those("Use with care", [c.column for c in found.columns if c.verdict == "use with care"])


def _name_those(what: str, names: Sequence[str]) -> None:
    if names:
        console().print(f"{what}: {', '.join(names)}.")
