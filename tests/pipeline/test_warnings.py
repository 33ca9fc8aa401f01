"""What a steward is told before approving, and what an audit does not pretend to know."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

import sector_data as sd
from sector_data.deidentify.keyring import KeyRing
from sector_data.pipeline.auditing.privacy import privacy_claims
from sector_data.release.released_tables import read_released
from sector_data.sources.tables import Table
from sector_data.spec.evidence.release import Claim
from sector_data.spec.plan import Plan
from sector_data.spec.reading import parse_pipeline

FILE = """\
release: {name: warnings}
source: {people: people.csv, visits: visits.csv}
subject: people.id
references: {visits.person: people.id}
columns:
  people.sex: {role: quasi-identifier, hierarchy: flat}
  visits.kind: {role: quasi-identifier, transform: keep}
  visits.person: %s
  visits.note: %s
privacy: {k-anonymity: %d}
"""


@pytest.fixture
def tables() -> dict[str, pd.DataFrame]:
    people = pd.DataFrame({"id": [f"p{n:03d}" for n in range(40)], "sex": ["F", "M"] * 20})
    visits = pd.DataFrame(
        {"person": [*people.id, *people.id], "kind": ["a"] * 80, "note": ["Es geht ihr gut."] * 80}
    )
    return {"people": people, "visits": visits}


def warnings(tables: dict[str, pd.DataFrame], *values: object) -> str:
    pipeline = parse_pipeline(FILE % values, base=Path())
    return "\n".join(sd.plan(pipeline, tables=tables).warnings)


def test_a_language_without_a_model_is_told(tables: dict[str, pd.DataFrame]) -> None:
    german = "{role: free-text, language: de}"
    assert "visits.note: no model of the language 'de'" in warnings(tables, "pseudonym", german, 5)
    assert "no model" not in warnings(tables, "pseudonym", "drop", 5)


def test_a_column_of_which_nothing_is_left_is_told(tables: dict[str, pd.DataFrame]) -> None:
    assert "nothing is left of sex" in warnings(tables, "pseudonym", "drop", 30)
    assert "nothing is left" not in warnings(tables, "pseudonym", "drop", 5)


def test_a_column_that_says_the_same_in_every_row_is_told(tables: dict[str, pd.DataFrame]) -> None:
    """Not only where it is ``*``: a prefix that all share says as little."""
    codes = tables["people"].assign(sex=["10115", "10117"] * 20)
    text = FILE.replace("hierarchy: flat", "hierarchy: prefix") % ("pseudonym", "drop", 30)
    plan = sd.plan(parse_pipeline(text, base=Path()), tables={**tables, "people": codes})
    (people,) = (table.protection for table in plan.tables if table.table == "people")
    assert people is not None
    assert 0 < people.generalisations[0].level < people.generalisations[0].levels - 1
    assert "people: nothing is left of sex." in "\n".join(plan.warnings)


def test_k_cannot_be_told_when_the_way_to_the_subject_is_not_released(
    tables: dict[str, pd.DataFrame], tmp_path: Path
) -> None:
    ring = tmp_path / "keys" / "keys.json"
    KeyRing.open(ring, create=True).new("default", holder=None)
    pipeline = parse_pipeline(FILE % ("drop", "drop", 5), base=Path())
    sd.run(pipeline, tables=tables, output=tmp_path / "release", key_ring=ring)
    report = sd.audit(tmp_path / "release")
    verdicts = {claim.subject: claim.verdict for claim in report.claims}
    assert verdicts["k-anonymity of visits"] == "cannot be told from here"
    assert verdicts["k-anonymity of people"] == "holds"
    assert report.passed


def test_rows_refute_what_their_subjects_cannot_prove(
    tables: dict[str, pd.DataFrame], tmp_path: Path
) -> None:
    """A class of two rows is no class of five subjects, whoever they are."""
    ring = tmp_path / "keys" / "keys.json"
    KeyRing.open(ring, create=True).new("default", holder=None)
    text = FILE.replace("k-anonymity: %d", "k-anonymity: 5, l-diversity: {visits.note: 2}")
    text = text % ("drop", "{role: sensitive, transform: keep}")
    noted = tables["visits"].assign(note=["well", "ill"] * 40)
    pipeline = parse_pipeline(text, base=Path())
    bundle = tmp_path / "release"
    sd.run(pipeline, tables={**tables, "visits": noted}, output=bundle, key_ring=ring)
    plan = Plan.model_validate_json((bundle / "plan.json").read_text("utf-8"))
    released = {name: read_released(bundle, name) for name in ("people", "visits")}

    def claims() -> dict[str, Claim]:
        return {claim.subject: claim for claim in privacy_claims(bundle, plan, released)}

    told = claims()
    assert told["k-anonymity of visits"].verdict == "cannot be told from here"
    assert "80 rows" in told["k-anonymity of visits"].sentence
    assert told["l-diversity of visits in visits.note"].verdict == "holds"

    frame = released["visits"].to_pandas()
    frame.loc[:1, "kind"], frame.loc[:1, "note"] = "b", "well"
    released["visits"] = Table("visits", pa.Table.from_pandas(frame, preserve_index=False))
    told = claims()
    assert told["k-anonymity of visits"].verdict == "does not hold"
    assert "has 2 rows and so no more subjects" in told["k-anonymity of visits"].sentence
    assert told["l-diversity of visits in visits.note"].verdict == "does not hold"
