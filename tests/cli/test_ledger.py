"""`sector-data ledger` and what `plan`, `apply` and `run` say of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sector_data.cli.views.ledger import show_between
from sector_data.errors import LedgerError
from sector_data.release.ledger.store import LedgerFile
from sector_data.spec.ledger import BetweenReleases, Crossing
from sector_data.spec.ledger_settings import LedgerSpec
from tests.cli.running import sector_data
from tests.end_to_end.worlds import World, plain_world

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Return a world with one release in its ledger."""
    world = plain_world(tmp_path_factory.mktemp("recorded") / "world")
    done = sector_data(
        "run", world.pipeline, "-o", world.folder / "first", "--key-ring", world.key_ring, "-q"
    )
    assert (done.code, done.out) == (0, ""), done.err
    return world


@pytest.fixture
def fewer(recorded: World) -> Path:
    """Return a pipeline of the same people but five."""
    lines = (recorded.folder / "people.csv").read_text().splitlines()
    (recorded.folder / "fewer.csv").write_text("\n".join([lines[0], *lines[6:]]))
    gone = {line.split(",")[0] for line in lines[1:6]}
    visits = (recorded.folder / "visits.csv").read_text().splitlines()
    left = [v for v in visits if v.split(",")[1] not in gone]
    (recorded.folder / "fewer-visits.csv").write_text("\n".join(left))
    return recorded.edited(
        "fewer.yaml",
        ("name: small-visits", "name: fewer-visits"),
        ("people: people.csv", "people: fewer.csv"),
        ("visits: visits.csv", "visits: fewer-visits.csv"),
    )


def ledger(world: World, *arguments: str) -> list[str]:
    return ["ledger", *arguments, "--key-ring", str(world.key_ring)]


def test_a_release_is_listed_and_shown(recorded: World) -> None:
    listed = sector_data(*ledger(recorded, "list"))
    as_json = json.loads(sector_data(*ledger(recorded, "list", "--json")).out)

    assert (listed.code, listed.err) == (0, "")
    assert "small-visits 1.0.0" in listed.out
    (kept,) = as_json
    assert {t["table"]: t["unit"] for t in kept["tables"]} == {
        "people": "subject people.person_id",
        "visits": "subject people.person_id",
    }
    for word in (kept["digest"][:12], "small-visits", "small-visits 1.0.0"):
        shown = sector_data(*ledger(recorded, "show", word))
        assert kept["digest"] in shown.out
        assert "zip: quasi-identifier, generalise, level" in shown.out
    same = sector_data(*ledger(recorded, "show", "small-visits", "--json"))
    assert json.loads(same.out) == {**kept, "shares": {}}
    assert json.loads(sector_data(*ledger(recorded, "budget", "--json")).out) == []


def test_an_unknown_release_is_told(recorded: World) -> None:
    for word in ("nobody", "00", ""):
        done = sector_data(*ledger(recorded, "show", word))
        assert done.code == 2
        assert "sector-data ledger list" in done.err


def test_no_ledger_is_told(tmp_path: Path) -> None:
    done = sector_data("ledger", "list", "--ledger", tmp_path / "none.sqlite")

    assert done.code == 2
    assert "There is no ledger" in done.err
    assert list(tmp_path.iterdir()) == []


def test_a_ledger_without_its_key_is_told(recorded: World, tmp_path: Path) -> None:
    lone = tmp_path / "ledger.sqlite"
    lone.write_bytes((recorded.folder / "ledger.sqlite").read_bytes())
    lone.chmod(0o600)

    done = sector_data("plan", recorded.pipeline, "--ledger", lone, "-o", tmp_path / "plan.json")

    assert done.code == 2
    assert "key of the ledger" in done.err
    assert not (tmp_path / "plan.json").exists()


