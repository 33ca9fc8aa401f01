"""What a steward says about the search for personal data in texts.

What lives here: thresholds, words to leave alone, words to hide always, and recognisers of the
steward's own. What does not: the search (:mod:`sector_data.detect`).
"""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from sector_data.spec.model import Model
from sector_data.spec.words import Language

Score = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Entity = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]{1,39}$")]
"""Name of a kind of personal data, as Presidio spells them: ``PERSON``, ``STAFF_NUMBER``."""


def _compiles(regex: str) -> str:
    try:
        expression = re.compile(regex)
    except re.error as error:
        raise ValueError(f"is no regular expression: {error.msg} at {error.pos}") from None
    if expression.match(""):
        raise ValueError("matches the empty text, so it would match everywhere")
    return regex


Regex = Annotated[str, Field(min_length=1, max_length=2000), AfterValidator(_compiles)]


class RecognizerPattern(Model):
    """One form of an identifier."""

    regex: Regex
    """Regular expression of Python's; where it has a group named ``x``, that group is found."""
    score: Score = 0.6
    """How sure a match is; what stays below the entity's threshold is not reported."""
    name: str = ""
    """What the form is called, for whoever reads why something was found."""


class RecognizerSpec(Model):
    """A recogniser of your own, for identifiers that only your house has."""

    name: Annotated[str, Field(pattern=r"^[A-Za-z][\w .-]{0,59}$")]
    """What it is called in findings."""
    entity: Entity
    """What a match is; a new name makes a new kind."""
    languages: tuple[Language, ...] = ()
    """Languages of the texts it reads; all when none is given."""
    patterns: tuple[RecognizerPattern, ...] = ()
    """Forms of the identifier."""
    context: tuple[str, ...] = ()
    """Words that make a match surer (by 0.35, as in Presidio) if one stands near it."""
    words: tuple[str, ...] = ()
    """Words and phrases that are found as they are, in any case."""
    check: str | None = None
    """Check digits that a match must pass: a module of python-stdnum, such as ``luhn``."""


class DetectionSpec(Model):
    """How texts are searched for personal data."""

    threshold: Score = 0.4
    """Lowest score that counts. The default is the least that Presidio gives a pattern whose
    context agrees."""
    thresholds: dict[Entity, Score] = {}
    """Lowest score that counts, of single entities."""
    allow: tuple[str, ...] = ()
    """Words and phrases that are never personal data here, such as the name of a ward round or a
    device; case does not matter. What the tables know to be an identifier stays hidden."""
    deny: dict[Entity, tuple[str, ...] | str] = {}
    """Words and phrases that are always hidden, by entity: a list, or the path of a text file with
    one on each line. A list never leaves the house: the plan in a bundle is without it."""
    recognizers: tuple[RecognizerSpec, ...] = ()
    """Recognisers of your own."""
    all_ages: bool = False
    """Report every age, not only those from 90 years up."""
    processes: Annotated[int, Field(ge=1, le=256)] = 1
    """Processes that read texts side by side; more than one pays from thousands of texts up."""
