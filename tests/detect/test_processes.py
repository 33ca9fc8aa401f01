"""Several processes find what one finds."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import time
from collections.abc import Sequence

import pyarrow as pa
import pytest

from sector_data.detect import processes
from sector_data.detect.known_values import KnownValues
from sector_data.detect.rules import make_rules
from sector_data.detect.text import TextDetector
from sector_data.errors import SectorDataError
from sector_data.spec.detection import DetectionSpec, RecognizerPattern, RecognizerSpec
from sector_data.spec.evidence.findings import Span

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
    pieces = [texts[:4], texts[4:5], [], texts[5:]]
    assert list(two.find_in(pieces, len(texts))) == [one.find(piece) for piece in pieces]
    assert dict(os.environ) == before


class _Dies(TextDetector):
    """Ends its process in the middle of its work, as the system does when memory is short."""

    def alone(self) -> TextDetector:
        return _Dies()

    def find(self, texts: Sequence[str | None]) -> list[list[Span]]:
        if len(texts) > 1:
            os._exit(9)
        return [[]]


class _NeverReady(TextDetector):
    """Does not come to life in its process."""

    def alone(self) -> TextDetector:
        return _NeverReady()

    def find(self, texts: Sequence[str | None]) -> list[list[Span]]:
        time.sleep(600)
        return [[] for _ in texts]


@pytest.mark.parametrize(
    ("kind", "says"), [(_Dies, "ended without a word"), (_NeverReady, "has started")]
)
def test_no_process_is_waited_for_in_vain(
    kind: type[TextDetector], says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("FEWEST", 4), ("SHARE", 3), ("LEAVE", 0.2)):
        monkeypatch.setattr(processes, name, value)
    if kind is _NeverReady:
        monkeypatch.setattr(processes, "START", 0.2)
    others = set(multiprocessing.active_children())  # of whoever was tested before
    with pytest.raises(SectorDataError, match=says):
        list(processes.in_processes(kind(processes=2), [[f"text {n}" for n in range(10)]], 10))
    assert set(multiprocessing.active_children()) <= others


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
