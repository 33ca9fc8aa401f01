"""The section about synthetic rows: what it takes, and what contradicts itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from sector_data.errors import SpecificationError
from sector_data.spec.pipeline import Pipeline
from sector_data.spec.reading import parse_pipeline
from sector_data.spec.synthesis import IntervalSpec

HEAD = "release: {name: r}\nsource: {patients: p.csv, visits: v.csv}\n"
PRIVATE = "differential-privacy: {epsilon: 1, domain: {patients.sex: [F, M]}}"


def parse(section: str) -> Pipeline:
    return parse_pipeline(f"{HEAD}synthesise: {{{section}}}\n", base=Path())


@pytest.mark.parametrize(
    ("section", "told"),
    [
        ("dependencies: {patients.title: visits.code}", "names several tables"),
        ("dependencies: {patients.title: nobody.code}", "no table 'nobody'"),
        ("dependencies: {patients.a: patients.a}", "stands twice"),
        ("dependencies: {patients.a: patients.b, patients.b: [patients.a]}", "determines itself"),
        ("orderings: [[patients.start, visits.stop]]", "names several tables"),
        ("combinations: [[patients.town]]", "two columns or more"),
        ("combinations: [[patients.town, patients.town]]", "stands twice"),
        ("shares: {patients.sex: {F: 0.7, M: 0.6}}", "add up to 1.3"),
        ("shares: {patients.sex: {F: 70}}", "at most 1"),
        ("columns: [nobody.income]", "no table 'nobody'"),
        ("engine: No such", "expected"),
        ("epochs: 0", "at least 1"),
        ("minutes: 0", "more than 0"),
        ("fewest-rows: 0", "at least 1"),
        ("differential-privacy: {epsilon: 0, domain: {patients.sex: [F]}}", "more than 0"),
        ("differential-privacy: {epsilon: 1}", "is missing"),
        ("differential-privacy: {epsilon: 1, domain: {}}", "at least one"),
        ("engine: opendp", "none is asked for"),
        (f"{PRIVATE}, engine: ctgan", "gives no differential privacy guarantee"),
        (f"{PRIVATE}, engine: tabular-argn, minutes: 5", "a clock would end the training"),
        (
            "engine: tabular-argn, differential-privacy: {epsilon: 1, "
            "domain: {patients.sex: [F], patients.a: [b]}, "
            "marginals: [[patients.sex, patients.a]]}",
            "counted by opendp alone",
        ),
        (
            "differential-privacy: {epsilon: 1, domain: {patients.sex: [F]}, "
            "marginals: [[patients.sex, nobody.age]]}",
            "no table 'nobody'",
        ),
        (f"{PRIVATE}, columns: [patients.sex]", "cannot be combined"),
        (f"{PRIVATE}, orderings: [[patients.start, patients.stop]]", "differential-privacy.marg"),
        (f"{PRIVATE}, combinations: [[patients.town, patients.zip]]", "differential-privacy.marg"),
        (
            "differential-privacy: {epsilon: 1, domain: {patients.age: {lowest: 9, highest: 9}}}",
            "must rise",
        ),
    ],
)
def test_mistakes_are_told(section: str, told: str) -> None:
    with pytest.raises(SpecificationError) as caught:
        parse(section)
    assert told in str(caught.value)


def test_a_single_determinant_needs_no_list() -> None:
    section = "dependencies: {patients.b: patients.a, patients.c: [patients.a, patients.b]}"
    spec = parse(section).synthesise
    assert spec is not None
    assert spec.determinants("patients.b") == ("patients.a",)
    assert spec.determinants("patients.c") == ("patients.a", "patients.b")
    assert spec.determinants("patients.a") == ()


@pytest.mark.parametrize("engine", ["auto", "opendp", "tabular-argn"])
def test_engines_that_give_a_guarantee_may_stand_beside_it(engine: str) -> None:
    spec = parse(f"{PRIVATE}, engine: {engine}, epochs: 9").synthesise
    assert spec is not None
    assert spec.engine == engine


def test_a_guarantee_names_a_domain_of_categories_and_bounds() -> None:
    spec = parse(
        "differential-privacy: {epsilon: 1, domain: {patients.sex: [F, M], "
        "patients.age: {lowest: 0, highest: 120, cuts: [18, 65]}}}"
    ).synthesise
    assert spec is not None
    assert spec.differential_privacy is not None
    assert spec.differential_privacy.domain["patients.sex"] == ("F", "M")
    age = spec.differential_privacy.domain["patients.age"]
    assert isinstance(age, IntervalSpec)
    assert age.cuts == (18, 65)
