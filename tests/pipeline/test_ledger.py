"""What a plan beside the ledger finds where subjects are many, and what budgets add up to."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sector_data as sd
from sector_data.errors import InputError, KeyRingError, LedgerError, ReleaseRefusedError
from sector_data.pipeline.ledger.comparing import Watch, refuse_if_exposing, spent_of, watch
from sector_data.pipeline.ledger.files import find, key_path, open_ledger, overlaps_of
from sector_data.pipeline.sourcing import read_source
from sector_data.sources.tables import Table
from sector_data.spec.ledger import BetweenReleases, Crossing, Spent
from sector_data.spec.ledger_settings import LedgerSpec
from sector_data.spec.plan import Plan
from sector_data.spec.reading import parse_pipeline
from sector_data.spec.synthesis import DifferentialPrivacySpec, SynthesisSpec

PIPELINE = """\
release: {{name: {name}}}
source: {{people: people.csv}}
subject: people.id
columns:
  people.id: drop
  people.area: {{role: quasi-identifier, transform: keep}}
  people.value: {{role: sensitive, transform: keep}}
privacy: {{k-anonymity: {k}, suppression-limit: 100%}}
ledger: {{path: ledger.sqlite, findings: refuse}}
"""
KEY = "ab" * 32


@dataclass(frozen=True)
class Office:
    """A folder with a ledger."""

    folder: Path

    @property
    def path(self) -> Path:
        return self.folder / "ledger.sqlite"

    def plan(
        self, name: str, ids: range, *, areas: int = 20, k: int = 5
    ) -> tuple[Plan, dict[str, Table]]:
        """Plan a release of people with these numbers, each in an area for good."""
        numbers = np.array(ids)
        frame = pd.DataFrame(
            {"id": numbers, "area": numbers * 7919 % areas, "value": numbers * 31 % 11}
        )
        text = PIPELINE.format(name=name, k=k)
        pipeline = parse_pipeline(text, base=self.folder)
        source = read_source(pipeline, {"people": frame})
        plan = sd.plan(
            pipeline.model_copy(update={"ledger": LedgerSpec(keep=False)}),
            tables={"people": frame},
        )
        whole = plan.model_copy(
            update={"pipeline": plan.pipeline.model_copy(update={"ledger": pipeline.ledger})}
        )
        return whole, source.tables

    def record(self, name: str, ids: range, *, epsilon: float | None = None, k: int = 5) -> None:
        plan, tables = self.plan(name, ids, k=k)
        bundle = self.folder / f"bundle-{name}"
        bundle.mkdir()
        (bundle / "SHA256SUMS").write_text(name)
        record = {
            "differential-privacy": {"epsilon": epsilon, "delta": 1e-7, "mechanism": "marginals"}
        }
        Watch(plan, tables, self.path).record(bundle, KEY, record)

    def compare(self, plan: Plan, tables: dict[str, Table]) -> BetweenReleases:
        found = Watch(plan, tables, self.path, key=KEY).compare()
        assert found is not None
        return found


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def only(found: BetweenReleases, kind: str) -> Crossing:
    (crossing,) = [c for c in found.crossings if c.kind == kind]
    return crossing


def test_too_many_changes_are_estimated_and_cannot_be_told(office: Office) -> None:
    office.record("first", range(9_000))

    found = office.compare(*office.plan("second", range(4_000, 14_000)))

    crossing = only(found, "differencing")
    assert crossing.shared is not None
    assert not crossing.shared.exact
    # One interval in twenty misses, whichever key was drawn; one twice as wide hardly ever does.
    half = (crossing.shared.high - crossing.shared.low) / 2
    assert abs(crossing.shared.estimate - 5_000) <= 2 * half
    assert crossing.exposes == "cannot tell"
    assert crossing.why_not is not None
    assert "about" in crossing.sentence
    with pytest.raises(ReleaseRefusedError, match="cannot be told"):
        refuse_if_exposing(found, office.plan("second", range(4_000, 14_000))[0].pipeline)


def test_few_changes_among_many_are_told_exactly(office: Office) -> None:
    office.record("first", range(20_000))

    crossing = only(office.compare(*office.plan("second", range(3, 20_500))), "differencing")

    assert crossing.shared is not None
    assert crossing.shared.exact
    assert (crossing.only_here, crossing.only_there) == (500, 3)
    assert crossing.exposes == "yes"


def test_new_subjects_in_groups_of_k_expose_nobody(office: Office) -> None:
    office.record("first", range(10_000))

    found = office.compare(*office.plan("second", range(10_500), areas=50))

    crossing = only(found, "differencing")
    assert (crossing.only_here, crossing.only_there, crossing.below_k) == (500, 0, 0)
    assert crossing.exposes == "no"
    refuse_if_exposing(found, office.plan("second", range(10_500))[0].pipeline)


def test_an_overlap_known_by_a_sample_makes_groups_that_cannot_be_told(office: Office) -> None:
    """A tenth is shared: areas have 450 subjects here and there, and 45 that are in both."""
    office.record("first", range(9_000), k=50)

    found = office.compare(*office.plan("second", range(8_100, 17_100), k=50))

    crossing = only(found, "intersection")
    assert crossing.exposes == "cannot tell"
    assert (crossing.smallest, crossing.below_k) == (450, 0)
    assert "by a sample only" in crossing.sentence
    assert [
        c.kind for c in office.compare(*office.plan("second", range(8_100, 17_100), k=20)).crossings
    ] == ["differencing"]


def test_large_releases_of_other_people_have_nothing_in_common(office: Office) -> None:
    office.record("first", range(9_000))

    assert office.compare(*office.plan("second", range(20_000, 29_000))).crossings == ()


def test_order_of_rows_changes_nothing(office: Office) -> None:
    office.record("first", range(500))
    forth = office.compare(*office.plan("second", range(3, 520), areas=40))
    back = office.compare(*office.plan("second", range(519, 2, -1), areas=40))

    assert forth == back
    assert forth.crossings


def budgeted(plan: Plan, epsilon: float, **limits: float) -> Plan:
    """Return a plan whose synthesis asks for a budget, under limits."""
    spec = DifferentialPrivacySpec(epsilon=epsilon, domain={"people.area": ("0", "1")})
    pipeline = plan.pipeline.model_copy(
        update={
            "synthesise": SynthesisSpec(engine="opendp", differential_privacy=spec),
            "ledger": LedgerSpec.model_validate({"epsilon_budget": 3.0, **limits}),
        }
    )
    return plan.model_copy(update={"pipeline": pipeline})


def test_epsilons_of_the_same_subjects_are_refused_above_the_budget(office: Office) -> None:
    office.record("first", range(300), epsilon=1.5)
    office.record("second", range(200, 400), epsilon=1)
    office.record("elsewhere", range(9_000, 9_100), epsilon=50)
    plan, tables = office.plan("third", range(250, 300), areas=5)

    within = budgeted(plan, 0.5)
    assert [c for c in office.compare(within, tables).crossings if c.kind == "budget"] == []
    above = budgeted(plan, 0.75)
    found = office.compare(above, tables)
    crossing = only(found, "budget")
    assert "With 2 earlier releases of the same subjects this one spends ε = 3.25" in (
        crossing.sentence
    )
    assert above.pipeline.ledger.findings == "warn"
    with pytest.raises(ReleaseRefusedError, match=r"ε = 3\.25"):
        refuse_if_exposing(found, above.pipeline)


def test_a_first_release_above_the_budget_is_refused(office: Office) -> None:
    plan, tables = office.plan("first", range(100))
    found = office.compare(budgeted(plan, 4), tables)

    assert "With 0 earlier releases" in only(found, "budget").sentence
    assert not office.path.exists()


def test_the_same_plan_again_spends_again(office: Office) -> None:
    plan, tables = office.plan("first", range(100))
    private = budgeted(plan, 2)
    bundle = office.folder / "bundle"
    bundle.mkdir()
    (bundle / "SHA256SUMS").write_text("one")
    Watch(private, tables, office.path).record(bundle, KEY, None)

    found = office.compare(private, tables)

    assert found.compared == 0
    assert "ε = 4" in only(found, "budget").sentence


def test_delta_has_a_budget_of_its_own(office: Office) -> None:
    plan, tables = office.plan("first", range(100))

    assert only(office.compare(budgeted(plan, 1, delta_budget=0), tables), "budget")


def test_synthetic_rows_are_compared_by_their_budgets_only(office: Office) -> None:
    office.record("first", range(300))
    plan, tables = office.plan("second", range(3, 300))
    assert office.compare(plan, tables).crossings

    assert office.compare(budgeted(plan, 1), tables).crossings == ()


@pytest.mark.parametrize(
    ("record", "spent"),
    [
        (None, None),
        ({}, None),
        ({"differential-privacy": None}, None),
        ({"differential-privacy": {"epsilon": None}}, None),
        ({"differential-privacy": {"epsilon": 1, "delta": 1e-9}}, Spent(epsilon=1, delta=1e-9)),
        ({"differential-privacy": {"rho": 0.1, "mechanism": "m"}}, Spent(rho=0.1, mechanism="m")),
    ],
)
def test_a_record_tells_what_was_spent(
    record: dict[str, dict[str, object] | None] | None, spent: Spent | None
) -> None:
    assert spent_of(record) == spent


def test_overlaps_are_told_with_their_interval(office: Office) -> None:
    office.record("first", range(9_000))
    office.record("second", range(4_000, 14_000))
    office.record("apart", range(50_000, 50_100))
    ledger = open_ledger(office.path)
    assert ledger is not None

    ((other, shared),) = overlaps_of(ledger, find(ledger, "first"))
    assert other.name == "second"
    assert shared.low <= 5_000 <= shared.high
    assert overlaps_of(ledger, find(ledger, "apart")) == []


def test_a_key_that_others_may_read_is_refused(office: Office) -> None:
    office.record("first", range(100))
    key_path(office.path).chmod(0o644)
    with pytest.raises(KeyRingError, match="ledger's key"):
        open_ledger(office.path)


def test_a_damaged_key_is_told(office: Office) -> None:
    office.record("first", range(100))
    key_path(office.path).write_text("no key")
    with pytest.raises(LedgerError, match="key of the ledger"):
        open_ledger(office.path)


def test_a_release_that_could_not_be_recorded_is_not_begun(office: Office) -> None:
    plan, tables = office.plan("first", range(100))
    (office.folder / "file").write_text("no folder")

    with pytest.raises(InputError, match="cannot be"):
        watch(plan, tables, office.folder / "file" / "ledger.sqlite", None, key=KEY)
