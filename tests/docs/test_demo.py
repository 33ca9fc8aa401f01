"""What the README shows of `make demo` is what `make demo` prints."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sector_data.deidentify.keyring import KeyRing
from tests.cli.running import sector_data

ROOT = Path(__file__).parents[2]
FINGERPRINT = re.compile(r"[0-9a-f]{64}")


def shown() -> list[str]:
    """Return the lines that the README shows, without the fingerprint of the key."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    _, _, after = text.partition("and ends like this:\n\n```text\n")
    return FINGERPRINT.sub("KEY", after.partition("\n```\n")[0]).splitlines()


def command() -> list[str]:
    """Return what the Makefile runs, without the name of the program."""
    text = (ROOT / "Makefile").read_text(encoding="utf-8").replace("$(DEMO)", "build/demo")
    (found,) = re.findall(r"sector-data (run .* --replace)\n", text)
    return str(found).split()


@pytest.mark.slow
def test_the_demo_prints_what_the_readme_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("pipelines", "sample_data", "schemas"):
        (tmp_path / name).symlink_to(ROOT / name)
    monkeypatch.chdir(tmp_path)
    ring = tmp_path / "keys.json"
    monkeypatch.setenv("SECTOR_DATA_KEYRING", str(ring))
    KeyRing.open(ring, create=True).new("demo", holder="make demo")

    done = sector_data(*command())

    assert done.code == 0, done.err
    assert FINGERPRINT.sub("KEY", done.out).splitlines() == shown()
