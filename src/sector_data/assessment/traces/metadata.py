"""Documents that go with a release: metadata, code books, reports, anybody's JSON.

What lives here: what a document says in words and numbers, and the search for values of few people
in it. What does not: direct identifiers in the files of a bundle
(:mod:`sector_data.release.leaks.search`).

Generators write ranges and categories of the data into their metadata: SDV 2.0 keeps smallest and
largest values and up to 500 texts of a column there, e-mail addresses too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.anonymise.classes import Flags
from sector_data.anonymise.hierarchies import canonical_text
from sector_data.assessment.traces.chance import THREE_DEVIATIONS, poisson_tail
from sector_data.assessment.traces.found import Counts, Outcome, about, concluded, is_found
from sector_data.assessment.traces.numbers import Floats, is_ordered, numbers_of, unit_of
from sector_data.assessment.traces.sides import MISSING, Sides, code
from sector_data.assessment.traces.values import blind_hit, few_at_the_ends, severity_of
from sector_data.spec.evidence.traces import TraceFinding

_BETWEEN = r"[\s,;:()\"'`\[\]{}<>|=*#]+"
_MOST_WORDS = 6
_LONGEST = 200_000
"""Words of a document that are searched."""
_SHORTEST = 4
_DISTINCTIVE = re.compile(r"(?=.*[\d@ ])(?=.*[^\W\d]).{8,}|.*\d{6,}.*")
"""Texts that nobody writes by chance: eight characters with a letter and a digit, an ``@`` or a
blank among them, or six digits in a row."""
_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:[t ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?z?)?")


@dataclass(slots=True)
class _Said:
    """What a document says."""

    texts: set[str] = field(default_factory=set)
    numbers: set[float] = field(default_factory=set)

    def add(self, scalar: object) -> None:
        """Take in a scalar of JSON, or a word."""
        if isinstance(scalar, (int, float)) and not isinstance(scalar, bool):
            self.numbers.add(float(scalar))
        if isinstance(scalar, str) and scalar:
            self.texts.add(scalar)
            if (number := _number(scalar)) is not None:
                self.numbers.add(number)


def find_in_documents(sides: Sides, documents: Mapping[str, str] | None) -> Outcome:
    """Search documents for values of the source that few subjects have.

    Looked for are values that one subject has (of numbers those with four digits and more), and
    smallest and largest values that fewer than five have. A value found under its column's name in
    JSON, and a text that nobody writes by chance, counts where the control has none such, and as
    many numbers thrown blindly would hardly meet one; others count where they are more than those
    of the control.

    Parameters
    ----------
    sides
        The tables, with all columns of the source.
    documents
        Text of each document by its name; JSON is read as such.
    """
    if documents is None:
        return concluded("metadata", 0, why_not="not-given")
    said = {name: _said(text, sides.source.columns) for name, text in documents.items()}
    tests = 3 * len(sides.source.columns) * len(said)
    findings = [
        finding
        for column in sides.source.columns
        if not pa.types.is_boolean(sides.source.column(column).type)
        for finding in _of_column(sides, column, said, tests)
    ]
    return concluded("metadata", len(documents), findings)


def _of_column(
    sides: Sides, column: str, said: Mapping[str, tuple[_Said, dict[str, _Said]]], tests: int
) -> Iterator[TraceFinding]:
    values = sides.people(column)
    coded = code(values.slice(0, 0), values)
    # Each code at a row that has it, to look at a value once.
    row = np.zeros(coded.size, dtype=np.int64)
    there = np.flatnonzero(coded.people != MISSING)
    row[coded.people[there]] = there
    distinct = values.take(pa.array(row))
    numbers = numbers_of(distinct) if is_ordered(values) else None
    texts = None if is_ordered(values) else _plain(canonical_text(distinct))
    for document, (everywhere, below) in said.items():
        named = below[column]
        blind = 0.0
        if numbers is not None:
            met = _met_numbers(numbers, everywhere.numbers)
            certain = _met_numbers(numbers, named.numbers)
            blind = _blind(numbers, named.numbers)
            yield from _extremes(sides, document, column, everywhere, named, tests)
        else:
            met = _met_texts(texts, everywhere.texts)
            odd = {text for text in everywhere.texts if _DISTINCTIVE.fullmatch(text)}
            certain = _met_texts(texts, named.texts | odd)
        counts = Counts.of(sides, coded.people, coded.size, certain)
        (count, of), (others, _) = (counts.on(sides, control=side) for side in (False, True))
        found = count > 0 == others and poisson_tail(count, blind * of) <= THREE_DEVIATIONS / tests
        if not found:
            counts = Counts.of(sides, coded.people, coded.size, met)
            count, of = counts.on(sides, control=False)
            found = is_found(sides, counts, tests=tests)
        if found:
            method = "values of one subject"
            yield _finding(sides, document, column, method, count, of, None)


def _extremes(
    sides: Sides, document: str, column: str, everywhere: _Said, named: _Said, tests: int
) -> Iterator[TraceFinding]:
    numbers = numbers_of(sides.people(column))
    for end, extreme, known in few_at_the_ends(sides, numbers):
        sign = 1.0 if end == "largest" else -1.0
        said = np.array(sorted(everywhere.numbers))
        chance = blind_hit(sign * known, sign * said, sign * extreme)
        blind = extreme in everywhere.numbers and chance <= THREE_DEVIATIONS / tests
        if extreme in named.numbers or blind:
            yield _finding(sides, document, column, end, 1, 1, chance if blind else None)


def _finding(
    sides: Sides, document: str, column: str, method: str, count: int, of: int, chance: float | None
) -> TraceFinding:
    # What a column of the release may hold anyway, a document may hold too.
    severity = severity_of(sides, column) if column in sides.release.columns else "serious"
    return about(
        "metadata", severity, source_column=column, document=document, method=method
    ).model_copy(
        update={
            "count": count,
            "looked_at": of,
            "share": count / of,
            "by_chance": chance,
            "verdict": "found",
        }
    )


def _met_numbers(numbers: Floats, said: Iterable[float]) -> Flags:
    written = {n: f"{abs(n):.15g}".strip("0").replace(".", "") for n in said}
    enough = [number for number, digits in written.items() if len(digits) >= _SHORTEST]
    met: Flags = np.isin(numbers, np.array(enough, dtype=np.float64))
    return met


def _blind(numbers: Floats, said: Iterable[float]) -> float:
    """Return the chance that one of so many numbers, thrown evenly over the range of a column in
    its own unit, is a certain value of it: counts and years may be anybody's income."""
    known = numbers[np.isfinite(numbers)]
    if not len(known):
        return 0.0
    steps = max((known.max() - known.min()) / unit_of(np.unique(known)), 1.0)
    return float(min(1.0, sum(known.min() <= number <= known.max() for number in said) / steps))


