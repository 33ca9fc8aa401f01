"""How many rows a parent has: guarded before it is learnt, and as spread as it was afterwards.

What lives here: numbers of children, and rows taken from or given to parents to meet them. What
does not: what the rows hold (:mod:`sector_data.synthesise.relating`).

The patient with the most encounters is somebody. So the largest numbers of children are cut to the
last that enough parents reach, as extremes of a column are (:mod:`sector_data.synthesise.rarity`).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Places = npt.NDArray[np.int64]


def guarded(counts: Places, fewest: int) -> Places:
    """Cut the largest numbers to the last that so many parents reach; all if there are fewer."""
    if fewest <= 1 or not len(counts):
        return counts
    most = int(np.sort(counts)[-min(fewest, len(counts))])
    return np.asarray(np.minimum(counts, most), dtype=np.int64)


def places_within(owners: Places) -> Places:
    """Return for each row how many rows of the same owner are before it; -1 is no owner.

    Parameters
    ----------
    owners
        In any order.
    """
    order = np.argsort(owners, kind="stable")
    sorted_owners = owners[order]
    begins = np.flatnonzero(np.diff(sorted_owners, prepend=sorted_owners[:1] - 1))
    lengths = np.diff(np.append(begins, len(owners)))
    found = np.empty(len(owners), dtype=np.int64)
    found[order] = np.arange(len(owners)) - np.repeat(begins, lengths)
    return found


def spread_as(observed: Places, drawn: Places, rng: np.random.Generator) -> Places:
    """Return numbers that are spread as those observed, in the order of those drawn.

    Who was drawn more keeps more; the distribution is met as closely as whole numbers of parents
    allow.

    Parameters
    ----------
    observed
        Number of each protected parent; at least one.
    drawn
        Number of each synthetic parent.
    rng
        Decides between equal ones.
    """
    parents = len(drawn)
    ranks = np.lexsort((rng.random(parents), drawn))
    quantiles = ((np.arange(parents) + 0.5) / parents * len(observed)).astype(np.int64)
    wanted = np.empty(parents, dtype=np.int64)
    wanted[ranks] = np.sort(observed)[quantiles]
    return wanted


def meet(owners: Places, wanted: Places, rng: np.random.Generator) -> tuple[Places, Places]:
    """Give each parent so many rows: its own first, then the further ones of a longer sequence.

    Parameters
    ----------
    owners
        Owner of each row drawn, never falling; at least one row.
    wanted
        Number of rows of each parent.
    rng
        Chooses who lends.

    Returns
    -------
    rows, owners
        Places of the rows drawn, some of them several times, and whose they are now.
    """
    counts = np.bincount(owners, minlength=len(wanted))
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
    longest_first = np.argsort(-counts, kind="stable")
    long_enough = np.searchsorted(-counts[longest_first], -wanted, side="right")
    chosen = (rng.random(len(wanted)) * np.maximum(long_enough, 1)).astype(np.int64)
    lender = longest_first[chosen]
    new_owners = np.repeat(np.arange(len(wanted)), wanted)
    place = places_within(new_owners)
    own = place < counts[new_owners]
    # Where nobody has so many, the longest sequence begins again.
    lent = starts[lender[new_owners]] + place % counts[lender[new_owners]]
    return np.where(own, starts[new_owners] + place, lent), new_owners


def cut(owners: Places, most: int, rng: np.random.Generator) -> Places:
    """Return the rows that stay when there are too many: the last ones of random parents go.

    Parameters
    ----------
    owners
        Never falling.
    most
        Rows that may stay.
    rng
        Chooses the parents.
    """
    if len(owners) <= most:
        return np.arange(len(owners))
    place = places_within(owners)
    # First rows go last, so that few parents lose all of theirs.
    going = np.lexsort((rng.random(len(owners)), place == 0))[: len(owners) - most]
    lost = np.bincount(owners[going], minlength=int(owners[-1]) + 1)
    counts = np.bincount(owners)
    return np.flatnonzero(place < (counts - lost)[owners])


def dealt(counts: Places, rows: int, rng: np.random.Generator) -> Places:
    """Return an owner for each of `rows` rows: as many as counted, then less or more at random."""
    owners = np.repeat(np.arange(len(counts)), counts)
    if len(owners) > rows:
        return np.sort(rng.choice(owners, size=rows, replace=False))
    if len(owners) < rows and len(counts):
        among = owners if len(owners) else np.arange(len(counts))
        return np.sort(np.concatenate([owners, rng.choice(among, size=rows - len(owners))]))
    return owners
