"""Bad input is refused by `check` or, where values show it, by `plan`: with rule and remedy."""

from __future__ import annotations

import base64
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sector_data.deidentify.keyring import KeyRing
from sector_data.pipeline.checking import files as prechecking
from sector_data.spec.packs import PolicyPack, parse_policy
from tests.cli.running import Outcome, sector_data
from tests.end_to_end.worlds import World, plain_world
from tests.pipeline.test_linting import frames

BOOKS = """\
release: {name: r}
source: {people: people.csv, sales: sales.csv}
subject: people.id
keys: {people: id}
references: {sales.person: people.id}
privacy: {k-anonymity: 1}
columns:
"""
QUIET = {
    "people.card": "drop", "people.card_hash": "drop", "people.seen": "drop",
    "people.seen_year": "drop", "people.latitude": "drop", "people.longitude": "drop",
    "people.job": "{role: insensitive}", "sales.pan": "drop",
}  # fmt: skip


CODED = "{entity: CREDIT_CARD, transform: pseudonym}"
KEPT = "{role: insensitive, transform: keep}"


def flat(outcome: Outcome) -> str:
    return " ".join((outcome.out + outcome.err).split())


def books(folder: Path, head: str = "", **columns: str) -> Path:
    """Write people with cards and what they bought, and a pipeline that says this of columns."""
    for name, frame in frames().items():
        frame.to_csv(folder / f"{name}.csv", index=False)
    said = QUIET | {name.replace("__", "."): value for name, value in columns.items()}
    path = folder / "books.yaml"
    lines = "".join(f"  {name}: {value}\n" for name, value in said.items())
    path.write_text(head + BOOKS + lines, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("columns", "rule", "remedy"),
    [
        pytest.param(
            {"people__card": "truncate-pan", "sales__pan": CODED},
            "PCI SSC FAQ 1308",
            "Give both the same transform",
            id="two derivations of one PAN",
        ),
        pytest.param(
            {"people__card_hash": KEPT},
            "PCI DSS 3.5.1.1, WP29 05/2014",
            "Make it a pseudonym, which is keyed",
            id="plain hash of an identifier",
        ),
        pytest.param(
            {"people__seen": "shift-date", "people__seen_year": KEPT},
            "give",
            "truncate both to the year and shift none",
            id="date shift with the unshifted year",
        ),
    ],
)  # fmt: skip
def test_what_names_suspect_is_warned_of_and_refused_once_values_show_it(
    tmp_path: Path, columns: dict[str, str], rule: str, remedy: str
) -> None:
    file = books(tmp_path, **columns)
    checked = sector_data("check", file)
    assert checked.code == 0, checked.out
    assert rule in flat(checked)
    assert remedy in flat(checked)
    assert "\n! " in checked.out
    planned = sector_data("plan", file, "-o", tmp_path / "plan.json")
    assert planned.code == 2
    assert rule in flat(planned)
    assert remedy in flat(planned)
    assert not (tmp_path / "plan.json").exists()


def test_a_pseudonym_alphabet_that_is_too_small_for_the_count(tmp_path: Path) -> None:
    file = books(tmp_path, people__id="{transform: {pseudonym: {length: 7, alphabet: digits}}}")
    assert sector_data("check", file).code == 0, "nobody counted yet"
    planned = sector_data("plan", file, "-o", tmp_path / "plan.json")
    assert planned.code == 2
    assert "too few for 40 different values" in flat(planned)
    assert "Make the length 9 or more" in flat(planned)


@pytest.mark.parametrize("octets", [16, 32, 63])
def test_a_key_that_is_too_short(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, octets: int
) -> None:
    secret = base64.b64encode(bytes(range(octets))).decode()
    monkeypatch.setenv("SECTOR_DATA_KEY_DEFAULT", secret)
    checked = sector_data("check", books(tmp_path))
    assert checked.code == 2
    assert "release.key $SECTOR_DATA_KEY_DEFAULT is not 64 bytes" in flat(checked)
    assert "head -c 64 /dev/urandom" in flat(checked)
    assert secret not in checked.out + checked.err


def test_a_sealed_key_ring_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "keys.json"
    ring = KeyRing.open(path, create=True)
    ring.new("default", holder=None)
    ring.seal("four words of no use")
    checked = sector_data("check", books(tmp_path), "--key-ring", path)
    assert checked.code == 0
    assert "the key ring is sealed, so that its key was not looked at" in flat(checked)
    monkeypatch.setenv("SECTOR_DATA_PASSPHRASE", "four words of no use")
    opened = sector_data("check", books(tmp_path), "--key-ring", path)
    assert (opened.code, "release.key" in opened.out) == (0, False)
    monkeypatch.setenv("SECTOR_DATA_PASSPHRASE", "four other words of no use")
    assert sector_data("check", books(tmp_path), "--key-ring", path).code == 2


def test_a_key_ring_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    KeyRing.open(path, create=True).new("default", holder=None)
    path.chmod(0o644)
    checked = sector_data("check", books(tmp_path), "--key-ring", path)
    assert checked.code == 2
    assert "release.key" in checked.out


def test_a_key_that_is_not_there_yet_is_a_warning(tmp_path: Path) -> None:
    checked = sector_data("check", books(tmp_path))
    assert checked.code == 0
    assert "There is no key 'default'" in flat(checked)
    assert "sector-data keys new default" in flat(checked)


