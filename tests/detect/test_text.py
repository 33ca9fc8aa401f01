"""Personal data in running text."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.detect import text as module
from sector_data.detect.engine import pipeline_of
from sector_data.detect.known_values import KnownValues
from sector_data.detect.text import TextDetector, merge
from sector_data.spec.evidence.findings import Span

DETECTOR = TextDetector("en")


def found(text: str, detector: TextDetector = DETECTOR) -> list[tuple[str, str]]:
    return [(text[s.start : s.end], s.entity) for s in detector.find([text])[0]]


def well_formed(text: str, spans: Sequence[Span]) -> None:
    for span in spans:
        assert 0 <= span.start < span.end <= len(text)
        assert 0 < span.score <= 1
        assert text[span.start : span.end] == text[span.start : span.end].strip()
    assert all(a.end <= b.start for a, b in pairwise(spans))


@pytest.mark.parametrize(
    ("text", "passage", "entity"),
    [
        ("Seen by Dr. Alice Wong today.", "Alice Wong", "PERSON"),
        ("He lives with his wife Carol now.", "Carol", "PERSON"),
        ("Name: alice wong\nSex: f", "alice wong", "PERSON"),
        ("Note by WONG, ALICE\nsigned by Alice Wong, MD", "Alice Wong", "PERSON"),
        ("dr. wong called", "wong", "PERSON"),
        ("Admitted 03/14/2021 with cough.", "03/14/2021", "DATE_TIME"),
        ("On the third of March, nineteen ten.", "third of March, nineteen ten", "DATE_TIME"),
        ("Return on 3/14.", "3/14", "DATE_TIME"),
        ("A 93-year-old man.", "93", "AGE"),
        ("She is ninety-two years old.", "ninety-two", "AGE"),
        ("Lives at 12 Elm Street, Apt 4.", "12 Elm Street, Apt 4", "STREET_ADDRESS"),
        ("Moved to Lowell, MA 01852 in spring.", "01852", "US_ZIP_CODE"),
        ("Chart no. AB-12345 was sent.", "AB-12345", "MEDICAL_RECORD_NUMBER"),
        ("MRN2468135 was sent.", "MRN2468135", "MEDICAL_RECORD_NUMBER"),
        ("policy number: XZ 12", "", ""),
        ("Member ID W123456789", "W123456789", "POLICY_NUMBER"),
        ("passport no. X1234567", "X1234567", "US_PASSPORT"),
        ("SSN 123-45-6789.", "123-45-6789", "US_SSN"),
        ("Call (617) 555-0123 x45.", "(617) 555-0123 x45", "PHONE_NUMBER"),
        ("Call +44 20 7946 0958.", "+44 20 7946 0958", "PHONE_NUMBER"),
        ("Mail ann.lee@example.org.", "ann.lee@example.org", "EMAIL_ADDRESS"),
        ("See www.example.org/ann.", "www.example.org/ann", "URL"),
        ("Card 4111-1111-1111-1111 lost.", "4111-1111-1111-1111", "CREDIT_CARD"),
        ("iban gb82west12345698765432 please", "gb82west12345698765432", "IBAN_CODE"),
        ("Transferred from Mercy General Hospital.", "Mercy General Hospital", "ORGANIZATION"),
    ],
)  # fmt: skip
def test_what_is_found(text: str, passage: str, entity: str) -> None:
    if passage:
        assert (passage, entity) in found(text)
    else:
        assert not any(e == "POLICY_NUMBER" for _, e in found(text))


@pytest.mark.parametrize(
    "text",
    [
        "Strength 4/5 bilaterally, pain 6/10, vision 20/30, BP 140/90, HR 88.",
        "Metformin 500 mg twice daily for three weeks; recheck in 6-8 weeks.",
        "Crohn's disease, Parkinson's disease and Hashimoto thyroiditis.",
        "Foley catheter placed, Babinski sign negative, Glasgow Coma Scale 15.",
        "Past medical history of Type 2 diabetes mellitus. Lisinopril 10 mg daily.",
        "A 45-year-old man with version 1.2.10 of the device.",
        "The hospital pharmacy will call. Discharged home in stable condition.",
        "WBC 12.3, Na 140, K 4.1, Cr 1.02, troponin < 0.01 x3, EF 55-60%.",
        "Spring was cold. May cause drowsiness. March on.",
        "Ratio 1:100, dose 0.5-1.0, range 3-5, 10 x 20 x 30 mm.",
        "{first_name} lives at {street}.",
    ],
)
def test_clinical_language_is_left_alone(text: str) -> None:
    assert found(text) == []


def test_ages_below_ninety_are_reported_on_request() -> None:
    text = "A 45-year-old man and a 91-year-old woman."
    assert found(text) == [("91", "AGE")]
    assert found(text, TextDetector("en", all_ages=True)) == [("45", "AGE"), ("91", "AGE")]


def test_no_text_no_findings() -> None:
    assert DETECTOR.find([]) == []
    assert DETECTOR.find([None, "", "  \n"]) == [[], [], []]
    assert DETECTOR.find([None, "Dr. Alice Wong", None])[0] == []


def test_known_values_are_found_in_any_case() -> None:
    known = KnownValues.from_columns({"p.n": pa.array(["Zyxelby"])}, {"p.n": "PERSON"})
    detector = TextDetector("en", known=known)
    text = "per zyxelby, ok"
    assert ("zyxelby", "PERSON") not in found(text)
    assert ("zyxelby", "PERSON") in found(text, detector)
    assert "yxel" not in repr(detector)


def test_a_name_is_found_again_in_the_same_text() -> None:
    text = "Mr. John Quillfeather came. QUILLFEATHER left; later Quillfeather's wife phoned."
    assert [p for p, e in found(text) if e == "PERSON"] == [
        "John Quillfeather",
        "QUILLFEATHER",
        "Quillfeather",
    ]


def test_equal_texts_have_equal_findings_in_any_order_and_company() -> None:
    texts = [
        "Seen by Dr. Alice Wong on 3 March 2021.",
        "Robert Miller of Springfield called from Ohio about Maria Garcia.",
        "No acute distress.",
        None,
        "MRN 0012345 for Fatima Khan; John Smith's wife phoned 617-555-0123.",
    ]
    alone = [DETECTOR.find([t])[0] for t in texts]
    assert DETECTOR.find(texts) == alone
    assert DETECTOR.find(texts[::-1]) == alone[::-1]
    assert DETECTOR.find([*texts, *texts]) == [*alone, *alone]


@given(texts=st.lists(st.none() | st.text(max_size=80), max_size=5))
@settings(deadline=None, max_examples=60)
def test_any_text_can_be_searched(texts: list[str | None]) -> None:
    spans = DETECTOR.find(texts)
    assert len(spans) == len(texts)
    for text, some in zip(texts, spans, strict=True):
        well_formed(text or "", some)


@given(
    pieces=st.lists(
        st.sampled_from(
            (
                *("Dr. Wong", "12 Elm St", "MA 02115", "MRN 12345", "555-0100", "\n", ", "),
                *(" - ", "JANE ROE", "May 5", "@", "a@b.co", "é", "😀", "x" * 30),
            )
        ),
        max_size=12,
    )
)
@settings(deadline=None, max_examples=60)
def test_mixtures_give_disjoint_spans(pieces: list[str]) -> None:
    text = " ".join(pieces)
    well_formed(text, DETECTOR.find([text])[0])


def test_long_texts_are_read_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PIECE", 100)  # a quarter of it is read twice
    sentence = "Nothing to report here. "
    text = sentence * 20 + "Seen by Dr. Alice Wong. " + sentence * 20
    assert found(text) == [("Alice Wong", "PERSON")]
    unbroken = "x" * 350
    assert found(unbroken) == []


_SPANS = st.lists(
    st.builds(
        lambda a, n, e, s: Span(a, min(30, a + n), e, s),
        st.integers(0, 29),
        st.integers(1, 12),
        st.sampled_from(["PERSON", "LOCATION", "DATE_TIME"]),
        st.sampled_from([0.4, 0.6, 0.9]),
    ),
    max_size=6,
)


@given(spans=_SPANS, text=st.text("ab \n", min_size=30, max_size=30))
@settings(deadline=None)
def test_merging_covers_all_and_overlaps_nothing(spans: list[Span], text: str) -> None:
    merged = merge(text, spans)
    well_formed(text, merged)
    assert merged == merge(text, reversed(spans))
    covered = {i for s in merged for i in range(s.start, s.end)}
    for span in spans:
        assert {i for i in range(span.start, span.end) if not text[i].isspace()} <= covered


def test_the_best_score_names_a_merged_passage() -> None:
    text = "12 Elm Street Boston"
    spans = [Span(0, 13, "STREET_ADDRESS", 0.9), Span(7, 20, "LOCATION", 0.6)]
    assert merge(text, spans) == [Span(0, 20, "STREET_ADDRESS", 0.9)]


def test_a_model_reads_names_that_nothing_announces() -> None:
    if "ner" not in pipeline_of("en").pipe_names:
        pytest.skip("no English model is installed")
    people = {
        p for p, e in found("Yesterday Robert Miller met Maria Garcia in Chicago.") if e == "PERSON"
    }
    assert people == {"Robert Miller", "Maria Garcia"}
    capitals = {p for p, e in found("Yesterday ROBERT MILLER met him.") if e == "PERSON"}
    assert capitals == {"ROBERT MILLER"}


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 400))
def test_no_passage_is_lost_at_a_cut(offset: int) -> None:
    filler = "nothing to report " * 30
    text = f"{filler[:offset]} Dr. Alice Wong, tel. 617-555-0142 {filler}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "PIECE", 200)
        spans = TextDetector().find([text])[0]
    assert {text[s.start : s.end] for s in spans} == {"Alice Wong", "617-555-0142"}
