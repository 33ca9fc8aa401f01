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
from sector_data.spec.trace_evidence import Made, TraceFigures
from sector_data.spec.transforms import TransformSpec


def find_traces(
    scene: Scene,
    *,
    made: Made,
    transforms: Mapping[str, TransformSpec] | None = None,
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
        If source and members, or others and control group, are not the same rows, or there are not
        as many places.
    """
    for table, given, what in (
        (scene.members, source, "source"),
        (scene.control, others, "control group"),
    ):
        if given is not None and (table is None or given.rows != table.rows):
            raise InputError(
                f"The {what} has other rows than the scene.",
                "Give the same rows in the same order, before and after the transforms.",
            )

    def sides(members: Table, control: Table | None) -> Sides:
        return Sides.of(
            scene.release,
            members,
            control,
            subjects=scene.member_subjects,
            other_subjects=scene.control_subjects,
            made=made,
            transforms=transforms or {},
        )

    spelt = sides(scene.members, scene.control)
    raw = spelt
    if source is not None or others is not None:
        raw = sides(source or scene.members, others or scene.control)
    counters = counters_of(scene.release)
    apart = {*counters, *scene.spellings}
    match = match_rows(spelt, scene.released_members, apart=apart)
    if places is None:
        places = np.arange(scene.members.rows)
    elif len(places) != scene.members.rows:
        raise InputError(
            "The places of the members' rows are not as many as the rows.",
            "Give the row of the source that each member row is.",
        )
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
