"""Texts and passages in files are read as they were written, in any order."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sector_data.pipeline.texts.keeping import KeptSpans, KeptTexts
from sector_data.spec.evidence.findings import Span

SPANS = st.lists(
    st.lists(
        st.builds(
            Span,
            st.integers(0, 2**31 - 1),
            st.integers(0, 2**31 - 1),
            st.sampled_from(["PERSON", "ID"]),
            st.floats(0, 1),
            st.sampled_from(["", "Rules"]),
            st.sampled_from(["", "a title"]),
        ),
        max_size=3,
    ),
    max_size=6,
)
BOUNDS = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(autouse=True, params=[0, 1 << 20])
def _small(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sector_data.sources.arrays.IN_MEMORY", request.param)
    monkeypatch.setattr("sector_data.pipeline.texts.keeping.PIECE_TEXTS", 2)


@given(pieces=st.lists(SPANS, max_size=4), data=st.data())
@BOUNDS
def test_passages(pieces: list[list[list[Span]]], data: st.DataObject) -> None:
    kept = KeptSpans()
    for piece in pieces:
        kept.add(piece)
    kept = kept.finished()
    all_spans = [spans for piece in pieces for spans in piece]
    assert len(kept) == len(all_spans)
    assert list(kept) == all_spans
    places = data.draw(st.lists(st.sampled_from(range(len(kept))))) if len(kept) else []
    assert kept.at(np.array(places, np.int64)) == [all_spans[place] for place in places]


@given(chunks=st.lists(st.lists(st.text(max_size=3), max_size=4), max_size=4), data=st.data())
@BOUNDS
def test_texts(chunks: list[list[str]], data: st.DataObject) -> None:
    texts = [text for chunk in chunks for text in chunk]
    kept = KeptTexts(pa.chunked_array(chunks, pa.string()))
    assert list(kept) == texts
    places = data.draw(st.lists(st.sampled_from(range(len(texts))))) if texts else []
    other = kept.ordered(np.array(places, np.int64))
    assert len(other) == len(places)
    assert list(other) == [texts[place] for place in places]
    assert all(len(piece) <= 2 for piece in other.pieces())
