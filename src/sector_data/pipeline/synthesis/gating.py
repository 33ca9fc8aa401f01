"""The gate of synthetic tables in a pipeline: which profile holds, and what its verdict means.

What lives here: choosing the profile, putting the measurements of a table to it, and the reasons
why a release is refused. What does not: the verdict (:mod:`sector_data.assessment.gating`) and the
measurements (:mod:`sector_data.pipeline.assessing.releases`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sector_data.assessment.gating import judge_table
from sector_data.errors import InputError
from sector_data.pipeline.synthesis.rules_kept import broken_rows
from sector_data.sources.tables import Table
from sector_data.spec.evidence.measurements import TableMeasurements
from sector_data.spec.gate_profiles import GateProfile, load_gate_profile, profile_of
from sector_data.spec.pipeline import Pipeline

FIX = (
    "Compare engines with `sector-data synthesise`; protect rare values with a larger "
    "synthesise.fewest-rows, or the rows that are learnt from with a larger k; or release to a "
    "narrower circle, whose profile asks less."
)
"""What may help when the gate refuses."""


def profile_for(pipeline: Pipeline) -> GateProfile | None:
    """Return the profile that is put to the synthetic tables of a pipeline.

    Without one in the file it is that of the recipient. Where no rows are synthetic as a whole
    there is none: rows of which single columns are made anew are still somebody's, and protected as
    such.

    Raises
    ------
    InputError
        If the file names a profile that nothing could pass.
    """
    named = pipeline.quality.profile
    made = pipeline.synthesise
    if made is None or made.columns is not None:
        if named is not None:
            raise InputError(
                f"The gate profile {named} is about rows that are synthetic as a whole; there are "
                "none.",
                "Take quality.profile out, and bound single figures under quality.gates.",
            )
        return None
    if named is None:
        return profile_of(pipeline.release.recipient)
    if pipeline.assessed.control is None:
        raise InputError(
            f"The gate profile {named} cannot be passed: nobody is set aside whom the release "
            "never saw.",
            "Write assess: {control: 50%} in the pipeline file.",
        )
    return load_gate_profile(named)


def with_gate(
    measured: TableMeasurements,
    profile: GateProfile,
    pipeline: Pipeline,
    *,
    protected: Mapping[str, Table],
    released: Mapping[str, Table],
) -> TableMeasurements:
    """Return the measurements of a synthetic table with the verdict of a profile.

    Parameters
    ----------
    measured
        With the self-test of that profile.
    protected, released
        The rows that were learnt from, and those that go out.
    """
    broken = broken_rows(measured.table, released, pipeline, learnt=protected)
    gate = judge_table(profile, measured, broken_rules=broken)
    return measured.model_copy(update={"gate": gate})


def gate_reasons(pipeline: Pipeline, tables: Sequence[TableMeasurements]) -> Iterator[str]:
    """Yield why a release is refused: a leak was found, or a profile that the file names could not
    be assessed."""
    for table in tables:
        gate = table.gate
        if gate is None or gate.verdict == "passes":
            continue
        if gate.verdict == "refuses" or pipeline.quality.profile is not None:
            yield gate.sentence
