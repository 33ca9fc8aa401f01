"""Keys of synthetic tables: fresh identifiers, and references that lead to them.

What lives here: values of key columns. Referential integrity holds by construction. What does
not: all other columns.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.errors import InputError
from sector_data.sources.tables import Table
from sector_data.spec.pipeline import split_path
from sector_data.spec.synthesis import SynthesisSpec
from sector_data.spec.transforms.identifiers import characters_of
from sector_data.spec.transforms.values import Pseudonym, Surrogate, TransformSpec
from sector_data.synthesise.layout import Layout
from sector_data.synthesise.lengths import guarded


def fresh_ids(arrow_type: pa.DataType, transform: TransformSpec, rows: int) -> pa.Array:
    """Give each row a number, in the form of the column.

    Parameters
    ----------
    arrow_type
        Of the protected key column.
    transform
        What happened to it: where it holds pseudonyms, the numbers are spelt as such.
    rows
        How many.

    Returns
    -------
    Array
        1, 2, 3 … as numbers, as pseudonyms (``000000000000000a``) or as ``S1``, ``S2`` … None of
        them stands for anybody.

    Raises
    ------
    InputError
        If the column holds neither text nor numbers.
    """
    numbers = range(1, rows + 1)
    if pa.types.is_integer(arrow_type) or pa.types.is_floating(arrow_type):
        return pa.array(numbers, pa.int64()).cast(arrow_type)
    if not pa.types.is_string(arrow_type):
        raise InputError(
            f"A key of type {arrow_type} cannot be made for synthetic rows.",
            "Use a key of text or numbers, or leave the table out of synthesise.tables.",
        )
    if isinstance(transform, Pseudonym | Surrogate):
        digits = characters_of(transform.alphabet)
        return pa.array(
            (
                transform.prefix + _spell(number, digits).rjust(transform.length, digits[0])
                for number in numbers
            ),
            arrow_type,
        )
    return pa.array((f"S{number}" for number in numbers), arrow_type)


def _spell(number: int, digits: str) -> str:
    text = ""
    while number:
        number, digit = divmod(number, len(digits))
        text = digits[digit] + text
    return text


def draw_references(
    learnt: pa.Array,
    referred: pa.Array,
    parents: pa.Array,
    rows: int,
    rng: np.random.Generator,
    *,
    unique: bool = False,
    fewest: int = 1,
) -> pa.Array:
    """Draw a parent for each synthetic row.

    The numbers of children that protected parents have, none included, are dealt out to the
    synthetic parents, all of them before any comes twice; to give `rows` in all, children are then
    taken away or added at random. The share of rows without a parent is kept.

    Parameters
    ----------
    learnt
        The protected referring column.
    referred
        The protected column that it refers to.
    parents
        The values to refer to.
    rows
        How many; with `unique` not more than there are parents.
    rng
        Seeded.
    unique
        Whether the column is a key itself: then each row has a parent, and no two share one.
    fewest
        Parents that must have so many children before a synthetic one gets as many.

    Returns
    -------
    Array
        Of the type of `parents`; all null where nothing refers to anything.
    """
    if unique:
        return parents.take(pa.array(rng.choice(len(parents), size=rows, replace=False)))
    places = pc.index_in(learnt, referred.drop_null())
    found = places.drop_null().to_numpy()
    if len(found) == 0 or len(parents) == 0:
        return pa.nulls(rows, parents.type)
    observed = guarded(np.bincount(found, minlength=len(referred.drop_null())), fewest)
    wanted = rows - round(rows * (1 - len(found) / len(learnt)))
    owners = _owners(observed, len(parents), wanted, rng)
    chosen = np.full(rows, -1, dtype=np.int64)
    chosen[:wanted] = owners
    rng.shuffle(chosen)
    return parents.take(pa.array(chosen, mask=chosen < 0))


def _owners(
    observed: npt.NDArray[np.int64], parents: int, wanted: int, rng: np.random.Generator
) -> npt.NDArray[np.int64]:
    children = rng.permutation(np.resize(rng.permutation(observed), parents))
    owners = np.repeat(np.arange(parents), children)
    if len(owners) >= wanted:
        return rng.choice(owners, size=wanted, replace=False)
    more = owners if len(owners) else np.arange(parents)
    return np.concatenate([owners, rng.choice(more, size=wanted - len(owners))])


def order_of_keys(references: Mapping[str, str]) -> list[str]:
    """Return the referring columns, each behind the column that it refers to.

    Raises
    ------
    InputError
        If columns refer to each other in a circle.
    """
    ordered: list[str] = []
    for start in sorted(references):
        trail: list[str] = []
        column = start
        while column in references and column not in ordered:
            if column in trail:
                raise InputError(
                    f"{', '.join(sorted(trail))} refer to each other in a circle.",
                    "Leave one of the references out of the pipeline file.",
                )
            trail.append(column)
            column = references[column]
        ordered += reversed(trail)
    return ordered


def count_rows(
    tables: Mapping[str, Table],
    layout: Layout,
    spec: SynthesisSpec,
    announce: Callable[[str], None],
) -> dict[str, int]:
    """Decide how many rows each synthetic table gets.

    As many as were learnt from, or as the specification says; fewer where each row needs a parent
    of its own and there are not enough.

    Parameters
    ----------
    tables
        The protected tables.
    layout
        Of these tables.
    spec
        Says how many rows.
    announce
        Told where there will be fewer.

    Raises
    ------
    InputError
        If rows are wanted of a table that has none to learn from.
    """
    rows = {name: table.rows for name, table in tables.items()}
    for name in layout.tables:
        wanted = spec.rows.get(name, tables[name].rows)
        if wanted and not tables[name].rows:
            raise InputError(
                f"{name} has no rows to learn from.", f"Leave {name} out of synthesise.rows."
            )
        rows[name] = wanted
    narrow = [c for c in order_of_keys(layout.references) if c in layout.identifying]
    while True:
        too_many = [
            (split_path(child)[0], split_path(layout.references[child])[0])
            for child in narrow
            if split_path(child)[0] in layout.tables
            and rows[split_path(child)[0]] > rows[split_path(layout.references[child])[0]]
        ]
        if not too_many:
            return rows
        child, parent = too_many[0]
        rows[child] = rows[parent]
        announce(f"{child} gets {rows[child]:,} rows: each needs one of {parent} of its own")


def make_keys(
    tables: Mapping[str, Table],
    layout: Layout,
    rows: Mapping[str, int],
    spec: SynthesisSpec,
    owners: Mapping[str, npt.NDArray[np.int64]] | None = None,
) -> dict[str, pa.Array]:
    """Make the key columns of all synthetic tables.

    Parameters
    ----------
    tables
        The protected tables.
    layout
        Of these tables.
    rows
        How many of each table.
    spec
        Its seed is for the references; what few parents have is not repeated.
    owners
        Referring column to the place of each row's parent, -1 for none, where the rows were drawn
        for their parents; references are drawn at random for the others.

    Returns
    -------
    dict
        ``table.column`` to its values.

    Raises
    ------
    InputError
        If the type of a key is not one for keys, referring and referred columns differ in type, or
        columns refer to each other in a circle.
    """
    made: dict[str, pa.Array] = {}
    for name, table in layout.tables.items():
        for column in table.keys:
            path = f"{name}.{column}"
            if path not in layout.references:
                arrow_type = tables[name].column(column).type
                made[path] = fresh_ids(arrow_type, table.transforms[column], rows[name])
    for child in order_of_keys(layout.references):
        name, column = split_path(child)
        if name not in layout.tables:
            continue
        parent = layout.references[child]
        learnt = tables[name].column(column).combine_chunks()
        referred = _column(tables, parent)
        if learnt.type != referred.type:
            raise InputError(
                f"{child} is of type {learnt.type}, {parent} of type {referred.type}.",
                "Give both the same transform, so that one can refer to the other.",
            )
        if owners is not None and child in owners:
            places = owners[child]
            made[child] = made[parent].take(pa.array(places, mask=places < 0))
            continue
        made[child] = draw_references(
            learnt,
            referred,
            made.get(parent, referred).drop_null(),
            rows[name],
            np.random.default_rng([spec.seed, *child.encode()]),
            unique=child in layout.identifying,
            fewest=spec.fewest_rows,
        )
    return made


def _column(tables: Mapping[str, Table], path: str) -> pa.Array:
    name, column = split_path(path)
    return tables[name].column(column).combine_chunks()
