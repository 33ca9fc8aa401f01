"""Pseudonyms that anybody can make: hashes and encodings of identifiers without a key.

What lives here: the spellings and functions that are tried, and the comparison with the released
tokens. What does not: keyed pseudonyms (:mod:`sector_data.deidentify.pseudonyms`).

An unkeyed hash of an identifier is undone by hashing all identifiers there are (Article 29 Working
Party, Opinion 05/2014, sec. 4; ENISA, *Pseudonymisation techniques and best practices*, 2019).
"""

from __future__ import annotations

import base64
import hashlib
import re
import zlib
from collections.abc import Callable, Collection, Iterator, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.anonymise.hierarchies import canonical_text
from sector_data.assessment.traces.chance import THREE_DEVIATIONS, poisson_tail
from sector_data.assessment.traces.found import Outcome, about, concluded
from sector_data.assessment.traces.sides import Sides
from sector_data.sources.tables import Table, one_array
from sector_data.spec.evidence.traces import TraceFinding

TRIED = 500
"""Identifiers of a source column that are tried: one function makes them all."""
_FEWEST = 3
_MOSTLY = 0.5
"""Share of different values from which a source column may be one of identifiers."""
_SHORTEST = 6
"""Shorter tokens meet by chance."""

_HASHES = (
    "md5",
    "sha1",
    "sha224",
    "sha256",
    "sha384",
    "sha512",
    "sha3_256",
    "sha3_512",
    "blake2b",
    "blake2s",
)
_BASES: dict[str, Callable[[bytes], bytes]] = {
    "base64": base64.b64encode,
    "base64url": base64.urlsafe_b64encode,
    "base32": base64.b32encode,
}
_SPELLINGS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "lower case": str.lower,
    "upper case": str.upper,
    "letters and digits only": lambda text: re.sub(r"[\W_]", "", text),
    "without zeros before it": lambda text: text.lstrip("0"),
    "backwards": lambda text: text[::-1],
}


def find_pseudonyms(sides: Sides, *, apart: Collection[str] = ()) -> Outcome:
    """Try to make the released tokens from the source's identifiers without a key.

    Columns of texts and whole numbers with mostly different values are taken for identifiers in the
    source, and such columns for tokens in the release where they have hardly a value of the source.
    What stands before all tokens alike is taken off, and a hash is tried whole and by its beginning
    or end.

    Parameters
    ----------
    sides
        The tables, with the values of the source as they are there.
    apart
        Counters: running numbers meet whatever they count.
    """
    source = sides.source
    identifiers = {name: texts for name in source.columns if (texts := _identifiers(source, name))}
    tokens = {
        name: texts
        for name in sides.release.columns
        if name not in apart and (texts := _tokens(sides.release, name, source))
    }
    if not tokens:
        return concluded("pseudonyms", 0)
    if not identifiers:
        return concluded("pseudonyms", len(tokens), why_not="nothing-to-compare")
    findings = [
        _reproduced(released, source_column, texts, column)
        for column, released in tokens.items()
        for source_column, texts in identifiers.items()
    ]
    return concluded("pseudonyms", len(tokens), findings)


def _identifiers(table: Table, name: str) -> list[str]:
    """Return some values of a column that may be one of identifiers; else none."""
    values = one_array(table.column(name))
    if not (pa.types.is_string(values.type) or pa.types.is_integer(values.type)):
        return []
    distinct = pc.unique(values.drop_null())
    if not len(distinct) or len(distinct) < _MOSTLY * (len(values) - values.null_count):
        return []
    texts = canonical_text(distinct)
    texts = texts.take(pc.sort_indices(texts))
    places = np.unique(np.linspace(0, len(texts) - 1, TRIED).astype(np.int64))
    return [text for text in texts.take(pa.array(places)).to_pylist() if text]


