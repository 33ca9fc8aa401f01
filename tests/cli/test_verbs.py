"""What the commands print: for people, for programs, and for nobody."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pandas as pd
import pytest
import yaml

from sector_data.spec.evidence.assessed import Assessed
from sector_data.spec.evidence.release import AuditReport
from sector_data.spec.plan import Plan
from tests.cli.running import command_line, environment, process, sector_data
from tests.end_to_end.worlds import World

ESCAPE = "\x1b"
COLOUR = re.compile(r"\x1b\[(?:\d+;)*(?:3[0-7]|4[0-7]|9[0-7]|38;\S+|48;\S+)m")
PIPELINES = sorted((Path(__file__).parents[2] / "pipelines").glob("*.yaml"))


def calls(world: World, bundle: Path, folder: Path) -> dict[str, tuple[str | Path, ...]]:
    """Return one call of each verb that writes into a folder of its own."""
    ring = ("--key-ring", world.key_ring)
    return {
        "init": ("init", world.folder / "people.csv", "-o", folder / "draft.yaml"),
        "plan": ("plan", world.pipeline, "-o", folder / "plan.json"),
        "run": ("run", world.pipeline, "-o", folder / "release", *ring),
        "audit": ("audit", bundle),
        "assess": (
            *("assess", world.folder / "people.csv", "--quasi-identifiers", "sex,age"),
            *("--sensitive", "zip", "-k", "5"),
        ),
    }


VERBS = ["init", "plan", "run", "audit", "assess"]


@pytest.mark.parametrize("verb", VERBS)
def test_quiet_prints_nothing_on_success(
    verb: str, world: World, bundle: Path, tmp_path: Path
) -> None:
    done = sector_data(*calls(world, bundle, tmp_path)[verb], "--quiet")

    assert (done.code, done.out, done.err) == (0, "", "")


def test_apply_is_as_quiet_and_as_talkative_as_the_others(world: World, tmp_path: Path) -> None:
    plan = tmp_path / "plan.json"
    assert sector_data("plan", world.pipeline, "-o", plan, "-q").code == 0

    common = ("apply", plan, "--key-ring", world.key_ring)
    quiet = sector_data(*common, "-o", tmp_path / "one", "-q")
    told = sector_data(*common, "-o", tmp_path / "two", "--json")

    assert (quiet.code, quiet.out, quiet.err) == (0, "", "")
    assert json.loads(told.out)["bundle"] == str(tmp_path / "two")


@pytest.mark.parametrize("verb", VERBS)
def test_a_pipe_gets_plain_lines_of_80_columns(
    verb: str, world: World, bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.chdir(world.folder)
    # Paths are not wrapped, so that they can be copied: short ones show what else is too long.
    short = {world.folder: Path(), tmp_path: Path(os.path.relpath(tmp_path))}
    arguments = [
        next(
            (short[top] / part.relative_to(top) for top in short if part.is_relative_to(top)), part
        )
        if isinstance(part, Path)
        else part
        for part in calls(world, bundle, tmp_path)[verb]
    ]
    done = sector_data(*arguments)

    assert done.code == 0, done.err
    assert done.err == ""
    assert done.out
    assert ESCAPE not in done.out
    paths = [str(part) for part in arguments if isinstance(part, Path)]
    assert (
        max(len(line) for line in done.out.splitlines() if not any(path in line for path in paths))
        <= 80
    )


@pytest.mark.parametrize("verb", ["init", "plan", "run"])
def test_a_long_path_has_a_line_of_its_own(verb: str, world: World, tmp_path: Path) -> None:
    call = calls(world, tmp_path, tmp_path / ("long" * 20))[verb]
    done = sector_data(*call)
    assert done.code == 0, done.err
    told = [line for line in done.out.splitlines() if len(line) > 80]
    assert told
    for line in told:
        assert len(line.replace(str(call[3]), "")) <= 40, line


@pytest.mark.parametrize("verb", ["plan", "run", "audit"])
def test_verbose_tells_each_step_on_stderr(
    verb: str, world: World, bundle: Path, tmp_path: Path
) -> None:
    done = sector_data(*calls(world, bundle, tmp_path)[verb], "--verbose")

    assert done.code == 0
    lines = done.err.splitlines()
    assert len(lines) > 2
    assert all(re.match(r" *\d+\.\d s  \S", line) for line in lines)


def test_json_of_plan_is_the_plan_that_is_written(world: World, tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    done = sector_data("plan", world.pipeline, "-o", path, "--json")

    assert done.out == path.read_text(encoding="utf-8")
    plan = Plan.model_validate_json(done.out)
    assert {t.table: t.rows for t in plan.tables} == {"people": 200, "visits": 450}
    for table in plan.tables:
        for column in table.columns:
            assert column.reason
            assert column.finding.column == column.column
    people = plan.tables[0]
    assert people.before is not None
    assert people.after is not None
    assert people.before.k < 5 <= people.after.k
    assert people.protection is not None


def test_json_of_run_tells_where_what_and_how_safe(world: World, tmp_path: Path) -> None:
    target = tmp_path / "release"
    done = sector_data("run", world.pipeline, "-o", target, "--key-ring", world.key_ring, "--json")

    told: dict[str, Any] = json.loads(done.out)
    assert told["bundle"] == str(target)
    assert told["files"] == sum(1 for path in target.rglob("*") if path.is_file())
    assert re.fullmatch("[0-9a-f]{64}", told["plan"])
    assert told["validation"]["outcomes"]
    assert told["leaks"]["findings"] == []
    after = {figures["table"]: figures for figures in told["assessment"]["after"]}
    assert after["people"]["k"] >= 5
    assert all(gate["passed"] for gate in told["assessment"]["gates"])


def test_json_of_audit_holds_every_claim(bundle: Path) -> None:
    done = sector_data("audit", bundle, "--json")

    report = AuditReport.model_validate_json(done.out)
    assert report.passed
    shown = sector_data("audit", bundle).out
    assert shown.count("holds") >= sum(1 for c in report.claims if c.verdict == "holds")
    subjects = {claim.subject for claim in report.claims}
    assert {"files", "signature", "signer", "expectations", "k-anonymity of people"} <= subjects


def test_json_of_assess_is_what_pandas_counts(world: World) -> None:
    path = world.folder / "people.csv"
    done = sector_data(
        "assess", path, "--quasi-identifiers", "sex,age", "--sensitive", "zip", "-k", "3", "--json"
    )

    figures = Assessed.model_validate_json(done.out)
    frame = pd.read_csv(path, dtype=str)
    sizes = frame.groupby(["sex", "age"]).size()
    assert (figures.rows, figures.classes, figures.k) == (200, len(sizes), sizes.min())
    assert figures.unique_subjects == pytest.approx((sizes == 1).sum() / 200)
    assert figures.subjects_below_k == pytest.approx(sizes[sizes < 3].sum() / 200)
    assert figures.highest_risk == pytest.approx(1 / sizes.min())
    assert figures.average_risk == pytest.approx(len(sizes) / 200)
    assert figures.l_diversity == {"zip": frame.groupby(["sex", "age"])["zip"].nunique().min()}


def test_assess_counts_subjects_when_they_are_named(world: World) -> None:
    path = world.folder / "visits.csv"
    done = sector_data(
        *("assess", path, "--quasi-identifiers", "code", "--subject", "person_id", "--json")
    )

    frame = pd.read_csv(path, dtype=str)
    figures = Assessed.model_validate_json(done.out)
    assert figures.subjects == frame["person_id"].nunique()
    assert figures.subjects < figures.rows
    # A person with several codes belongs to several classes; the smallest counts people.
    assert figures.k <= frame.groupby("code")["person_id"].nunique().min()


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (("--quasi-identifiers", "sex,aeg"), "aeg"),
        (("--quasi-identifiers", "sex", "--sensitive", "zop"), "zop"),
        (("--quasi-identifiers", "sex", "--subject", "person"), "person"),
        (("--quasi-identifiers", " , "), "quasi"),
        (("--quasi-identifiers", "sex", "-k", "0"), "-k"),
    ],
)
def test_assess_names_a_column_that_is_not_there(
    options: tuple[str, ...], named: str, world: World
) -> None:
    done = sector_data("assess", world.folder / "people.csv", *options)

    assert done.code == 2, done.out
    assert named in done.err


def test_audit_with_the_publishers_key_tells_who_signed(
    world: World, bundle: Path, tmp_path: Path
) -> None:
    for name in ("demo", "other"):
        done = sector_data("keys", "public", name, "--key-ring", world.key_ring)
        assert done.out.startswith("-----BEGIN PUBLIC KEY-----")
        (tmp_path / f"{name}.pem").write_text(done.out, encoding="utf-8")

    right = sector_data("audit", bundle, "--key", tmp_path / "demo.pem")
    wrong = sector_data("audit", bundle, "--key", tmp_path / "other.pem")
    none = sector_data("audit", bundle, "--key", tmp_path / "missing.pem")

    assert right.code == 0
    assert re.search(r"✓ holds\s+signer", right.out)
    assert wrong.code == 1
    assert re.search(r"✗ does not hold\s+signer", wrong.out)
    assert none.code == 2


def test_keys_are_made_listed_and_never_shown(tmp_path: Path) -> None:
    ring = tmp_path / "ring" / "keys.json"
    made = sector_data("keys", "new", "hospital", "--holder", "Data office", "--key-ring", ring)
    again = sector_data("keys", "new", "hospital", "--key-ring", ring)
    listed = sector_data("keys", "list", "--key-ring", ring)
    told = json.loads(sector_data("keys", "list", "--key-ring", ring, "--json").out)
    public = sector_data("keys", "public", "hospital", "--key-ring", ring)

    assert (made.code, listed.code, public.code) == (0, 0, 0)
    assert again.code == 2
    assert ring.stat().st_mode & 0o777 == 0o600
    entry = json.loads(ring.read_text(encoding="utf-8"))["keys"][0]
    assert [key["name"] for key in told] == ["hospital"]
    assert told[0]["holder"] == "Data office"
    assert told[0]["fingerprint"] in made.out
    for done in (made, again, listed, public):
        assert entry["secret"] not in done.out + done.err
        assert entry["signing-key"] not in done.out + done.err
    assert entry["secret"] not in json.dumps(told)


def test_json_of_a_new_key_has_its_fingerprint_and_no_secret(tmp_path: Path) -> None:
    ring = tmp_path / "keys.json"
    told = json.loads(sector_data("keys", "new", "one", "--key-ring", ring, "--json").out)

    assert re.fullmatch("(SHA256:)?[0-9a-f]{64}", told["fingerprint"])
    assert not any("secret" in name or "signing" in name for name in told)


def test_the_key_ring_is_found_by_the_environment(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECTOR_DATA_KEYRING", str(world.key_ring))

    assert [k["name"] for k in json.loads(sector_data("keys", "list", "--json").out)] == [
        "demo",
        "other",
    ]


def test_doctor_tells_what_is_missing_and_how_to_get_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    without = sector_data("doctor", "--json")
    monkeypatch.setenv("SECTOR_DATA_KEYRING", str(world.key_ring))
    complete = sector_data("doctor", "--json")

    assert without.code == 1
    checks = {check["subject"]: check for check in json.loads(without.out)}
    assert checks["key ring"]["state"] == "missing"
    assert checks["key ring"]["command"] == "sector-data keys new default"
    assert complete.code == 0, complete.out
    assert {check["state"] for check in json.loads(complete.out)} <= {"ok", "optional"}
    for check in json.loads(complete.out):
        assert check["detail"]
        if check["state"] == "optional":
            assert check["command"]


def test_schema_is_a_json_schema_that_takes_the_shipped_pipelines() -> None:
    schema = json.loads(sector_data("schema").out)

    kind = jsonschema.validators.validator_for(schema)
    kind.check_schema(schema)
    assert PIPELINES
    for path in PIPELINES:
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
        # Editors hand dates to the schema as they are written.
        read = yaml.safe_load(path.read_text(encoding="utf-8"))
        typed = json.loads(json.dumps(read, default=str))
        assert document.keys() == typed.keys()
        assert not list(kind(schema).iter_errors(typed))
        typed["relase"] = typed.pop("release")
        assert list(kind(schema).iter_errors(typed))


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_script_names_the_program(shell: str) -> None:
    done = sector_data("completion", shell)

    assert done.code == 0
    assert "sector-data" in done.out
    assert "_SECTOR_DATA_COMPLETE" in done.out


def test_completion_script_is_bash_and_completes(tmp_path: Path) -> None:
    script = tmp_path / "completion.bash"
    script.write_text(sector_data("completion", "bash").out, encoding="utf-8")
    subprocess.run(["bash", "-n", str(script)], check=True, capture_output=True)

    done = process(
        env={
            "_SECTOR_DATA_COMPLETE": "bash_complete",
            "COMP_WORDS": "sector-data au",
            "COMP_CWORD": "1",
        }
    )
    assert done.out.split(",")[-1].strip() == "audit"


# A terminal: what people see. In a pipe nothing of it may be left.


def on_terminal(*arguments: str | Path, env: dict[str, str]) -> str:
    """Run a command whose output goes to a terminal of 100 columns, and return what it wrote."""
    ours, theirs = pty.openpty()
    running = subprocess.Popen(
        command_line(*arguments),
        env=environment({"TERM": "xterm-256color", "COLUMNS": "100"} | env),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    chunks: list[bytes] = []
    while select.select([ours], [], [], 120)[0]:
        try:
            chunk = os.read(ours, 65536)
        except OSError:  # Linux: the other end is closed
            break
        if not chunk:
            break
        chunks.append(chunk)
    os.close(ours)
    assert running.wait(timeout=120) == 0
    return b"".join(chunks).decode()


def test_a_terminal_gets_colour_unless_the_user_forbids_it(world: World, tmp_path: Path) -> None:
    call = ("plan", world.pipeline, "-o", tmp_path / "plan.json")
    coloured = on_terminal(*call, env={"NO_COLOR": ""})
    plain = on_terminal(*call, env={"NO_COLOR": "1"})

    assert COLOUR.search(coloured)
    assert not COLOUR.search(plain)
    assert "no group smaller than" in coloured
    assert "no group smaller than" in plain
