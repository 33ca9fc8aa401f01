"""The columns that people's records are compared by.

What lives here: telling keys from what may be known of a person. What does not: distances.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from sector_data.anonymise.classes import codes_of
from sector_data.assessment.attacks.scene import Scene
from sector_data.assessment.traces.order import counters_of
from sector_data.assessment.traces.sides import sole_owners
from sector_data.sources.tables import one_array

_MOSTLY = 0.95
_FEWEST = 20


def record_columns(scene: Scene) -> tuple[str, ...]:
    """Return the columns of a release but for its keys, or all where there are only keys.

    A key is a running number, or a column of texts of which nearly every member has one of its own:
    names and pseudonyms. Nobody knows a pseudonym before, and a name that is still there is found
    without any distance.
    """
    counters = counters_of(scene.release)
    known = (name for name in scene.names if name not in counters and not _is_key(scene, name))
    return tuple(known) or scene.names


def _is_key(scene: Scene, name: str) -> bool:
    values = one_array(scene.members.column(name))
    if not pa.types.is_string(values.type):
        return False
    owners = scene.subjects("members")
    people = int(owners.max(initial=-1)) + 1
    distinct = pc.count_distinct(values).as_py()
    if distinct < max(_FEWEST, _MOSTLY * people):
        return False
    codes, size = codes_of(values)
    own = int((sole_owners(codes, owners, size) >= 0).sum())
    return own >= _MOSTLY * int(distinct)
