"""The search for traces of the source in one released table.

What lives here: which search looks at which tables. What does not: the searches.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sector_data.anonymise.classes import Integers
from sector_data.assessment.attacks.scene import Scene
from sector_data.assessment.traces.copies import find_copies
from sector_data.assessment.traces.digits import find_digits
from sector_data.assessment.traces.edges import find_bin_edges
from sector_data.assessment.traces.metadata import find_in_documents
from sector_data.assessment.traces.order import (
    counters_of,
    find_counters,
    find_row_order,
    match_rows,
)
from sector_data.assessment.traces.pseudonyms import find_pseudonyms
from sector_data.assessment.traces.sides import Sides
from sector_data.assessment.traces.values import find_extremes, find_single_values
from sector_data.errors import InputError
from sector_data.sources.tables import Table
from sector_data.spec.evidence.traces import Made, TraceFigures
from sector_data.spec.transforms.values import TransformSpec


def find_traces(
    scene: Scene,
    *,
    made: Made,
    transforms: Mapping[str, TransformSpec] | None = None,
    released: Table | None = None,
    source: Table | None = None,
    others: Table | None = None,
    places: Integers | None = None,
    documents: Mapping[str, str] | None = None,
) -> TraceFigures:
    """Search a released table for what of its source should not be in it.

    Parameters
    ----------
    scene
        The release, the members and the control group, spelt as in the release.
    made
        Whether rows are synthetic, or the source's own after transforms: copies, and values that
        the transforms keep, are then expected.
    transforms
        What the plan does to each released column; without it nothing explains a value of the
        source in a column.
    released
        The release with all its columns, keys and pseudonyms too; the scene's if not given.
    source
        The members with the values of the source as they are there and all its columns; the
        scene's members if not given.
    others
        The control group likewise.
    places
        Row of the source that each member row is; as they stand if not given.
    documents
        Texts that go with the release, by name: metadata, code books.

    Returns
    -------
    TraceFigures
        A check for each trace, and what was found. Counts, shares and column names, never a value.

    Raises
    ------
    InputError
        If a table has not the rows that the scene has, or there are not as many places.
    """
    if places is None:
        places = np.arange(scene.members.rows)
    for table, given, what in (
        (scene.release, released, "release"),
        (scene.members, source, "source"),
        (scene.members, places, "list of places"),
        (scene.control, others, "control group"),
    ):
        if given is not None and (table is None or _length(given) != table.rows):
            raise InputError(
                f"The {what} has other rows than the scene.",
                "Give the same rows in the same order as in the scene.",
            )

    def sides(release: Table, members: Table, control: Table | None) -> Sides:
        return Sides.of(
            release,
            members,
            control,
            subjects=scene.member_subjects,
            other_subjects=scene.control_subjects,
            made=made,
            transforms=transforms or {},
        )

    spelt = raw = sides(scene.release, scene.members, scene.control)
    if (released, source, others) != (None, None, None):
        raw = sides(released or scene.release, source or scene.members, others or scene.control)
    counters = counters_of(raw.release)
    apart = {*counters, *scene.spellings}
    match = match_rows(spelt, scene.released_members, apart=apart)
    outcomes = [
        *find_copies(scene, spelt, apart=apart),
        find_single_values(raw, apart=counters),
        find_extremes(raw, apart=counters),
        find_bin_edges(raw),
        find_in_documents(raw, documents),
        find_row_order(spelt, match, places),
        find_counters(raw, match, counters, places),
        find_digits(raw),
        find_pseudonyms(raw, apart=counters),
    ]
    return TraceFigures(
        table=scene.release.name,
        made=made,
        subjects=spelt.subjects,
        control_subjects=spelt.other_subjects,
        checks=tuple(outcome.check for outcome in outcomes),
        findings=tuple(finding for outcome in outcomes for finding in outcome.findings),
    )


def _length(rows: Table | Integers) -> int:
    return rows.rows if isinstance(rows, Table) else len(rows)
