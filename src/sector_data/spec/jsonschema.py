"""JSON Schemas (draft 2020-12) of the files that people write, short forms included.

What lives here: pydantic's schemas of the models, rewritten to what a file may hold. What does not:
the models, and the reader, which has the last word (:mod:`sector_data.spec.reading`).

A schema sees one place at a time: it cannot tell whether a table that is referred to exists. In one
point it is stricter than the reader, so that editors show it: numbers belong without quotes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from pydantic import BaseModel, ValidationError

from sector_data.spec.documentation import documentation_json_schema
from sector_data.spec.gate_profiles import GateProfile
from sector_data.spec.hierarchies import HIERARCHY_NAMES
from sector_data.spec.metrics import GATE_METRICS, GateMetric
from sector_data.spec.model import kebab
from sector_data.spec.packs import policy_names, sector_names
from sector_data.spec.pipeline import Pipeline
from sector_data.spec.policies import PolicyPack
from sector_data.spec.privacy import SHORT_PARTS
from sector_data.spec.problems import members_of
from sector_data.spec.sectors import SectorSchema
from sector_data.spec.transforms.values import TRANSFORMS
from sector_data.spec.words import Role

Schema = dict[str, Any]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_COLUMN_PATH = r"^[^.]+\.[\s\S]+$"
_FRACTION = r"(0|1|0?\.\d{1,15}|1\.0{1,15})"
_PERCENT = r"(100(\.0{1,15})?|\d{1,2}(\.\d{1,15})?|\.\d{1,15})\s*%"
_SHARE_IN_PER_CENT = {"type": "string", "pattern": rf"^\s*{_PERCENT}\s*$"}
_HIERARCHY_FILE = r"\.([cC][sS][vV]|[yY][aA][mM][lL]|[yY][mM][lL])$"


def pipeline_json_schema() -> Schema:
    """Return the JSON Schema of pipeline files as they are written."""
    schema = _as_written(Pipeline, "Pipeline file of sector-data", "urn:sector-data:pipeline")
    top, parts = schema["properties"], schema["$defs"]
    del top["base"], parts["Gate"]
    packs = {"enum": list(policy_names())}
    _replace(top, "sector", {"enum": [*sector_names(), None]})
    for key in ("policy", "policy-confirmed"):
        listed = {"type": "array", "items": packs, "uniqueItems": True}
        _replace(top, key, {"anyOf": [packs, listed, {"type": "null"}]})
    _replace(top, "subject", {"type": ["string", "null"], "pattern": _COLUMN_PATH})
    path = {"type": "string", "pattern": _COLUMN_PATH}
    _replace(
        top,
        "references",
        {"type": ["object", "null"], "propertyNames": path, "additionalProperties": path},
    )
    columns = {
        "anyOf": [
            {"enum": [*(role.value for role in Role), *_words(TRANSFORMS)]},
            {"$ref": "#/$defs/ColumnSpec"},
        ]
    }
    _replace(
        top,
        "columns",
        {"type": ["object", "null"], "propertyNames": path, "additionalProperties": columns},
    )
    source = {"anyOf": [{"type": "string", "minLength": 1}, {"$ref": "#/$defs/SourceSpec"}]}
    names = {"pattern": next(iter(top["source"]["patternProperties"]))}
    _replace(
        top,
        "source",
        {
            "type": "object",
            "propertyNames": names,
            "additionalProperties": source,
            "minProperties": 1,
        },
    )
    text = {"type": ["string", "number", "boolean", "null"]}
    _replace(
        parts["SourceSpec"]["properties"],
        "missing",
        {"anyOf": [text, {"type": "array", "items": text}]},
    )
    parts["SourceSpec"]["oneOf"] = [{"required": ["path"]}, {"required": ["aggregate"]}]
    del parts["SourceSpec"]["required"]
    made = parts["AggregateSpec"]["properties"]
    made["share"] = _either(made["share"], _SHARE_IN_PER_CENT)
    spans = made["by"]["patternProperties"]
    for name, spec in spans.items():
        spans[name] = {"anyOf": [path, spec]}
    _replace(made, "subject", path)
    ledger = {"anyOf": [{"type": "string", "minLength": 1}, {"$ref": "#/$defs/LedgerSpec"}]}
    _replace(top, "ledger", ledger)
    _replace(top, "documentation", documentation_json_schema())
    privacy = parts["PrivacySpec"]["properties"]
    privacy["suppression-limit"] = _either(privacy["suppression-limit"], _SHARE_IN_PER_CENT)
    _shorten(privacy, path)
    assess = parts["AssessSpec"]["properties"]
    held_out = parts["ControlSpec"]["properties"]["hold-out"]
    parts["ControlSpec"]["properties"]["hold-out"] = _either(held_out, _SHARE_IN_PER_CENT)
    share = {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1}
    assess["control"] = _either(_either(assess["control"], share), _SHARE_IN_PER_CENT)
    _replace(parts["QualitySpec"]["properties"], "gates", _gates())
    _replace(parts["QualitySpec"]["properties"], "expectations", _expectations())
    return schema


def _shorten(privacy: dict[str, Schema], path: Schema) -> None:
    """Let single values stand for parts of the privacy section, and columns be table.column."""
    short = {f"#/$defs/{part.__name__}": part for part in SHORT_PARTS}
    for schema in privacy.values():
        mapping = next((o for o in schema["anyOf"] if "additionalProperties" in o), None)
        if mapping is None:
            continue
        mapping["propertyNames"] = path
        part = short.get(mapping["additionalProperties"].get("$ref", ""))
        if part is not None:
            assert part.bare is not None
            bare = _cleaned(part.model_json_schema(by_alias=True)["properties"][kebab(part.bare)])
            options = bare.get("anyOf", [bare])
            mapping["additionalProperties"] = {
                "anyOf": [
                    *(o for o in options if o != {"type": "null"}),
                    {"$ref": f"#/$defs/{part.__name__}"},
                ]
            }


def policy_json_schema() -> Schema:
    """Return the JSON Schema of policy packs as they are written."""
    return _as_written(PolicyPack, "Policy pack of sector-data", "urn:sector-data:policy")


def gate_json_schema() -> Schema:
    """Return the JSON Schema of gate profiles as they are written."""
    schema = _as_written(GateProfile, "Gate profile of sector-data", "urn:sector-data:gate")
    parts = {name: schema["$defs"][name] for name in ("GateCheck", "Recipient")}
    parts["GateCheck"]["oneOf"] = [{"required": ["at-most"]}, {"required": ["at-least"]}]
    return {**schema, "$defs": parts}


def sector_json_schema() -> Schema:
    """Return the JSON Schema of sector schemas as they are written."""
    return _as_written(SectorSchema, "Sector schema of sector-data", "urn:sector-data:sector")


def _as_written(model: type[BaseModel], title: str, identifier: str) -> Schema:
    """Return a model's schema with plain texts, short forms, and nothing where nothing is said."""
    raw = model.model_json_schema(by_alias=True)
    parts: dict[str, Schema] = raw.pop("$defs", {})
    written: dict[str, Schema] = {}
    for name, part in parts.items():
        schema = _object(part)
        if "kind" not in part.get("properties", {}):
            written[name] = schema
            continue
        schema["required"] = ["kind", *schema.get("required", [])]
        parameters = {key: value for key, value in schema.items() if key != "title"}
        parameters["properties"] = {
            key: value for key, value in schema["properties"].items() if key != "kind"
        }
        parameters["required"] = [key for key in schema["required"] if key != "kind"]
        written[name] = schema
        written[f"{name}.parameters"] = parameters
    if "TopBottom" in written:
        bound = {"anyOf": [{"required": [word]} for word in ("top", "bottom", "count")]}
        written["TopBottom"] |= bound
        written["TopBottom.parameters"] |= bound
    for model_name, share in (("RankSwap", "max-rank-shift"), ("Pram", "keep"), ("Noise", "scale")):
        for key in {model_name, f"{model_name}.parameters"} & written.keys():
            properties = written[key]["properties"]
            properties[share] = _either(properties[share], _SHARE_IN_PER_CENT)
    short = _short_forms()
    return {
        "$schema": _DIALECT,
        "$id": identifier,
        **_object(raw),
        "title": title,
        "$defs": dict(sorted({**written, **short}.items())),
    }


