"""Copies: records of the source that are met in the release, whole or almost.

What lives here: exact copies of records that one subject alone has, copies with one column changed,
and copies with numbers moved a little. What does not: nearness in general
(:mod:`sector_data.assessment.membership`).

Records that several people share say nothing of anybody, and a release that is true to life holds
them too: SDNist's *unique exact matches* count as this does (Task et al. 2023, *SDNist v2*, NIST).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from sector_data.anonymise.classes import Flags
from sector_data.assessment.attacks.neighbours import nearest, records_of
from sector_data.assessment.attacks.scene import Scene, Side
from sector_data.assessment.traces.found import (
    Counts,
    Outcome,
    about,
    against_control,
    concluded,
    shortage,
)
from sector_data.assessment.traces.sides import Hashes, Sides, record_hashes
from sector_data.spec.evidence.traces import Trace, TraceFinding

_FEWEST_COLUMNS = 3
"""With fewer, a record with one column changed is any record."""
_MOVED = 0.01
"""Part of its spread that a number is moved by, in the mean over the columns of numbers."""
_MOST_PEOPLE = 2_000
_MOST_RECORDS = 200_000
"""People of either side, and released records, that are compared by distance."""


def find_copies(
    scene: Scene, sides: Sides, *, apart: Collection[str] = ()
) -> tuple[Outcome, Outcome]:
    """Search the release for records of the source.

    Parameters
    ----------
    scene
        The release and the people.
    sides
        The same tables, whole.
    apart
        Columns that do not count: keys and counters, which are new in every release.

    Returns
    -------
    exact, near
        Subjects with a record that only they have, and those of them whose record is met: as it
        is, or not as it is, but with any one column changed, or with numbers moved by a hundredth
        of their spread in the mean. Columns of which the release has no value of the source are
        left out, but for the numbers that are moved.
    """
    compared = sides.compared(apart)
    if not compared:
        nothing = concluded("exact-copies", 0, why_not="nothing-to-compare")
        return nothing, concluded("near-copies", 0, why_not="nothing-to-compare")
    release, people, parts = record_hashes(list(compared.values()))
    exact = _counted(sides, release, people)
    if not exact.people[: sides.subjects].any():
        nothing = concluded("exact-copies", 1, why_not="nothing-single")
        return nothing, concluded("near-copies", 1, why_not="nothing-single")
    columns = f"{len(compared)} of {len(sides.release.columns)} columns"
    finding = against_control(sides, exact, _about(sides, "exact-copies", columns))
    near = []
    if len(compared) >= _FEWEST_COLUMNS:
        changed = Counts(np.zeros_like(exact.people), np.zeros_like(exact.met))
        for of_release, of_people in parts:
            without = _counted(sides, release - of_release, people - of_people)
            changed.people[without.people] = True
            changed.met[without.met] = True
        near.append((changed, "one column changed"))
    names = [name for name in scene.names if name in compared or scene.column(name).ordered]
    names = [name for name in names if name not in apart]
    if any(scene.column(name).ordered for name in names):
        near.append((_moved(scene, sides, exact, names), "numbers moved"))
    findings = [
        against_control(
            sides,
            Counts(counts.people & ~exact.met, counts.met & ~exact.met),
            _about(sides, "near-copies", method),
            tests=len(near),
        )
        for counts, method in near
    ]
    reason = shortage(sides)
    return concluded("exact-copies", 1, [finding], reason), concluded(
        "near-copies", len(near), findings, reason if near else "nothing-to-compare"
    )


def _about(sides: Sides, trace: Trace, method: str) -> TraceFinding:
    return about(
        trace,
        "expected" if sides.made == "anonymised" else "serious",
        method=method,
    )


def _moved(scene: Scene, sides: Sides, exact: Counts, names: Sequence[str]) -> Counts:
    """Count subjects whose record is met with numbers moved, of a sample of both sides."""
    counts = Counts(np.zeros_like(exact.people), np.zeros_like(exact.met))
    records = records_of(scene, "release", names, scene.release_order[:_MOST_RECORDS])
    numbers = sum(scene.column(name).ordered for name in names)
    # Below a whole column's difference, every category agrees.
    near = min(_MOVED * numbers, 0.999) / len(names)
    offsets: dict[Side, int] = {"members": 0, "control": sides.source.rows}
    for side, offset in offsets.items():
        rows = scene.people(side, _MOST_PEOPLE)
        if not len(rows):
            continue
        owners = sides.owners[rows + offset]
        distances, _ = nearest(records_of(scene, side, names, rows), records)
        counts.people[owners] = exact.people[owners]
        counts.met[owners] = exact.people[owners] & (distances[:, 0] <= near)
    return counts


def _counted(sides: Sides, release: Hashes, people: Hashes) -> Counts:
    """Count the subjects that alone have a record, given the records' hashes."""
    distinct, codes = np.unique(people, return_inverse=True)
    released: Flags = np.isin(distinct, release)
    return Counts.of(sides, codes.astype(np.int64), len(distinct), released)
