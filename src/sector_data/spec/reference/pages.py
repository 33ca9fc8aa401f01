"""The reference of the pipeline file, written from the models.

What lives here: the page. What does not: the meanings (they are the docstrings of the models), the
examples (:mod:`sector_data.spec.reference.examples`) and how the page gets into the repository
(:mod:`sector_data.spec.generated`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from inspect import cleandoc

from pydantic import BaseModel

from sector_data.spec.jsonschema import Schema, hierarchy_kinds, pipeline_json_schema
from sector_data.spec.packs import load_policy, load_sector, policy_names, sector_names
from sector_data.spec.policies import PolicyPack, PolicyRule
from sector_data.spec.policy_terms import Status
from sector_data.spec.reference.assess import ASSESS_WORDS, assess_parts
from sector_data.spec.reference.documentation import DOCUMENTATION_WORDS, documentation_part
from sector_data.spec.reference.examples import COMPLETE_EXAMPLE, EXAMPLES
from sector_data.spec.reference.gates import gates_part
from sector_data.spec.reference.privacy import PRIVACY_WORDS, privacy_parts
from sector_data.spec.reference.synthesis import SYNTHESIS_WORDS, synthesis_parts
from sector_data.spec.reference.tabulation import TABULATION_WORDS, tabulation_parts
from sector_data.spec.reference.types import code, default, meaning, typed
from sector_data.spec.transforms.model import Nature
from sector_data.spec.transforms.values import TRANSFORMS, RedactText

_SECTIONS = {
    "release": "ReleaseSpec",
    "source": "SourceSpec",
    "aggregate": "AggregateSpec",
    "columns": "ColumnSpec",
    "detect": "DetectionSpec",
    "privacy": "PrivacySpec",
    "synthesise": "SynthesisSpec",
    "tabulate": "TabulateSpec",
    "assess": "AssessSpec",
    "quality": "QualitySpec",
    "catalogue": "CatalogueSpec",
    "ledger": "LedgerSpec",
}
"""Keys with keys of their own, and the part of the schema that describes them."""

_WORDED = {
    "source": "mapping of table names to a path or to the keys below",
    "released": "list of levels and labels",
    "columns": "mapping of `table.column` to a role, a [transform](#transforms), or the keys below",
    "sector": "a [sector schema](#sector-schemas)",
    **dict.fromkeys(
        ("policy", "policy-confirmed"), "a [policy pack](#policy-packs), or a list of them"
    ),
    "subject": "`table.column`",
    "references": "mapping of `table.column` to `table.column`",
    "source.aggregate": "the keys of [`aggregate`](#aggregate)",
    "aggregate.share": "share such as `0.15` or `15%`",
    "by": "mapping of new columns to `table.column`, or to a mapping of `column` and `to`",
    "sums": "mapping of new columns to `table.column`",
    "keys": "mapping of table names to column names",
    **PRIVACY_WORDS,
    **SYNTHESIS_WORDS,
    **TABULATION_WORDS,
    **ASSESS_WORDS,
    **DOCUMENTATION_WORDS,
    "thresholds": "mapping of entities to a number from 0 to 1",
    "deny": "mapping of entities to a list of texts, or to the path of a text file",
    "recognizers": "list of recognisers, as below",
    "patterns": "list of patterns, as below",
    "regex": "regular expression of Python",
    "rows": "mapping of table names to a whole number from 1",
    "suppression-limit": "share such as `0.02` or `2%`",
    "missing": "text, or list of texts",
    "expectations": "list of Great Expectations with their arguments",
    "gates": "mapping of [figures](#gates) to bounds",
}
"""Types that read better than their schema."""


def pipeline_reference() -> str:
    """Return the page, in Markdown."""
    schema = pipeline_json_schema()
    lines = [
        *_introduction(),
        *_top_level(schema),
        *_sections(schema),
        *documentation_part(_table),
        *_transforms(schema),
        *_hierarchies(schema),
        *gates_part(_table),
        *_policies(),
        *_sectors(),
    ]
    return "\n".join(lines).rstrip() + "\n"


def _introduction() -> Iterator[str]:
    yield from cleandoc(
        """
        # The pipeline file

        <!-- Written from the models by `python -m sector_data.spec.generated`; do not edit. -->

        A pipeline file says which tables a release is made of, whose privacy is protected, and what
        happens to their columns. It is short: everything that it leaves out has a safe default, and
        a column that nobody can classify is dropped. `sector-data init DATA...` drafts one from
        your data; `sector-data schema` prints its JSON Schema, with which editors complete and
        check it.

        A whole file:
        """
    ).splitlines()
    yield from ("", "```yaml", *COMPLETE_EXAMPLE.splitlines(), "```", "")
    yield from cleandoc(
        """
        How it is read:

        - It is YAML 1.2 in UTF-8, at most 1 MiB. `no`, `on` and `yes` are words, not truth values.
          Keys may stand once; anchors and aliases work, merge keys (`<<`) and tags do not.
        - Relative paths start at the file's own folder.
        - Names of tables are in lower case. A column is `table.column`; everything behind the first
          dot is the column, spaces and further dots included. Put it in quotes where YAML asks.
        - A key with nothing behind it counts as left out.
        - All mistakes are told at once, each with its line and the nearest valid word.
        """
    ).splitlines()
    yield ""


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    columns = list(head)
    yield _row(columns)
    yield _row(["---"] * len(columns))
    yield from map(_row, rows)
    yield ""


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _key_rows(part: Schema, prefix: str, leave_out: Iterable[str] = ()) -> Iterator[list[str]]:
    """Yield a row for each key of an object: key, meaning, type, default, example."""
    left_out = set(leave_out)
    for key, schema in part["properties"].items():
        if key in left_out:
            continue
        example = EXAMPLES[f"{prefix}{key}"]
        needed = key in part.get("required", ())
        written = _type(key, schema, prefix)
        yield [code(key), meaning(schema), written, default(schema, needed), example]


def _described(rows: Iterable[list[str]]) -> Iterator[str]:
    yield from _table(
        ("Key", "Meaning", "Written as", "Default", "Example"),
        ([*cells, code(example)] for *cells, example in rows),
    )


def _top_level(schema: Schema) -> Iterator[str]:
    yield from ("## Top level", "")
    yield from _described(_key_rows(schema, "", leave_out=set(_SECTIONS) - {"source", "columns"}))
    linked = ", ".join(
        f"[`{key}`](#{key})" for key in _SECTIONS if key not in ("source", "aggregate", "columns")
    )
    yield from (f"And the sections {linked}; `release` and `source` are required.", "")


def _sections(schema: Schema) -> Iterator[str]:
    for key, name in _SECTIONS.items():
        part = schema["$defs"][name]
        yield from (f"## {key}", "", part["description"], "")
        yield from _described(_key_rows(part, f"{key}."))
        if key == "columns":
            yield from _roles()
        if key == "detect":
            yield from _recognizers(schema)
        if key == "privacy":
            yield from privacy_parts(partial(_parameters, schema), _table)
        if key == "synthesise":
            yield from synthesis_parts(partial(_parameters, schema), _table)
        if key == "tabulate":
            yield from tabulation_parts(partial(_parameters, schema))
        if key == "assess":
            yield from assess_parts(partial(_parameters, schema))


def _recognizers(schema: Schema) -> Iterator[str]:
    yield "A recogniser of your own has these keys; each of its `patterns` those of the last rows:"
    yield ""
    parts = schema["$defs"]
    yield from _described(_key_rows(parts["RecognizerSpec"], "recognizers."))
    yield from _described(_key_rows(parts["RecognizerPattern"], "patterns."))


def _roles() -> Iterator[str]:
    yield "Roles, and what happens to a column of each when nothing else is said:"
    yield ""
    yield from _table(
        ("Role", "Meaning", "Default"),
        [
            [code("direct-identifier"), "Tells by itself who it is.", code("drop")],
            [
                code("quasi-identifier"),
                "Tells who it is together with others of its kind.",
                "`generalise`, as far as the privacy models need; dates of events: `shift-date`",
            ],
            [code("sensitive"), "Must not be learnt about anybody.", code("keep")],
            [code("free-text"), "Running text.", code("redact-text")],
            [
                code("security-sensitive"),
                "Tells of an asset that could be attacked: a device, its address, its exact place.",
                code("drop"),
            ],
            [code("insensitive"), "Tells nothing of anybody.", code("keep")],
            [code("unknown"), "Nobody could classify it.", code("drop")],
        ],
    )


def _transforms(schema: Schema) -> Iterator[str]:
    yield from cleandoc(
        """
        ## Transforms

        A transform is written as a word (`mask`), as a word with parameters
        (`{mask: {keep-last: 4}}`), or spelt out (`{kind: mask, keep-last: 4}`). Technique names are
        those of ISO/IEC 20889:2018.
        """
    ).splitlines()
    yield ""
    yield from _table(
        ("Word", "Technique", "What is lost", "Can be undone", "Needs a key"),
        map(_nature, _forms()),
    )
    yield from _kinds(dict(TRANSFORMS), schema, "transforms")


def _forms() -> Iterator[tuple[str, str, Nature]]:
    """Yield each transform, and those that are another with a parameter."""
    for word, kind in TRANSFORMS.items():
        nature = Nature(kind.technique, kind.loss, kind.keyed, kind.reversible)
        yield word, "", nature
        if kind is RedactText:
            yield word, ", by surrogates", RedactText(replacement="surrogates").nature


def _nature(form: tuple[str, str, Nature]) -> list[str]:
    word, parameter, nature = form
    key = "yes" if nature.keyed else "no"
    told = [nature.technique.value, nature.loss, nature.reversible.value, key]
    return [f"[`{word}`](#{word}){parameter}", *told]


def _hierarchies(schema: Schema) -> Iterator[str]:
    yield from cleandoc(
        """
        ## Hierarchies

        A hierarchy says how values become coarser, level by level. Level 0 is the untouched value,
        the last level is `*`. It is written as a word (`age`), as the path of a file, as a word
        with parameters (`{number: {widths: [10, 100]}}`), or spelt out (`{kind: number, …}`).
        [Hierarchies](../hierarchies.md) shows each with its labels, its source and its licence.
        """
    ).splitlines()
    yield ""
    yield from _kinds(hierarchy_kinds(), schema, "hierarchies")


def _kinds(kinds: Mapping[str, type[BaseModel]], schema: Schema, chapter: str) -> Iterator[str]:
    for word, kind in kinds.items():
        yield from (f"### {word}", "", schema["$defs"][kind.__name__]["description"], "")
        yield from _parameters(schema, kind.__name__)
        yield from ("```yaml", EXAMPLES[f"{chapter}.{word}"], "```", "")


def _parameters(schema: Schema, name: str, chapter: str = "") -> Iterator[str]:
    """Yield the table of an object's keys, when it has any."""
    part = schema["$defs"][name]
    rows = [
        [
            code(key),
            meaning(value),
            _type(key, value, chapter),
            default(value, key in part.get("required", ())),
        ]
        for key, value in part["properties"].items()
        if key != "kind"
    ]
    if rows:
        yield from _table(("Parameter", "Meaning", "Written as", "Default"), rows)


