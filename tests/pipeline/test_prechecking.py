"""Checks before any value is read: drafts pass, and what is told is what the plan would say."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest

import sector_data as sd
from sector_data.errors import SpecificationError
from sector_data.pipeline.checking.files import check
from sector_data.spec.packs import load_policy, policy_names
from tests.end_to_end.worlds import World, health_world
from tests.pipeline.test_linting import luhn

NAMES = (["Ada", "Bo", "Cy", "Di"], ["Rossi", "Weber", "Martin"])


def bank(folder: Path) -> list[Path]:
    """Write customers and their card payments."""
    rng = random.Random(5)
    ids = [f"C{1000 + 3 * number}" for number in range(120)]
    first, born = date(2024, 1, 1), date(1940, 1, 1)
    frames = {
        "customers": pd.DataFrame(
            {
                "customer_id": ids,
                "name": [" ".join(map(rng.choice, NAMES)) for _ in ids],
                "email": [f"u{number}@example.org" for number in range(len(ids))],
                "birth_date": [born + timedelta(days=rng.randrange(22_000)) for _ in ids],
                "zip": [f"0{rng.randrange(1000, 2700)}" for _ in ids],
                "annual_income": [rng.randrange(10_000, 200_000) for _ in ids],
                "street_address": [f"{rng.randrange(1, 200)} Main Street" for _ in ids],
            }
        ),
        "payments": pd.DataFrame(
            {
                "payment_id": [f"T{number}" for number in range(300)],
                "customer_id": rng.choices(ids, k=300),
                "card_number": [luhn(f"4{rng.randrange(10**14):014d}") for _ in range(300)],
                "day": [first + timedelta(days=rng.randrange(300)) for _ in range(300)],
                "amount": [round(rng.random() * 900, 2) for _ in range(300)],
                "latitude": [48 + rng.random() for _ in range(300)],
                "longitude": [2 + rng.random() for _ in range(300)],
            }
        ),
    }  # fmt: skip
    for name, frame in frames.items():
        frame.to_csv(folder / f"{name}.csv", index=False)
    return [folder / f"{name}.csv" for name in frames]


@pytest.fixture(scope="module")
def finance(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return bank(tmp_path_factory.mktemp("bank"))


@pytest.fixture(scope="module")
def health(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    world = health_world(tmp_path_factory.mktemp("health") / "world", patients=60, notes=10)
    return sorted((world.folder / "data").glob("*.csv"))


@pytest.mark.parametrize("name", policy_names())
@pytest.mark.parametrize("which", ["health", "finance"])
def test_a_draft_under_any_pack_passes(
    tmp_path: Path, name: str, which: str, request: pytest.FixtureRequest
) -> None:
    data = request.getfixturevalue(which)
    target = tmp_path / "pipeline.yaml"
    sector = "health" if which == "health" else None
    draft = sd.init(data, target=target, policies=[name], sector=sector)
    target.write_text(draft.text, encoding="utf-8")
    found = check(target)
    assert found.mistakes == ()
    assert len(found.columns) == sum(len(pd.read_csv(path, nrows=0).columns) for path in data)
    bound = {rule.rule for column in found.columns for rule in column.rules}
    assert bound <= {rule.id for rule in load_policy(name).rules}
    assert bound or name == "jp-my-number", "there is no My Number and no text"


def test_all_packs_that_allow_everybody_together_give_a_draft_that_passes(
    tmp_path: Path, finance: list[Path]
) -> None:
    target = tmp_path / "pipeline.yaml"
    public = [name for name in policy_names() if load_policy(name).recipients is None]
    target.write_text(sd.init(finance, target=target, policies=public).text, encoding="utf-8")
    assert check(target).mistakes == ()


@pytest.fixture
def world(tmp_path: Path, finance: list[Path]) -> World:
    """Return a pipeline over the bank under Safe Harbor that is right."""
    for path in finance:
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "pipeline.yaml").write_text(
        """\
release: {name: bank, key: demo}
policy: [hipaa-safe-harbor, pci-dss-pan]
source: {customers: customers.csv, payments: payments.csv}
subject: customers.customer_id
keys: {customers: customer_id, payments: payment_id}
references: {payments.customer_id: customers.customer_id}
columns:
  customers.name: drop
  customers.zip: {role: quasi-identifier, transform: zip3}
  payments.day: {transform: {truncate-date: {to: year}}}
  payments.amount: {transform: {round: {to: 10}}}
