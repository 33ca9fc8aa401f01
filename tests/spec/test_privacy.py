"""The privacy section: its short forms, what it refuses, and thresholds by name."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sector_data.errors import SpecificationError
from sector_data.pipeline.planning.settings import check_settings
from sector_data.spec.pipeline import Pipeline
from sector_data.spec.privacy import (
    ClosenessSpec,
    DiversitySpec,
    RecursiveSpec,
    named_columns,
    sensitive_paths,
)
from sector_data.spec.profiles import PROFILES, ProfileName, strictest
from sector_data.spec.reading import parse_pipeline

HEAD = "release: {name: r}\nsource: {patients: p.csv, visits: v.csv}\n"


def parse(text: str) -> Pipeline:
    return parse_pipeline(HEAD + text, base=Path(), file="f.yaml")


def refused(privacy: str, *, columns: str = "") -> str:
    with pytest.raises(SpecificationError) as caught:
        parse(f"{columns}privacy: {privacy}\n")
    return str(caught.value)


def test_a_single_value_stands_for_the_usual_form() -> None:
    text = "{l-diversity: {visits.dx: 3}, t-closeness: {visits.cost: 0.2}, "
    text += "beta-likeness: {visits.dx: 2}, delta-disclosure: {visits.dx: 1.5}}"
    privacy = parse(f"privacy: {text}").privacy
    assert privacy.l_diversity == {"visits.dx": DiversitySpec(distinct=3)}
    assert privacy.t_closeness == {"visits.cost": ClosenessSpec(t=0.2, distance="equal")}
    assert privacy.beta_likeness["visits.dx"].kind == "enhanced"
    assert privacy.delta_disclosure["visits.dx"].absent == "counted"


def test_several_forms_of_diversity_go_together() -> None:
    text = "{visits.dx: {entropy: 2.5, recursive: {c: 4, l: 3}}}"
    (spec,) = parse(f"privacy: {{l-diversity: {text}}}").privacy.l_diversity.values()
    assert spec == DiversitySpec(entropy=2.5, recursive=RecursiveSpec(c=4, l=3))


def test_a_key_with_nothing_behind_it_counts_as_left_out() -> None:
    text = "{k-map: {k: 5, population: {size: 100, path: }}, search: {seconds: }, profile: }"
    privacy = parse(f"privacy: {text}").privacy
    assert privacy.k_map is not None
    assert privacy.k_map.population.size == 100


@pytest.mark.parametrize(
    ("privacy", "said"),
    [
        ("{l-diversity: {visits.dx: 0}}", "privacy.l-diversity.visits.dx: must be at least 1"),
        ("{l-diversity: {visits.dx: {}}}", "expected 'distinct', 'entropy' or 'recursive'"),
        ("{l-diversity: {visits.dx: {entropie: 2}}}", "Did you mean 'entropy'?"),
        ("{t-closeness: {visits.cost: 1.2}}", "privacy.t-closeness.visits.cost: must be at most 1"),
        ("{t-closeness: {visits.cost: low}}", "expected a number; found 'low'"),
        ("{t-closeness: {visits.cost: {t: 0.2, order: [a, b]}}}", "is for 'distance: ordered'"),
        (
            "{t-closeness: {visits.cost: {t: 0.2, distance: ordered, order: [a, a]}}}",
            "stands twice in the order",
        ),
        ("{k-map: {k: 5, population: {}}}", "expected one of 'path', 'size' and 'fraction'"),
        ("{k-map: {k: 5}}", "privacy.k-map.population: is missing"),
        (
            "{delta-presence: {maximum: 0.5, population: {size: 10}}}",
            "delta-presence needs a table",
        ),
        (
            "{delta-presence: {maximum: 0.1, minimum: 0.2, population: {path: c.csv}}}",
            "the minimum must not be above the maximum",
        ),
        ("{maximum-risk: 0}", "privacy.maximum-risk: must be more than 0"),
        ("{alpha-k: {visits.dx: 1.5}}", "privacy.alpha-k.visits.dx: must be at most 1"),
        ("{profile: ontario-ipc-hi}", "Did you mean 'ontario-ipc-high'?"),
        ("{workload: {target: visits.x, queries: [[visits.y]]}}", "either 'target' or 'queries'"),
        ("{workload: {target: visits.x}, metric: loss}", "takes the place of the metric"),
        ("{search: {seconds: 30}}", "limits a heuristic search, which is not allowed"),
        ("{t-closeness: {visit.cost: 0.2}}", "no table 'visit' in 'source'"),
        ("{weights: {cost: 2}}", "expected table.column; found 'cost'"),
        ("{workload: {queries: [[visit.x]]}}", "no table 'visit' in 'source'"),
        ("{workload: {target: visit.x}}", "no table 'visit' in 'source'"),
        ("{km-anonymity: {visit.x: {k: 3}}}", "no table 'visit' in 'source'"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_one_sentence(privacy: str, said: str) -> None:
    message = refused(privacy)
    assert said in message
    assert message.startswith("1 mistake")


@pytest.mark.parametrize(
    "model",
    ["l-diversity", "t-closeness", "p-sensitivity", "alpha-k", "beta-likeness", "delta-disclosure"],
)
@pytest.mark.parametrize("role", ["quasi-identifier", "direct-identifier"])
def test_a_sensitive_column_is_no_quasi_identifier(model: str, role: str) -> None:
    message = refused(f"{{{model}: {{visits.dx: 1}}}}", columns=f"columns: {{visits.dx: {role}}}\n")
    assert f"'columns' calls it {role}" in message
    assert message.startswith("1 mistake")


def test_weights_are_for_quasi_identifiers() -> None:
    columns = "columns: {visits.dx: sensitive}\n"
    assert "weights are for quasi-ident" in refused("{weights: {visits.dx: 2}}", columns=columns)


def test_every_column_of_the_section_is_named() -> None:
    text = "{l-diversity: {visits.a: 2}, alpha-k: {visits.a: 0.5, visits.b: 0.5}, "
    text += "km-anonymity: {visits.c: {k: 3}}, weights: {visits.d: 2}, "
    text += "workload: {queries: [[visits.e, visits.f]]}}"
    privacy = parse(f"privacy: {text}").privacy
    assert [path for _, path in named_columns(privacy)] == [
        f"visits.{c}" for c in ("a", "a", "b", "c", "d", "e", "f")
    ]
    assert sensitive_paths(privacy) == ("visits.a", "visits.b")
    target = parse("privacy: {workload: {target: visits.g}}").privacy
    assert list(named_columns(target)) == [("workload.target", "visits.g")]


@given(st.none() | st.sampled_from(sorted(PROFILES)), st.none() | st.integers(1, 30))
def test_the_stricter_of_profile_and_file_counts(
    profile: ProfileName | None, k: int | None
) -> None:
    together, said = strictest(profile, k)
    asked = [n for n in (k, PROFILES[profile].k if profile else None) if n is not None]
    assert together == (max(asked) if asked else None)
    assert (said is not None) == (len(set(asked)) == 2)


def test_a_difference_is_told() -> None:
    assert strictest("cell-size-5", 3) == (
        5,
        "The profile cell-size-5 asks for k = 5 and the file for k = 3: the profile, the stricter, "
        "counts.",
    )


@pytest.mark.parametrize("name", sorted(PROFILES))
def test_every_profile_has_its_source_and_a_class_size_that_rounds_to_its_risk(
    name: ProfileName,
) -> None:
    profile = PROFILES[name]
    assert len(profile.source) > 20
    if profile.risk is not None:
        assert round(1 / profile.k, 2) <= profile.risk


@pytest.mark.parametrize(
    ("privacy", "place"),
    [
        ("{average-risk: 0.05, method: local}", "privacy.average-risk"),
        ("{l-diversity: {visits.dx: 2}, method: cells}", "privacy.l-diversity"),
        ("{missing: wildcard}", "privacy.missing"),
        ("{metric: entropy, method: local}", "privacy.metric"),
        ("{weights: {people.age: 2}, method: local}", "privacy.weights"),
        ("{delta-presence: {maximum: 0.5, population: {path: p.csv}}, method: local}", "delta-pre"),
    ],
)
def test_settings_that_do_not_go_together_are_refused(privacy: str, place: str) -> None:
    with pytest.raises(SpecificationError, match=place):
        check_settings(parse(f"privacy: {privacy}"))


@pytest.mark.parametrize(
    "privacy",
    [
        "{}",
        "{k-anonymity: 5, l-diversity: {visits.dx: 2}, profile: health-canada}",
        "{average-risk: 0.05, weights: {visits.age: 2}, metric: entropy}",
        "{missing: wildcard, method: cells}",
        "{t-closeness: {visits.dx: 0.2}, method: local-overlapping, missing: removed}",
    ],
)
def test_settings_that_go_together_are_not_refused(privacy: str) -> None:
    check_settings(parse(f"privacy: {privacy}"))
