"""The papers of a release in words: questions, answers, what may be done, what can be trusted.

What lives here: statements spelt in a language, for pages of either kind. What does not: what is
answered (:mod:`sector_data.release.governance`) and the words (``messages/papers/``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from markupsafe import Markup, escape

from sector_data.release.governance.document import governance_of
from sector_data.release.report.catalogue import Catalogue
from sector_data.release.report.content import ReportContent
from sector_data.release.report.markdown import code, escaped
from sector_data.spec.documentation import Said
from sector_data.spec.governance import Answer, FrameAnswers, Governance, Statement, Value
from sector_data.spec.words import LANGUAGES, Language

SHOWN = 12
"""Names that are told of a longer list; the others are counted."""

_NAMES = frozenset(
    {"child", "column", "columns", "digest", "key", "keys", "parent", "table", "tables"}
)
_RISKS = frozenset({"highest", "average", "before", "after"})
_PLAIN = frozenset({"epsilon", "delta"})
_WORDS = {"recipient": "recipients", "role": "roles", "technique": "techniques"}


class Writing(NamedTuple):
    """How a kind of page writes a message, a name and a text of the publisher."""

    message: Callable[[str], str]
    name: Callable[[str], str]
    text: Callable[[str], str]


def _html_name(name: str) -> str:
    return Markup('<bdi class="code">{}</bdi>').format(name)


HTML = Writing(escape, _html_name, escape)
MARKDOWN = Writing(str, code, escaped)


class Told(NamedTuple):
    """A text of the publisher and, where it is not the page's, its language."""

    text: str
    foreign: Language | None


class AnswerLine(NamedTuple):
    """One question and its answer; `mark` is empty where nothing is left to a person."""

    question: str
    clause: str
    sentences: tuple[str, ...]
    told: Told | None
    evidence: tuple[tuple[str, str], ...]
    """Files of the bundle, each with the place in it where there is one only."""
    mark: str
    open: bool


class PartAnswers(NamedTuple):
    """The answers of one part of a frame."""

    heading: str
    answers: tuple[AnswerLine, ...]


class Paper(NamedTuple):
    """One frame; counts are spelt."""

    heading: str
    questions: str
    evidence: str
    person: str
    partly: str
    open: str
    unadded: str
    """Questions for further remarks, of which there are none."""
    parts: tuple[PartAnswers, ...]


class Papers(NamedTuple):
    """Everything that the papers say, in the words of a page."""

    verdict: str
    settled: bool
    frames: tuple[Paper, ...]
    may: tuple[str, ...]
    may_not: tuple[str, ...]
    unsuitable: Told | None
    """What the publisher says that the data should not be used for."""
    statistics: tuple[tuple[str, str, tuple[str, ...]], ...]
    """How far they can be trusted, its heading, and the sentences."""


def papers_of(content: ReportContent, words: Catalogue, writing: Writing) -> Papers:
    """Return the papers of a release in the words of a page."""
    found = governance_of(content)
    main = content.plan.pipeline.release.languages[0]

    def spelt(statements: tuple[Statement, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(sentence(each, words, writing) for each in statements))

    unsuitable = content.plan.pipeline.documentation.get("uses.unsuitable")
    return Papers(
        verdict=_verdict(found, words),
        settled=found.open == 0,
        frames=tuple(_paper(frame, words, writing, main) for frame in found.frames),
        may=spelt(found.may),
        may_not=spelt(found.may_not),
        unsuitable=None if unsuitable is None else _told(unsuitable, words, main, writing),
        statistics=tuple(
            (trust, words.text(f"papers.use.{trust}"), spelt(statements))
            for trust in ("trusted", "care", "no")
            if (statements := tuple(s.statement for s in found.statistics if s.trust == trust))
        ),
    )


def sentence(statement: Statement, words: Catalogue, writing: Writing) -> str:
    """Return what a statement says, in a language and a kind of page."""
    message = writing.message(words.text(f"papers.says.{statement.says}"))
    values = {key: _spelt(key, v, words, writing) for key, v in statement.values.items()}
    return message.format(**values)


def _spelt(key: str, value: Value, words: Catalogue, writing: Writing) -> str:
    if isinstance(value, tuple):
        write = writing.name if key in _NAMES else writing.text
        listed = [write(each) for each in value[:SHOWN]]
        hidden = len(value) - SHOWN
        if hidden > 0:
            more = words.text("conformity.more", count=words.integer(hidden))
            listed.append(writing.message(more))
        return writing.message(words.text("punctuation.comma")).join(listed)
    if isinstance(value, str):
        if key in _WORDS:
            return writing.message(words.text(f"{_WORDS[key]}.{value}"))
        return writing.name(value) if key in _NAMES else writing.text(value)
    if isinstance(value, int):
        return words.integer(value)
    if key in _PLAIN:
        return words.plain(value)
    return words.risk(value) if key in _RISKS else words.share(value)


def _verdict(found: Governance, words: Catalogue) -> str:
    counts = {"open": words.integer(found.open), "questions": words.integer(found.questions)}
    if found.open:
        return words.text("papers.some_open", **counts)
    return words.text("papers.none_open", questions=counts["questions"])


def _paper(frame: FrameAnswers, words: Catalogue, writing: Writing, main: Language) -> Paper:
    parts: dict[str, list[AnswerLine]] = {}
    for answer in frame.answers:
        line = _line(answer, words, writing, main)
        parts.setdefault(answer.question.partition(".")[0], []).append(line)
    return Paper(
        heading=words.text(f"papers.frames.{frame.frame}"),
        questions=words.integer(len(frame.answers)),
        evidence=words.integer(frame.count("evidence")),
        person=words.integer(frame.count("person")),
        partly=words.integer(frame.count("partly")),
        open=words.integer(frame.count("open")),
        unadded=words.integer(frame.count("optional")),
        parts=tuple(
            PartAnswers(words.text(f"papers.parts.{part}"), tuple(lines))
            for part, lines in parts.items()
        ),
    )


def _line(answer: Answer, words: Catalogue, writing: Writing, main: Language) -> AnswerLine:
    places = [*(statement.evidence for statement in answer.statements), answer.said_in]
    marks = {"open": "human", "partly": "rest", "optional": "optional"}
    mark = marks.get(answer.status)
    return AnswerLine(
        question=words.text(f"papers.questions.{answer.question}"),
        clause=words.text("papers.clause", clause=answer.clause) if answer.clause else "",
        sentences=tuple(
            dict.fromkeys(sentence(each, words, writing) for each in answer.statements)
        ),
        told=None if answer.said is None else _told(answer.said, words, main, writing),
        evidence=_files(place for place in places if place),
        mark=words.text(f"papers.{mark}") if mark else "",
        open=answer.status in ("open", "partly"),
    )


def _files(places: Iterable[str]) -> tuple[tuple[str, str], ...]:
    by_file: dict[str, set[str]] = {}
    for place in places:
        by_file.setdefault(place.partition("#")[0], set()).add(place)
    return tuple(
        (file, next(iter(found)) if len(found) == 1 else file) for file, found in by_file.items()
    )


def _told(said: Said, words: Catalogue, main: Language, writing: Writing) -> Told:
    """Return an answer in the page's language where there is one, else in the release's own."""
    by_language = {main: said} if isinstance(said, str) else said
    order = (words.language, main, *LANGUAGES)
    language = next(each for each in order if each in by_language)
    foreign = None if language == words.language else language
    return Told(writing.text(by_language[language]), foreign)
