"""Text as the leak gate compares it: folded tokens.

What lives here: how a text is cut and folded, the same for secrets and for files. What does not:
which tokens are a secret (:mod:`sector_data.release.leaks.rules`).

A *run* is a longest stretch of letters and digits. It becomes tokens:

- folded: Unicode NFKD without marks and invisible characters, then case-folded, so that ``Müller``,
  ``MULLER`` and ``Mu\u00adller`` are one; full-width and half-width forms are one;
- a stretch of letters next to a stretch of digits are two tokens (``MRN004512``); a run with more
  changes between the two (digests, pseudonyms, ``A1B2``) stays one token, or chance pieces of
  random strings would be taken for identifiers;
- Han, kana and Hangul are a token each: those scripts do not separate words.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.kernels.hashing import hash_stretches

_BETWEEN_RUNS = r"[^\pL\pN\pM\p{Cf}]+"
_BETWEEN_ASCII_RUNS = "[^0-9A-Za-z]+"
"""The same for texts of ASCII alone: the engine takes milliseconds to prepare the other one."""
_IDEOGRAPHIC = (
    "\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30ff\u31f0-\u31ff\u3400-\u4dbf"
    "\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7a3\U00020000-\U0003fffd"
)
_CLASSES = np.zeros(256, np.uint8)
_CLASSES[[*range(ord("A"), ord("Z") + 1), *range(ord("a"), ord("z") + 1)]] = 1
_CLASSES[ord("0") : ord("9") + 1] = 2
_CASE = np.uint8(ord("a") - ord("A"))
_RUN = re.compile(r"[^\W_]+")
_PART = re.compile(rf"[{_IDEOGRAPHIC}]|[^\W\d_{_IDEOGRAPHIC}]+|\d+")
_TWO_PARTS = re.compile("([a-z]+|[0-9]+)((?<![0-9])[0-9]+|(?<![a-z])[a-z]+)")
_HAN = re.compile("[\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd]")
_WITHOUT_SPACES = re.compile(f"[{_IDEOGRAPHIC}]")


def fold(text: str) -> str:
    """Return a text without case, marks, invisible characters and compatibility forms."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text)
    kept = "".join(c for c in decomposed if unicodedata.category(c) not in {"Mn", "Me", "Cf"})
    return unicodedata.normalize("NFC", kept).casefold()


def is_ideographic(token: str) -> bool:
    """Whether a token is of a script that does not separate words."""
    return _WITHOUT_SPACES.match(token) is not None


def weight(tokens: tuple[str, ...]) -> int:
    """Return how many characters tell a secret apart; a Han character counts twice."""
    text = "".join(tokens)
    return len(text) if text.isascii() else len(text) + len(_HAN.findall(text))


def split_run(run: str) -> tuple[str, ...]:
    """Cut one run into folded tokens."""
    folded = fold(run)
    if folded.isascii():
        if folded.isalpha() or folded.isdigit():
            return (folded,)
        if two := _TWO_PARTS.fullmatch(folded):
            return (two[1], two[2])
        if folded.isalnum():
            return (folded,)
    tokens: list[str] = []
    for piece in _RUN.findall(folded):
        parts = _PART.findall(piece)
        if len(parts) <= 2 or any(is_ideographic(part) for part in parts):
            tokens += parts
        else:
            tokens.append(piece)
    return tuple(tokens)


def split_fully(run: str) -> tuple[str, ...]:
    """Cut a folded run at every change between letters and digits."""
    return tuple(_PART.findall(run))


def runs(texts: pa.Array) -> pa.ListArray:
    """Return the runs of each text, as they are written; null where the text is."""
    between = _BETWEEN_ASCII_RUNS if is_ascii(texts) else _BETWEEN_RUNS
    return pc.ascii_split_whitespace(pc.replace_substring_regex(texts, between, " "))


def is_ascii(texts: pa.Array) -> bool:
    """Whether texts are of ASCII alone."""
    return bool(pc.all(pc.string_is_ascii(texts)).as_py() is not False)


def tokenise(texts: pa.Array) -> list[tuple[str, ...]]:
    """Return the tokens of each text; none where it is null."""
    return [
        tuple(token for run in found for token in split_run(run)) if found else ()
        for found in runs(texts).to_pylist()
    ]


@dataclass(frozen=True, slots=True)
class TokenStream:
    """The tokens of many texts behind one another, by their hashes.

    Attributes
    ----------
    high, low
        The two halves of each token's hash (:func:`hash_texts`).
    cells
        The text that each token is of, rising.
    lower
        Whether the token is written in lower case.
    lengths
        Tokens in each text.
    """

    high: npt.NDArray[np.uint64]
    low: npt.NDArray[np.uint64]
    cells: npt.NDArray[np.int64]
    lower: npt.NDArray[np.bool_]
    lengths: npt.NDArray[np.int64]


