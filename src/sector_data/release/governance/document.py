"""Every question of the papers with its answer, as one document.

What lives here: which facts answer which question. What does not: the facts
(:mod:`~sector_data.release.governance.table_facts`,
:mod:`~sector_data.release.governance.risk_facts`, :mod:`~sector_data.release.governance.terms`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sector_data.release.governance import risk_facts, table_facts, terms
from sector_data.release.governance.statements import at
from sector_data.release.governance.statistics import statistics
from sector_data.release.layout import PLAN
from sector_data.release.report.content import ReportContent
from sector_data.spec.documentation import answer_of
from sector_data.spec.governance import Answer, FrameAnswers, Governance, Statement, Status
from sector_data.spec.questions import FRAMES, Question

Facts = Callable[[ReportContent], Iterator[Statement]]

ANSWERED: dict[str, tuple[Facts, ...]] = {
    "motivation.purpose": (terms.purpose,),
    "composition.instances": (table_facts.tables, table_facts.subject),
    "composition.number": (table_facts.rows,),
    "composition.sample": (table_facts.kept,),
    "composition.data": (table_facts.columns,),
    "composition.label": (table_facts.targets,),
    "composition.missing": (table_facts.left_out,),
    "composition.relations": (table_facts.relations,),
    "composition.errors": (risk_facts.expectations, table_facts.changed_on_purpose),
    "composition.external": (table_facts.self_contained,),
    "composition.confidential": (table_facts.sensitive, risk_facts.leaks),
    "composition.subpopulations": (table_facts.groups,),
    "composition.identifiable": (risk_facts.risk,),
    "composition.sensitive": (table_facts.sensitive,),
    "collection.acquired": (table_facts.synthetic,),
    "collection.sampling": (table_facts.suppressed,),
    "collection.timeframe": (table_facts.shifted,),
    "collection.impact": (risk_facts.risk_before_and_after,),
    "preprocessing.done": (table_facts.techniques, table_facts.suppressed),
    "preprocessing.raw": (table_facts.sources,),
    "preprocessing.software": (table_facts.software,),
    "uses.other": (risk_facts.usefulness,),
    "uses.impact": (table_facts.suppressed, table_facts.changed_on_purpose),
    "uses.unsuitable": (terms.may_not,),
    "distribution.third-parties": (terms.recipient,),
    "distribution.how": (terms.form,),
    "distribution.when": (terms.made,),
    "distribution.licence": (terms.licence,),
    "maintenance.contact": (terms.contact,),
    "maintenance.updates": (terms.linked_versions,),
    "maintenance.versions": (terms.version,),
    "context.practices": (terms.recipient,),
    "context.motives": (risk_facts.attacks,),
    "context.transparency": (terms.published,),
    "context.harms": (table_facts.sensitive,),
    "data.principals": (table_facts.subject,),
    "data.type": (table_facts.kinds,),
    "data.attributes": (table_facts.attributes,),
    "data.properties": (table_facts.rows, table_facts.kept),
    "data.risk": (risk_facts.both_risks,),
    "data.population": (risk_facts.population,),
    "data.models": (risk_facts.models,),
    "identifiability.measured": (risk_facts.risk_before_and_after,),
    "identifiability.tested": (risk_facts.tested,),
    "identifiability.environment": (terms.recipient,),
    "identifiability.transformed": (table_facts.techniques, table_facts.suppressed),
    "identifiability.reviewed": (risk_facts.gates,),
    "governance.roles": (terms.four_eyes,),
    "governance.policies": (risk_facts.packs,),
    "governance.records": (terms.records,),
    "governance.incidents": (terms.contact,),
    "safes.projects": (terms.purpose,),
    "safes.people": (terms.recipient,),
    "safes.settings": (terms.recipient,),
    "safes.data": (risk_facts.risk, risk_facts.guarantee, risk_facts.leaks),
    "input.quality": (risk_facts.expectations, risk_facts.gates),
    "input.bias": (table_facts.suppressed, table_facts.groups),
    "input.personal": (risk_facts.models, table_facts.techniques),
    "input.divulged": (risk_facts.searched,),
    "input.property": (terms.licence,),
    "input.transparency": (terms.published,),
}
"""What the evidence has to say to each question; to those that are not here it has nothing."""


def governance_of(content: ReportContent) -> Governance:
    """Return the papers of a release.

    Sources of the questions: :mod:`sector_data.spec.questions`.
    """
    return Governance(
        frames=tuple(
            FrameAnswers(
                frame=frame,
                answers=tuple(_answer(question, content) for part in parts for question in part),
            )
            for frame, parts in FRAMES.items()
        ),
        may=tuple(terms.may(content)),
        may_not=tuple(terms.may_not(content)),
        statistics=statistics(content),
    )


def _answer(question: Question, content: ReportContent) -> Answer:
    facts = ANSWERED.get(question.id, ())
    statements = tuple(statement for fact in facts for statement in fact(content))
    by_person = answer_of(question, content.plan.pipeline.documentation)
    return Answer(
        question=question.id,
        asks=question.text,
        clause=question.clause,
        status=_status(question, answered=by_person is not None, evident=bool(statements)),
        statements=statements,
        said=by_person[1] if by_person else None,
        said_in=at(PLAN, "pipeline", "documentation", by_person[0]) if by_person else "",
    )


def _status(question: Question, *, answered: bool, evident: bool) -> Status:
    if answered:
        return "person"
    if evident:
        return "partly" if question.person else "evidence"
    return "optional" if question.optional else "open"
