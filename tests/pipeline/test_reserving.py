"""A privacy budget is recorded before it is spent: kills, refusals and races hide none."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

import sector_data as sd
from sector_data.deidentify.keyring import KeyRing
from sector_data.errors import InputError, LedgerError, ReleaseRefusedError, SectorDataError
from sector_data.pipeline import recording, releasing, tabulating
from sector_data.pipeline.ledger.files import open_ledger
from sector_data.release.ledger.store import LedgerFile
from sector_data.spec.ledger import KeptRelease
from sector_data.spec.tabulation import TabulationForecast
from sector_data.synthesise import guarantee
from sector_data.synthesise.engines.opendp_marginals import Noised, Question
from sector_data.tabulation.answering import Answered
from tests.cli.running import sector_data
from tests.trust.test_killed import holds, start

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that can fork")

START = """
release: {name: wards}
source: {patients: patients.csv}
subject: patients.id
keys: {patients: id}
ledger: {epsilon-budget: 1.5}
"""
ROWS = """
columns: {patients.id: pseudonym, patients.ward: insensitive}
synthesise:
  tables: [patients]
  rows: {patients: 40}
  differential-privacy: {epsilon: 1, domain: {patients.ward: [Alpha, Beta]}}
"""
FIGURES = """
tabulate:
  {table: patients, epsilon: 1, domain: {patients.ward: [Alpha, Beta]},
   figures: [{measure: count, by: [patients.ward]}]}
"""


class Noise:
    """Stands for OpenDP, so that nothing but the order of things is tested."""

    name, licence, notice, limits = "opendp", "MIT", "", ()

    def versions(self) -> dict[str, str]:
        return {}

    def draw(self, codes: Any, question: Question, rows: int, **words: Any) -> Noised:
        made = np.random.default_rng().integers(0, 2, rows)
        return Noised(dict.fromkeys(question.sizes, made), 1.0, words["epsilon"], {}, [])


def _answer(*_: object) -> Answered:
    count = np.random.default_rng().integers(0, 2**40, 3)
    table = pa.table({"ward": ["Alpha", "Beta", None], "count": count, "plus_minus": [3.0] * 3})
    return Answered({"count_by_ward": table}, 1.0, 1.0, {"count_by_ward": 1.5})


def _forecast(*_: object) -> TabulationForecast:
    return TabulationForecast(
        table="patients", epsilon=1, delta=1e-9, rho=1, unit="one subject", contributions=1,
        figures=(),
    )  # fmt: skip


@dataclass(frozen=True)
class Office:
    """A folder with a pipeline, and one of the two ways that spend a budget."""

    folder: Path
    spend: Callable[..., Any]
    drawing: tuple[Any, str]
    """What draws noise."""
    writing: tuple[Any, str]
    """What writes the bundle, after noise was drawn."""

    def release(self, name: str = "out") -> None:
        self.spend(
            self.folder / "pipeline.yaml",
            output=self.folder / name,
            key_ring=self.folder / "keys.json",
        )

    def kept(self) -> list[KeptRelease]:
        ledger = open_ledger(self.folder / "ledger.sqlite")
        return [] if ledger is None else ledger.releases()

    def ledger(self, *words: str | Path) -> str:
        done = sector_data("ledger", *words, "--key-ring", self.folder / "keys.json")
        assert done.code == 0, done.err
        return " ".join(done.out.split())


@pytest.fixture(params=["run", "tabulate"])
def office(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Office:
    KeyRing.open(tmp_path / "keys.json", create=True).new("default", holder="office")
    rows = "".join(f"{n},{'Alpha' if n % 3 else 'Beta'}\n" for n in range(90))
    (tmp_path / "patients.csv").write_text(f"id,ward\n{rows}", encoding="utf-8")
    monkeypatch.setattr(guarantee, "OpenDpMarginals", Noise)
    monkeypatch.setattr(tabulating, "OpenDpMarginals", Noise)
    monkeypatch.setattr(tabulating, "answer", _answer)
    monkeypatch.setattr(tabulating, "forecast", _forecast)
    rows_wanted = request.param == "run"
    text = START + (ROWS if rows_wanted else FIGURES)
    (tmp_path / "pipeline.yaml").write_text(text, encoding="utf-8")
    if rows_wanted:
        return Office(tmp_path, sd.run, (Noise, "draw"), (releasing, "package"))
    return Office(tmp_path, sd.tabulate, (tabulating, "answer"), (tabulating, "write_tables"))


def _kill(*_: object, **__: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _killed_at(office: Office, where: tuple[Any, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Release in another process, which is killed where it calls something."""
    with monkeypatch.context() as patch:
        patch.setattr(*where, _kill)
        _, status = os.waitpid(start(office.release), 0)
    assert os.WTERMSIG(status) == signal.SIGKILL


