"""No command needs the network, and none asks for it: not even one that would go on without."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.cli.running import environment
from tests.end_to_end.worlds import World, health_world

OFFLINE = Path(__file__).parent / "offline"
ROOT = Path(__file__).parents[2]

PROGRAM = """\
import json, sys
from tests.cli.running import sector_data
for arguments in json.loads(sys.argv[1]):
    done = sector_data(*arguments)
    print(json.dumps([arguments, done.code, done.out[-2000:] + done.err]), flush=True)
if len(sys.argv) > 2:
    import sector_data as sd
    release = sd.load(sys.argv[2])
    print(json.dumps([["load"], 0, str(sum(len(release[table]) for table in release))]))
"""


def cut_off() -> list[str]:
    """Return what starts a process without any network interface, where the system lets us."""
    unshare = shutil.which("unshare")
    if unshare is None:
        return []
    tried = subprocess.run([unshare, "-rn", "true"], capture_output=True, check=False)
    return [unshare, "-rn"] if tried.returncode == 0 else []


def offline(folder: Path, *arguments: str) -> tuple[list[tuple[list[str], int, str]], str]:
    """Run commands in a process that reaches nothing; return how they ended, and who asked."""
    asked = folder / "asked.txt"
    asked.touch()
    path = os.pathsep.join((str(OFFLINE), str(ROOT)))
    done = subprocess.run(
        [*cut_off(), sys.executable, "-c", PROGRAM, *arguments],
        env=environment({"PYTHONPATH": path, "ASKED": str(asked)}),
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return [tuple(json.loads(line)) for line in done.stdout.splitlines()], asked.read_text("utf-8")


def test_who_asks_is_found_out(tmp_path: Path) -> None:
    """The guard itself: a process that connects is refused and written down."""
    (tmp_path / "asked.txt").touch()
    program = "import socket\ntry: socket.create_connection(('192.0.2.1', 9), 1)\nexcept OSError: 0"
    subprocess.run(
        [sys.executable, "-c", program],
        env=environment({"PYTHONPATH": str(OFFLINE), "ASKED": str(tmp_path / "asked.txt")}),
        check=True,
        timeout=60,
    )
    assert "socket.getaddrinfo" in (tmp_path / "asked.txt").read_text("utf-8")


@pytest.mark.slow
def test_no_command_asks_the_network(world: World, tmp_path: Path) -> None:
    """A release with texts; a plan and what is made of it; synthetic rows; and every check."""
    texts = health_world(tmp_path / "world", notes=8)
    clinic = tmp_path / "clinic.yaml"
    lines = world.pipeline.read_text("utf-8").replace("people.csv", f"{world.folder}/people.csv")
    clinic.write_text("\n".join(x for x in lines.splitlines() if "approved" not in x), "utf-8")
    plan, bundle, made = (str(tmp_path / name) for name in ("plan.json", "one", "two"))
    patients = str(Path(bundle) / "data/patients.csv")
    ring = ("--key-ring", str(texts.key_ring))
    commands: list[tuple[str, ...]] = [
        ("run", str(texts.pipeline), "-o", bundle, "-q", *ring),
        ("plan", str(clinic), "-o", plan, "-q"),
        ("apply", plan, "-o", made, "-q", *ring),
        ("audit", bundle),
        ("release", "verify", bundle),
        ("release", "diff", bundle, made),
        ("release", "publish-check", bundle, *ring),
        ("release", "sign", bundle, "--role", "reviewer", "--key", "other", *ring),
        ("assess", patients, "--quasi-identifiers", "birth_date,sex,zip"),
    ]
    if find_spec("sdv") is not None:
        engine = ("-o", str(tmp_path / "three"), "--engine", "gaussian-copula", *ring)
        commands.append(("synthesise", str(clinic), *engine))
    ended, asked = offline(tmp_path, json.dumps(commands), bundle)
    assert asked == ""
    assert len(ended) == len(commands) + 1
    for arguments, code, told in ended:
        # A gate or a missing word may refuse these two; they have done their work by then.
        refusable = arguments[0] == "synthesise" or "publish-check" in arguments
        assert code == 0 or (refusable and code == 1), (arguments, told)
    assert int(ended[-1][2]) > 300