def _object(part: Schema) -> Schema:
    """Return the schema of a model or an enumeration in the spelling of files."""
    schema: Schema = _cleaned(part)
    name = str(part["title"]).removesuffix("Spec")
    schema["title"] = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).capitalize()
    required = schema.get("required", [])
    for name, value in schema.get("properties", {}).items():
        if name != "kind":
            schema["properties"][name] = value if name in required else _nullable(value)
    return schema


def _cleaned(node: Any) -> Any:
    """Return a part of pydantic's schema without what files do not know."""
    if isinstance(node, list):
        return [_cleaned(item) for item in node]
    if not isinstance(node, dict):
        return node
    if "discriminator" in node:
        name = "transform" if "keep" in node["discriminator"]["mapping"] else "hierarchy"
        return {"$ref": f"#/$defs/{name}"}
    result: Schema = {}
    for key, value in node.items():
        if key == "properties":
            result[key] = {name: _cleaned(item) for name, item in value.items()}
        elif key == "description":
            result[key] = " ".join(value.split()).replace("``", "`")
        elif key == "default":
            if value not in (None, []) and not isinstance(value, dict):
                result[key] = value
        elif key not in ("title", "format") or (key == "format" and value == "date"):
            result[key] = _cleaned(value)
    if result.get("type") == "string" and not {"const", "enum", "format"} & set(result):
        # A text may look like a number or a truth value: the version 1.10, the code 99.
        result["type"] = ["string", "number", "boolean"]
    return result


