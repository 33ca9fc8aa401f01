"""Distance to the closest record, and how much nearer it is than the next.

What lives here: both figures, for information. What does not: any verdict; see
:class:`sector_data.spec.evidence.membership.ClosestRecords` for why they have none.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from sector_data.assessment.attacks.intervals import rate
from sector_data.assessment.attacks.neighbours import Records, nearest, records_of
from sector_data.assessment.attacks.scene import Scene, Side
from sector_data.assessment.membership.records import record_columns
from sector_data.spec.evidence.membership import ClosestRecords

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
MOST_ROWS = 20_000
"""Released rows whose distances are measured: their quantiles are off by a third of a percent."""
MOST_PEOPLE = 100_000

Floats = npt.NDArray[np.float64]


def closest_records(
    scene: Scene, *, names: Sequence[str] | None = None, number: int = MOST_ROWS
) -> ClosestRecords:
    """Measure how near released records are to those of the source and of the control.

    Both sides have equally many people, one record each: with more records the nearest is nearer.

    Parameters
    ----------
    scene
        The release and the people.
    names
        Columns that distances are made of; all but keys unless given.
    number
        Released rows that are measured.
    """
    names = record_columns(scene) if names is None else names
    released = records_of(scene, "release", names, scene.release_order[:number])
    people = min(scene.group, MOST_PEOPLE)
    source = _distances(released, _people(scene, "members", names, people))
    control = None
    if scene.control is not None:
        control = _distances(released, _people(scene, "control", names, people))
    nearer = None
    if control is not None:
        ties = source[:, 0] == control[:, 0]
        first = float((source[:, 0] < control[:, 0]).sum() + ties.sum() / 2)
        nearer = rate(first, len(source))
    return ClosestRecords(
        table=scene.release.name,
        released_rows=len(released),
        people=people,
        to_source=_quantiles(source),
        to_control=None if control is None else _quantiles(control),
        ratio_to_source=_ratio(source),
        ratio_to_control=None if control is None else _ratio(control),
        nearer_to_source=nearer,
        reason=scene.shortage,
    )


def _people(scene: Scene, side: Side, names: Sequence[str], number: int) -> Records:
    return records_of(scene, side, names, scene.people(side, number))


def _distances(released: Records, people: Records) -> Floats:
    """Return distances of released rows to the two nearest people; of a value with several
    spellings the value itself counts."""
    first = np.cumsum([0, *people.widths])[:-1]
    plain = Records(
        people.numbers,
        np.ascontiguousarray(people.labels[:, first]),
        released.widths,
        released.losses,
    )
    return nearest(released, plain, neighbours=2)[0]


def _quantiles(distances: Floats) -> tuple[float, ...]:
    return tuple(float(q) for q in np.quantile(distances[:, 0], QUANTILES))


def _ratio(distances: Floats) -> float | None:
    """Return the mean of nearest over second nearest; 1 where both are 0: nothing stands alone."""
    both = np.isfinite(distances[:, 1])
    if not both.any():
        return None
    first, second = distances[both].T
    ratios = np.divide(first, second, out=np.ones_like(first), where=second > 0)
    return float(ratios.mean())
