"""Record linkage by a motivated intruder: finding a person's own row in the release.

What lives here: exact, fuzzy and probabilistic links, and how many are right. What does not: how
records are compared (:mod:`sector_data.assessment.attacks.comparing`) and weighed
(:mod:`sector_data.assessment.attacks.weights`).

The intruder knows some columns of a person, which the steward names, and claims the one row that
fits best; where several fit equally well there is no claim. The motivated intruder is that of the
UK Information Commissioner's code on anonymisation (2012, ch. 3).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from sector_data.assessment.attacks.columns import Floats
from sector_data.assessment.attacks.comparing import CLOSE, Candidates, Comparer
from sector_data.assessment.attacks.intervals import rate
from sector_data.assessment.attacks.outcomes import (
    attacked,
    not_tried,
    share_right,
    telling,
    tried,
)
from sector_data.assessment.attacks.scene import Integers, Scene, Side
from sector_data.assessment.attacks.splink_linkage import (
    SplinkFailedError,
    installed,
    likeliest_rows,
)
from sector_data.assessment.attacks.subgroups import SIDES
from sector_data.assessment.attacks.weights import belief_in, learn
from sector_data.spec.evidence.attacks import AttackFigure, Method, Reason

INTRUSIONS = 2_000
"""People attacked unless the caller says otherwise."""

METHODS: tuple[Method, ...] = ("exact", "fuzzy", "probabilistic")

CERTAIN = 0.5
"""An intruder who weighs claims what is likelier than not."""

SLIP = 1 / 10
"""Of a column that differs: what a slip of the pen adds to the distance of fuzzy linkage."""


Flags = npt.NDArray[np.bool_]

_NOBODY = -1


@dataclass(frozen=True, slots=True)
class _Links:
    """The best rows of people.

    Attributes
    ----------
    claimed
        Whether a single subject fits best; shape (people,).
    right
        Share of the best rows that are the person's own.
    """

    claimed: Flags
    right: Floats


def attack_linkage(
    scene: Scene, *, methods: tuple[Method, ...] | None = None, number: int | None = None
) -> tuple[AttackFigure, ...]:
    """Link people to released rows by what an intruder knows of them.

    *Exact*: rows that agree in all known columns. *Fuzzy*: the nearest row, where words may have a
    slip of the pen and numbers may be off by some. *Probabilistic*: the row with the largest weight
    of agreement, if it is likelier than not to be the person's. Values of local recoding agree with
    every label that they may be released as.

    Parameters
    ----------
    scene
        What is attacked; its `released_members` tell which link is right.
    methods
        Which links are tried: the three, and those of Splink where it is installed, unless given.
    number
        People attacked on either side; as many as there are up to 2,000 unless given.

    Returns
    -------
    tuple of AttackFigure
        `main` is how many people are claimed rightly, `claims` how many of the claims are right,
        `guesses` how often one of the best rows taken at random is. The control group has no row to
        be found: its claims are right as often as chance would have it, one in as many as there are
        subjects, and `false_claims` tells how many are made.
    """
    if methods is None:
        methods = (*METHODS, "splink") if installed() else METHODS
    known = telling(scene, scene.known)
    reason: Reason | None = None
    if scene.released_members is None:
        reason = "nobodys-rows"
    elif not known:
        reason = "constant" if scene.known else "nothing-known"
    if reason is not None:
        return tuple(not_tried("record-linkage", m, reason, known=scene.known) for m in methods)
    number = attacked(scene, INTRUSIONS if number is None else number)
    people = {side: scene.people(side, number) for side in SIDES}
    truth = _Truth.of(scene)
    figures = []
    for method in methods:
        try:
            members, control = _links(scene, method, known, people, truth)
        except SplinkFailedError:
            figures.append(not_tried("record-linkage", method, "not-learnt", known=known))
            continue
        chance = control.claimed / truth.subjects
        figure = tried(
            scene,
            "record-linkage",
            method,
            main=np.where(members.claimed, members.right, 0.0),
            control=chance,
            baseline=rate(len(members.claimed) / truth.subjects, len(members.claimed)),
            known=known,
            claims=share_right(members.right[members.claimed]),
            false_claims=share_right(control.claimed),
            guesses=share_right(members.right),
        )
        figures.append(figure)
    return tuple(figures)


@dataclass(frozen=True, slots=True)
class _Truth:
    """Whose row each released row is.

    Attributes
    ----------
    owners
        Subject of each released row, another number below 0 for each that is nobody's; with one
        more entry for no row.
    subjects
        Number of different ones, every row that is nobody's being another.
    """

    owners: Integers
    subjects: int

    @classmethod
    def of(cls, scene: Scene) -> _Truth:
        """Return the truth of a scene that tells which member each row was made from."""
        made_from = np.append(np.asarray(scene.released_members, dtype=np.int64), -1)
        others = _NOBODY - np.arange(len(made_from))
        owners = np.where(made_from < 0, others, scene.subjects("members")[made_from])
        return cls(owners, len(np.unique(owners[:-1])))

    def of_people(self, scene: Scene, side: Side, people: Integers) -> Integers:
        """Return the subject of people; nobody's for a control group, which has no rows."""
        if side == "control":
            return np.full(len(people), _NOBODY)
        return scene.subjects(side)[people]


