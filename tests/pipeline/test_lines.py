"""Mistakes that only the data can show are told with the line of the pipeline file."""

from __future__ import annotations

from pathlib import Path

import pytest

import sector_data as sd
from sector_data.errors import SpecificationError

FILE = """\
release: {name: lines}
source: {people: people.csv}
policy: hipaa-safe-harbor
subject: people.idd
columns:
  people.name: %s
  people.nme: drop
privacy:
  l-diversity: {people.ilness: 2}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "people.csv").write_text("id,name\n1,Ada Lovelace\n2,Alan Turing\n")
    path = tmp_path / "pipeline.yaml"
    path.write_text(FILE % "drop")
    return path


def test_every_missing_column_has_its_line_and_the_nearest_name(file: Path) -> None:
    with pytest.raises(SpecificationError) as caught:
        sd.plan(file)
    told = {problem.path: (problem.line, problem.hint) for problem in caught.value.problems}
    assert told == {
        "subject": (4, "Did you mean 'id'?"),
        "columns.people.nme": (7, "Did you mean 'name'?"),
        "privacy.l-diversity.people.ilness": (9, "It has: id, name."),
    }


def test_what_a_policy_refuses_has_its_line(file: Path) -> None:
    wrong = ("people.idd", "  people.nme: drop\n", "privacy:\n  l-diversity: {people.ilness: 2}\n")
    text = (FILE % "keep").replace(wrong[0], "people.id")
    file.write_text(text.replace(wrong[1], "").replace(wrong[2], ""))
    with pytest.raises(
        SpecificationError, match=r"pipeline\.yaml:6: columns\.people\.name"
    ) as caught:
        sd.plan(file)
    assert "Lovelace" not in str(caught.value)
