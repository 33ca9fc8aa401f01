"""What the rows of an engine give away of the subjects that it learnt from.

What lives here: attacks, traces and the gate on the tables of a comparison, beside as many subjects
whom no engine saw. What does not: the comparison
(:mod:`sector_data.pipeline.synthesis.comparing_engines`), and releases, which are measured for
themselves (:mod:`sector_data.pipeline.assessing.releases`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from sector_data.assessment.attacks.running import run_attacks
from sector_data.assessment.attacks.scene import Scene
from sector_data.assessment.gating import gate_self_test, judge_table
from sector_data.assessment.membership import infer_membership
from sector_data.assessment.traces import find_traces
from sector_data.assessment.usefulness import measure_usefulness
from sector_data.pipeline.assessing.declared_tasks import tasks_of
from sector_data.pipeline.assessing.staging import known_to_intruders, secrets_of
from sector_data.pipeline.synthesis.rules_kept import broken_rows
from sector_data.sources.tables import Table
from sector_data.spec.evidence.attacks import Attack
from sector_data.spec.evidence.engine_comparison import AttackBeside
from sector_data.spec.evidence.measurements import TableMeasurements
from sector_data.spec.evidence.selftest import SelfTest
from sector_data.spec.gate_profiles import GateProfile, load_gate_profile, profile_of
from sector_data.spec.plan import Plan
from sector_data.synthesise.subjects import subjects_of

Tables = Mapping[str, Table]

_ATTACKS: tuple[Attack, ...] = ("singling-out", "linkability", "inference")
_SPLITS = 2
"""Of the source, where a target is predicted: enough to tell engines apart."""


@dataclass(slots=True)
class Opponent:
    """Attacks the rows of one engine after the other.

    Attributes
    ----------
    plan
        Names what is known, what must not be learnt, and the profile.
    learnt, aside
        Protected tables of the subjects that engines see, and of the others.
    columns
        Learnt columns of each synthetic table.
    self_tests
        Of the profile, by table: whether it tells leaks apart there.
    """

    plan: Plan
    learnt: Tables
    aside: Tables
    columns: Mapping[str, Sequence[str]]
    self_tests: dict[str, SelfTest] = field(init=False)

    def __post_init__(self) -> None:
        self.self_tests = {
            name: gate_self_test(self._scene(name, self.aside), self.profile)
            for name in self._attackable(self.aside)
        }

    @property
    def profile(self) -> GateProfile:
        """The profile that the pipeline names, else that of the recipient."""
        pipeline = self.plan.pipeline
        named = pipeline.quality.profile
        return profile_of(pipeline.release.recipient) if named is None else load_gate_profile(named)

    def attack(self, made: Tables) -> list[TableMeasurements]:
        """Return what attacks on synthetic tables find, with the verdict of the profile."""
        return [self._measured(name, made) for name in self._attackable(made)]

    def _attackable(self, made: Tables) -> list[str]:
        return [
            name
            for name, columns in self.columns.items()
            if columns and all(tables[name].rows for tables in (made, self.learnt, self.aside))
        ]

    def _measured(self, name: str, made: Tables) -> TableMeasurements:
        scene = self._scene(name, made)
        tasks = tasks_of(name, self.plan.pipeline)
        found = TableMeasurements(
            table=name,
            attacks=run_attacks(scene, attacks=_ATTACKS) if scene.known else None,
            membership=infer_membership(scene),
            traces=find_traces(scene, made="synthetic"),
            self_test=self.self_tests.get(name),
            usefulness=measure_usefulness(
                scene.members,
                scene.release,
                source_subjects=scene.member_subjects,
                release_subjects=scene.release_subjects,
                tasks=tasks,
                splits=_SPLITS,
                seed=self.plan.pipeline.assessed.seed,
            )
            if tasks.targets
            else None,
        )
        broken = broken_rows(name, made, self.plan.pipeline, learnt=self.learnt)
        gate = judge_table(self.profile, found, broken_rules=broken)
        return found.model_copy(update={"gate": gate})

    def _scene(self, name: str, made: Tables) -> Scene:
        columns = list(self.columns[name])

        def own(paths: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(c for c in columns if f"{name}.{c}" in paths)

        def cut(tables: Tables) -> Table:
            return Table(name, tables[name].data.select(columns))

        def subjects(tables: Tables) -> pa.Array | None:
            found = subjects_of(name, tables, self.plan)
            return None if found is None else pa.array(found)

        known = own(known_to_intruders(self.plan))
        secrets = own(secrets_of(self.plan))
        return Scene(
            release=cut(made),
            members=cut(self.learnt),
            control=cut(self.aside),
            known=known,
            secrets=tuple(c for c in secrets if c not in known),
            seed=self.plan.pipeline.assessed.seed,
            release_subjects=subjects(made),
            member_subjects=subjects(self.learnt),
            control_subjects=subjects(self.aside),
        )


def worst_attack(tables: Sequence[TableMeasurements]) -> AttackBeside | None:
    """Return the attack that surely gains most, beside the same on people who were set aside."""
    figures = [
        (table.table, figure)
        for table in tables
        if table.attacks is not None
        for figure in table.attacks.figures
        if figure.main and figure.control and figure.excess
    ]
    if not figures:
        return None
    name, worst = max(figures, key=lambda pair: pair[1].excess.lower if pair[1].excess else -1.0)
    assert worst.main is not None
    assert worst.control is not None
    assert worst.excess is not None
    return AttackBeside(
        table=name,
        attack=worst.attack,
        secret=worst.secret,
        release=worst.main,
        control=worst.control,
        gain=worst.excess.value,
        gain_lower=worst.excess.lower,
        gain_upper=worst.excess.upper,
    )
