"""Detection measured on marked texts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import sector_data as sd
from sector_data.errors import InputError

TEXT = "Seen by Dr. Alice Wong. The zorblax came."


def gold(folder: Path, *spans: tuple[int, int, str]) -> Path:
    path = folder / "gold.jsonl"
    marked = [{"start": a, "end": b, "type": kind} for a, b, kind in spans]
    records = [{"text": TEXT, "lang": "en", "spans": marked}, {"text": "All is well.", "spans": []}]
    path.write_text("\n".join(map(json.dumps, records)))
    return path


def test_what_is_found_and_what_is_missed(tmp_path: Path) -> None:
    report = sd.evaluate_detection([gold(tmp_path, (12, 22, "NOM"), (28, 35, "IPP"))])
    rows = {row.label: row for row in report.scores}
    assert list(rows) == ["IPP", "NOM", "ALL"]
    assert rows["NOM"].recall is not None
    assert (rows["NOM"].recall.value, rows["NOM"].true) == (1.0, 1)
    assert rows["IPP"].recall is not None
    assert rows["IPP"].recall.value == 0.0
    first = report.confusions[0]
    assert (first.label, first.entity) == ("IPP", "nothing")
    assert (report.texts, report.clean_texts, report.clean_texts_touched) == (2, 1, 0)
    assert "zorblax" not in report.model_dump_json()


def test_labels_of_ones_own(tmp_path: Path) -> None:
    path = gold(tmp_path, (12, 22, "WHO"), (28, 35, "WHAT"))
    with pytest.raises(InputError, match="'WHAT', 'WHO'"):
        sd.evaluate_detection([path])
    labels = tmp_path / "labels.yaml"
    labels.write_text("WHO: PERSON\nWHAT: ignore\n")
    report = sd.evaluate_detection([path], labels=labels)
    assert [row.label for row in report.scores] == ["WHO", "ALL"]


@pytest.mark.parametrize("content", ["- a", "WHO: [1]", "WHO: {", "3"])
def test_a_file_that_says_nothing_of_labels(tmp_path: Path, content: str) -> None:
    labels = tmp_path / "labels.yaml"
    labels.write_text(content)
    with pytest.raises(InputError, match=r"labels\.yaml"):
        sd.evaluate_detection([gold(tmp_path, (12, 22, "NOM"))], labels=labels)


def test_texts_without_marks_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="marks no passage"):
        sd.evaluate_detection([gold(tmp_path)])
    (tmp_path / "note.txt").write_text(TEXT)
    with pytest.raises(InputError, match="not a file of marked texts"):
        sd.evaluate_detection([tmp_path / "note.txt"])