def _tokens(release: Table, name: str, source: Table) -> list[str]:
    """Return the different values of a column that may be one of tokens; else none."""
    values = one_array(release.column(name))
    if not (pa.types.is_string(values.type) or pa.types.is_integer(values.type)):
        return []
    distinct = canonical_text(pc.unique(values.drop_null()))
    if len(distinct) < _FEWEST:
        return []
    if name in source.columns:
        raw = canonical_text(one_array(source.column(name)))
        if pc.mean(pc.is_in(distinct, value_set=raw).cast(pa.int8())).as_py() > _MOSTLY:
            return []
    texts: list[str] = distinct.to_pylist()
    return texts if max(map(len, texts)) >= _SHORTEST else []


def _reproduced(
    tokens: Sequence[str], source_column: str, texts: Sequence[str], column: str
) -> TraceFinding | None:
    """Return the function that makes most tokens, when it makes more than chance does."""
    prefix = _beginning(tokens)
    # A value that is the source's own was kept or met by chance, not made of an identifier.
    released = {token[len(prefix) :] for token in tokens}.difference(texts)
    if len(released) < _FEWEST:
        return None
    lengths = {len(token) for token in released}
    width = lengths.pop() if len(lengths) == 1 else None
    folded = {token.lower().rstrip("=") for token in released}
    alphabet = max(len(set().union(*folded)), 2)
    best, most = "", 0
    for method, made in _attempts(texts, width):
        hits = len(folded.intersection(made))
        # What tokens of so many characters would meet if they were thrown evenly.
        length = min(sum(map(len, made)) / len(made), 64)
        blind = len(made) * len(folded) / float(alphabet) ** length
        if hits > most and poisson_tail(hits, blind) <= THREE_DEVIATIONS / 1000:
            best, most = method, hits
    if most < _FEWEST:
        return None
    return about(
        "pseudonyms",
        "serious",
        column=column,
        source_column=source_column,
        method=best,
    ).model_copy(
        update={
            "count": most,
            "looked_at": len(texts),
            "share": min(1.0, most / len(texts)),
            "by_chance": 0.0,
            "verdict": "found",
        }
    )


def _beginning(tokens: Sequence[str]) -> str:
    """Return what all tokens begin with, up to a letter-free boundary such as in ``P-``."""
    least, most = min(tokens), max(tokens)
    common = 0
    while common < min(len(least), len(most)) and least[common] == most[common]:
        common += 1
    # A few hexadecimal digits may agree by themselves: only what ends in a mark is a beginning.
    match = re.match(r".*[\W_]", least[:common])
    return match.group() if match else ""


def _attempts(texts: Sequence[str], width: int | None) -> Iterator[tuple[str, set[str]]]:
    """Yield what is tried, and what it makes of the identifiers, in lower case."""
    spelt: dict[str, list[str]] = {}
    for spelling, write in _SPELLINGS.items():
        written = [write(text) for text in texts]
        if written not in spelt.values():
            spelt[spelling] = written
    for spelling, written in spelt.items():
        contents = [text.encode() for text in written]
        if spelling != "as it is":
            yield spelling, {text.lower() for text in written}
        for name in _HASHES:
            digests = [hashlib.new(name, content).digest() for content in contents]
            yield from _cut(f"{name} of {spelling}", [d.hex() for d in digests], width)
            for way, encode in _BASES.items():
                coded = [encode(d).decode().lower().rstrip("=") for d in digests]
                yield from _cut(f"{name} of {spelling} in {way}", coded, width)
        for name, check in (("crc32", zlib.crc32), ("adler32", zlib.adler32)):
            sums = [check(content) for content in contents]
            yield f"{name} of {spelling}", {f"{value:08x}" for value in sums}
            yield f"{name} of {spelling} in decimals", {str(value) for value in sums}
        yield f"hexadecimals of {spelling}", {content.hex() for content in contents}
        for way, encode in _BASES.items():
            plain = {encode(content).decode().lower().rstrip("=") for content in contents}
            yield f"{way} of {spelling}", plain


def _cut(name: str, made: list[str], width: int | None) -> Iterator[tuple[str, set[str]]]:
    full = len(made[0])
    if width is None or width >= full:
        yield name, set(made)
    else:
        yield f"{name}, first {width} characters", {text[:width] for text in made}
        yield f"{name}, last {width} characters", {text[-width:] for text in made}