""",
        encoding="utf-8",
    )
    return World(tmp_path)


def test_each_column_names_the_rules_that_bind_it(world: World) -> None:
    columns = {f"{c.table}.{c.column}": c for c in check(world.pipeline).columns}
    zips = columns["customers.zip"]
    assert [(r.pack, r.rule, r.status, r.applied) for r in zips.rules] == [
        ("hipaa-safe-harbor", "B-zip", "binding", True)
    ]
    assert zips.told_by == "pipeline"
    cards = columns["payments.card_number"]
    assert [r.pack for r in cards.rules] == ["hipaa-safe-harbor", "pci-dss-pan"]
    assert (cards.transform, cards.told_by) == ("drop", "name")
    assert columns["payments.amount"].rules == ()


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("transform: zip3", "transform: keep", "columns.customers.zip"),
        ("{to: year}", "{to: month}", "columns.payments.day"),
        ("customers.name: drop", "customers.email: pseudonym", "columns.customers.email"),
        ("customers.name: drop", "customers.email: keep", "columns.customers.email"),
    ],
)
def test_what_check_refuses_plan_refuses_in_the_same_words(
    world: World, old: str, new: str, place: str
) -> None:
    file = world.edited("wrong.yaml", (old, new))
    found = check(file)
    with pytest.raises(SpecificationError) as caught:
        sd.plan(file)
    [told] = found.mistakes
    [planned] = caught.value.problems
    assert told.path == planned.path == place
    assert (told.message, told.line) == (planned.message, planned.line)
    assert told.hint is not None
    assert told.hint.startswith(planned.hint or "")
    assert "164.514" in told.message


def test_a_misleading_name_is_settled_by_the_pipeline(world: World) -> None:
    wrong = world.edited("wrong.yaml", ("customers.name: drop", "customers.email: keep"))
    [problem] = check(wrong).mistakes
    assert problem.hint is not None
    assert "entity:" in problem.hint
    right = "customers.email: {role: insensitive, entity: CATEGORY, transform: keep}"
    assert check(world.edited("right.yaml", ("customers.name: drop", right))).passed


def test_without_data_only_what_is_named_is_looked_at(world: World) -> None:
    for path in world.folder.glob("*.csv"):
        path.unlink()
    found = check(world.pipeline, data=False)
    assert found.passed
    assert {f"{c.table}.{c.column}" for c in found.columns} == {
        "customers.customer_id", "customers.name", "customers.zip",
        "payments.customer_id", "payments.payment_id", "payments.day", "payments.amount",
    }  # fmt: skip
    missing = check(world.pipeline)
    assert [problem.path for problem in missing.mistakes] == ["source.customers", "source.payments"]


def test_unverified_numbers_are_told_and_not_applied(world: World) -> None:
    change = ("[hipaa-safe-harbor, pci-dss-pan]", "[nhs-small-numbers, hmda-public-lar]")
    file = world.edited("unverified.yaml", change)
    found = check(file)
    assert found.passed, "what nobody compared with its source refuses nothing"
    told = " ".join(problem.message for problem in found.warnings)
    assert "k = 8 is unverified and not applied" in told
    assert "payments.amount" in told
    confirmed = world.edited(
        "confirmed.yaml",
        change,
        ("source: {", "policy-confirmed: [hmda-public-lar]\nsource: {"),
    )
    places = {problem.path for problem in check(confirmed).mistakes}
    assert {"columns.payments.amount", "columns.customers.zip"} <= places


def test_keys_of_parquet_files_count_their_rows(world: World) -> None:
    short = "{transform: {pseudonym: {length: 7, alphabet: digits}}}"
    pd.read_csv(world.folder / "payments.csv").to_parquet(world.folder / "payments.parquet")
    file = world.edited(
        "short.yaml",
        ("payments.csv", "payments.parquet"),
        ("columns:\n", f"columns:\n  payments.payment_id: {short}\n"),
    )
    [problem] = check(file).mistakes
    assert problem.path == "columns.payments.payment_id"
    assert "too few for 300 different values" in problem.message
