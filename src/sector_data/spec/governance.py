"""The papers of a release as one document: questions, answers, evidence, and what may be done.

What lives here: the document ``evidence/governance.json``, which the pages are written from. What
does not: finding the answers (:mod:`sector_data.release.governance`), and the words of the pages
(:mod:`sector_data.release.report.papers`).

A statement is a word and its values, so that pages say it in every language and a program can read
it. It names the evidence it rests on: a file of the bundle, and where the file is JSON a JSON
Pointer (RFC 6901) behind ``#``.
"""

from __future__ import annotations

from typing import Literal

from sector_data.spec.documentation import Said
from sector_data.spec.model import Model
from sector_data.spec.questions import Frame

Value = int | float | str | tuple[str, ...]

Status = Literal["evidence", "person", "partly", "open", "optional"]
"""Who has answered: the evidence, a person; the evidence in part, so that a person has to add what
it cannot tell; nobody; nobody, who need not."""

OPEN: frozenset[Status] = frozenset({"partly", "open"})

Trust = Literal["trusted", "care", "no"]


class Statement(Model):
    """One thing that the evidence says."""

    says: str
    """The word for it; ``messages/papers`` has its sentence."""
    values: dict[str, Value] = {}
    """What the sentence is filled with; shares and risks are in [0, 1]."""
    evidence: str
    """What it rests on: ``evidence/assessment.json#/after/0``."""


class Answer(Model):
    """One question and its answer."""

    question: str
    """Its name, as pipeline files call it."""
    asks: str
    """In English."""
    clause: str = ""
    status: Status
    statements: tuple[Statement, ...] = ()
    said: Said | None = None
    """What a person answered, as it was written."""
    said_in: str = ""
    """Where: ``plan.json#/pipeline/documentation/motivation.funding``."""


class FrameAnswers(Model):
    """All questions of one frame, in its order."""

    frame: Frame
    answers: tuple[Answer, ...]

    def count(self, *statuses: Status) -> int:
        """Return how many answers have one of some statuses."""
        return sum(1 for answer in self.answers if answer.status in statuses)


class TrustedStatistic(Model):
    """What statistics of some columns are worth."""

    trust: Trust
    statement: Statement


class Governance(Model):
    """Everything that the papers of a release say."""

    frames: tuple[FrameAnswers, ...]
    may: tuple[Statement, ...]
    """What may be done with the data."""
    may_not: tuple[Statement, ...]
    """What may not."""
    statistics: tuple[TrustedStatistic, ...]

    @property
    def questions(self) -> int:
        """How many questions there are."""
        return sum(len(frame.answers) for frame in self.frames)

    @property
    def open(self) -> int:
        """How many of them a person has still to answer, in full or in part."""
        return sum(frame.count(*OPEN) for frame in self.frames)

    def statements(self) -> tuple[Statement, ...]:
        """Return every statement."""
        return (
            *(s for frame in self.frames for answer in frame.answers for s in answer.statements),
            *self.may,
            *self.may_not,
            *(found.statement for found in self.statistics),
        )
