"""Every question is asked, answered from evidence where there is any, and counted."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.release.governance.document import ANSWERED, governance_of
from sector_data.release.governance.statistics import GROUPS
from sector_data.spec.documentation import answer_of, open_questions
from sector_data.spec.governance import Governance
from sector_data.spec.questions import FRAMES, QUESTIONS
from sector_data.spec.transforms.values import TRANSFORMS, Drop, Nested, ShiftDate
from sector_data.spec.words import Role
from tests.release.report.contents import content_of, hospital, nothing, table_plan, unprotected
from tests.release.report.governed import governed, settled, with_pipeline
from tests.release.report.odd_contents import every_word

ALL = st.sets(st.sampled_from(sorted(QUESTIONS)))


def statuses(found: Governance) -> dict[str, str]:
    return {a.question: a.status for frame in found.frames for a in frame.answers}


def test_every_question_of_each_frame_is_there() -> None:
    """The datasheet has 57 questions; every clause of the standard that asks something is asked."""
    numbers = {frame: [len(part) for part in parts] for frame, parts in FRAMES.items()}
    assert numbers["datasheet"] == [4, 16, 12, 4, 6, 7, 8]
    assert sum(numbers["datasheet"]) == 57
    assert numbers["five-safes"] == [5]
    clauses = {q.clause for part in FRAMES["iso-27559"] for q in part}
    assert {clause.split(".")[0] for clause in clauses} == set("6789")
    assert {"6.2.2", "6.2.3", "6.3.2", "6.3.3", "8.2.2", "8.2.3", "8.3.2", "8.3.4"} <= clauses
    assert len(QUESTIONS) == sum(sum(found) for found in numbers.values())


def test_every_question_that_evidence_answers_alone_has_its_facts() -> None:
    assert ANSWERED.keys() <= QUESTIONS.keys()
    assert {q.id for q in QUESTIONS.values() if not q.person} <= ANSWERED.keys()
    assert {q.see for q in QUESTIONS.values() if q.see} <= QUESTIONS.keys()


@given(answered=ALL)
@settings(deadline=None, max_examples=40)
def test_an_answer_of_a_person_settles_its_question_and_those_that_look_at_it(
    answered: set[str],
) -> None:
    bare = statuses(governance_of(hospital()))
    content = with_pipeline(hospital(), documentation=dict.fromkeys(answered, "So it is."))
    for name, status in statuses(governance_of(content)).items():
        by_person = answer_of(QUESTIONS[name], content.plan.pipeline.documentation)
        assert (name in answered) <= (by_person is not None)
        assert status == ("person" if by_person else bare[name])


@given(answered=ALL)
@settings(deadline=None, max_examples=40)
def test_what_a_person_must_answer_is_known_before_there_is_evidence(answered: set[str]) -> None:
    documentation = dict.fromkeys(answered, "So it is.")
    left = {question.id for question in open_questions(documentation)}
    for content in (hospital(), governed(), nothing()):
        found = governance_of(with_pipeline(content, documentation=documentation))
        still = {name for name, status in statuses(found).items() if status in ("open", "partly")}
        assert left <= still
        assert all(not QUESTIONS[name].person for name in still - left)
        assert found.open == len(still)


def test_counts_are_those_of_the_answers() -> None:
    found = governance_of(hospital())
    counted = Counter(statuses(found).values())
    assert found.questions == len(QUESTIONS) == sum(counted.values())
    assert found.open == counted["open"] + counted["partly"]
    assert counted["optional"] == 7
    assert governance_of(settled()).open == 0


def test_nothing_is_answered_by_evidence_that_is_not_there() -> None:
    """A release that was not attacked, not protected and has no terms says so by silence."""
    found = statuses(governance_of(unprotected()))
    for name in (
        *("motivation.purpose", "distribution.licence", "maintenance.contact"),
        *("identifiability.tested", "identifiability.measured", "data.models", "data.risk"),
    ):
        assert found[name] == "open", name


def test_every_transform_is_told_what_it_leaves() -> None:
    told = set().union(*(kinds for _, _, kinds in GROUPS))
    kinds = {model.model_fields["kind"].default for model in (Drop, Nested)}
    assert told == TRANSFORMS.keys() - kinds


@pytest.mark.parametrize("place", range(len(every_word())))
def test_every_released_column_has_a_line_on_its_statistics(place: int) -> None:
    content = every_word()[place]
    lines = governance_of(content).statistics
    told = {name for line in lines for name in line.statement.values.get("columns", ())}  # type: ignore[union-attr]
    for table in content.plan.tables:
        if table.table not in content.synthetic:
            for column in table.columns:
                released = column.transform.kind not in ("drop", "nested")
                assert (f"{table.table}.{column.column}" in told) == released
        else:
            assert any(
                line.statement.values.get("table") == table.table
                and line.statement.says == "trust_synthetic"
                for line in lines
            )


def test_what_was_measured_comes_before_what_the_plan_promises() -> None:
    kept = next(
        line.statement
        for line in governance_of(hospital()).statistics
        if line.statement.says == "trust_kept"
    )
    assert kept.values["columns"] == ("patients.sex", "encounters.department")
    careful = governance_of(governed()).statistics
    assert [s.statement.values["columns"] for s in careful if s.statement.says == "care_measured"]
    assert [s.trust for s in careful] == sorted(
        (s.trust for s in careful), key=("trusted", "care", "no").index
    )


def test_the_document_reads_back_as_it_was() -> None:
    found = governance_of(governed())
    assert Governance.model_validate_json(found.model_dump_json()) == found


@pytest.mark.parametrize("linked", [True, False])
def test_pseudonyms_join_later_versions_or_nothing(linked: bool) -> None:
    content = hospital()
    release = content.plan.pipeline.release.model_copy(update={"link_versions": linked})
    found = governance_of(with_pipeline(content, release=release))
    words = {each.statement.says for each in found.statistics}
    said = {s.says for frame in found.frames for a in frame.answers for s in a.statements}
    assert ("trust_versions" in words, "trust_elsewhere" in words) == (linked, not linked)
    assert ("linked" in said, "unlinked" in said) == (linked, not linked)


def test_without_pseudonyms_none_are_spoken_of() -> None:
    content = content_of([table_plan("visits", {"seen": (Role.QUASI_IDENTIFIER, ShiftDate())})])
    found = governance_of(content)
    words = {each.statement.says for each in found.statistics}
    words |= {s.says for frame in found.frames for a in frame.answers for s in a.statements}
    assert words.isdisjoint({"trust_versions", "trust_elsewhere", "linked", "unlinked"})
