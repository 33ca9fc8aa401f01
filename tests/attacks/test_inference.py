"""Guesses of secrets: by the nearest rows, by a model, and what counts as right."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.naive_bayes import CategoricalNB

from sector_data.assessment.attacks import Scene
from sector_data.assessment.attacks.bayes import NaiveBayes
from sector_data.assessment.attacks.inference import attack_inference
from sector_data.assessment.attacks.secrets import Secret
from sector_data.sources.tables import Table
from tests.attacks.releases import population, scene


def staged(release: dict[str, Any], members: dict[str, Any], **more: Any) -> Scene:
    tables = Table("t", pa.table(release)), Table("t", pa.table(members))
    return Scene(*tables, None, seed=1, **{"known": ("known",), "secrets": ("secret",), **more})


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 2**32 - 1), st.integers(2, 60), st.integers(1, 3))
def test_the_model_is_that_of_scikit_learn(seed: int, rows: int, columns: int) -> None:
    rng = np.random.default_rng(seed)
    names = [f"c{place}" for place in range(columns)]
    words = {name: [f"w{i}" for i in rng.integers(0, 4, rows)] for name in names}
    classes = rng.integers(0, 3, rows)
    _, classes = np.unique(classes, return_inverse=True)
    size = int(classes.max()) + 1
    made = staged(words, words, known=(), secrets=())
    coded = made.columns(names)
    everybody = np.arange(rows)
    ours = NaiveBayes(coded, everybody, classes, size).guess("members", everybody)
    table = np.stack([column.release for column in coded], axis=1)
    peer = CategoricalNB(min_categories=[len(column.losses) for column in coded])
    beliefs = peer.fit(table, classes).predict_joint_log_proba(table)
    # Of equally likely classes roundings choose.
    chosen = beliefs[everybody, ours]
    np.testing.assert_allclose(chosen, beliefs.max(axis=1), rtol=1e-9)


def test_the_nearest_rows_that_have_a_value_vote() -> None:
    secret = ["a", "b", "b", None, "c"]
    release = {"known": [1, 2, 3, 4, 5], "secret": secret}
    made = Secret(staged(release, {"known": [1], "secret": ["a"]}), "secret")
    codes = {text: code for code, text in enumerate(["a", "b", "c"], start=1)}
    distances = np.array(
        [
            [0.1, 0.1, 0.1],  # a and two b equally near
            [0.1, 0.2, 0.2],  # a is nearer than both b
            [0.0, 0.3, np.inf],  # the nearest has none
            [0.0, np.inf, np.inf],  # nobody has any
        ]
    )
    rows = np.array([[0, 1, 2], [0, 1, 2], [3, 4, -1], [3, -1, -1]])
    guesses = made.vote(distances, rows)
    assert guesses[:3].tolist() == [codes["b"], codes["a"], codes["c"]]
    assert np.isnan(guesses[3])


def test_numbers_are_guessed_right_within_a_twentieth_of_their_range() -> None:
    numbers = [float(number) for number in range(101)]
    members = {"known": [0.0] * 4, "secret": [50, 54.4, 54.6, None]}
    made = staged({"known": numbers, "secret": numbers}, members)
    secret = Secret(made, "secret")
    # The middle nine tenths reach from 5 to 95: 4.5 either side.
    people = np.arange(4)
    assert secret.has_value("members", people).tolist() == [True, True, True, False]
    guesses = np.full(4, 50.0)
    assert secret.right("members", people, guesses)[:3].tolist() == [True, True, False]


def test_a_generalised_secret_is_guessed_by_any_of_its_labels() -> None:
    wide = {str(number): "[0, 5)" if number < 5 else "[5, 10)" for number in range(10)}
    made = staged(
        {"known": ["x", "y"] * 5, "secret": ["3", "[5, 10)"] * 5},
        {"known": ["x", "y"], "secret": [3, 7]},
        spellings={"secret": [wide]},
    )
    secret = Secret(made, "secret")
    guesses = secret.value_of(secret.learn(("known",)).guess("members", np.arange(2)))
    assert secret.right("members", np.arange(2), guesses).tolist() == [True, True]


def test_what_everybody_can_be_guessed_by_is_no_gain() -> None:
    """The job tells the income of anybody; a release of others tells it of members and control."""
    rng = np.random.default_rng(1)

    def lawful(number: int) -> pa.Table:
        table = population(number, rng)
        jobs = table["job"].to_pylist()
        income = pa.array([40.0 + 10 * int(job[-1]) if job else 0.0 for job in jobs])
        return table.set_column(table.column_names.index("income"), "income", income)

    members, control, others = lawful(2500), lawful(2500), lawful(2500)
    found = attack_inference(scene(others, members, control, secrets=("income",)))
    by_model = found[1]
    assert by_model.main is not None
    assert by_model.baseline is not None
    assert by_model.main.share > 0.99
    assert by_model.baseline.share < 0.5
    assert all(figure.verdict != "found" for figure in found)


def test_the_baseline_is_the_best_guess_that_needs_no_knowledge() -> None:
    rng = np.random.default_rng(2)
    members, control = population(500, rng), population(500, rng)
    figure, _ = attack_inference(scene(members, members, control, secrets=("illness",)))
    _, counts = np.unique(np.asarray(members["illness"]), return_counts=True)
    assert figure.baseline is not None
    assert figure.baseline.share == pytest.approx(counts.max() / 500)
