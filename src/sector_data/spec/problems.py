"""Mistakes in a file, gathered and put into words.

What lives here: the list of mistakes of one file, the nearest valid word, and pydantic's findings
said in our own words. What does not: which mistakes there can be.
"""

from __future__ import annotations

import difflib
import re
import types
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from sector_data.errors import Problem, SpecificationError
from sector_data.spec.model import kebab
from sector_data.spec.yaml_lines import Document, Place

M = TypeVar("M", bound=BaseModel)


def quote(value: object) -> str:
    """Return what was written, short enough for a message."""
    if value is None:
        return "nothing"
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, (list, tuple)):
        return "a list"
    text = str(value)
    return repr(text if len(text) <= 40 else text[:39] + "…")


def nearest(word: str, words: Iterable[str]) -> str:
    """Return the hint that names the valid word nearest to a wrong one, or all if they are few."""
    known = list(words)
    word = word.lower().replace("_", "-")
    begun = [candidate for candidate in known if len(word) > 2 and candidate.startswith(word)]
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.6) or begun
    if near:
        return f"Did you mean {near[0]!r}?"
    if not known:
        return "There is none to name."
    shown = ", ".join(known[:16])
    return f"One of: {shown}, …" if len(known) > 16 else f"One of: {shown}."


@dataclass(slots=True)
class Problems:
    """The mistakes found so far in one document."""

    document: Document
    found: list[Problem] = field(default_factory=list)

    def add(self, place: Place, message: str, hint: str | None = None) -> None:
        """Note a mistake at a place of the document."""
        path = ".".join(str(part) for part in place) or "the file"
        self.found.append(Problem(path, message, self.document.line(place), hint))

    def raise_if_any(self, file: Path | str) -> None:
        """Raise all mistakes at once, in the order of the file.

        Raises
        ------
        SpecificationError
            If there is any.
        """
        everything = [*self.document.problems, *self.found]
        if everything:
            unique = dict.fromkeys(everything)
            raise SpecificationError(sorted(unique, key=lambda p: (p.line or 0, p.path)), file)


def validate(model: type[M], draft: object, problems: Problems) -> M | None:
    """Return the model of a draft, or None with the mistakes noted."""
    try:
        return model.model_validate(draft, by_alias=True, by_name=False)
    except ValidationError as invalid:
        for error in invalid.errors(include_url=False):
            _note(model, error, problems)
        return None


def _note(model: type[BaseModel], error: ErrorDetails, problems: Problems) -> None:
    kind, location = error["type"], error["loc"]
    # pydantic names the key itself, where it is mistaken, by a last part "[key]".
    of_key = location[-1:] == ("[key]",) and kind not in ("missing", "extra_forbidden")
    if of_key:
        location = location[:-1]
    place, written = _written(problems.document.content, location)
    if kind == "missing":
        problems.add((*place, str(location[-1])), "is missing; it is required.")
        return
    if kind == "extra_forbidden":
        known = _fields(model, location[:-1])
        problems.add(place, f"unknown word {quote(location[-1])}.", nearest(str(place[-1]), known))
        return
    if kind == "too_short" and written:
        return  # what stands there is mistaken, and told as such
    found = quote(location[-1] if of_key else written)
    message, hint = _wording(kind, error.get("ctx", {}), str(error["msg"]), found, str(written))
    problems.add(place, message, hint)


def _written(content: object, location: Place) -> tuple[Place, object]:
    """Return the part of a location that stands in the document, and what stands there.

    A location of pydantic also names the member of a union, and names what a shorthand stands for:
    such parts are not in the document and are left out.
    """
    place: Place = ()
    for part in location:
        children = dict(enumerate(content)) if isinstance(content, list) else content
        if isinstance(children, dict) and part in children:
            content, place = children[part], (*place, part)
    return place, content


_PATTERNS = {
    r"^[a-z0-9][a-z0-9._-]{0,63}$": "1 to 64 lower-case letters, digits, '.', '_' or '-', "
    "beginning with a letter or digit",
    r"^[a-z0-9][a-z0-9_-]{0,63}$": "1 to 64 lower-case letters, digits, '_' or '-', beginning "
    "with a letter or digit",
    r"^[A-Za-z0-9_-]*$": "letters, digits, '_' or '-'",
}


def _wording(
    kind: str, context: Mapping[str, Any], said: str, found: str, written: str
) -> tuple[str, str | None]:
    """Return message and hint for a pydantic error type."""
    match kind:
        case "literal_error" | "enum":
            known = re.findall(r"'([^']*)'", str(context.get("expected", "")))
            return f"unknown word {found}.", nearest(written, known)
        case "greater_than":
            return f"must be more than {context['gt']:g}; found {found}.", None
        case "greater_than_equal":
            return f"must be at least {context['ge']:g}; found {found}.", None
        case "less_than_equal":
            return f"must be at most {context['le']:g}; found {found}.", None
        case "string_too_long" | "string_too_short" if context.get("max_length", 1) == 1:
            return f"must be one character; found {found}.", None
        case "string_too_long":
            return f"must have at most {context['max_length']} characters; found {found}.", None
        case "string_pattern_mismatch":
            pattern = str(context["pattern"])
            return f"expected {_PATTERNS.get(pattern, pattern)}; found {found}.", None
        case "too_short":
            return "expected at least one entry; found none.", None
        case "value_error":
            return f"{said.removeprefix('Value error, ')}; found {found}.", None
        case _:
            return f"expected {_expected(kind)}; found {found}.", None


def _expected(kind: str) -> str:
    """Return what an error type of pydantic expected, in words."""
    stem = kind.partition("_")[0]
    names = {
        "int": "a whole number",
        "float": "a number",
        "finite": "a finite number",
        "string": "a text",
        "bool": "true or false",
        "date": "a date such as 2025-12-31",
        "path": "a path",
        "dict": "a mapping",
        "model": "a mapping",
        "tuple": "a list",
        "list": "a list",
    }
    return names.get(stem, f"something else ({kind.replace('_', ' ')})")


def _fields(model: type[BaseModel], location: Place) -> list[str]:
    """Return the words that are valid at a place, in the spelling of files."""
    members: list[Any] = [model]
    for part in location:
        members = [inner for member in members for inner in _inside(member, part)]
    found = [m for m in members if isinstance(m, type) and issubclass(m, BaseModel)]
    return [kebab(name) for m in found for name in m.model_fields]


def _inside(annotation: Any, part: str | int) -> Iterator[Any]:
    """Yield the types that may stand under a key, position or union tag of a type."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        tag = annotation.model_fields.get("kind")
        if tag is not None and tag.default == part:
            yield annotation
        for name, info in annotation.model_fields.items():
            if kebab(name) == part:
                yield from members_of(info.annotation)
        return
    arguments = get_args(annotation)
    if get_origin(annotation) is dict:
        yield from members_of(arguments[1])
    elif get_origin(annotation) in (tuple, list):
        yield from members_of(arguments[0])


def members_of(annotation: Any) -> Iterator[Any]:
    """Yield the members of a union, ``Annotated`` peeled off; another type yields itself."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from members_of(get_args(annotation)[0])
    elif origin in (Union, types.UnionType):
        for member in get_args(annotation):
            yield from members_of(member)
    else:
        yield annotation
