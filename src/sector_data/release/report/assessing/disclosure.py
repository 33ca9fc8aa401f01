"""The part of a page on who could be recognised: intruders, population, special uniques, events.

What lives here: which figures are told and drawn. What does not: measuring them
(:mod:`sector_data.assessment.disclosure`).
"""

from __future__ import annotations

from collections.abc import Iterator

from sector_data.release.report.assessing.blocks import Block, Cell, Grid, Plot, head, named, number
from sector_data.release.report.catalogue import UNKNOWN, Catalogue
from sector_data.release.report.histogram import Columns, histogram
from sector_data.spec.evidence.disclosure import (
    DisclosureFigures,
    PopulationUniques,
    ScenarioRisk,
    SizeBin,
    WhyNot,
)
from sector_data.spec.evidence.uniqueness import SpecialUniques, Unicity

_TOP = 8
"""Combinations of columns that are listed."""
_SCENARIOS = ("prosecutor", "journalist", "marketer")
_MODELS = ("pitman", "slide_negative_binomial", "zayatz", "dankar")


def population_block(
    now: DisclosureFigures, was: DisclosureFigures | None, words: Catalogue, mark: str
) -> Block:
    """Return who could be recognised in a table.

    Parameters
    ----------
    now, was
        Of the release, and of its source where that is at hand.
    mark
        Tells the table's figures from those of others.
    """
    notes = [*_individual(now, words)]
    if now.constant:
        columns = words.joined(now.constant)
        notes.append(words.text("assessed.population.constant", columns=columns))
    title = words.text("assessed.population.sizes")
    return Block(
        words.text("assessed.population.heading"),
        words.text("assessed.population.explanation"),
        plots=(Plot(title, _sizes(title, now, was, words, mark)),),
        legend=_legend(words) if was else (),
        grids=tuple(_grids(now, words)),
        notes=tuple(notes),
    )


def special_block(found: SpecialUniques, words: Catalogue) -> Block:
    """Return which few columns single people out."""
    key = "found" if found.special else "none"
    verdict = Cell(
        words.text(
            f"assessed.special.{key}",
            columns=words.joined(found.columns),
            **{
                name: words.integer(value)
                for name, value in (
                    ("special", found.special),
                    ("subjects", found.subjects),
                    ("largest", found.largest),
                )
                if found.special or name == "largest"
            },
        ),
        "care" if found.special else "safe",
    )
    if found.why_not is not None:
        verdict = Cell(why(found.why_not, words), "untold")
    text = words.text
    combinations = Grid(
        text("assessed.special.columns"),
        head(
            text("assessed.special.columns"),
            (text("assessed.special.people"), text("assessed.special.share")),
        ),
        tuple(
            (
                named(words.joined(rare.columns)),
                number(words.integer(rare.subjects)),
                number(words.share(rare.share)),
            )
            for rare in found.combinations[:_TOP]
        ),
    )
    columns = Grid(
        text("assessed.special.by_column"),
        head(
            text("assessed.population.column"),
            (text("assessed.special.part"), text("assessed.special.smallest")),
        ),
        tuple(
            (
                named(part.column),
                Cell(words.share(part.share), "n", meter=part.share),
                number(UNKNOWN if part.smallest is None else words.integer(part.smallest)),
            )
            for part in found.contributions
        ),
        folded=True,
    )
    return Block(
        text("assessed.special.heading"),
        text("assessed.special.explanation"),
        verdict,
        grids=(combinations, columns),
    )


def unicity_block(found: Unicity, words: Catalogue) -> Block:
    """Return how many people are unique for somebody who knows some of their events."""
    text = words.text
    rows = tuple(
        (
            Cell(words.integer(point.known)),
            number(words.integer(point.eligible)),
            Cell(words.share(point.share), "now"),
            number(
                UNKNOWN
                if point.low is None
                else f"{words.share(point.low)}–{words.share(point.high)}",
                why(point.why_not, words) if point.why_not else "",
            ),
        )
        for point in found.points
    )
    names = ("people", "unique", "interval")
    return Block(
        text("assessed.unicity.heading"),
        text("assessed.unicity.explanation", columns=words.joined(found.columns)),
        Cell(why(found.why_not, words), "untold") if found.why_not else None,
        grids=(
            Grid(
                text("assessed.unicity.heading"),
                head(
                    text("assessed.unicity.known"),
                    [text(f"assessed.unicity.{name}") for name in names],
                ),
                rows,
            ),
        ),
    )


def why(reason: WhyNot, words: Catalogue) -> str:
    """Return why a figure is missing, in the language of the page."""
    return words.text(f"assessed.reasons.{reason.reason}")


