"""The program's own words, which documents of a bundle may hold whatever the data are.

What lives here: the words of templates, messages, sentences and document keys, collected from the
program's files. What does not: words of the data; nothing here has seen any.
"""

from __future__ import annotations

import ast
import importlib.util
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pyarrow as pa

from sector_data.errors import SectorDataError
from sector_data.release.leaks.tokens import runs, split_run

_TEMPLATES = (".css", ".html", ".j2", ".json", ".md", ".svg", ".txt", ".yaml", ".yml")

_NOT_READ = frozenset({"words.yaml", "tests", "__pycache__", "recognizers", "words", "locales"})
"""Word lists are no messages: names of people stand in them."""

_LONGEST_LIST = 40
"""A literal list of more texts than this is data."""

_GREAT_EXPECTATIONS = ("expectations/core", "render/renderer", "render/view/templates")
"""The parts of Great Expectations whose sentences stand in Data Docs."""


def words_of(*texts: str) -> frozenset[str]:
    """Return the folded words of texts, such as a pipeline file's title and purpose."""
    return _words(texts, lower_only=False)


@cache
def package_vocabulary() -> frozenset[str]:
    """Return the folded words of everything this program writes by itself.

    Read are the package's templates and message catalogues, the shipped sector schemas and policy
    packs, the texts in its source code other than documentation and long lists, its field names,
    and the same of the parts of Great Expectations that word its sentences. Only words that are
    written in lower case somewhere count: a name in an example does not.
    """
    texts = list(_package_texts(_folder("sector_data")))
    for part in _GREAT_EXPECTATIONS:
        texts += _package_texts(_folder("great_expectations") / part)
    return _words(texts, lower_only=True)


def _words(texts: Iterable[str], *, lower_only: bool) -> frozenset[str]:
    sound = [text.encode("utf-8", "replace").decode("utf-8") for text in texts]
    distinct = {run for found in runs(pa.array(sound, pa.string())).to_pylist() for run in found}
    return frozenset(
        token
        for run in distinct
        if not lower_only or run == run.lower()
        for token in split_run(run)
        if token.isalpha()
    )


def _folder(package: str) -> Path:
    """Return where a package lies, without importing it: Great Expectations takes seconds."""
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise SectorDataError(f"The package {package} is not installed as files.")
    return Path(spec.submodule_search_locations[0])


def _package_texts(folder: Path) -> Iterator[str]:
    for entry in sorted(folder.iterdir()):
        if entry.name in _NOT_READ:
            continue
        if entry.is_dir():
            yield from _package_texts(entry)
        elif entry.suffix == ".py":
            yield from source_texts(entry.read_text("utf-8"))
        elif entry.suffix in _TEMPLATES:
            yield entry.read_text("utf-8")


def source_texts(source: str) -> Iterator[str]:
    """Yield the texts and field names in Python source, without documentation and word lists."""
    tree = ast.parse(source)
    passed_over = set(_documentation(tree)) | set(_lists(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if id(node) not in passed_over:
                yield node.value
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield re.sub(r"_+", " ", node.target.id)


def _documentation(tree: ast.AST) -> Iterator[int]:
    """Yield the texts that stand alone: docstrings, and those under an attribute."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield id(node.value)


def _lists(tree: ast.AST) -> Iterator[int]:
    """Yield the texts of long lists, and those that are cut into words at once."""
    for node in ast.walk(tree):
        if isinstance(node, ast.List | ast.Tuple | ast.Set) and len(node.elts) > _LONGEST_LIST:
            yield from map(id, node.elts)
        elif isinstance(node, ast.Dict) and len(node.values) > _LONGEST_LIST:
            yield from map(id, [*node.keys, *node.values])
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in {"split", "splitlines"}
        ):
            yield id(node.func.value)
