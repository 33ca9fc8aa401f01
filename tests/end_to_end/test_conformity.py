"""The statement of policy packs in a bundle, from the run to an auditor who trusts nobody."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import sector_data as sd
from sector_data.cli.views.releases import show_release
from sector_data.deidentify.keyring import KeyRing
from sector_data.errors import InputError, ReleaseRefusedError
from sector_data.pipeline.releasing import Released
from sector_data.release.sealing import sign_bundle
from sector_data.spec.evidence.conformity import DISCLAIMER, Conformity
from sector_data.spec.packs import PolicyPack, load_policy
from tests.end_to_end.worlds import World, copy_of

PACKS = ("hipaa-safe-harbor", "appi-anonymous", "nhs-small-numbers")
STATEMENT = "evidence/conformity.json"


@pytest.fixture(scope="module")
def done(plain: World) -> Released:
    pipeline = plain.edited(
        "governed.yaml",
        ("source:", f"policy: [{', '.join(PACKS)}]\nsource:"),
        ("key: demo}", "key: demo, languages: [en, de, ja]}"),
        ("people.age: {role: quasi-identifier, hierarchy: age}", "people.age: drop"),
        ("people.zip: {role: quasi-identifier, hierarchy: us-zip}", "people.zip: drop"),
        ("visits.day: shift-date", "visits.day: drop"),
    )
    target = plain.folder / "governed"
    return sd.run(pipeline, output=target, key_ring=plain.key_ring)


@pytest.fixture(scope="module")
def governed(done: Released) -> Path:
    return done.bundle


def statement(bundle: Path) -> Conformity:
    return Conformity.model_validate_json((bundle / STATEMENT).read_bytes())


def claims(bundle: Path) -> dict[str, tuple[str, str]]:
    report = sd.audit(bundle)
    return {c.subject: (c.verdict, c.sentence) for c in report.claims if "conformity" in c.subject}


def sealed(bundle: Path, world: World) -> Path:
    """Sign a changed bundle again, as a publisher who lies would."""
    for name in ("SHA256SUMS", "release.intoto.jsonl", "signer.pub"):
        (bundle / name).unlink()
    sign_bundle(bundle, [], KeyRing.open(world.key_ring).get("other").signing_key())
    return bundle


def test_whoever_runs_it_is_told(done: Released, capsys: pytest.CaptureFixture[str]) -> None:
    assert done.conformity == statement(done.bundle)
    assert done.summary()["conformity"]["packs"][0]["pack"] == PACKS[0]
    show_release(done, as_json=False, quiet=False)
    counted = statement(done.bundle).packs[0]
    assert (
        f"  {PACKS[0]}: {counted.count('holds')} hold, {counted.count('needs a human')} need"
        in capsys.readouterr().out
    )


def test_a_bundle_states_every_pack_and_promises_nothing(governed: Path) -> None:
    stated = statement(governed)
    assert [pack.pack for pack in stated.packs] == list(PACKS)
    assert stated.disclaimer == DISCLAIMER
    assert stated.failures() == []
    lines = {(pack.pack, line.id): line for pack in stated.packs for line in pack.lines}
    assert lines["hipaa-safe-harbor", "B-zip"].verdict == "holds"
    assert lines["appi-anonymous", "34-2-leaks"].measured == 0
    unverified = lines["nhs-small-numbers", "k-anonymity"]
    assert (unverified.verdict, unverified.evidence) == ("needs a human", "unverified")
    assert STATEMENT in (governed / "SHA256SUMS").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", ["", ".de", ".ja"])
def test_pages_show_every_pack(governed: Path, language: str) -> None:
    page = (governed / f"report{language}.html").read_text(encoding="utf-8")
    readme = (governed / f"README{language}.md").read_text(encoding="utf-8")
    for name in PACKS:
        assert load_policy(name).title in page
        assert f"{name} {load_policy(name).version}" in page
    assert STATEMENT in readme


def test_an_audit_comes_to_the_same_verdicts(governed: Path) -> None:
    told = claims(governed)
    assert set(told) == {f"conformity with {name}" for name in PACKS}
    assert {verdict for verdict, _ in told.values()} == {"holds"}
    counted = statement(governed).packs[0]
    sentence = told["conformity with hipaa-safe-harbor"][1]
    assert f"{counted.count('holds')} hold, 0 fail" in sentence
    assert "for a person to say" in sentence


def test_a_verdict_that_was_made_better_is_found(
    governed: Path, plain: World, tmp_path: Path
) -> None:
    bundle = copy_of(governed, tmp_path)
    document = json.loads((bundle / STATEMENT).read_text(encoding="utf-8"))
    line = next(li for li in document["packs"][0]["lines"] if li["id"] == "Q-photographs")
    line["verdict"] = "holds"
    (bundle / STATEMENT).write_text(json.dumps(document), encoding="utf-8")
    verdict, sentence = claims(sealed(bundle, plain))["conformity with hipaa-safe-harbor"]
    assert (verdict, sentence) == ("does not hold", "Not as stated: rule Q-photographs.")


def test_a_dropped_question_is_found(governed: Path, plain: World, tmp_path: Path) -> None:
    bundle = copy_of(governed, tmp_path)
    document = json.loads((bundle / STATEMENT).read_text(encoding="utf-8"))
    document["packs"][0]["lines"] = document["packs"][0]["lines"][:-1]
    (bundle / STATEMENT).write_text(json.dumps(document), encoding="utf-8")
    told = claims(sealed(bundle, plain))
    assert told["conformity with hipaa-safe-harbor"] == (
        "does not hold", "Not as stated: person 2.",
    )  # fmt: skip


@pytest.mark.parametrize("content", [None, "{}", "not json"])
def test_a_statement_that_is_missing_or_damaged_is_found(
    governed: Path, tmp_path: Path, content: str | None
) -> None:
    bundle = copy_of(governed, tmp_path)
    (bundle / STATEMENT).unlink()
    if content is not None:
        (bundle / STATEMENT).write_text(content, encoding="utf-8")
    report = sd.audit(bundle)
    sentences = [c.sentence for c in report.claims if c.subject == STATEMENT]
    assert "The statement of the policy packs is missing or damaged." in sentences


def test_a_statement_about_other_packs_is_found(governed: Path, tmp_path: Path) -> None:
    bundle = copy_of(governed, tmp_path)
    document = json.loads((bundle / STATEMENT).read_text(encoding="utf-8"))
    document["packs"] = document["packs"][1:]
    (bundle / STATEMENT).write_text(json.dumps(document), encoding="utf-8")
    sentences = [c.sentence for c in sd.audit(bundle).claims if c.subject == STATEMENT]
    assert "It is not about the policy packs that the plan names." in sentences


def test_another_version_of_a_pack_cannot_tell(
    governed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def newer(name: str) -> PolicyPack:
        return load_policy(name).model_copy(update={"version": "9.0.0"})

    monkeypatch.setattr("sector_data.pipeline.policies.conforming.load_policy", newer)
    verdict, sentence = claims(governed)["conformity with hipaa-safe-harbor"]
    assert verdict == "cannot be told from here"
    assert "9.0.0" in sentence


def test_without_evidence_nobody_can_tell(governed: Path, tmp_path: Path) -> None:
    bundle = copy_of(governed, tmp_path)
    (bundle / "evidence/validation.json").write_text("[]", encoding="utf-8")
    assert {verdict for verdict, _ in claims(bundle).values()} == {"cannot be told from here"}


def test_a_release_that_its_own_packs_refute_is_refused(plain: World) -> None:
    pipeline = plain.edited(
        "alone.yaml",
        ("source:", "policy: appi-anonymous\nsource:"),
        ("k-anonymity: 5, l-diversity: {visits.code: 2}", "k-anonymity: 1"),
    )
    with pytest.raises(ReleaseRefusedError) as caught:
        sd.run(pipeline, output=plain.folder / "alone", key_ring=plain.key_ring)
    assert "appi-anonymous, check 34-4-singular is not kept to" in str(caught.value)
    assert not (plain.folder / "alone").exists()


def test_a_bundle_without_packs_has_no_statement(plain_bundle: Path) -> None:
    assert not (plain_bundle / STATEMENT).exists()
    assert claims(plain_bundle) == {}


def test_an_auditor_holds_a_bundle_against_packs_of_their_own(
    plain_bundle: Path, governed: Path
) -> None:
    """The plain bundle names no pack, and keeps ages and ZIP codes that Safe Harbor does not."""
    asked = ("hipaa-safe-harbor", "nhs-small-numbers")
    told = {c.subject: c for c in sd.audit(plain_bundle, policies=asked).claims}
    assert told["policy hipaa-safe-harbor"].verdict == "does not hold"
    assert "people.zip" in told["policy hipaa-safe-harbor"].sentence

    report = sd.audit(governed, policies=[*asked, *asked])
    (claim,) = [c for c in report.claims if c.subject == "policy hipaa-safe-harbor"]
    assert claim.verdict == "holds"
    assert "need a human" in claim.sentence
    with pytest.raises(InputError, match="no-such-pack"):
        sd.audit(governed, policies=["no-such-pack"])
