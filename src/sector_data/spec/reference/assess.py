"""The section ``assess`` in the reference of the pipeline file.

What lives here: how its keys are written, the tables of its parts, examples. What does not: the
rest of the page (:mod:`sector_data.spec.reference.pages`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from inspect import cleandoc

from sector_data.spec.assessing import ControlSpec, RegressionSpec, SurvivalSpec
from sector_data.spec.model import Model

_PATH = "`table.column`"

ASSESS_WORDS = {
    "assess.control": "a share such as `50%`, or the keys of [`control`](#control)",
    "assess.known": f"list of {_PATH}",
    "assess.secrets": f"list of {_PATH}",
    "assess.events": f"mapping of {_PATH} to `value`, `hour`, `day`, `weekday`, `hour-of-day` or "
    "`hour-of-week`",
    "assess.weights": _PATH,
    "assess.household": _PATH,
    "assess.target": _PATH,
    "assess.queries": f"mapping of names to mappings of {_PATH} to a value or `[low, high]`",
    "assess.survival": "the keys of [`survival`](#survival)",
    "assess.regressions": "list of the keys of [`regressions`](#regressions)",
    "assess.subgroups": f"list of {_PATH}",
    "control.hold-out": "share such as `0.5` or `50%`",
    "control.tables": "mapping of table names to paths",
    "survival.duration": _PATH,
    "survival.event": _PATH,
    "survival.group": _PATH,
    "regressions.outcome": _PATH,
    "regressions.predictors": f"list of {_PATH}",
}
"""Types that read better than their schema, by chapter and key."""

_PARTS: dict[str, type[Model]] = {
    "control": ControlSpec,
    "survival": SurvivalSpec,
    "regressions": RegressionSpec,
}

ASSESS_EXAMPLES = {
    "assess.control": "assess: {control: 50%}",
    "assess.attacks": "assess: {attacks: [record-linkage, membership]}",
    "assess.known": "assess: {known: [patients.birth_date, patients.zip, patients.sex]}",
    "assess.events": "assess: {events: {encounters.department: value, encounters.admitted: day}}",
    "assess.known-events": "assess: {events: {encounters.department: value}, known-events: 2}",
    "assess.secrets": "assess: {secrets: [encounters.diagnosis]}",
    "assess.population": "assess: {population: 250000}",
    "assess.weights": "assess: {weights: patients.survey_weight}",
    "assess.household": "assess: {household: patients.household_id}",
    "assess.target": "assess: {target: encounters.readmitted}",
    "assess.queries": "assess: {queries: {old-smokers: {patients.age: [65, 120], "
    "patients.smoker: 'yes'}}}",
    "assess.survival": "assess: {survival: {duration: patients.days, event: patients.died, "
    "group: patients.sex}}",
    "assess.regressions": "assess: {regressions: [{outcome: encounters.cost, "
    "predictors: [encounters.length_of_stay]}]}",
    "assess.subgroups": "assess: {subgroups: [patients.sex, patients.race]}",
    "assess.seed": "assess: {seed: 7}",
}
"""One line for each key of the section, as it could stand in a file."""


def assess_parts(parameters: Callable[[str, str], Iterator[str]]) -> Iterator[str]:
    """Yield the lines about the parts of the section.

    Parameters
    ----------
    parameters
        Yields the table of a part of the schema, by its name and the chapter of its words.
    """
    for word, part in _PARTS.items():
        yield from (f"### {word}", "", " ".join(cleandoc(part.__doc__ or "").split()), "")
        yield from parameters(part.__name__, f"{word}.")
