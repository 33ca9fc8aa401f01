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

from sector_data.anonymise.classes import group_keys, pack
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
from sector_data.spec.evidence.attacks import AttackFigure, Method

STATEMENTS = 3_000
"""Statements made unless the caller says otherwise."""

FEWEST_STATEMENTS = 100
"""Of fewer about one column nothing is told: two extremes each are no measure of a table."""

WIDTH = 1 / 50
"""A number is said to lie within so much of the column's range on either side."""


def attack_singling_out(scene: Scene, *, number: int | None = None) -> tuple[AttackFigure, ...]:
    """Single people out by statements about several columns, and about one.

    A statement about several columns describes a released row, by columns in random order until no
    other kind of released row fits, and by three quarters of the remaining ones, so that few people
    are described by chance: numbers within a fiftieth of the column's range, categories and labels
    as they are. A statement about one column is about its smallest or largest value, or a category
    that one released subject has. The columns are those that can be known or learnt of a person
    (`known` and `secrets`; all of the release where neither is named): a pseudonym singles out whom
    nobody knows.

    Statements about one column tell of single values that survived, not of rows. A table whose
    columns are shuffled has them all, so exact numbers, each of which is rare, are not among them.

    Parameters
    ----------
    scene
        What is attacked.
    number
        Statements of either kind; 3,000 unless given.

    Returns
    -------
    tuple of AttackFigure
        Several columns, one column. The baseline is that of statements whose terms come from
        different rows each, and from any row.
    """
    names = (*scene.known, *scene.secrets) or scene.names
    used = telling(scene, names)
    number = STATEMENTS if number is None else number
    number = max(1, min(number, MOST_PAIRS // max(scene.release.rows, 1)))
    columns = scene.columns(used)
    return (
        _several(scene, used, columns, number),
        _one(scene, used, columns, number),
    )


def _several(
    scene: Scene, used: tuple[str, ...], columns: Sequence[Column], number: int
) -> AttackFigure:
    if len(used) < 2:
        return not_tried("singling-out", "several-columns", "too-few-columns", known=used)
    random = scene.generator("statements")
    different = _different(scene, columns)
    release = Lookup.of(columns, "release", different)
    statements: list[Statement] = []
    mixed: list[Statement] = []
    # Some rows are told from their neighbours by nothing: more are described than are needed.
    for row in different[: 3 * number].tolist():
        order = random.permutation(len(columns))
        terms = [term for place in order if (term := _term(columns[place], row)) is not None]
        needed = _needed(release, terms)
        if needed is None:
            continue
        size = needed + (len(terms) - needed) * 3 // 4
        statements.append(tuple(terms[:size]))
        others = different[random.integers(0, len(different), len(columns))]
        mixed.append(_mixed(columns, order, others, size))
        if len(statements) == number:
            break
    return _counted(scene, "several-columns", used, columns, statements, [s for s in mixed if s])


def _different(scene: Scene, columns: Sequence[Column]) -> Integers:
    """Return one of each set of released rows that are equal, in random order."""
    order = scene.release_order
    codes = [np.unique(column.release[order], return_inverse=True)[1] for column in columns]
    groups, count = group_keys(*pack(((c, int(c.max()) + 1) for c in codes), len(order)))
    first = np.empty(count, dtype=np.int64)
    first[groups[::-1]] = np.arange(len(order))[::-1]
    return np.asarray(order[np.sort(first)], dtype=np.int64)


def _needed(release: Lookup, terms: Sequence[Term]) -> int | None:
    """Return how many terms it takes until one released row fits; None if all fit several."""
    if len(terms) < 2 or len(release.rows(tuple(terms))) != 1:
        return None
    low, high = 1, len(terms)
    while high - low > 1:
        middle = (low + high) // 2
        if len(release.rows(tuple(terms[:middle]))) == 1:
            high = middle
        else:
            low = middle
    return high


def _single(subjects: Integers, rows: Integers) -> bool:
    """Tell whether rows are there and one subject's."""
    if len(rows) < 2:
        return len(rows) == 1
    return subjects[rows[0]] == subjects[rows[-1]] and len(np.unique(subjects[rows])) == 1


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
    terms = [term for column in columns for term in _rarities(column, subjects)]
    random = scene.generator("rarities")
    chosen = [terms[place] for place in random.permutation(len(terms))[:number]]
    rows = scene.release_order[random.integers(0, scene.release.rows, len(chosen))]
    by_name = {column.name: column for column in columns}
    guesses = [
        _anywhere(term, by_name[term.column], row)
        for term, row in zip(chosen, rows.tolist(), strict=True)
    ]
    return _counted(
        scene, "one-column", used, columns, [(t,) for t in chosen], [(g,) for g in guesses]
    )


def _anywhere(term: Term, column: Column, row: int) -> Term:
    """Say the same as a term of another row's value."""
    value = float(column.release[row])
    if not column.ordered:
        return Term(column.name, value, value)
    low = -np.inf if term.low == -np.inf else value
    return Term(column.name, low, np.inf if term.high == np.inf else value)


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
    guesses: Sequence[Statement],
) -> AttackFigure:
    if len(statements) < (FEWEST_STATEMENTS if method == "one-column" else 1):
        return not_tried("singling-out", method, "no-statement", known=used)
    return tried(
        scene,
        "singling-out",
        method,
        main=_singled(scene, "members", columns, statements),
        control=_singled(scene, "control", columns, statements),
        baseline=share_right(_singled(scene, "members", columns, guesses)),
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
        found = people.rows(statement)
        if _single(subjects, found) and int(subjects[found[0]]) not in seen:
            seen.add(int(subjects[found[0]]))
            right[place] = True
    return right