def _nullable(schema: Schema) -> Schema:
    """Return a schema that nothing satisfies as well: a key with nothing behind it is not said."""
    about: Schema = {key: schema[key] for key in ("description", "default") if key in schema}
    rest = {key: value for key, value in schema.items() if key not in about}
    if "anyOf" in rest:
        options = [option for option in rest["anyOf"] if option != {"type": "null"}]
    else:
        options = [rest]
    return {"anyOf": [*options, {"type": "null"}], **about}


def _either(schema: Schema, option: Schema) -> Schema:
    return {**schema, "anyOf": [option, *schema["anyOf"]]}


def _replace(properties: dict[str, Schema], name: str, schema: Schema) -> None:
    """Put an overlay in the place of a property; its description and default stay."""
    about: Schema = {
        key: value for key, value in properties[name].items() if key in ("description", "default")
    }
    properties[name] = {**schema, **about}


def _words(kinds: dict[str, type[Any]]) -> list[str]:
    """Return the kinds that need no parameters, so that their word alone is enough."""
    return [word for word, kind in kinds.items() if _stands_alone(kind)]


def _stands_alone(kind: Callable[[], object]) -> bool:
    try:
        kind()
    except ValidationError:
        return False
    return True


def hierarchy_kinds() -> dict[str, type[BaseModel]]:
    """Return the models of all hierarchies by their word."""
    from sector_data.spec.hierarchies import HierarchySpec

    return {str(model.model_fields["kind"].default): model for model in members_of(HierarchySpec)}


def _short_forms() -> dict[str, Schema]:
    hierarchies = hierarchy_kinds()
    return {
        "transform": _forms(
            "A transform: a word, a word with parameters, or a mapping with `kind`.",
            dict(TRANSFORMS),
            [{"enum": _words(dict(TRANSFORMS))}],
        ),
        "hierarchy": _forms(
            "A generalisation hierarchy: a word, a file, or a word with parameters.",
            hierarchies,
            [
                {"enum": list(HIERARCHY_NAMES)},
                {"type": "string", "pattern": _HIERARCHY_FILE},
            ],
        ),
    }


def _forms(description: str, kinds: dict[str, type[Any]], words: list[Schema]) -> Schema:
    def parameters(kind: type[Any]) -> Schema:
        reference = {"$ref": f"#/$defs/{kind.__name__}.parameters"}
        return {"anyOf": [reference, {"type": "null"}]} if _stands_alone(kind) else reference

    one = {
        "type": "object",
        "properties": {word: parameters(kind) for word, kind in kinds.items()},
        "additionalProperties": False,
        "minProperties": 1,
        "maxProperties": 1,
    }
    spelt_out = [{"$ref": f"#/$defs/{kind.__name__}"} for kind in kinds.values()]
    return {"description": description, "anyOf": [*words, one, *spelt_out]}


def _gates() -> Schema:
    return {
        "type": ["object", "null"],
        "properties": {name: _gate(metric) for name, metric in GATE_METRICS.items()},
        "additionalProperties": False,
    }


def _gate(metric: GateMetric) -> Schema:
    sign = "(<=|≤)" if metric.better == "lower" else "(>=|≥)"
    number = r"\d{1,15}" if metric.unit == "count" else f"({_FRACTION}|{_PERCENT})"
    return {
        "type": "string",
        "pattern": rf"^\s*{sign}\s*{number}\s*$",
        "description": metric.description,
    }


def _expectations() -> Schema:
    return {
        "type": ["array", "null"],
        "items": {
            "type": "object",
            "propertyNames": {"pattern": "^expect_[a-z0-9_]+$"},
            "additionalProperties": {"type": "object"},
            "minProperties": 1,
            "maxProperties": 1,
        },
    }