def _links(
    scene: Scene,
    method: Method,
    known: tuple[str, ...],
    people: dict[Side, Integers],
    truth: _Truth,
) -> tuple[_Links, _Links]:
    """Return the links of members and of the control group."""
    if method == "splink":
        members, control = (
            _judged(best, truth.owners[rows], truth.of_people(scene, side, people[side]))
            for side in SIDES
            for rows, best in (likeliest_rows(scene, known, side, people[side]),)
        )
        return members, control
    comparer = Comparer(scene, known, slips=method != "exact")
    candidates = {side: comparer.candidates(side, people[side]) for side in SIDES}
    if method == "probabilistic":
        # What is learnt about agreement is learnt from those who are looked for.
        weights = learn(scene, comparer, "members", people["members"], candidates["members"])
    links = []
    for side in SIDES:
        found = candidates[side]
        certain = np.ones(len(found.rows), dtype=np.bool_)
        if method == "exact":
            best = found.distances == 0
        elif method == "fuzzy":
            best = _nearest(comparer, found)
        else:
            best, certain = _likeliest(belief_in(weights, scene, comparer, found))
        mine = truth.of_people(scene, side, people[side])
        link = _judged(best, truth.owners[found.rows], mine)
        links.append(replace(link, claimed=link.claimed & certain))
    return links[0], links[1]


def _nearest(comparer: Comparer, candidates: Candidates) -> Flags:
    """Return which candidates are nearest, slips of the pen counted."""
    words = np.array([not column.ordered for column in comparer.columns])
    slips = (candidates.levels[:, :, words] == CLOSE).sum(axis=2)
    distances = candidates.distances + SLIP * slips / len(words)
    nearest: Flags = np.isfinite(distances) & (distances == distances.min(axis=1, keepdims=True))
    return nearest


def _likeliest(belief: Floats) -> tuple[Flags, Flags]:
    """Return which candidates are likeliest, and where they are likelier than not together."""
    best = np.isclose(belief, belief.max(axis=1, keepdims=True), rtol=1e-9) & (belief > 0)
    certain: Flags = np.where(best, belief, 0.0).sum(axis=1) >= CERTAIN
    return best, certain


def _judged(best: Flags, owners: Integers, mine: Integers) -> _Links:
    """Return whether the best rows of each person are one subject's, and are its own."""
    size = best.sum(axis=1)
    right = (best & (owners == mine[:, None])).sum(axis=1) / np.maximum(size, 1)
    first = np.take_along_axis(owners, best.argmax(axis=1)[:, None], axis=1)
    one = ((owners == first) | ~best).all(axis=1)
    return _Links((size > 0) & one, right)