def _met_texts(texts: pa.Array, said: set[str]) -> Flags:
    enough = pa.array([text for text in said if len(text) >= _SHORTEST], pa.string())
    met: Flags = pc.is_in(texts, value_set=enough).to_numpy(zero_copy_only=False)
    return met


def _said(text: str, columns: Iterable[str]) -> tuple[_Said, dict[str, _Said]]:
    """Return what a document says, and what its JSON says below each column's name."""
    everywhere = _Said()
    below = {column: _Said() for column in columns}
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        content = None
    if isinstance(content, (dict, list)):
        for path, scalar in _scalars(content):
            for word in [scalar] if not isinstance(scalar, str) else _phrases(scalar):
                everywhere.add(word)
                for column in path & below.keys():
                    below[column].add(word)
    else:
        for word in _phrases(text):
            everywhere.add(word)
    return everywhere, below


def _scalars(
    content: object, path: frozenset[str] = frozenset()
) -> Iterator[tuple[frozenset[str], object]]:
    """Yield each scalar of JSON with the names that it stands below, keys as scalars too.

    A list of objects with a name each (``{"name": "age", "min": 17}``) is below that name.
    """
    waiting: list[tuple[object, frozenset[str]]] = [(content, path)]
    while waiting:
        one, names = waiting.pop()
        if isinstance(one, dict):
            called = {v for v in one.values() if isinstance(v, str) and len(v) <= 128}
            for key, value in one.items():
                yield names, key
                waiting.append((value, names | called | {key}))
        elif isinstance(one, list):
            waiting.extend((value, names) for value in one)
        elif one is not None:
            yield names, one


def _phrases(text: str) -> Iterator[str]:
    """Yield the words of a text and up to six in a row, in lower case."""
    words = [w for w in (w.strip(".!?") for w in re.split(_BETWEEN, text.lower())) if w]
    del words[_LONGEST:]
    for first in range(len(words)):
        for count in range(1, min(_MOST_WORDS, len(words) - first) + 1):
            yield " ".join(words[first : first + count])


def _plain(texts: pa.Array) -> pa.Array:
    """Spell values as the phrases of documents are spelt."""
    spaced = pc.replace_substring_regex(pc.utf8_lower(texts), _BETWEEN, " ")
    return pc.utf8_trim(spaced, " .!?")


def _number(text: str) -> float | None:
    """Read a word as a number, a day or a second as numbers of columns are."""
    if _ISO.fullmatch(text):
        try:
            if len(text) == 10:
                return float((date.fromisoformat(text) - date(1970, 1, 1)).days)
            moment = datetime.fromisoformat(text.replace("z", "+00:00"))
        except ValueError:
            return None
        return moment.replace(tzinfo=moment.tzinfo or UTC).timestamp()
    if re.fullmatch(r"-?\d{1,300}(\.\d+)?(e[+-]?\d{1,2})?", text):
        return float(text)
    return None