def hash_texts(texts: pa.Array) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:
    """Return the halves of the 128-bit hash of each text.

    Parameters
    ----------
    texts
        Of type ``string``, without nulls.
    """
    data, bounds = _content(texts)
    return hash_stretches(data, bounds[:-1], bounds[1:])


def _content(texts: pa.Array) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
    """Return the bytes of texts behind one another, and where each begins and the last ends."""
    _, offsets, data = texts.buffers()
    if not len(texts) or offsets is None or data is None:
        return np.zeros(0, np.uint8), np.zeros(len(texts) + 1, np.int64)
    bounds = np.frombuffer(offsets, np.int32)[texts.offset : texts.offset + len(texts) + 1]
    content = np.frombuffer(data, np.uint8)[bounds[0] : bounds[-1]]
    return content, bounds.astype(np.int64) - bounds[0]


def stream_of(texts: pa.Array) -> TokenStream:
    """Turn texts into a stream of tokens.

    Parameters
    ----------
    texts
        Of type ``string``, without nulls.
    """
    return _ascii_stream(texts) if is_ascii(texts) else _unicode_stream(texts)


def _ascii_stream(texts: pa.Array) -> TokenStream:
    """Do on bytes what :func:`split_run` does: a run with one change from letters to digits, or the
    other way, is two tokens."""
    data, bounds = _content(texts)
    classes = _CLASSES[data]
    inside = classes > 0
    begins = inside.copy()
    begins[1:] &= ~inside[:-1]
    first = bounds[:-1][bounds[:-1] < len(data)]
    begins[first] = inside[first]
    ends = inside.copy()
    ends[:-1] &= ~inside[1:] | begins[1:]
    changes = np.zeros(len(data), np.bool_)
    changes[1:] = inside[1:] & ~begins[1:] & (classes[1:] != classes[:-1])
    run_starts, run_ends = np.flatnonzero(begins), np.flatnonzero(ends) + 1
    capital = (data >= ord("A")) & (data <= ord("Z"))
    if len(run_starts):
        parts = np.add.reduceat(changes, run_starts, dtype=np.int64) + 1
        lower = ~np.logical_or.reduceat(capital, run_starts)
    else:
        parts, lower = np.zeros(0, np.int64), np.zeros(0, np.bool_)
    cut = np.flatnonzero(changes)
    cut = cut[(parts == 2)[np.searchsorted(run_starts, cut, "right") - 1]]
    starts = np.sort(np.concatenate([run_starts, cut]))
    token_ends = np.sort(np.concatenate([run_ends, cut]))
    high, low = hash_stretches(np.where(capital, data | _CASE, data), starts, token_ends)
    cells = np.searchsorted(bounds, starts, "right") - 1
    return TokenStream(
        high=high,
        low=low,
        cells=cells,
        lower=lower[np.searchsorted(run_starts, starts, "right") - 1],
        lengths=np.bincount(cells, minlength=len(texts)).astype(np.int64),
    )


def _unicode_stream(texts: pa.Array) -> TokenStream:
    """Cut each distinct run once."""
    lists = runs(texts)
    run_counts = pc.list_value_length(lists).to_numpy().astype(np.int64)
    encoded = lists.flatten().dictionary_encode()
    distinct = encoded.dictionary.to_pylist()
    tokens = [split_run(run) for run in distinct]
    lower = np.fromiter((run == run.lower() for run in distinct), np.bool_, len(distinct))
    counts = np.fromiter(map(len, tokens), np.int64, len(tokens))
    high, low = hash_texts(pa.array([token for run in tokens for token in run], pa.string()))
    starts = np.cumsum(counts) - counts
    indices = encoded.indices.to_numpy().astype(np.int64)
    per_run = counts[indices]
    run_of_token = np.repeat(np.arange(len(indices)), per_run)
    first = np.repeat(np.cumsum(per_run) - per_run, per_run)
    source = indices[run_of_token]
    place = starts[source] + np.arange(len(run_of_token)) - first
    cells = np.repeat(np.arange(len(run_counts)), run_counts)[run_of_token]
    return TokenStream(
        high=high[place],
        low=low[place],
        cells=cells,
        lower=lower[source],
        lengths=np.bincount(cells, minlength=len(run_counts)).astype(np.int64),
    )
