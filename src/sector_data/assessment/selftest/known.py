"""Releases whose leak is known, made from a source and from other people.

What lives here: the four of them, and people chosen with all their rows. What does not: what the
measures say of them (:mod:`sector_data.assessment.selftest.trying`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sector_data.assessment.attacks.scene import Scene, Side
from sector_data.assessment.membership.records import record_columns
from sector_data.sources.tables import Table, one_array
from sector_data.spec.evidence.selftest import KnownRelease

Integers = npt.NDArray[np.int64]

LEAKING: Mapping[KnownRelease, bool] = {
    "bootstrap": True,
    "noisy-copy": True,
    "part-copied": True,
    "hold-out": False,
}
NOISE = 0.05
"""Of a column's standard deviation."""
FEWEST_KINDS = 3
"""Categories of which one of each row is taken from another."""
PART = 0.05
"""Of the source that is copied."""


@dataclass(frozen=True, slots=True)
class Some:
    """Some people with all their rows.

    Attributes
    ----------
    table
        Their rows.
    owners
        The place of each row's person, from 0; shape (rows,).
    """

    table: pa.Table
    owners: Integers

    def take(self, people: Integers) -> pa.Table:
        """Return the rows of people by their places, as often as they are named."""
        order = np.argsort(self.owners, kind="stable")
        counts = np.bincount(self.owners, minlength=int(self.owners.max(initial=-1)) + 1)
        first = np.cumsum(counts) - counts
        many = counts[people]
        inside = np.arange(int(many.sum())) - np.repeat(np.cumsum(many) - many, many)
        return self.table.take(pa.array(order[np.repeat(first[people], many) + inside]))


def some_people(scene: Scene, side: Side, first: int, number: int, names: Sequence[str]) -> Some:
    """Return `number` people of a side, from the `first` on in the order that they are drawn in."""
    table = scene.members if side == "members" else scene.control
    if table is None:
        raise ValueError("the scene has no control group")
    subjects = scene.subjects(side)
    place = np.full(int(subjects.max(initial=-1)) + 1, -1, dtype=np.int64)
    place[subjects[scene.people(side)[first : first + number]]] = np.arange(number)
    owners = place[subjects]
    rows = np.flatnonzero(owners >= 0)
    return Some(table.data.select(names).take(pa.array(rows)), owners[rows])


def known_scenes(scene: Scene, number: int) -> dict[KnownRelease, Scene]:
    """Make the known releases, each of about `number` people, and set their scenes.

    The control group is cut in two: some are released, and the others are who the release never
    saw. Keys are left out: they are no part of what is known of a person.
    """
    names = list(record_columns(scene))
    members = some_people(scene, "members", 0, number, names)
    released = some_people(scene, "control", 0, number, names)
    control = some_people(scene, "control", number, number, names)
    rng = scene.generator("known releases")
    copied = max(round(PART * number), 1)
    everybody = np.arange(number)
    releases: dict[KnownRelease, pa.Table] = {
        "bootstrap": members.take(rng.integers(0, number, number)),
        "noisy-copy": noisy(members.table, rng),
        "part-copied": pa.concat_tables(
            [released.take(everybody[copied:]), members.take(everybody[:copied])]
        ),
        "hold-out": released.take(everybody),
    }
    name = scene.release.name
    return {
        kind: Scene(
            # In no order that would give it away.
            Table(name, release.take(rng.permutation(release.num_rows))),
            Table(name, members.table),
            Table(name, control.table),
            known=tuple(name for name in scene.known if name in names),
            secrets=tuple(name for name in scene.secrets if name in names),
            seed=scene.seed,
            member_subjects=pa.array(members.owners),
            control_subjects=pa.array(control.owners),
        )
        for kind, release in releases.items()
    }


def noisy(table: pa.Table, rng: np.random.Generator) -> pa.Table:
    """Move each number a little, and take one category of each row from another row.

    Where there are fewer than three categories they stay: without one of them hardly anything of a
    person would be left, and nothing to be found.
    """
    columns = {name: one_array(table.column(name)) for name in table.column_names}
    kinds = [name for name, values in columns.items() if not _moves(values)]
    if len(kinds) < FEWEST_KINDS:
        kinds = []
    swapped = rng.integers(0, max(len(kinds), 1), table.num_rows)
    for name, values in columns.items():
        if _moves(values):
            columns[name] = _moved(values, rng)
        elif name in kinds:
            here = np.arange(table.num_rows)
            mixed = np.where(swapped == kinds.index(name), rng.permutation(here), here)
            columns[name] = values.take(pa.array(mixed))
    return pa.table(columns)


def _moves(values: pa.Array) -> bool:
    kind = values.type
    return bool(
        pa.types.is_integer(kind)
        or pa.types.is_floating(kind)
        or pa.types.is_date(kind)
        or pa.types.is_timestamp(kind)
    )


def _moved(values: pa.Array, rng: np.random.Generator) -> pa.Array:
    """Return numbers, days or instants with noise, whole where they were whole."""
    kind = values.type
    whole = values
    if not pa.types.is_floating(kind):
        whole = values.cast(pa.int32()) if pa.types.is_date(kind) else values
        whole = whole.cast(pa.int64())
    numbers = whole.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False)
    known = np.isfinite(numbers)
    moves = rng.normal(0, 1, len(numbers)) * NOISE * (numbers[known].std() if known.any() else 0.0)
    if pa.types.is_floating(kind):
        return pa.array(numbers + moves, kind, from_pandas=True)
    steps = np.rint(np.where(known, moves, 0)).astype(np.int64)
    moved = pa.array(np.asarray(whole.fill_null(0)) + steps, mask=~known)
    return moved.cast(pa.int32()).cast(kind) if pa.types.is_date(kind) else moved.cast(kind)
