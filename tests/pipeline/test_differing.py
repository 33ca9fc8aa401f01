"""What attacks and use measured is compared as well, where either release has it."""

from __future__ import annotations

from sector_data.assessment.gate_figures import MEASURED, measured_figures
from sector_data.pipeline.differing import _changes, _risks, _utilities
from sector_data.spec.evidence.release import Assessment
from tests.assessment.measured import leaking


def test_every_measured_figure_is_told_once_as_risk_or_as_utility() -> None:
    assessment = Assessment(before=(), after=(), utility=(), tables=(leaking(),))
    told = [*_risks(assessment), *_utilities(assessment)]
    expected = [
        (f"{figure.subject}: {metric}", f"{figure.value:.4g}")
        for metric in MEASURED
        for figure in measured_figures(metric, assessment.tables)
    ]
    assert expected
    assert sorted(told) == sorted(expected)


def test_what_only_one_release_measured_is_a_change() -> None:
    told = dict(_risks(Assessment(before=(), after=(), utility=(), tables=(leaking(),))))
    changes = _changes({}, told)
    assert [(c.what, c.before, c.after) for c in changes] == [(w, None, v) for w, v in told.items()]
    assert _changes(told, told) == ()
