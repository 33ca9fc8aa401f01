"""The frontier: each point is what planning alone would give."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings

from sector_data.anonymise.applying import apply_protection
from sector_data.anonymise.classes import EquivalenceClasses
from sector_data.anonymise.frontier import frontier
from sector_data.anonymise.hierarchies import build
from sector_data.anonymise.models import AverageRisk, KAnonymity, KMap, PrivacyModel
from sector_data.anonymise.protect import plan_protection
from sector_data.errors import ReleaseRefusedError
from sector_data.spec.hierarchies import PrefixHierarchy
from tests.anonymise.reference import Problem, problems

HERE = Path()

LISTS: list[list[PrivacyModel]] = [
    [KAnonymity(2)],
    [KAnonymity(4)],
    [KAnonymity(2), AverageRisk(0.3)],
]
LIMITS = [0.0, 0.3]


@settings(deadline=None, max_examples=40)
@given(problems())
def test_each_point_is_what_planning_gives(problem: Problem) -> None:
    common: dict[str, Any] = {
        "quasi_identifiers": problem.columns,
        "hierarchies": problem.hierarchies,
        "subjects": problem.subjects,
    }
    points = list(frontier(**common, models=LISTS, suppression_limits=LIMITS))
    settings_ = [(models, limit) for models in LISTS for limit in LIMITS]
    assert len(points) == len(settings_)
    for point, (models, limit) in zip(points, settings_, strict=True):
        assert point.suppression_limit == limit
        if not point.feasible:
            with pytest.raises(ReleaseRefusedError) as refused:
                plan_protection(**common, models=models, suppression_limit=limit)
            assert (point.loss, point.fix) == (None, refused.value.fix)
            for change in point.changes:
                assert change.words in str(point.fix)
                plan_protection(**common, models=change.models, suppression_limit=change.limit)
            continue
        plan = plan_protection(**common, models=models, suppression_limit=limit)
        assert (point.fix, point.changes) == (None, ())
        assert point.levels == {part.column: part.level for part in plan.generalisations}
        assert point.loss == pytest.approx(plan.loss)
        assert point.suppressed_rows == plan.suppressed_rows
        assert point.suppressed_subjects == plan.suppressed_subjects
        assert point.classes == len(plan.kept_classes)
        protected = apply_protection(problem.columns, plan, base=HERE)
        mask = pa.array(protected.keep)
        subjects = None if problem.subjects is None else problem.subjects.filter(mask)
        classes = EquivalenceClasses.of(
            [values.filter(mask) for values in protected.columns.values()],
            int(protected.keep.sum()),
            subjects=subjects,
        )
        if classes.count:
            assert point.highest_risk == pytest.approx(1 / classes.subjects.min())
            assert point.average_risk == pytest.approx(
                classes.count / float(np.sum(classes.subjects))
            )


def test_the_people_of_a_population_are_counted_and_are_no_classes() -> None:
    place = pa.array(["a1", "a2", "b1", "b2", "c1"])
    everybody = pa.array(["a1", "a2", "a3", "a4", "b1", "b2", "b3", "c1", "d1", "d2"])
    hierarchy = build(PrefixHierarchy(lengths=[1]), pa.concat_arrays([place, everybody]), base=HERE)
    common: dict[str, Any] = {
        "quasi_identifiers": {"place": place},
        "hierarchies": {"place": hierarchy},
        "population": {"place": everybody},
    }
    asked = [KAnonymity(1), KMap(3)]
    (point,) = frontier(**common, models=[asked], suppression_limits=[0.2])
    plan = plan_protection(**common, models=asked, suppression_limit=0.2)

    assert point.levels == {"place": 1}
    assert (point.classes, point.suppressed_rows) == (len(plan.kept_classes), plan.suppressed_rows)
    assert (point.classes, point.highest_risk, point.average_risk) == (2, 0.5, 0.5)
