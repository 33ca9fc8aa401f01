"""The questions that the papers of a release answer, and which of them only a person can.

What lives here: the questions of every frame, in its order, in English. What does not: the answers
(:mod:`sector_data.release.governance`) and other languages (``messages/papers/``).

Sources, in words of our own:

- T. Gebru, J. Morgenstern, B. Vecchione, J. Wortman Vaughan, H. Wallach, H. Daumé III and
  K. Crawford, *Datasheets for Datasets*, Communications of the ACM 64(12), 2021: all 57 questions.
- ISO/IEC 27559:2022, *Privacy enhancing data de-identification framework*: a question for each of
  its clauses 6 to 9 that asks something of a release.
- T. Desai, F. Ritchie and R. Welpton, *Five Safes: designing data access for research*, 2016.
- *Hiroshima Process International Code of Conduct for Organizations Developing Advanced AI
  Systems*, 2023, action 11: measures on input data, personal data and intellectual property.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Frame = Literal["datasheet", "iso-27559", "five-safes", "hiroshima"]


class Question(NamedTuple):
    """One question of a frame.

    Attributes
    ----------
    id
        Stable name, ``part.subject``; pipeline files answer by it.
    text
        In English.
    person
        Whether evidence alone never answers it, so that it is open until a person does.
    clause
        Number of the clause that asks, where its source has numbers.
    see
        Another question whose answer by a person answers this one as well.
    optional
        Whether it may stay without an answer.
    """

    id: str
    text: str
    person: bool = True
    clause: str = ""
    see: str = ""
    optional: bool = False

    @property
    def part(self) -> str:
        """The part of the frame that it belongs to."""
        return self.id.partition(".")[0]

    @property
    def subject(self) -> str:
        """What it asks about, within its part."""
        return self.id.partition(".")[2]


def _by_evidence(identifier: str, text: str, clause: str = "") -> Question:
    return Question(identifier, text, person=False, clause=clause)


def _comments(part: str) -> Question:
    return Question(f"{part}.comments", "Any other comments?", optional=True)


MOTIVATION = (
    _by_evidence("motivation.purpose", "For what purpose were the data made available?"),
    Question("motivation.creator", "Who created the data, and on whose behalf?"),
    Question("motivation.funding", "Who paid for it?"),
    _comments("motivation"),
)

COMPOSITION = (
    Question("composition.instances", "What does a row stand for?"),
    _by_evidence("composition.number", "How many rows are there of each kind?"),
    Question("composition.sample", "Is this everything there is, or a sample of a larger set?"),
    _by_evidence("composition.data", "What is told of each row?"),
    _by_evidence("composition.label", "Is there a label, or a target to predict?"),
    Question("composition.missing", "Is anything missing from single rows, and why?"),
    _by_evidence("composition.relations", "Are relations between rows made explicit?"),
    Question("composition.splits", "Is a split into training and test data recommended?"),
    Question("composition.errors", "Are there errors, noise or redundancies?"),
    _by_evidence("composition.external", "Do the data depend on anything outside of them?"),
    Question("composition.confidential", "Do they hold anything that is confidential?"),
    Question("composition.offensive", "Could reading them offend, threaten or frighten somebody?"),
    _by_evidence("composition.subpopulations", "Which groups of people can be told apart?"),
    _by_evidence("composition.identifiable", "Can anybody be recognised, directly or indirectly?"),
    _by_evidence("composition.sensitive", "Which columns are sensitive?"),
    _comments("composition"),
)

COLLECTION = (
    Question("collection.acquired", "How were the data acquired: observed, reported, derived?"),
    Question("collection.mechanisms", "By which means or procedures were they collected?"),
    Question("collection.sampling", "If they are a sample, how was it drawn?"),
    Question("collection.collectors", "Who collected them, and how were they paid?"),
    Question("collection.timeframe", "Over which time were they collected?"),
    Question("collection.ethics", "Was there an ethical review, and what did it say?"),
    Question("collection.source", "Were they collected from the people themselves, or elsewhere?"),
    Question("collection.notice", "Were these people told, and how?"),
    Question("collection.consent", "Did they consent, and to what?"),
    Question("collection.revocation", "How can they withdraw their consent?"),
    Question("collection.impact", "Was the impact on them assessed, and with what result?"),
    _comments("collection"),
)

PREPROCESSING = (
    _by_evidence("preprocessing.done", "How were the data processed, cleaned or labelled?"),
    Question("preprocessing.raw", "Is the source kept as well, and who has access to it?"),
    _by_evidence("preprocessing.software", "Is the software that processed them available?"),
    _comments("preprocessing"),
)

USES = (
    Question("uses.past", "What have the data been used for?"),
    Question("uses.repository", "Where are papers and systems listed that use them?"),
    Question("uses.other", "What else could they be used for?"),
    Question(
        "uses.impact", "What of their making could harm later uses, or be unfair to somebody?"
    ),
    Question("uses.unsuitable", "What should they not be used for?"),
    _comments("uses"),
)

DISTRIBUTION = (
    _by_evidence("distribution.third-parties", "Who gets the data?"),
    Question("distribution.how", "How are they distributed, and have they a DOI?"),
    Question("distribution.when", "When are they distributed?"),
    _by_evidence("distribution.licence", "Under which licence or terms?"),
    Question("distribution.restrictions", "Have third parties rights in the data?"),
    Question("distribution.export", "Do export controls or other rules restrict them?"),
    _comments("distribution"),
)

MAINTENANCE = (
    Question("maintenance.host", "Who hosts and maintains the data?"),
    _by_evidence("maintenance.contact", "How can whoever answers for them be reached?"),
    Question("maintenance.erratum", "Where are errors listed that were found later?"),
    Question("maintenance.updates", "Will they be updated, how often and by whom?"),
    Question("maintenance.retention", "How long may they be kept?"),
    Question("maintenance.versions", "What becomes of older versions?"),
    Question("maintenance.contribute", "How can others extend or correct them?"),
    _comments("maintenance"),
)

CONTEXT = (
    Question(
        "context.practices",
        "Which security and privacy practices do the recipients have?",
        clause="6.2.2",
    ),
    Question(
        "context.motives",
        "Who could try to recognise somebody, why, and by which means?",
        clause="6.2.3",
    ),
    Question(
        "context.transparency",
        "What were the people concerned and other stakeholders told?",
        clause="6.3.2",
        see="collection.notice",
    ),
    Question(
        "context.harms",
        "What harm could come to somebody who is recognised?",
        clause="6.3.3",
        see="collection.impact",
    ),
)

DATA = (
    _by_evidence("data.principals", "Whose privacy is protected?", "7.2.2"),
    _by_evidence("data.type", "What kind of data are they?", "7.2.3"),
    _by_evidence(
        "data.attributes", "What is each column for whoever wants to recognise somebody?", "7.2.4"
    ),
    _by_evidence(
        "data.properties", "How large are the tables, and what share is released?", "7.2.5"
    ),
    _by_evidence("data.risk", "Is the largest risk counted, or the average?", "7.3.2"),
    _by_evidence("data.population", "Is it counted in the sample, or in the population?", "7.3.3"),
    _by_evidence("data.models", "Which privacy models hold?", "7.3.4"),
)

IDENTIFIABILITY = (
    _by_evidence(
        "identifiability.measured", "How identifiable is anybody, before and after?", "8.2.2"
    ),
    _by_evidence("identifiability.tested", "What did attacks on the release find?", "8.2.3"),
    Question(
        "identifiability.environment",
        "What does the environment of use do against recognition?",
        clause="8.3.2",
        see="context.practices",
    ),
    _by_evidence("identifiability.transformed", "How were the data transformed?", "8.3.3"),
    Question("identifiability.reviewed", "When is this assessed again?", clause="8.3.4"),
)

GOVERNANCE = (
    Question(
        "governance.roles", "Who answers for the release, and who approved it?", clause="9.2.2"
    ),
    Question(
        "governance.policies", "Which rules and procedures was it made under?", clause="9.2.3"
    ),
    _by_evidence("governance.records", "What is recorded, and how can it be checked?", "9.2"),
    Question("governance.monitoring", "Who watches how the data are used?", clause="9.3"),
    Question("governance.incidents", "What happens when somebody is recognised?", clause="9.3"),
)

SAFES = (
    Question("safes.projects", "Safe projects: is this use of the data appropriate?"),
    Question(
        "safes.people",
        "Safe people: can the users be trusted to use them in that way?",
        see="context.practices",
    ),
    Question(
        "safes.settings",
        "Safe settings: does the place of use keep others out?",
        see="identifiability.environment",
    ),
    _by_evidence("safes.data", "Safe data: is there a risk of disclosure in the data themselves?"),
    Question("safes.outputs", "Safe outputs: are results checked before they leave?"),
)

INPUT = (
    _by_evidence("input.quality", "How is the quality of the data assured?"),
    Question("input.bias", "What is done against harmful bias?", see="uses.impact"),
    _by_evidence("input.personal", "How are personal data protected?"),
    _by_evidence("input.divulged", "How is it tested that the data divulge nothing confidential?"),
    Question(
        "input.property",
        "How are intellectual property and copyright respected?",
        see="distribution.restrictions",
    ),
    _by_evidence("input.transparency", "What is published about the data?"),
)

FRAMES: dict[Frame, tuple[tuple[Question, ...], ...]] = {
    "datasheet": (
        MOTIVATION,
        COMPOSITION,
        COLLECTION,
        PREPROCESSING,
        USES,
        DISTRIBUTION,
        MAINTENANCE,
    ),
    "iso-27559": (CONTEXT, DATA, IDENTIFIABILITY, GOVERNANCE),
    "five-safes": (SAFES,),
    "hiroshima": (INPUT,),
}
"""Every frame with its parts."""

QUESTIONS: dict[str, Question] = {
    question.id: question for parts in FRAMES.values() for part in parts for question in part
}
"""Every question by its id."""
