"""Text as the leak gate compares it: folded tokens.

What lives here: how a text is cut and folded, the same for secrets and for files. What does not:
which tokens are a secret (:mod:`sector_data.release.leak_rules`).

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

_BETWEEN_RUNS = r"[^\pL\pN\pM\p{Cf}]+"
_BETWEEN_ASCII_RUNS = "[^0-9A-Za-z]+"
"""The same for texts of ASCII alone: the engine takes milliseconds to prepare the other one."""
_IDEOGRAPHIC = (
    "\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30ff\u31f0-\u31ff\u3400-\u4dbf"
    "\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7a3\U00020000-\U0003fffd"
)
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
    return sum(len(token) + len(_HAN.findall(token)) for token in tokens)


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
    """The tokens of many texts behind one another, as numbers.

    Attributes
    ----------
    codes
        A 64-bit number for each token that occurs in a secret, 0 for all others.
    cells
        The text that each token is of, rising.
    lower
        Whether the token is written in lower case.
    lengths
        Tokens in each text.
    """

    codes: npt.NDArray[np.uint64]
    cells: npt.NDArray[np.int64]
    lower: npt.NDArray[np.bool_]
    lengths: npt.NDArray[np.int64]


def encode(texts: pa.Array, codes: dict[str, int]) -> TokenStream:
    """Turn texts into a stream of numbers, working on distinct runs.

    Parameters
    ----------
    texts
        Of type ``string``.
    codes
        The number of each token that occurs in a secret.
    """
    lists = runs(texts)
    run_counts = pc.fill_null(pc.list_value_length(lists), 0).to_numpy().astype(np.int64)
    encoded = lists.flatten().dictionary_encode()
    distinct = encoded.dictionary.to_pylist()
    tokens = [_codes_of(run, codes) for run in distinct]
    lower = np.fromiter((run == run.lower() for run in distinct), np.bool_, len(distinct))
    counts = np.fromiter(map(len, tokens), np.int64, len(tokens))
    flat = np.fromiter((code for run in tokens for code in run), np.uint64, int(counts.sum()))
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]]) if len(counts) else counts
    indices = encoded.indices.to_numpy().astype(np.int64)
    per_run = counts[indices]
    run_of_token = np.repeat(np.arange(len(indices)), per_run)
    first = np.repeat(np.cumsum(per_run) - per_run, per_run)
    offset = np.arange(len(run_of_token)) - first
    source = indices[run_of_token]
    cell_of_run = np.repeat(np.arange(len(run_counts)), run_counts)
    cells = cell_of_run[run_of_token]
    return TokenStream(
        codes=flat[starts[source] + offset],
        cells=cells,
        lower=lower[source],
        lengths=np.bincount(cells, minlength=len(run_counts)).astype(np.int64),
    )


def _codes_of(run: str, codes: dict[str, int]) -> tuple[int, ...]:
    if run.isascii() and (run.isalpha() or run.isdigit()):
        return (codes.get(run.lower(), 0),)
    return tuple(codes.get(token, 0) for token in split_run(run))
