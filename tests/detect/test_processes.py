"""Several processes find what one finds."""

from __future__ import annotations

import os
import pickle

import pyarrow as pa
import pytest

from sector_data.detect import processes
from sector_data.detect.known_values import KnownValues
from sector_data.detect.rules import make_rules
from sector_data.detect.text import TextDetector
from sector_data.spec.detection import DetectionSpec, RecognizerPattern, RecognizerSpec

RULES = make_rules(
    DetectionSpec(
        allow=("ward star",),
        deny={"LOCATION": ("old mill",)},
        recognizers=(
            RecognizerSpec(
                name="Badge",
                entity="STAFF_NUMBER",
                patterns=(RecognizerPattern(regex=r"KV-\d{5}"),),
            ),
        ),
    ),
    "en",
)


def test_processes_find_what_one_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "FEWEST", 4)
    monkeypatch.setattr(processes, "SHARE", 3)
    known = KnownValues.from_columns({"t.c": pa.array(["Quuxly"])}, {"t.c": "PERSON"})
    texts = [
        f"Text {n}: Dr. Alice Wong saw Quuxly by the old mill, badge KV-{n:05}, tel. 617-555-0142"
        for n in range(10)
    ]
    one = TextDetector(known=known, rules=RULES)
    two = TextDetector(known=known, rules=RULES, processes=2)
    before = dict(os.environ)
    assert two.find(texts) == one.find(texts)
    assert dict(os.environ) == before


@pytest.mark.parametrize(
    ("asked", "texts", "pays"), [(1, 10**6, False), (2, 100, False), (2, 10**6, True)]
)
def test_few_texts_are_not_worth_a_process(asked: int, texts: int, pays: bool) -> None:
    assert processes.worth_it(asked, texts) is pays


def test_rules_travel() -> None:
    text = "KV-12345 at the old mill"
    copy = pickle.loads(pickle.dumps(RULES))
    assert list(copy.own(text)) == list(RULES.own(text))
    assert len(list(copy.own(text))) == 2
