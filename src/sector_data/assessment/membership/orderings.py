"""Orders of people by how likely a release was made from them.

What lives here: distances to the release and to other people, and the five attacks that order by
them. What does not: what an order is worth (:mod:`sector_data.assessment.membership.curves`).

Members and control group are treated alike in everything: each person's distances to other people
are those to the half of both groups that the person is not in. So without a leak the order of the
two is a matter of chance.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sector_data.assessment.attacks.neighbours import Records, nearest, records_of
from sector_data.assessment.attacks.scene import Scene, Side
from sector_data.spec.evidence.membership import MembershipAttack

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

NEIGHBOURS = 5
"""Released records, and other people, that a density is read from."""
_SMALLEST = 1e-6
"""Added to distances, so that a copy's has a logarithm."""


@dataclass(frozen=True, slots=True)
class Distances:
    """How far people are from the release and from one another.

    Attributes
    ----------
    released
        To the nearest released records, rising; shape (rows, neighbours).
    others
        To the nearest other people.
    """

    released: Floats
    others: Floats


@dataclass(frozen=True, slots=True)
class Ordered:
    """Members and others with a figure for each attack that is larger for likelier members.

    Attributes
    ----------
    figures
        Of each attack; shape (people,), members first.
    members
        How many of the people are members.
    outliers
        The twentieth of all people that is farthest from others.
    """

    figures: dict[MembershipAttack, Floats]
    members: int
    outliers: Flags


def _ratio(d: Distances) -> Floats:
    return _log(d.others[:, 0]) - _log(d.released[:, 0])


def _percentile(d: Distances) -> Floats:
    """Return how many other people are nearer than the nearest released record, negated; in
    between two of them, and before the first, a part of one."""
    first = d.released[:, :1]
    edges = np.hstack([np.zeros((len(first), 1)), d.others])
    inside = np.clip(
        (first - edges[:, :-1] + _SMALLEST) / (np.diff(edges, axis=1) + _SMALLEST), 0, 1
    )
    beyond = np.maximum(first[:, 0] / (edges[:, -1] + _SMALLEST) - 1, 0)
    return np.asarray(-inside.sum(axis=1) - beyond, dtype=np.float64)


ATTACKS: dict[MembershipAttack, Callable[[Distances], Floats]] = {
    "nearest": lambda d: -d.released[:, 0],
    "ratio": _ratio,
    "percentile": _percentile,
    "density": lambda d: (_log(d.others) - _log(d.released)).mean(axis=1),
    "gap": lambda d: _log(d.released[:, 1]) - _log(d.released[:, 0]),
}


def order_people(scene: Scene, names: tuple[str, ...], number: int, most_records: int) -> Ordered:
    """Order people of both sides by every attack.

    Parameters
    ----------
    scene
        With a control group.
    names
        Columns that distances are made of.
    number
        People of either side.
    most_records
        Released rows that are searched.
    """
    release = records_of(scene, "release", names, scene.release_order[:most_records])
    chosen = [_rows(scene, side, number) for side in ("members", "control")]
    people = _joined(
        [
            records_of(scene, side, names, rows)
            for side, (rows, _) in zip(("members", "control"), chosen, strict=True)
        ]
    )
    members = int(chosen[0][1].max(initial=-1)) + 1
    owners = np.concatenate([chosen[0][1], chosen[1][1] + members])
    distances = Distances(
        _finite(nearest(people, release, neighbours=NEIGHBOURS)[0]),
        _finite(_to_others(people, owners)),
    )
    # Of a subject with several rows the row that tells most counts.
    figures = {name: _largest(attack(distances), owners) for name, attack in ATTACKS.items()}
    remote = _largest(distances.others[:, 0], owners)
    outliers = np.zeros(len(remote), dtype=np.bool_)
    outliers[np.argsort(-remote, kind="stable")[: max(len(remote) // 20, 1)]] = True
    return Ordered(figures, members, outliers)


def _rows(scene: Scene, side: Side, number: int) -> tuple[Integers, Integers]:
    """Return rows of people, and the place of each row's person among them."""
    people = scene.people(side, number)
    subjects = scene.subjects(side)
    place = np.full(int(subjects.max(initial=-1)) + 1, -1, dtype=np.int64)
    place[subjects[people]] = np.arange(len(people))
    owners = place[subjects]
    rows = np.flatnonzero(owners >= 0)
    return rows, owners[rows]


def _joined(parts: list[Records]) -> Records:
    """Return the records of both sides; by the value itself where there are several spellings."""
    first = parts[0]
    return Records(
        np.vstack([part.numbers for part in parts]),
        np.vstack([part.labels for part in parts]),
        first.widths,
        first.losses,
    )


def _to_others(people: Records, owners: Integers) -> Floats:
    """Return distances to people of the other half, the halves drawn by the people's own order."""
    single = np.cumsum([0, *people.widths])[:-1]
    plain = Records(
        people.numbers,
        np.ascontiguousarray(people.labels[:, single]),
        (1,) * len(people.widths),
        (None,) * len(people.widths),
    )
    half = owners % 2
    distances = np.full((len(owners), NEIGHBOURS), np.inf)
    for mine in (0, 1):
        here, there = np.flatnonzero(half == mine), np.flatnonzero(half != mine)
        if len(here) and len(there):
            found, _ = nearest(plain.take(here), plain.take(there), neighbours=NEIGHBOURS)
            distances[here] = found
    return distances


def _finite(distances: Floats) -> Floats:
    """Return distances with 1, the farthest there is, where there are fewer neighbours."""
    return np.where(np.isfinite(distances), distances, 1.0)


def _largest(figures: Floats, owners: Integers) -> Floats:
    largest = np.full(int(owners.max(initial=-1)) + 1, -np.inf)
    np.maximum.at(largest, owners, figures)
    return largest


def _log(distances: Floats) -> Floats:
    return np.asarray(np.log(distances + _SMALLEST), dtype=np.float64)