def _legend(words: Catalogue) -> tuple[tuple[str, str], ...]:
    return (
        ("was", words.text("assessed.population.before")),
        ("is", words.text("assessed.population.after")),
    )


def _sizes(
    title: str, now: DisclosureFigures, was: DisclosureFigures | None, words: Catalogue, mark: str
) -> str:
    before = {bin_.smallest: bin_.subjects for bin_ in was.sizes} if was else {}
    bins = [
        Columns(
            _size(bin_, words),
            before.get(bin_.smallest, 0) / was.subjects if was and was.subjects else None,
            bin_.subjects / now.subjects,
        )
        for bin_ in now.sizes
        if now.subjects
    ]
    return histogram(
        title,
        bins,
        mark=f"{mark}-sizes",
        spell=words.share,
        words=(
            words.text("assessed.population.before"),
            words.text("assessed.population.after"),
            words.text("assessed.population.size"),
        ),
    )


def _size(bin_: SizeBin, words: Catalogue) -> str:
    if bin_.largest is None:
        return f"≥ {words.integer(bin_.smallest)}"
    if bin_.largest == bin_.smallest:
        return words.integer(bin_.smallest)
    return f"{words.integer(bin_.smallest)}–{words.integer(bin_.largest)}"


def _grids(now: DisclosureFigures, words: Catalogue) -> Iterator[Grid]:
    text = words.text
    yield Grid(
        text("assessed.population.scenario"),
        head(
            text("assessed.population.scenario"),
            (
                text("assessed.population.highest"),
                text("assessed.population.average"),
                text("assessed.population.at_risk", threshold=words.plain(round(now.threshold, 3))),
            ),
        ),
        tuple(_scenario(name, getattr(now, name), words) for name in _SCENARIOS),
    )
    if now.population_uniques is not None:
        yield _uniques(now.population_uniques, words)
    if now.attributes:
        belief = words.percent(now.attributes[0].belief, 0)
        yield Grid(
            text("assessed.population.attributes"),
            head(
                text("assessed.population.column"),
                (
                    text("assessed.population.diversity"),
                    text("assessed.population.certain"),
                    text("assessed.population.likely", belief=belief),
                    text("assessed.population.likely_before"),
                ),
            ),
            tuple(
                (
                    Cell(part.column, "code", why(part.why_not, words) if part.why_not else ""),
                    number(UNKNOWN if part.diversity is None else words.integer(part.diversity)),
                    Cell(words.share(part.certain), "now"),
                    number(words.share(part.likely)),
                    number(words.share(part.likely_before)),
                )
                for part in now.attributes
            ),
        )


def _scenario(name: str, figures: ScenarioRisk, words: Catalogue) -> tuple[Cell, ...]:
    label = words.text(f"assessed.population.{name}")
    if figures.why_not is not None:
        told = words.text("assessed.population.not_told")
        return (Cell(label, note=why(figures.why_not, words)), *(number(told) for _ in range(3)))
    basis = words.text(f"assessed.population.basis.{figures.basis}") if figures.basis else ""
    return (
        Cell(label, note=basis),
        Cell(_risk(figures.highest, words), "now"),
        number(_risk(figures.average, words)),
        number(words.share(figures.at_risk)),
    )


def _uniques(found: PopulationUniques, words: Catalogue) -> Grid:
    rows = []
    chosen = (found.chosen or "").replace("-", "_")
    for name in _MODELS:
        estimate = getattr(found, name)
        note = words.text("assessed.population.chosen") if name == chosen else ""
        if estimate.why_not is not None:
            note = why(estimate.why_not, words)
        label = words.text(f"assessed.population.models.{name}")
        rows.append((Cell(label, note=note), Cell(words.share(estimate.share), "now")))
    return Grid(
        words.text(
            "assessed.population.uniques",
            population=words.integer(found.population),
            fraction=words.share(found.fraction),
        ),
        head(words.text("assessed.population.model"), (words.text("assessed.population.unique"),)),
        tuple(rows),
        folded=True,
    )


def _individual(now: DisclosureFigures, words: Catalogue) -> Iterator[str]:
    found = now.individual
    # Without any knowledge of the population the data are no sample, and this is prosecutor risk.
    if found.expected is not None and found.basis != "sample":
        yield words.text(
            "assessed.population.individual",
            highest=_risk(found.highest, words),
            average=_risk(found.average, words),
            expected=words.number(found.expected, 1),
        )
    if found.household is not None:
        yield words.text(
            "assessed.population.household",
            highest=_risk(found.household.highest, words),
            expected=words.number(found.household.expected_subjects, 1),
        )


def _risk(value: float | None, words: Catalogue) -> str:
    return UNKNOWN if value is None else words.risk(value)