def _policies() -> Iterator[str]:
    yield from cleandoc(
        """
        ## Policy packs

        A policy pack is a working reading of a text, quoted and versioned; it is not legal advice.
        The first rule that is about a column binds it: it gives the default, and a transform that
        it does not accept is refused. Of several packs the strictest counts. What is *unverified*
        has not been compared with its source: it is told, and applied when `policy-confirmed`
        names the pack. `sector-data policies show PACK` prints a pack with what it quotes.
        """
    ).splitlines()
    yield ""
    packs = [load_policy(name) for name in policy_names()]
    yield from _table(
        ("Pack", "Text", "Where", "Status", "k-anonymity", "Largest risk"),
        (
            [
                f"[`{pack.id}`](#{pack.id})",
                pack.title,
                pack.jurisdiction,
                pack.status.value,
                _figure(pack, pack.k_anonymity),
                _figure(pack, pack.max_risk),
            ]
            for pack in packs
        ),
    )
    for pack in packs:
        yield from _policy(pack)


def _figure(pack: PolicyPack, figure: float | None) -> str:
    if pack.thresholds is None or figure is None:
        return "open"
    doubt = ", unverified" if pack.thresholds.status is Status.UNVERIFIED else ""
    return f"{figure:g}{doubt}"


def _policy(pack: PolicyPack) -> Iterator[str]:
    yield from (f"### {pack.id}", "", f"{pack.source}.", "")
    if pack.note:
        yield from (pack.note, "")
    yield from _table(
        ("Rule", "About", "Accepts", "Source"),
        (
            [code(rule.id), rule.title, rule.accepted(), rule.source + _doubt(pack, rule)]
            for rule in pack.rules
        ),
    )
    if pack.requires:
        yield from ("It also asks for what no program can give:", "")
        yield from (f"- {document}" for document in pack.requires)
        yield ""


def _doubt(pack: PolicyPack, rule: PolicyRule) -> str:
    return "" if pack.enforced(rule.status) else " (unverified)"


def _sectors() -> Iterator[str]:
    yield from cleandoc(
        """
        ## Sector schemas

        A sector schema knows columns by their names, and the usual tables of its sector. What the
        pipeline file or a policy pack says comes first.
        """
    ).splitlines()
    yield ""
    yield from _table(
        ("Schema", "What it knows", "Entries", "Tables"),
        (
            [
                code(schema.id),
                schema.description,
                str(len(schema.columns)),
                str(len(schema.tables)),
            ]
            for schema in map(load_sector, sector_names())
        ),
    )


_SHARES = frozenset({"max-rank-shift", "keep", "scale"})
"""Parameters that are a share where they are a number; other kinds have words of these names."""


def _type(key: str, schema: Schema, chapter: str = "") -> str:
    if key in _SHARES and "number" in str(schema):
        return "share such as `0.05` or `5%`"
    return _WORDED.get(f"{chapter}{key}") or _WORDED.get(key) or typed(schema)