@pytest.mark.parametrize("moment", ["drawing", "writing"])
def test_killed_while_it_spends_a_program_has_spent(
    moment: str, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    _killed_at(office, getattr(office, moment), monkeypatch)
    assert not (office.folder / "out").exists()
    (reserved,) = office.kept()
    assert (reserved.state, reserved.withdrawn) == ("reserved", None)
    assert reserved.spent is not None
    assert reserved.spent.epsilon == 1
    for word in ("list", "budget"):
        assert f"sector-data ledger settle {reserved.id} BUNDLE" in office.ledger(word)
    (line,) = json.loads(office.ledger("budget", "--json"))
    assert (line["epsilon"], line["reserved"]) == (1, [reserved.id])
    with pytest.raises(ReleaseRefusedError, match=r"spends ε = 2 .*the budget is ε = 1\.5"):
        office.release()

    # Nobody was given anything: the steward says so, and the budget is there again.
    office.ledger("withdraw", reserved.id, "--reason", "killed before it wrote")
    assert "settle" not in office.ledger("list")
    office.release()
    assert [(r.state, r.withdrawn is None) for r in office.kept()] == [
        ("reserved", False),
        ("released", True),
    ]


def test_killed_before_it_spends_a_program_has_spent_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    _killed_at(office, (LedgerFile, "reserve"), monkeypatch)
    assert office.kept() == []
    office.release()


def test_a_bundle_that_stands_is_entered_in_place_of_its_reservation(
    office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _killed_at(office, (LedgerFile, "complete"), monkeypatch)
    bundle = office.folder / "out"
    assert holds(bundle)
    (reserved,) = office.kept()
    assert reserved.state == "reserved"

    told = office.ledger("settle", reserved.id, bundle)
    (entered,) = office.kept()
    assert entered == reserved.model_copy(update={"digest": entered.digest, "state": "released"})
    assert entered.digest[:12] in told
    checked = sector_data(
        "release", "publish-check", bundle, "--key-ring", office.folder / "keys.json", "--json"
    )
    claims = {c["subject"]: c["verdict"] for c in json.loads(checked.out)["claims"]}
    assert claims["ledger"] == "holds"
    again = sector_data(
        "ledger", "settle", entered.id, bundle, "--key-ring", office.folder / "keys.json"
    )
    assert again.code == 2
    assert "is not reserved" in again.err


def test_another_bundle_or_a_changed_one_settles_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    _killed_at(office, office.writing, monkeypatch)
    (reserved,) = office.kept()
    file = office.folder / "pipeline.yaml"
    own = file.read_text(encoding="utf-8")
    file.write_text(
        own.replace("epsilon: 1,", "epsilon: 0.5,").replace("wards", "other"), encoding="utf-8"
    )
    office.release("other")
    ring = office.folder / "keys.json"

    def settle() -> str:
        done = sector_data("ledger", "settle", reserved.id, office.folder / "other", "--key-ring",
                           ring)  # fmt: skip
        assert done.code == 2
        return " ".join(done.err.split())

    assert "is another release than wards 1.0.0" in settle()
    (office.folder / "other" / "README.md").write_text("changed", encoding="utf-8")
    assert "does not verify" in settle()
    assert reserved in office.kept()


def test_what_was_not_drawn_is_not_paid_for(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        assert [r.state for r in office.kept()] == ["reserved"]
        raise SectorDataError("out of memory")

    with monkeypatch.context() as patch:
        patch.setattr(*office.drawing, fail)
        with pytest.raises(SectorDataError, match="out of memory") as met:
            office.release()
    assert "ledger" not in str(met.value)
    assert office.kept() == []
    office.release()
    assert [r.state for r in office.kept()] == ["released"]


def test_what_was_drawn_is_paid_for_though_nothing_is_released(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise InputError("The disk is full.", "Make room.")

    with monkeypatch.context() as patch:
        patch.setattr(*office.writing, fail)
        with pytest.raises(InputError, match=r"Make room\. What it spends .* counts"):
            office.release()
    assert not (office.folder / "out").exists()
    assert [r.state for r in office.kept()] == ["reserved"]


def test_a_bundle_that_could_not_be_entered_is_paid_for(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise LedgerError("The ledger cannot be written.")

    with monkeypatch.context() as patch:
        patch.setattr(LedgerFile, "complete", fail)
        with pytest.raises(LedgerError, match="does not stand in the ledger") as met:
            office.release()
    (reserved,) = office.kept()
    assert f"sector-data ledger settle {reserved.id} {office.folder / 'out'}" in str(met.value)


def test_of_programs_at_once_no_more_spend_than_may(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All have compared their plan with an empty ledger before any of them reserves."""
    many = 3
    module = recording if office.spend is sd.run else tabulating
    refuse = module.refuse_if_exposing

    def wait_for_all(*words: Any) -> None:
        refuse(*words)
        (office.folder / f"compared-{os.getpid()}").touch()
        ends = time.monotonic() + 100
        while len(list(office.folder.glob("compared-*"))) < many and time.monotonic() < ends:
            time.sleep(0.01)

    def attempt(name: str) -> None:
        try:
            office.release(name)
        except ReleaseRefusedError as refused:
            (office.folder / f"refused-{name}").write_text(str(refused), encoding="utf-8")

    monkeypatch.setattr(module, "refuse_if_exposing", wait_for_all)
    for process in [start(lambda n=n: attempt(f"out{n}")) for n in range(many)]:  # type: ignore[misc]
        assert os.waitpid(process, 0)[1] == 0
    assert len(list(office.folder.glob("compared-*"))) == many
    assert [r.state for r in office.kept()] == ["released"]
    assert len(list(office.folder.glob("out*/SHA256SUMS"))) == 1
    refused = [path.read_text(encoding="utf-8") for path in office.folder.glob("refused-*")]
    assert len(refused) == many - 1
    assert all("spends ε = 2" in told for told in refused)
