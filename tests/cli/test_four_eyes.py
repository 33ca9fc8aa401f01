"""A plan that a second key has to approve."""

from __future__ import annotations

from pathlib import Path

import pytest

from sector_data.deidentify.keyring import KeyRing
from tests.cli.running import Outcome, sector_data
from tests.cli.test_release import TERMS, verdicts, world
from tests.end_to_end.worlds import World, plain_world

__all__ = ["world"]

pytestmark = pytest.mark.slow


@pytest.fixture
def four_eyes(world: World, tmp_path: Path) -> Path:
    """Return a plan that the reviewer or the signing key itself may approve."""
    named = [KeyRing.open(world.key_ring).get(n).fingerprint for n in ("reviewer", "demo")]
    pipeline = world.edited(
        "eyes.yaml", (TERMS[1], f"{TERMS[1]}, approved-by: [{', '.join(named)}]")
    )
    plan = tmp_path / "plan.json"
    assert sector_data("plan", pipeline, "-o", plan, "-q").code == 0
    return plan


def approve(world: World, plan: Path, name: str) -> Outcome:
    ring = ("--key-ring", world.key_ring)
    return sector_data("release", "approve-plan", plan, "--key", name, "--yes", *ring)


def apply(world: World, plan: Path, target: Path) -> Outcome:
    return sector_data("apply", plan, "-o", target, "--key-ring", world.key_ring, "-q")


def test_a_plan_is_carried_out_after_a_second_key_approved_it(
    world: World, four_eyes: Path, tmp_path: Path
) -> None:
    target = tmp_path / "out"
    for step in (None, "demo"):  # nobody; then the key that signs, which is not a second one
        if step:
            assert approve(world, four_eyes, step).code == 0
        refused = apply(world, four_eyes, target)
        assert refused.code == 1
        assert "not been approved by a second key" in refused.err
        assert not target.exists()

    approved = approve(world, four_eyes, "reviewer")
    assert (approved.code, approved.err) == (0, "")
    assert apply(world, four_eyes, target).code == 0

    audited = sector_data("audit", target, "--json")
    assert verdicts(audited)["approval of the plan"] == "holds"
    replayed = sector_data(
        *("audit", target, "--source", four_eyes, "--key-ring", world.key_ring, "--json")
    )
    assert verdicts(replayed)["replay"] == "holds"


def test_only_the_keys_that_are_named_approve(world: World, four_eyes: Path) -> None:
    done = approve(world, four_eyes, "auditor")

    assert done.code == 2
    assert "none of those that may approve" in done.err
    assert list(four_eyes.parent.glob("*.approvals.jsonl")) == []


def test_a_plan_that_changed_after_its_approval_is_not_approved(
    world: World, four_eyes: Path, tmp_path: Path
) -> None:
    assert approve(world, four_eyes, "reviewer").code == 0
    text = four_eyes.read_text()
    assert '"k-anonymity": 5' in text
    four_eyes.write_text(text.replace('"k-anonymity": 5', '"k-anonymity": 2'))

    done = apply(world, four_eyes, tmp_path / "out")

    assert done.code == 2
    assert "about another plan" in done.err
    assert not (tmp_path / "out").exists()


def test_run_does_not_pass_by_the_second_pair_of_eyes(
    world: World, four_eyes: Path, tmp_path: Path
) -> None:
    target = tmp_path / "out"
    done = sector_data(
        *("run", world.folder / "eyes.yaml", "-o", target, "--key-ring", world.key_ring)
    )

    assert done.code == 1
    assert "release approve-plan" in done.err
    assert not target.exists()


def test_an_approved_plan_is_not_written_over(world: World, four_eyes: Path) -> None:
    assert approve(world, four_eyes, "reviewer").code == 0
    approved = four_eyes.read_bytes()
    again = sector_data("plan", world.folder / "eyes.yaml", "-o", four_eyes, "-q")
    assert (again.code, four_eyes.read_bytes()) == (0, approved)  # the same plan
    other = sector_data("plan", world.pipeline, "-o", four_eyes, "-q")
    assert other.code == 2
    assert "is approved" in other.err
    assert "Fix: Name another file with -o" in other.err
    assert four_eyes.read_bytes() == approved


def test_an_approver_is_asked(
    world: World, four_eyes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda _: "n")
    done = sector_data(
        *("release", "approve-plan", four_eyes, "--key", "reviewer"),
        *("--key-ring", world.key_ring),
    )

    assert done.code == 1
    assert "people  200 rows" in done.out
    assert "The plan is not approved; nothing was written." in done.out
    assert "Between releases" not in done.out
    assert list(four_eyes.parent.glob("*.approvals.jsonl")) == []


def test_an_approver_sees_what_earlier_releases_tell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The plan does not say it, since it is published; what `plan` showed is shown again."""
    office = plain_world(tmp_path / "office")
    ring = ("--key-ring", office.key_ring)
    first = sector_data("run", office.pipeline, "-o", office.folder / "first", *ring, "-q")
    assert first.code == 0, first.err
    people = (office.folder / "people.csv").read_text("utf-8").splitlines()
    gone = {line.split(",")[0] for line in people[1:6]}
    visits = (office.folder / "visits.csv").read_text("utf-8").splitlines()
    left = [visit for visit in visits if visit.split(",")[1] not in gone]
    (office.folder / "people.csv").write_text("\n".join([people[0], *people[6:]]), "utf-8")
    (office.folder / "visits.csv").write_text("\n".join(left), "utf-8")
    plan = office.folder / "fewer.json"
    assert sector_data("plan", office.pipeline, "-o", plan, "-q", *ring).code == 0

    monkeypatch.setattr("click.termui.visible_prompt_func", lambda _: "n")
    asked = sector_data("release", "approve-plan", plan, "--key", "demo", *ring)
    assert "only in small-visits 1.0.0" in " ".join(asked.out.split())

    (office.folder / "people.csv").unlink()
    blind = sector_data("release", "approve-plan", plan, "--key", "demo", *ring)
    assert "together with earlier releases is not known" in " ".join(blind.out.split())
    assert blind.code == 1
