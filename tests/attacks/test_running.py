"""All attacks together: what cannot be told says why, and nothing depends on the order of rows."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from sector_data.assessment.attacks import run_attacks
from sector_data.assessment.attacks.outcomes import MOST_PAIRS, attacked
from sector_data.errors import InputError
from sector_data.spec.evidence.attacks import AttackFigure, AttackFigures
from tests.attacks.releases import KNOWN, SECRETS, population, rows, scene


def people(number: int = 300, seed: int = 0) -> pa.Table:
    return population(number, np.random.default_rng([seed, 8]))


def put(table: pa.Table, name: str, values: Any) -> pa.Table:
    return table.set_column(table.column_names.index(name), name, values)


def reasons(found: AttackFigures, **wanted: Any) -> set[str | None]:
    return {
        f.reason
        for f in found.figures
        if all(getattr(f, key) == value for key, value in wanted.items())
    }


def test_every_attack_has_main_control_baseline_and_interval() -> None:
    members, control = people(), people(seed=1)
    found = run_attacks(
        scene(members, members, control, released_members=np.arange(members.num_rows))
    )
    measured = [f for f in found.figures if f.main is not None]
    assert {f.attack for f in measured} == {
        "singling-out",
        "linkability",
        "inference",
        "record-linkage",
    }
    for figure in measured:
        assert figure.main is not None
        assert figure.control is not None
        assert figure.baseline is not None
        assert figure.excess is not None
        assert figure.main.attempts == figure.control.attempts
        assert figure.excess.lower <= figure.excess.value <= figure.excess.upper
        assert figure.sentence
    assert (found.subjects, found.members, found.control) == (300, 300, 300)


def test_without_a_control_group_nothing_is_told() -> None:
    members = people()
    found = run_attacks(scene(members, members, None, released_members=np.arange(300)))
    assert {f.verdict for f in found.figures} == {"cannot tell"}
    assert {f.reason for f in found.figures if f.main is not None} == {"no-control"}
    assert all(f.control is None and f.excess is None for f in found.figures)
    assert "control group" in found.figures[0].sentence


@pytest.mark.parametrize(("members", "control"), [(99, 300), (300, 99), (1, 1), (3, 300)])
def test_few_people_tell_nothing(members: int, control: int) -> None:
    inside = people(members)
    found = run_attacks(
        scene(inside, inside, people(control, 1), released_members=np.arange(members))
    )
    assert {f.verdict for f in found.figures} == {"cannot tell"}
    assert {f.reason for f in found.figures if f.main is not None} <= {"few-subjects"}
    assert found.subjects == min(members, control)


@pytest.mark.parametrize(
    ("values", "reason"),
    [(pa.array(["same"] * 300), "constant"), (pa.nulls(300, pa.string()), "all-missing")],
)
def test_a_secret_without_two_values_is_not_measured(values: pa.Array, reason: str) -> None:
    release = put(people(), "illness", values)
    found = run_attacks(scene(release, people(), people(seed=1)))
    assert reasons(found, secret="illness") == {reason}
    assert all(f.main is None for f in found.figures if f.secret == "illness")
    assert any(f.main is not None for f in found.figures if f.secret == "income")


def test_people_without_the_secret_are_not_attacked() -> None:
    members = put(people(), "illness", pa.nulls(300, pa.string()))
    found = run_attacks(scene(people(), members, people(seed=1)), attacks=("inference",))
    assert reasons(found, secret="illness") == {"no-guess"}


def test_secrets_that_everybody_shares_leave_nothing_to_gain() -> None:
    release = put(people(), "illness", pa.array(["a"] * 299 + ["b"]))
    same = pa.array(["a"] * 300)
    found = run_attacks(
        scene(release, put(people(), "illness", same), put(people(seed=1), "illness", same)),
        attacks=("inference",),
    )
    assert "always-guessed" in reasons(found, secret="illness")
    assert {f.verdict for f in found.figures if f.secret == "illness"} == {"cannot tell"}


@pytest.mark.parametrize(
    ("known", "secrets", "expected"),
    [
        ((), SECRETS, {"linkability": "too-few-columns", "inference": "nothing-known"}),
        (("age",), SECRETS, {"linkability": "too-few-columns"}),
        (KNOWN, (), {"inference": "no-secret"}),
    ],
)
def test_attacks_that_need_what_is_not_named_say_so(
    known: tuple[str, ...], secrets: tuple[str, ...], expected: dict[str, str]
) -> None:
    made = scene(people(), people(), people(seed=1), known=known, secrets=secrets)
    found = run_attacks(made)
    for attack, reason in expected.items():
        assert reasons(found, attack=attack) == {reason}


def test_constant_columns_are_known_to_nobody() -> None:
    release = people()
    for name in KNOWN:
        kind = release.schema.field(name).type
        value = release[name][0] if name != "job" else pa.scalar("job 1")
        release = put(release, name, pa.array([value.as_py()] * 300, kind))
    found = run_attacks(scene(release, people(), people(seed=1), released_members=np.arange(300)))
    for attack in ("linkability", "inference", "record-linkage"):
        assert reasons(found, attack=attack) == {"constant"}


def test_other_types_are_refused() -> None:
    release = put(people(), "age", pa.array(["old"] * 300))
    with pytest.raises(InputError, match="The column age is of the type string"):
        run_attacks(scene(release, people(), people(seed=1)))


def plain(figure: AttackFigure) -> dict[str, Any]:
    return figure.model_dump()


def test_nothing_depends_on_the_order_of_rows() -> None:
    rng = np.random.default_rng(3)
    release, members, control = people(200), people(200), people(200, 1)
    first = run_attacks(scene(release, members, control, released_members=np.arange(200)))
    one, two, three = (rng.permutation(200) for _ in range(3))
    owners = np.argsort(two)[one]
    second = run_attacks(
        scene(rows(release, one), rows(members, two), rows(control, three), released_members=owners)
    )
    assert [plain(f) for f in first.figures] == [plain(f) for f in second.figures]


def test_the_seed_decides_and_is_told() -> None:
    members, control = people(), people(seed=1)
    figures = [run_attacks(scene(members, members, control, seed), number=50) for seed in (1, 1, 2)]
    assert figures[0] == figures[1]
    assert figures[0].figures != figures[2].figures
    assert [f.seed for f in figures] == [1, 1, 2]


def test_many_rows_of_a_subject_count_as_one_person() -> None:
    visits = rows(people(150), np.arange(600) // 4)
    subjects = pa.array([f"s{i // 4}" for i in range(600)])
    found = run_attacks(
        scene(
            visits,
            visits,
            people(400, 1),
            member_subjects=subjects,
            release_subjects=subjects,
            released_members=np.arange(600),
        )
    )
    assert (found.subjects, found.members, found.control) == (150, 150, 400)
    for figure in found.figures:
        if figure.main is not None and figure.attack != "singling-out":
            assert figure.main.attempts == 150
    worst = found.worst("record-linkage")
    assert worst is not None
    assert worst.main is not None
    assert worst.main.share > 0.9


def test_of_large_releases_fewer_people_are_attacked() -> None:
    members = people(200)
    small = scene(members, members, members)
    assert attacked(small, None) == 10_000
    assert attacked(small, 7) == 7
    # A million rows leave thousands of people, a billion some.
    assert MOST_PAIRS // 10**6 >= 1_000
