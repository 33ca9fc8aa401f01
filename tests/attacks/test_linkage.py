"""The motivated intruder: exact, fuzzy and probabilistic links."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sector_data.assessment.attacks.comparing import Comparer
from sector_data.assessment.attacks.linkage import attack_linkage
from sector_data.assessment.attacks.typos import alike
from sector_data.assessment.attacks.weights import learn
from sector_data.spec.evidence.attacks import AttackFigure
from tests.attacks.releases import misspelt, noised, population, rows, scene

WORDS = st.text("abcd", min_size=4, max_size=7)
PEOPLE = 1500


def linked(release: pa.Table, members: pa.Table, **more: Any) -> dict[str, AttackFigure]:
    control = population(len(members), np.random.default_rng(99))
    if pa.types.is_string(members.schema.field("age").type):
        control = control.set_column(0, "age", control["age"].cast(pa.string()))
    settled = {"released_members": np.arange(len(members)), **more}
    return {f.method: f for f in attack_linkage(scene(release, members, control, **settled))}


def share(figure: AttackFigure, field: str = "main") -> float:
    found = getattr(figure, field)
    return float(found.share)


def within_one_slip(one: str, other: str) -> bool:
    """Tell by the definition whether words are equal with a letter left out of one or both."""
    shorter = [
        {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))} for word in (one, other)
    ]
    return bool(shorter[0] & shorter[1])


@given(st.lists(WORDS, max_size=8, unique=True), st.lists(WORDS, max_size=8, unique=True))
def test_words_are_alike_by_one_slip(words: list[str], others: list[str]) -> None:
    found = alike(words, others)
    for word in words:
        expected = [o for o in others if o != word and within_one_slip(word, o)]
        assert found.get(word, []) == expected


def test_numbers_and_short_words_have_no_slips() -> None:
    assert (
        alike(["[30, 40)", "1234", "abc", "Anna-Lena", "MÜLLER"], ["[40, 40)", "1235", "abd"]) == {}
    )
    assert alike(["Anna Lena", "MÜLLER"], ["Anna-Lena", "müler"]) == {
        "Anna Lena": ["Anna-Lena"],
        "MÜLLER": ["müler"],
    }


def test_unchanged_rows_are_found_and_shuffled_ones_are_not() -> None:
    rng = np.random.default_rng(1)
    members = population(PEOPLE, rng)
    order = rng.permutation(PEOPLE)
    for figure in linked(rows(members, order), members, released_members=order).values():
        assert share(figure) > 0.95
        assert share(figure, "claims") > 0.99
        assert figure.verdict == "found"
    for figure in linked(rows(members, order), members).values():
        assert share(figure) < 0.01
        assert figure.verdict == "not found"


def test_noise_is_no_shield_against_weights() -> None:
    rng = np.random.default_rng(2)
    members = population(PEOPLE, rng)
    found = linked(noised(members, rng), members)
    assert share(found["exact"]) < 0.4
    assert share(found["fuzzy"]) > 0.8
    assert share(found["probabilistic"]) > 0.8
    # Weights also tell whom not to claim.
    assert (
        share(found["probabilistic"], "false_claims") < 0.2 < share(found["fuzzy"], "false_claims")
    )


def test_slips_of_the_pen_are_seen_through() -> None:
    rng = np.random.default_rng(3)
    towns = ["Lauterbrunnen", "Grindelwald", "Interlaken", "Kandersteg", "Adelboden", "Meiringen"]
    members = population(PEOPLE, rng)
    place = members.column_names.index("town")
    written = [towns[i] for i in rng.integers(0, len(towns), PEOPLE)]
    members = members.set_column(place, "town", pa.array(written))
    released = [misspelt(town, rng) if rng.random() < 0.5 else town for town in written]
    found = linked(members.set_column(place, "town", pa.array(released)), members)
    assert share(found["exact"]) == pytest.approx(0.5, abs=0.05)
    assert share(found["fuzzy"]) > 0.9
    assert share(found["probabilistic"]) > 0.95


def test_what_is_learnt_is_how_often_matches_agree() -> None:
    """The region of a third is another one, of which one in twelve and more is the same."""
    rng = np.random.default_rng(4)
    members = population(PEOPLE, rng)
    release = noised(members, rng)
    made = scene(release, members, None, released_members=np.arange(PEOPLE))
    comparer = Comparer(made, made.known, slips=True)
    people = made.people("members")
    weights = learn(made, comparer, "members", people, comparer.candidates("members", people))
    region, age = made.known.index("region"), made.known.index("age")
    kept = np.mean(np.asarray(members["region"]) == np.asarray(release["region"]))
    assert weights.match[region, 2] == pytest.approx(kept, abs=0.05)
    assert weights.match[age, 2] == pytest.approx(1 / 3, abs=0.05)
    assert weights.match[age, 1] == pytest.approx(2 / 3, abs=0.05)
    assert weights.found > 0.9


def test_classes_of_several_are_not_claimed_but_can_be_guessed() -> None:
    rng = np.random.default_rng(5)
    members = rows(population(PEOPLE // 5, rng), np.arange(PEOPLE) // 5)
    for figure in linked(members, members).values():
        assert share(figure) == 0
        assert share(figure, "guesses") == pytest.approx(0.2, abs=0.01)
        assert figure.verdict == "not found"


def test_labels_of_local_recoding_agree_with_their_values() -> None:
    """Half of the rows have ages as they are, half as tens; both are found by the same values."""
    rng = np.random.default_rng(6)
    members = population(600, rng)
    ages = [str(age) for age in members["age"].to_pylist()]
    tens = {str(age): f"[{age // 10 * 10}, {age // 10 * 10 + 10})" for age in range(100)}
    fine = rng.random(600) < 0.5
    mixed = [age if keep else tens[age] for age, keep in zip(ages, fine, strict=True)]
    release = members.set_column(0, "age", pa.array(mixed))
    spelt = linked(release, members, spellings={"age": [tens]})
    assert share(spelt["exact"]) > 0.95
    assert share(spelt["probabilistic"]) > 0.95
    unspelt = linked(release, members.set_column(0, "age", pa.array(ages)))
    assert share(unspelt["exact"]) == pytest.approx(0.5, abs=0.06)


def test_a_claim_is_right_when_any_row_of_the_subject_is_met() -> None:
    rng = np.random.default_rng(7)
    people = population(400, rng)
    members = rows(people, np.arange(800) // 2)
    subjects = pa.array([f"s{i // 2}" for i in range(800)])
    found = linked(members, members, member_subjects=subjects)
    assert share(found["exact"]) > 0.95
    assert found["exact"].main is not None
    assert found["exact"].main.attempts == 400


def test_rows_of_a_synthetic_table_are_nobodys() -> None:
    rng = np.random.default_rng(8)
    members = population(200, rng)
    found = attack_linkage(scene(members, members, members))
    assert {f.reason for f in found} == {"nobodys-rows"}
    assert {f.verdict for f in found} == {"cannot tell"}
