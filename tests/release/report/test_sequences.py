"""What is told of synthetic sequences: every figure beside that of the rows learnt from."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sector_data.release.report.catalogue import catalogue
from sector_data.release.report.page import render_page
from sector_data.release.report.readme import render_readme
from sector_data.release.report.sequences import sequence_blocks, sequences_of
from sector_data.spec.evidence.sequences import Both, SequenceFigures
from sector_data.spec.words import LANGUAGES, Language
from tests.release.report.contents import SEQUENCES, hospital, synthetic
from tests.release.report.markup import Page

RATES = st.none() | st.floats(-1, 1)
LAGS = st.tuples(RATES, RATES, RATES)
LENGTHS = st.tuples(*[st.floats(0, 1e6)] * 4) | st.just(())
FIGURES = st.builds(
    SequenceFigures,
    lengths=st.builds(Both[tuple[float, ...]], learnt=LENGTHS, made=LENGTHS),
    distance=st.floats(0, 1),
    autocorrelation=st.dictionaries(
        st.text(min_size=1),
        st.builds(Both[tuple[float | None, ...]], learnt=LAGS, made=LAGS),
        max_size=3,
    ),
    repeats=st.dictionaries(
        st.text(min_size=1),
        st.builds(
            Both[float | None],
            learnt=st.none() | st.floats(0, 1),
            made=st.none() | st.floats(0, 1),
        ),
        max_size=3,
    ),
)


def record_of(figures: SequenceFigures | None) -> dict[str, Any]:
    """Return the record of a synthesis of which one table has sequences, perhaps."""
    structure = {} if figures is None else {"sequences": figures.model_dump(mode="json")}
    return {"engine": "e", "tables": {"a": {"structure": {}}, "b": {"structure": structure}}}


@given(FIGURES)
def test_the_record_is_read_as_it_was_written(figures: SequenceFigures) -> None:
    assert sequences_of(record_of(figures)) == {"b": figures}


def test_nothing_is_told_of_rows_that_are_no_sequences_or_are_under_a_guarantee() -> None:
    # A guarantee's record says nothing of the structure of the source: all of it is exact.
    for record in (None, record_of(None), {"tables": {"a": {"rows-made": 3}}}):
        assert sequences_of(record) == {}
    without = dataclasses.replace(synthetic(), sequences={})
    assert "autocorrelation" not in render_page(without, "en")
    assert "autocorrelation" not in render_page(hospital(), "en")


@given(FIGURES, st.sampled_from(LANGUAGES))
def test_every_figure_has_its_own_beside_it(figures: SequenceFigures, language: Language) -> None:
    (block,) = sequence_blocks({"visits": figures}, catalogue(language))
    lengths, correlations, repeats = block.grids
    assert len(lengths.rows) == bool(figures.lengths.learnt) + bool(figures.lengths.made)
    assert [row[0].text for row in correlations.rows] == list(figures.autocorrelation)
    assert [row[0].text for row in repeats.rows] == list(figures.repeats)
    own = catalogue(language).text("sequences.learnt")
    for row in (*correlations.rows, *repeats.rows):
        assert all(cell.note.startswith(own) for cell in row[1:])
    for grid in block.grids:
        assert {len(row) for row in grid.rows} <= {len(grid.head)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_and_readme_tell_the_same(language: Language) -> None:
    words = catalogue(language)
    page = Page(render_page(synthetic(), language)).text
    readme = render_readme(synthetic(), language)
    heading = words.text("sequences.heading", table="encounters")
    assert heading in page
    assert f"## {heading}" in readme
    was, now = words.number(0.172, 2), words.number(0.143, 2)
    beside = words.labelled(words.text("sequences.learnt"), was)
    assert f"{now} {beside}" in page
    assert f"| `charge_usd` | {now} ({beside}) |" in readme
    assert f"| `department` | {words.share(0.251)} (" in readme
    assert f"{words.number(3.02, 1)} | {words.number(SEQUENCES.distance, 3)} |" in readme
