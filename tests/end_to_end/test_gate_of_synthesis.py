"""Synthetic rows at the gate: copies go nowhere, strangers pass, and no engine sees the control."""

from __future__ import annotations

import importlib.util
import json
from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pandas as pd
import pytest

import sector_data as sd
from sector_data.errors import InputError, ReleaseRefusedError
from sector_data.pipeline.releasing import Released
from sector_data.pipeline.sourcing import read_source
from sector_data.pipeline.synthesis.comparing_engines import compare_engines_of
from sector_data.spec.evidence.release import Assessment
from sector_data.spec.reading import read_pipeline
from sector_data.synthesise import registry
from sector_data.synthesise.columns import Category, Grid
from sector_data.synthesise.protocol import Drawn, Task
from tests.cli.running import sector_data
from tests.end_to_end.worlds import World, copy_of, make_keys

ROWS = 2_000
PIPELINE = """\
release: {{name: gated, key: demo, languages: [en, fr, de, it, ja]}}
source: {{people: people.csv}}
subject: people.person_id
keys: {{people: person_id}}
columns:
  people.person_id: pseudonym
  people.age: {{role: insensitive, transform: keep}}
  people.height: {{role: insensitive, transform: keep}}
  people.income: {{role: insensitive, transform: keep}}
  people.town: {{role: insensitive, transform: keep}}
  people.dx: {{role: sensitive, transform: keep}}
synthesise: {{engine: {engine}, seed: 1}}
assess: {{{control} known: [people.age, people.height, people.town]}}
quality: {{{quality}}}
"""
CONTROL = "control: 50%,"


class Engine:
    """What engines of these tests share."""

    licence: ClassVar[str] = "MIT"
    notice: ClassVar[str] = ""
    limits: ClassVar[tuple[str, ...]] = ()
    conditional: ClassVar[bool] = False

    def versions(self) -> dict[str, str]:
        return {}


class Independent(Engine):
    """Draws each column by itself, and numbers between those that are there."""

    name: ClassVar[str] = "independent"
    seen: ClassVar[list[Task]] = []

    def make(self, task: Task) -> Drawn:
        self.seen.append(task)
        rng = np.random.default_rng(task.seed)
        return {
            name: rng.permutation(column.codes)
            if isinstance(column, Category)
            else np.quantile(column.units, rng.random(task.rows))
            for name, column in task.columns.items()
        }


class Copier(Engine):
    """Gives the rows that it was to learn from."""

    name: ClassVar[str] = "copier"

    def make(self, task: Task) -> Drawn:
        return {
            name: (column.codes if isinstance(column, Category) else column.units)[::-1]
            for name, column in task.columns.items()
        }