def test_plan_warns_and_refuses(recorded: World, fewer: Path, tmp_path: Path) -> None:
    target = tmp_path / "plan.json"
    ring = ("--key-ring", recorded.key_ring)

    warned = sector_data("plan", fewer, "-o", target, *ring)
    assert (warned.code, warned.err) == (0, "")
    assert "Between releases" in warned.out
    assert "only in small-visits 1.0.0" in " ".join(warned.out.split())
    as_json = sector_data("plan", fewer, "-o", target, *ring, "--json")
    assert "Warning: people: " in as_json.err
    assert json.loads(as_json.out) == json.loads(target.read_text())
    assert "small-visits" not in target.read_text()
    target.unlink()

    fewer.write_text(fewer.read_text() + "\nledger: {findings: refuse}\n")
    for verb in ("plan", "run"):
        refused = sector_data(verb, fewer, "-o", target, *ring)
        assert refused.code == 1
        assert "The release was refused; nothing was written." in refused.err
        assert not target.exists()


def test_two_releases_of_one_name_are_told_apart(capsys: pytest.CaptureFixture[str]) -> None:
    def crossing(release: str, name: str) -> Crossing:
        return Crossing(
            kind="differencing",
            exposes="yes",
            release=release,
            name=name,
            sentence=f"People are only in {name}.",
        )

    alike = (crossing("aaa", "stays 1.0.0"), crossing("bbb", "stays 1.0.0"))
    other = crossing("ccc", "ages 1.0.0")
    show_between(BetweenReleases(compared=3, crossings=(*alike, other)), LedgerSpec())
    told = capsys.readouterr().out
    assert "! aaa: People are only in stays 1.0.0." in told
    assert "! bbb: People are only in stays 1.0.0." in told
    assert "! People are only in ages 1.0.0." in told


def test_the_ledger_is_named_by_option_pipeline_and_environment(
    recorded: World, fewer: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = ("plan", fewer, "-o", tmp_path / "plan.json")
    named = recorded.folder / "ledger.sqlite"

    assert "Between releases" not in sector_data(*plan).out
    assert "Between releases" in sector_data(*plan, "--ledger", named).out
    monkeypatch.setenv("SECTOR_DATA_LEDGER", str(named))
    assert "Between releases" in sector_data(*plan).out
    monkeypatch.setenv("SECTOR_DATA_LEDGER", str(tmp_path / "none.sqlite"))
    assert "Between releases" not in sector_data(*plan).out
    fewer.write_text(fewer.read_text() + "\nledger: ledger.sqlite\n")
    assert "Between releases" in sector_data(*plan).out
    fewer.write_text(fewer.read_text().replace("ledger: ledger.sqlite", "ledger: off"))
    assert "Between releases" not in sector_data(*plan).out


def test_a_withdrawn_release_does_not_count(recorded: World, fewer: Path, tmp_path: Path) -> None:
    bare = sector_data(*ledger(recorded, "withdraw", "small-visits", "--reason", "so"))
    assert bare.code == 2
    assert "reason" in bare.err

    done = sector_data(*ledger(recorded, "withdraw", "small-visits", "--reason", "a mere trial"))

    assert (done.code, done.err) == (0, "")
    assert "(withdrawn)" in sector_data(*ledger(recorded, "list")).out.replace("\n", "")
    ring = ("--key-ring", recorded.key_ring)
    planned = sector_data("plan", fewer, "-o", tmp_path / "plan.json", *ring)
    assert "Between releases" not in planned.out


def test_a_release_that_is_not_recorded_says_so(
    recorded: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk fills up between the bundle and its entry."""

    def full(*_: object) -> None:
        raise LedgerError("The ledger cannot be written (disk full).", "Make room.")

    monkeypatch.setattr(LedgerFile, "add", full)
    target = tmp_path / "out"
    pipeline = recorded.edited("unrecorded.yaml", ("k-anonymity: 5", "k-anonymity: 6"))
    done = sector_data("run", pipeline, "-o", target, "--key-ring", recorded.key_ring)

    assert done.code == 2
    assert "is written, but does not stand in the ledger" in done.err
    assert "--replace" in done.err
    assert (target / "SHA256SUMS").is_file()
