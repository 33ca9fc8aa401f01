"""A page that compares engines: what each keeps, gives away and takes, in one file.

What lives here: filling the page's template. What does not: its words (``messages/assessment/``),
its look (``templates/engines.html.j2``), its plot (:mod:`sector_data.release.report.scatter`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sector_data.release.report.assessing.blocks import (
    SIGNS,
    Block,
    Cell,
    Grid,
    Look,
    head,
    named,
    number,
)
from sector_data.release.report.assessing.gate import gate_block
from sector_data.release.report.assessing.selftest import self_test_block
from sector_data.release.report.catalogue import UNKNOWN, Catalogue, catalogue
from sector_data.release.report.figures import meter
from sector_data.release.report.scatter import Mark, Words, key, plot
from sector_data.release.report.templates import template
from sector_data.spec.evidence.engine_comparison import EngineComparison, EngineFigures
from sector_data.spec.words import Language

CHANCE = 0.01
"""People who are told by chance where 1 % of others are told wrongly."""
_FEWEST_TOLD = 0.001
"""Where the logarithmic axis ends."""
_LOOKS: dict[str | None, Look] = {
    "passes": "safe",
    "refuses": "unsafe",
    "not assessed": "untold",
    None: "",
}


def render_engines(found: EngineComparison, language: Language) -> str:
    """Return the page as HTML in a language."""
    words = catalogue(language)
    fitted = [row for row in found.engines if row.why_not is None]
    drawn = [row for row in fitted if row.told is not None and row.pair_trends is not None]
    return template("engines.html.j2").render(
        t=words.text,
        labelled=words.labelled,
        language=language,
        signs=SIGNS,
        meter=meter,
        explanation=words.text(
            "assessed.engines.explanation",
            learnt=words.integer(found.rows_learnt),
            aside=words.integer(found.rows_set_aside),
        ),
        budget=""
        if found.minutes is None
        else words.text("assessed.engines.budget", minutes=words.plain(found.minutes)),
        figure=_figure(fitted, drawn, words),
        legend=[(key(look), row.engine) for look, row in enumerate(drawn)],
        grids=[_use(fitted, words), _privacy(fitted, words)],
        refused=[(row.engine, row.why_not) for row in found.engines if row.why_not is not None],
        blocks=list(_blocks(found, words)),
    )


def _figure(rows: Sequence[EngineFigures], drawn: Sequence[EngineFigures], words: Catalogue) -> str:
    """Draw each engine as a line of one mark, and real rows, the most that one can reach, as a
    ring."""
    real = words.text("assessed.engines.real")
    lines = [[_mark(row, words)] for row in drawn]
    ceiling = next((row.pair_trends for row in rows if row.seconds is None), None)
    if lines and ceiling is not None:
        lines.append([Mark(ceiling, CHANCE, real, best=False, own=True)])
    said = Words(
        words.text("assessed.engines.figure"),
        words.text("assessed.engines.use"),
        words.text("assessed.engines.told"),
        words.text("assessed.sdmetrics.ceiling"),
        words.share,
        words.share,
    )
    return plot(lines, said, mark="engines")


def _mark(row: EngineFigures, words: Catalogue) -> Mark:
    assert row.pair_trends is not None
    assert row.told is not None
    told = row.told.share
    text = words.joined((row.engine, words.share(row.pair_trends), words.share(told)))
    return Mark(row.pair_trends, max(told, _FEWEST_TOLD), text, best=row.best, own=False)


def _use(rows: Sequence[EngineFigures], words: Catalogue) -> Grid:
    text = words.text
    columns = ("shapes", "pairs", "trained", "seconds")
    return Grid(
        text("assessed.engines.table_use"),
        head(
            text("assessed.engines.engine"),
            [text(f"assessed.engines.{column}") for column in columns],
            text("assessed.engines.licence"),
            text("assessed.engines.best"),
        ),
        tuple(
            (
                _name(row, words),
                number(words.share(row.shapes)),
                Cell(words.share(row.pair_trends), "now"),
                number(words.share(row.trained)),
                number(UNKNOWN if row.seconds is None else words.number(row.seconds, 0)),
                Cell(row.licence or UNKNOWN),
                Cell(text("assessed.engines.best"), "safe") if row.best else Cell(UNKNOWN),
            )
            for row in rows
        ),
    )


def _privacy(rows: Sequence[EngineFigures], words: Catalogue) -> Grid:
    text = words.text
    columns = ("release", "control", "copies")
    return Grid(
        text("assessed.engines.table_privacy"),
        (
            *head(
                text("assessed.engines.engine"),
                [text("assessed.gate.figures.membership")],
                text("assessed.engines.attack"),
            ),
            *(Cell(text(f"assessed.engines.{column}"), "n") for column in columns),
            Cell(text("assessed.engines.verdict")),
        ),
        tuple(_private(row, words) for row in rows),
    )


def _private(row: EngineFigures, words: Catalogue) -> tuple[Cell, ...]:
    attack = row.attack
    name = UNKNOWN if attack is None else words.text(f"assessed.attacks.names.{attack.attack}")
    if attack is not None and attack.secret is not None:
        name = words.text("assessed.attacks.of", attack=name, column=attack.secret)
    by_chance = words.labelled(
        words.text("assessed.engines.chance"), words.share(row.copies_by_chance)
    )
    return (
        _name(row, words),
        Cell(words.share(row.told.share if row.told else None), "now"),
        Cell(name),
        number(words.share(attack.release.share if attack else None)),
        number(words.share(attack.control.share if attack else None)),
        number(words.share(row.copies), "" if row.copies is None else by_chance),
        Cell(_verdict(row, words), _LOOKS[row.verdict]),
    )


def _name(row: EngineFigures, words: Catalogue) -> Cell:
    """Return what an engine is called; real rows took no time."""
    return (
        named(row.engine) if row.seconds is not None else Cell(words.text("assessed.engines.real"))
    )


def _verdict(row: EngineFigures, words: Catalogue) -> str:
    match row.verdict:
        case "passes":
            return words.text("assessed.selftest.passed")
        case "refuses":
            return words.text("assessed.selftest.refused")
        case "not assessed":
            return words.text("assessed.gate.verdicts.not assessed")
    return UNKNOWN


def _blocks(found: EngineComparison, words: Catalogue) -> Iterator[tuple[str, Block]]:
    """Yield the self-test of each table, then the lines of the gate for each engine."""
    for test in found.self_tests:
        yield test.table, self_test_block(test, words)
    for row in found.engines:
        for gate in row.gates:
            yield f"{row.engine}, {gate.table}", gate_block(gate, words)