@pytest.fixture(autouse=True, scope="module")
def _engines() -> Any:
    entries = EntryPoints(
        EntryPoint(each.name, f"{__name__}:{each.__name__}", registry.GROUP)
        for each in (Independent, Copier)
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(registry, "entry_points", entries.select)
        yield


def people(rows: int = ROWS) -> pd.DataFrame:
    rng = np.random.default_rng(3)
    return pd.DataFrame(
        {
            "person_id": [f"P{10_000 + 7 * i}" for i in range(rows)],
            "age": rng.integers(18, 91, rows),
            "height": rng.normal(172, 9, rows).round(1),
            "income": rng.lognormal(10, 0.5, rows).round(2),
            "town": [f"town {t}" for t in np.minimum(rng.zipf(1.6, rows), 60)],
            "dx": [f"dx {c}" for c in rng.integers(0, 30, rows)],
        }
    )


def world(folder: Path, engine: str, quality: str = "", control: str = CONTROL) -> World:
    folder.mkdir(parents=True)
    people().to_csv(folder / "people.csv", index=False)
    text = PIPELINE.format(engine=engine, quality=quality, control=control)
    (folder / "pipeline.yaml").write_text(text, encoding="utf-8")
    make_keys(folder, "demo")
    return World(folder)


def run(made: World) -> Released:
    return sd.run(made.pipeline, output=made.folder / "release", key_ring=made.key_ring)


@pytest.fixture(scope="module")
def passed(tmp_path_factory: pytest.TempPathFactory) -> Released:
    return run(world(tmp_path_factory.mktemp("gate") / "w", "independent", "profile: open"))


def test_strangers_pass_with_a_self_test_that_tells_leaks_apart(passed: Released) -> None:
    text = (passed.bundle / "evidence" / "assessment.json").read_text("utf-8")
    (table,) = Assessment.model_validate_json(text).tables
    assert table.gate is not None
    assert table.self_test is not None
    assert (table.gate.verdict, table.gate.profile) == ("passes", "open"), table.gate.sentence
    assert [t.refused for t in table.self_test.trials] == [True, True, True, False]
    lines = {check.check: check for check in table.gate.checks}
    assert lines["broken-rules"].compared == 0
    assert lines["inference"].verdict == "holds"
    # Rows that are nobody's are of little use, which is told and refuses nothing.
    assert table.gate.warnings == tuple(c for c in table.gate.checks if c.verdict == "fails")


def test_the_record_of_the_synthesis_tells_its_quality(passed: Released) -> None:
    record = json.loads((passed.bundle / "evidence" / "synthesis.json").read_text("utf-8"))
    quality = record["tables"]["people"]["quality"]
    assert quality["gate"] == {"profile": "open", "verdict": "passes"}
    # Each column by itself, and nothing of how they go together.
    assert quality["column-score"] > 0.9
    assert 0.45 < quality["told-from-real-rows"]["noise-floor"] < 0.55
    if importlib.util.find_spec("sdmetrics") is not None:
        reports = quality["sdmetrics"]
        assert reports["release"]["column-shapes"] > 0.9
        assert reports["ceiling"]["column-shapes"] > 0.9


def test_the_report_shows_gate_and_self_test_in_every_language(passed: Released) -> None:
    for page, words in {
        "report.html": "calibrated on one data set only",
        "report.fr.html": "calibré sur un seul jeu de données",
        "report.de.html": "an nur einem Datensatz geeicht",
        "report.it.html": "calibrato su un solo insieme di dati",
        "report.ja.html": "一つのデータセット",
    }.items():
        text = (passed.bundle / page).read_text("utf-8")
        assert words in text
        assert "assessed.gate" not in text


def test_no_engine_sees_anybody_who_was_set_aside(passed: Released) -> None:
    (task,) = Independent.seen
    incomes = task.columns["income"]
    assert isinstance(incomes, Grid)
    learnt = set(incomes.decode(incomes.units).to_pylist())
    source = people()
    assert source["income"].is_unique
    assert learnt <= set(source["income"])
    text = (passed.bundle / "evidence" / "assessment.json").read_text("utf-8")
    (table,) = json.loads(text)["tables"]
    members, control = table["membership"]["members"], table["membership"]["control"]
    assert members + control == ROWS
    assert 0.4 < members / ROWS < 0.6
    # The four smallest and the four largest incomes became the fifth ones.
    assert len(learnt) == members - 8
    released, aside = _sides(passed)
    assert learnt <= set(released)
    assert not learnt & set(aside)


def _sides(passed: Released) -> tuple[list[float], list[float]]:
    """Return the incomes of those who are released and of those who were set aside."""
    source = read_source(read_pipeline(passed.bundle.parent / "pipeline.yaml"), None)
    sides = source.tables["people"], source.control["people"]
    inside, aside = (table.column("income").to_pylist() for table in sides)
    return inside, aside


def test_an_audit_judges_the_recorded_figures_again(passed: Released, tmp_path: Path) -> None:
    told = {claim.subject: claim for claim in sd.audit(passed.bundle).claims}
    assert told["gate of people"].verdict == "holds"
    assert told["declared rules of people"].verdict == "holds"
    assert told["attacks on people"].verdict == "cannot be told from here"
    forged = copy_of(passed.bundle, tmp_path)
    evidence = forged / "evidence" / "assessment.json"
    content = json.loads(evidence.read_text("utf-8"))
    (table,) = content["tables"]
    for trial in table["self-test"]["trials"]:
        trial["refused"] = True
    table["self-test"] |= {"verdict": "not assessed", "reason": "false-alarm"}
    evidence.write_text(json.dumps(content), "utf-8")
    told = {claim.subject: claim for claim in sd.audit(forged).claims}
    assert told["gate of people"].verdict == "does not hold"
    table["gate"] = None
    evidence.write_text(json.dumps(content), "utf-8")
    told = {claim.subject: claim for claim in sd.audit(forged).claims}
    assert told["gate"].verdict == "does not hold"


@pytest.mark.parametrize("quality", ["profile: secure-room", ""])
def test_copies_are_refused_whoever_gets_them(tmp_path: Path, quality: str) -> None:
    made = world(tmp_path / "w", "copier", quality)
    with pytest.raises(ReleaseRefusedError, match="exact-copies") as caught:
        run(made)
    assert "synthesise" in (caught.value.fix or "")
    assert not (made.folder / "release").exists()


def test_without_a_control_group_nothing_is_assessed(tmp_path: Path) -> None:
    released = run(world(tmp_path / "w", "independent", control=""))
    (table,) = released.assessment.tables
    assert table.gate is not None
    assert (table.gate.verdict, table.gate.reason) == ("not assessed", "control-group")
    assert "control: 50%" in table.gate.sentence


def test_a_profile_that_is_named_must_be_passed(tmp_path: Path) -> None:
    # Of so few people inference cannot be told to a tenth: refused where open is asked for.
    made = world(tmp_path / "w", "independent", "profile: open", control="control: 5%,")
    with pytest.raises(ReleaseRefusedError, match="not assessed by the gate profile open"):
        run(made)


def test_a_profile_that_cannot_be_passed_is_refused_before_the_work(tmp_path: Path) -> None:
    made = world(tmp_path / "w", "independent", "profile: open", control="")
    with pytest.raises(InputError, match="nobody is set aside"):
        sd.plan(made.pipeline, key_ring=made.key_ring)
    text = made.pipeline.read_text("utf-8")
    plain = "\n".join(line for line in text.splitlines() if "synthesise" not in line)
    made.pipeline.write_text(plain, "utf-8")
    with pytest.raises(InputError, match="synthetic as a whole"):
        sd.plan(made.pipeline, key_ring=made.key_ring)


def test_any_table_can_be_put_to_a_profile(tmp_path: Path) -> None:
    everybody = people().drop(columns="person_id")
    source, control = everybody[:1_000], everybody[1_000:]
    leaking = source.sample(frac=1, random_state=1)
    for name, table in {"source": source, "control": control, "leaking": leaking}.items():
        table.to_csv(tmp_path / f"{name}.csv", index=False)
    words: list[str | Path] = [
        "--source", tmp_path / "source.csv",
        "--quasi-identifiers", "age,height,town", "--sensitive", "dx", "--profile", "open",
    ]  # fmt: skip
    asked: list[str | Path] = ["--control", tmp_path / "control.csv", "-o", tmp_path / "out"]
    done = sector_data("assess", tmp_path / "leaking.csv", *words, *asked)
    assert done.code == 1, done.err
    assert "✗ leaking is refused by the gate profile open." in " ".join(done.out.split())
    assert "exact copies, beyond chance" in (tmp_path / "out/assessment.html").read_text("utf-8")
    # Others' rows, and nobody set aside to tell it by.
    alone = sector_data("assess", tmp_path / "control.csv", *words)
    assert alone.code == 0
    assert "? control is not assessed by the gate profile open" in " ".join(alone.out.split())
    wrong = sector_data("assess", tmp_path / "control.csv", *words, "--same-rows")
    assert wrong.code == 2
    assert "A gate profile is about synthetic rows" in wrong.err


def test_a_comparison_refuses_the_engine_that_copies(tmp_path: Path) -> None:
    made = world(tmp_path / "w", "independent", control="")
    found = compare_engines_of(
        made.pipeline, engines=("copier", "independent"), key_ring=made.key_ring
    )
    assert [test.verdict for test in found.self_tests] == ["works"]
    real, copier, independent = found.engines
    assert (real.told, real.verdict, real.best) == (None, None, False)
    assert (copier.verdict, copier.best) == ("refuses", False)
    assert copier.told is not None
    assert copier.told.lower > 0.5
    assert copier.given_away > 0.5
    assert (independent.verdict, independent.best) == ("passes", True)
    assert independent.given_away < 0.01
    assert independent.attack is not None
    assert independent.attack.release.attempts == independent.attack.control.attempts
