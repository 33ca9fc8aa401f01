"""Words of a stranger stay text: on a terminal and in a spreadsheet."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest

import sector_data as sd
from sector_data.errors import BundleError
from sector_data.release.released_tables import read_released
from sector_data.sources.tables import Table
from sector_data.sources.writing import write_csv, write_parquet
from tests.cli.running import Outcome, sector_data
from tests.end_to_end.worlds import World, plain_world
from tests.trust.bundles import edited, sign_anew

ESCAPES = "\x1b[2J\x1b]0;owned\x07\r[red]x[/] \u202egnp.exe <script>alert(1)</script>"
"""Clears the screen, names the window, goes back in the line, turns the text around."""


def harmless(done: Outcome) -> bool:
    return all(c.isprintable() or c in "\n" for c in done.out + done.err)


def rename(bundle: Path, old: str, new: str) -> None:
    """Call a column otherwise everywhere."""
    data = read_released(bundle, "people").data
    names = [new if name == old else name for name in data.column_names]
    table = Table("people", data.rename_columns(names))
    write_csv(table, bundle / "data/people.csv")
    write_parquet(table, bundle / "data/people.parquet")
    for path in ("plan.json", "datapackage.json", "evidence/expectations.json", "croissant.json"):
        text = (bundle / path).read_text("utf-8")
        quoted = json.dumps(new)
        (bundle / path).write_text(text.replace(json.dumps(old), quoted), "utf-8")


def test_names_and_words_of_a_forger_on_the_terminal(
    bundle: Path, genuine: Path, world: World
) -> None:
    rename(bundle, "dx", ESCAPES)

    def say(document: dict[str, Any]) -> None:
        release = document["pipeline"]["release"]
        release["title"] = release["purpose"] = release["contact"] = ESCAPES

    edited(bundle / "plan.json", say)
    edited(bundle / "evidence/leaks.json", lambda d: d.update(findings=[], excused=1))
    sign_anew(bundle)
    (bundle / ESCAPES.replace("/", "")).write_text("x", "utf-8")
    ring = ("--key-ring", world.key_ring)

    for command in (
        ("audit", bundle),
        ("audit", bundle, "--verbose"),
        ("release", "verify", bundle),
        ("release", "publish-check", bundle, *ring),
        ("release", "diff", genuine, bundle),
        ("release", "diff", bundle, genuine),
        ("release", "sign", bundle, "--role", "auditor", "--key", "demo", *ring),
    ):
        done = sector_data(*command)
        assert done.code in (1, 2), command
        assert harmless(done), command
    with pytest.raises(BundleError) as caught:
        sd.load(bundle)
    assert all(c.isprintable() or c == "\n" for c in str(caught.value))


def test_without_the_added_file_the_difference_is_shown_as_text(
    bundle: Path, genuine: Path
) -> None:
    edited(bundle / "plan.json", lambda d: d["pipeline"]["release"].update(title=ESCAPES))
    sign_anew(bundle)
    done = sector_data("release", "diff", genuine, bundle)

    assert done.code == 0, done.err
    assert "release.title" in done.out
    assert harmless(done)


FORMULA = "=cmd|'/C calc'!A0"


def test_formulas_that_a_forger_released_are_told(bundle: Path) -> None:
    data = read_released(bundle, "people").data
    cells = [FORMULA, *data.column("dx").to_pylist()[1:]]
    place = data.column_names.index("dx")
    table = Table("people", data.set_column(place, "dx", pa.array(cells, pa.string())))
    write_csv(table, bundle / "data/people.csv")
    write_parquet(table, bundle / "data/people.parquet")
    sign_anew(bundle)
    report = sd.audit(bundle)

    (claim,) = [claim for claim in report.claims if claim.subject == "formulas in people"]
    assert claim.verdict == "does not hold"
    assert "dx: 1" in claim.sentence
    assert FORMULA not in report.model_dump_json()


def test_a_formula_in_the_source_is_not_released(tmp_path: Path) -> None:
    """Somebody wrote it into a form, and waits for whoever opens the file."""
    made = plain_world(tmp_path / "world", people=60, visits=90)
    visits = pd.read_csv(made.folder / "visits.csv", dtype=str)
    visits.loc[:20, "code"] = FORMULA
    visits.to_csv(made.folder / "visits.csv", index=False)
    target = tmp_path / "release"
    done = sector_data("run", made.pipeline, "-o", target, "--key-ring", made.key_ring)

    assert done.code == 1, done
    assert "visits.code would be carried out as a formula" in " ".join(done.err.split())
    assert FORMULA not in done.out + done.err
    assert not target.exists()
