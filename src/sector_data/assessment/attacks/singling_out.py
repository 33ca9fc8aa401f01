"""Singling out: saying something that is true of exactly one person of the source.

What lives here: statements made from the release, and how many single somebody out. What does not:
their evaluation (:mod:`sector_data.assessment.attacks.statements`).

Many statements are true of exactly one person by chance, the more so the rarer what they say; how
many depends on how many people there are (Cohen & Nissim 2020, PNAS 117(15)). So members are
compared with as many people whom the release never saw, by the same statements, and everybody is
counted once, since ten statements about one person are no ten successes.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sector_data.assessment.attacks.columns import MISSING, Column
from sector_data.assessment.attacks.outcomes import (
    MOST_PAIRS,
    Right,
    not_tried,
    share_right,
    telling,
    tried,
)
from sector_data.assessment.attacks.scene import Integers, Scene, Side
from sector_data.assessment.attacks.statements import Lookup, Statement, Term
from sector_data.spec.attack_evidence import AttackFigure, Method

STATEMENTS = 2_000
"""Statements made unless the caller says otherwise."""

FEWEST_STATEMENTS = 100
"""Of fewer nothing is told: two extremes a column are no measure of a table."""

WIDTH = 1 / 20
"""A number is said to lie within so much of the column's range on either side."""


def attack_singling_out(scene: Scene, *, number: int | None = None) -> tuple[AttackFigure, ...]:
    """Single people out by statements about several columns, and about one.

    A statement about several columns describes a released row, by columns in random order until no
    other released row fits, and by half of the remaining ones: numbers within a twentieth of the
    column's range, categories and labels as they are. A statement about one column is about its
    smallest or largest value, or a category that one released row has. The columns are those that
    can be known or learnt of a person (`known` and `secrets`; all of the release where neither is
    named): a pseudonym singles out whom nobody knows.

    Statements about one column tell of single values that survived, not of rows. A table whose
    columns are shuffled has them all, so exact numbers, each of which is rare, are not among them.

    Parameters
    ----------
    scene
        What is attacked.
    number
        Statements of either kind; 2,000 unless given.

    Returns
    -------
    tuple of AttackFigure
        Several columns, one column. The baseline is that of statements whose terms come from
        different rows each.
    """
    names = (*scene.known, *scene.secrets) or scene.names
    used = telling(scene, names)
    number = STATEMENTS if number is None else number
    number = max(1, min(number, MOST_PAIRS // max(scene.release.rows, 1)))
    columns = scene.columns(used)
    release = Lookup.of(columns, "release", scene.release_order)
    figures = [
        _several(scene, used, columns, release, number),
        _one(scene, used, columns, number),
    ]
    return tuple(figures)


def _several(
    scene: Scene, used: tuple[str, ...], columns: Sequence[Column], release: Lookup, number: int
) -> AttackFigure:
    if len(used) < 2:
        return not_tried("singling-out", "several-columns", "too-few-columns", known=used)
    random = scene.generator("statements")
    subjects = scene.subjects("release")[scene.release_order]
    statements: list[Statement] = []
    mixed: list[Statement] = []
    # Rows that share a description with others are passed over; so that there are enough, more rows
    # than statements are described.
    for row in range(min(3 * number, scene.release.rows)):
        order = random.permutation(len(columns))
        terms = [
            term
            for place in order
            if (term := _term(columns[place], scene.release_order[row])) is not None
        ]
        needed = _needed(release, subjects, terms)
        if needed is None:
            continue
        size = needed + (len(terms) - needed) // 2
        statements.append(tuple(terms[:size]))
        others = scene.release_order[random.integers(0, scene.release.rows, len(columns))]
        mixed.append(_mixed(columns, order, others, size))
        if len(statements) == number:
            break
    figure = _counted(scene, "several-columns", used, columns, statements)
    guessed = _singled(scene, "members", columns, [s for s in mixed if s])
    return figure.model_copy(update={"baseline": share_right(guessed)})


def _needed(release: Lookup, subjects: Integers, terms: Sequence[Term]) -> int | None:
    """Return how many terms it takes until they fit one released subject; None if all fit more."""
    found: Integers | None = None
    for place, term in enumerate(terms):
        found = release.rows((term,)) if found is None else release.among(found, term)
        if place and (len(found) == 1 or bool(np.all(subjects[found] == subjects[found[0]]))):
            return place + 1
    return None


def _term(column: Column, row: int) -> Term | None:
    """Say what a released row has in a column; None where it has nothing."""
    value = column.release[row]
    if not column.ordered:
        return None if value == MISSING else Term(column.name, value, value)
    half = column.scale * WIDTH
    return None if np.isnan(value) else Term(column.name, value - half, value + half)


def _mixed(columns: Sequence[Column], order: Integers, rows: Integers, size: int) -> Statement:
    """Say of each column what another row has in it."""
    terms = [_term(columns[place], row) for place, row in zip(order, rows, strict=True)]
    return tuple([term for term in terms if term is not None][:size])


def _one(
    scene: Scene, used: tuple[str, ...], columns: Sequence[Column], number: int
) -> AttackFigure:
    subjects = scene.subjects("release")
    statements = [(term,) for column in columns for term in _rarities(column, subjects)]
    order = scene.generator("rarities").permutation(len(statements))[:number]
    return _counted(scene, "one-column", used, columns, [statements[place] for place in order])


def _rarities(column: Column, subjects: Integers) -> list[Term]:
    """Return what a column's values say of one released subject alone."""
    if column.ordered:
        low, high = float(np.nanmin(column.release)), float(np.nanmax(column.release))
        extremes = ((low, Term(column.name, -np.inf, low)), (high, Term(column.name, high, np.inf)))
        return [
            term
            for value, term in extremes
            if len(np.unique(subjects[column.release == value])) == 1
        ]
    there = column.release != MISSING
    pairs = np.unique(np.stack([column.release[there], subjects[there]]), axis=1)
    codes, owners = np.unique(pairs[0], return_counts=True)
    return [Term(column.name, code, code) for code in codes[owners == 1].tolist()]


def _counted(
    scene: Scene,
    method: Method,
    used: tuple[str, ...],
    columns: Sequence[Column],
    statements: Sequence[Statement],
) -> AttackFigure:
    if len(statements) < FEWEST_STATEMENTS:
        return not_tried("singling-out", method, "no-statement", known=used)
    return tried(
        scene,
        "singling-out",
        method,
        main=_singled(scene, "members", columns, statements),
        control=_singled(scene, "control", columns, statements),
        known=used,
    )


def _singled(
    scene: Scene, side: Side, columns: Sequence[Column], statements: Sequence[Statement]
) -> Right:
    """Return whether each statement is true of one subject whom none before it singled out."""
    rows = scene.rows(side)
    if not len(rows):
        return np.empty(0, dtype=np.bool_)
    subjects = scene.subjects(side)[rows]
    people = Lookup.of(columns, side, rows)
    seen: set[int] = set()
    right = np.zeros(len(statements), dtype=np.bool_)
    for place, statement in enumerate(statements):
        found = subjects[people.rows(statement)]
        if len(found) and found[0] not in seen and bool(np.all(found == found[0])):
            seen.add(int(found[0]))
            right[place] = True
    return right
