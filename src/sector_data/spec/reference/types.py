"""What a key may hold, in the words of the reference of the pipeline file.

What lives here: types, ranges and defaults of a schema, spelt in Markdown. What does not: the page
(:mod:`sector_data.spec.reference.pages`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sector_data.spec.jsonschema import Schema, pipeline_json_schema

_NO_TEXT = '""'


def code(text: str) -> str:
    """Return a text as code."""
    return f"`{text}`"


def meaning(schema: Schema) -> str:
    """Return what a key means."""
    return str(schema["description"])


def default(schema: Schema, needed: bool) -> str:
    """Return what counts when a key is left out."""
    if needed:
        return "required"
    value = schema.get("default")
    if value in (None, [], "", {}):
        return "–"
    if isinstance(value, list):
        return code(f"[{', '.join(str(item) or _NO_TEXT for item in value)}]")
    if isinstance(value, bool):
        return code(str(value).lower())
    if isinstance(value, float) and value.is_integer():
        return code(str(int(value)))
    return code(str(value))


def typed(schema: Schema) -> str:
    """Return what a schema lets stand, in words."""
    if "$ref" in schema:
        name = str(schema["$ref"]).rsplit("/", 1)[-1]
        links = {"transform": "[transform](#transforms)", "hierarchy": "[hierarchy](#hierarchies)"}
        return links.get(name) or typed(_enumerations()[name])
    if "anyOf" in schema:
        options = (typed(o) for o in schema["anyOf"] if o != {"type": "null"})
        return ", or ".join(dict.fromkeys(options))
    if "enum" in schema:
        return _alternatives(code(str(word)) for word in schema["enum"])
    if "const" in schema:
        return code(str(schema["const"]))
    match schema["type"]:
        case "array":
            return f"list of: {typed(schema['items'])}"
        case "integer" | "number" as kind:
            return ("whole number" if kind == "integer" else "number") + _range(schema)
        case "boolean":
            return "`true` or `false`"
        case "string":
            return "date such as `2025-12-31`"
        case _:
            return "one character" if schema.get("maxLength") == 1 else "text"


def _range(schema: Schema) -> str:
    lowest, highest = schema.get("minimum"), schema.get("maximum")
    above = schema.get("exclusiveMinimum")
    start = f" from {lowest:g}" if lowest is not None else ""
    start = f" above {above:g}" if above is not None else start
    return start + (f" to {highest:g}" if highest is not None else "")


def _alternatives(words: Iterable[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} or {last}" if first else last


def _enumerations() -> dict[str, Any]:
    return {n: p for n, p in pipeline_json_schema()["$defs"].items() if "enum" in p}
