"""`sector-data load`: verified first, then every table to its end."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

import sector_data as sd
from tests.cli.running import sector_data
from tests.end_to_end.worlds import copy_of


def test_tables_are_told_as_python_has_them(bundle: Path) -> None:
    done = sector_data("load", bundle, "--json")
    assert (done.code, done.err) == (0, "")
    release = sd.load(bundle)
    told = json.loads(done.out)
    assert list(told) == list(release)
    for name, frame in release.items():
        assert [column["name"] for column in told[name]] == list(frame)
        for column in told[name]:
            values = frame[column["name"]]
            assert (column["stated"], column["empty"]) == (values.count(), values.isna().sum())
            assert column["type"] in {
                "integer",
                "number",
            } or not pd.api.types.is_any_real_numeric_dtype(values)


def test_what_is_printed_can_be_typed(bundle: Path) -> None:
    done = sector_data("load", bundle)
    assert (done.code, done.err) == (0, "")
    for name, frame in sd.load(bundle).items():
        assert f"{name}: {len(frame)} rows" in done.out
    typed = [line.strip() for line in done.out.splitlines() if line.startswith("  ")]
    scope: dict[str, object] = {}
    exec("\n".join(typed[-3:-1]), scope)
    assert isinstance(eval(typed[-1], scope), pd.DataFrame)


def test_stages_are_told_when_asked_for(bundle: Path) -> None:
    assert sector_data("load", bundle, "--quiet").out == ""
    told = sector_data("load", bundle, "--verbose").err
    for stage in ("verifying digests", *(f"reading {name}" for name in sd.load(bundle))):
        assert stage in told


def test_a_changed_bundle_is_a_finding_for_every_verb(bundle: Path, tmp_path: Path) -> None:
    changed = copy_of(bundle, tmp_path)
    path = next((changed / "data").glob("*.csv"))
    path.write_bytes(path.read_bytes() + b"\n")
    done = sector_data("load", changed)
    assert (done.code, done.out) == (1, "")
    assert f"data/{path.name}: The file is not the one" in done.err
    assert "Fix: " in done.err
    for verb in (
        ("audit", changed),
        ("release", "verify", changed),
        ("release", "publish-check", changed),
        ("release", "diff", bundle, changed),
        ("release", "export", changed, "--format", "dcat-ap"),
    ):
        assert sector_data(*verb).code == 1, verb


def test_what_is_no_bundle_is_a_wrong_command_for_every_verb(bundle: Path, tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "nowhere"):
        for verb in (
            ("load", place),
            ("audit", place),
            ("release", "verify", place),
            ("release", "publish-check", place),
            ("release", "diff", bundle, place),
            ("release", "export", place, "--format", "dcat-ap"),
        ):
            assert sector_data(*verb).code == 2, verb