def test_a_pack_that_is_unknown(tmp_path: Path) -> None:
    checked = sector_data("check", books(tmp_path, "policy: hipaa-safe-harbour\n"))
    assert checked.code == 2
    assert "unknown policy 'hipaa-safe-harbour'. Fix: Did you mean 'hipaa-safe-harbor'?" in flat(
        checked
    )


def invented(name: str, rule: str, extra: str = "") -> PolicyPack:
    return parse_policy(
        f"{{id: {name}, version: 1.0.0, title: {name}, jurisdiction: US, status: guidance, "
        f"source: Book of {name}, retrieved: 2026-01-31, {extra} rules: [{{id: r, title: t, "
        f'source: "{name}, article 1", applies-to: [{{entities: [CREDIT_CARD]}}], {rule}}}]}}',
        file=name,
    )


@pytest.fixture
def instead(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Let names of packs mean packs that no law wrote."""

    def mean(**packs: PolicyPack) -> None:
        monkeypatch.setattr(
            prechecking,
            "load_policy",
            {k.replace("_", "-"): v for k, v in packs.items()}.__getitem__,
        )

    return mean


def test_a_pack_that_is_out_of_date(tmp_path: Path, instead: Any) -> None:
    until = date(2020, 12, 31)
    instead(gdpr_wp29=invented("old", "accepts: [drop]", f"in-force-until: {until},"))
    checked = sector_data("check", books(tmp_path, "policy: gdpr-wp29\n"))
    assert checked.code == 2
    assert "old is out of date: Book of old was in force until 2020-12-31" in flat(checked)
    assert "Name the pack of the text that replaced it" in flat(checked)


def test_packs_that_contradict_each_other_are_refused_with_both_sources(
    tmp_path: Path, instead: Any
) -> None:
    instead(
        gdpr_wp29=invented("coded", "accepts: [pseudonym]"),
        iso_27559=invented("cut", "accepts: [truncate-pan]"),
    )
    checked = sector_data("check", books(tmp_path, "policy: [gdpr-wp29, iso-27559]\n"))
    assert checked.code == 2
    assert "the packs contradict each other" in flat(checked)
    assert "(coded, article 1)" in flat(checked)
    assert "(cut, article 1)" in flat(checked)
    assert "Leave one of them out" in flat(checked)


def test_recipients_that_a_pack_does_not_allow(tmp_path: Path) -> None:
    checked = sector_data("check", books(tmp_path, "policy: hipaa-limited-data-set\n"))
    assert checked.code == 2
    assert "release.recipient 'public' is not allowed by hipaa-limited-data-set" in flat(checked)
    assert "It allows: registered, secure-room" in flat(checked)


@pytest.fixture(scope="module")
def wrong(tmp_path_factory: pytest.TempPathFactory) -> World:
    world = plain_world(tmp_path_factory.mktemp("wrong") / "world")
    world.edited(
        "wrong.yaml",
        ("people.surname: drop", "people.surname: pseudonym"),
        ("visits.day: shift-date", "visits.dya: shift-date"),
        ("source:", "policy: hipaa-safe-harbor\nsource:"),
    )
    world.edited(
        "broken.yaml", ("people.surname: drop", "people.surname: pseudonym"),
        ("source:", "policy: hipaa-safe-harbor\nsource:"),
    )  # fmt: skip
    return world


def test_mistakes_have_their_lines(wrong: World) -> None:
    checked = sector_data("check", wrong.folder / "wrong.yaml", "--key-ring", wrong.key_ring)
    assert checked.code == 2
    assert "wrong.yaml:12: columns.visits.dya" in checked.out
    assert "Did you mean 'day'?" in flat(checked)


def test_json_is_the_same_for_programs(wrong: World) -> None:
    file = wrong.folder / "broken.yaml"
    told = json.loads(sector_data("check", file, "--json", "--key-ring", wrong.key_ring).out)
    assert told["passed"] is False
    first = next(m for m in told["mistakes"] if m["place"] == "columns.people.surname")
    assert first["line"] == 8
    assert "A-names" in first["message"]
    assert "164.514(b)(2)(i)(A)" in first["message"]
    assert first["remedy"].startswith("It accepts: drop.")
    surname = next(c for c in told["columns"] if c["column"] == "surname")
    assert surname["rules"][0]["pack"] == "hipaa-safe-harbor"
    assert set(told) == {"pipeline", "passed", "mistakes", "warnings", "questions", "columns"}


def test_a_sound_pipeline_passes_in_80_columns(wrong: World) -> None:
    checked = sector_data("check", wrong.pipeline, "--key-ring", wrong.key_ring)
    assert checked.code == 0
    body = [line for line in checked.out.splitlines() if str(wrong.folder) not in line]
    assert max(map(len, body)) <= 80
    assert "0 mistakes, 0 warnings. No value of the data was read." in flat(checked)
    quiet = sector_data("check", wrong.pipeline, "-q", "--key-ring", wrong.key_ring)
    assert (quiet.code, quiet.out) == (0, "")


def test_what_is_no_pipeline(tmp_path: Path) -> None:
    gone = sector_data("check", tmp_path / "gone.yaml")
    assert (gone.code, gone.out) == (2, "")
    (tmp_path / "bad.yaml").write_text("release: {nam: r}\n", encoding="utf-8")
    bad = sector_data("check", tmp_path / "bad.yaml")
    assert bad.code == 2
    assert "bad.yaml:1: release.nam" in flat(bad)
    told = json.loads(sector_data("check", tmp_path / "bad.yaml", "--json").out)
    assert told["columns"] == []
    assert told["mistakes"]
