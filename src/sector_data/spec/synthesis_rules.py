"""What the section about synthetic rows must agree on with itself and with the rest of the file.

What lives here: tables and columns that the section names, and rules that contradict one another.
What does not: whether a rule holds in the data (:mod:`sector_data.synthesise.rules`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from sector_data.spec.problems import Problems
from sector_data.spec.synthesis import GUARANTEEING_ENGINES
from sector_data.spec.yaml_lines import Place

Check = Callable[[str, Place], None]
_SECTION = "synthesise"


def check_synthesis(
    synthesise: Mapping[str, object],
    tables: Sequence[str],
    table: Check,
    column: Check,
    problems: Problems,
) -> None:
    """Note what contradicts or leads nowhere.

    Parameters
    ----------
    synthesise
        The section, spelt out.
    tables
        Of ``source``.
    table, column
        Insist that a table, or a column's table, is in ``source``.
    problems
        Takes the mistakes.
    """
    chosen = synthesise.get("tables")
    for position, name in enumerate(chosen if isinstance(chosen, list) else ()):
        table(name, (_SECTION, "tables", position))
    for name in _mapping(synthesise.get("rows")):
        place: Place = (_SECTION, "rows", name)
        table(name, place)
        if isinstance(chosen, list) and name in tables and name not in chosen:
            problems.add(place, f"table {name!r} is not among those to synthesise.")
    for name in _mapping(synthesise.get("sequences")):
        table(name, (_SECTION, "sequences", name))
    for path, inner in _columns(synthesise):
        column(path, (_SECTION, *inner))
    _check_one_table(synthesise, problems)
    _check_shares(_mapping(synthesise.get("shares")), problems)
    _check_circles(_determinants(synthesise), problems)
    _check_private(synthesise, problems)


def _mapping(value: object) -> dict[str, object]:
    return dict(value) if isinstance(value, Mapping) else {}


def _list(value: object) -> list[object]:
    return list(value) if isinstance(value, list) else []


def _columns(section: Mapping[str, object]) -> Iterator[tuple[str, Place]]:
    """Yield the columns that the section names, with their places in it."""
    for position, path in enumerate(_list(section.get("columns"))):
        if isinstance(path, str):
            yield path, ("columns", position)
    for word in ("shares", "texts"):
        for path in _mapping(section.get(word)):
            yield path, (word, path)
    for path, owners in _determinants(section).items():
        for owner in (path, *owners):
            yield owner, ("dependencies", path)
    for word in ("combinations", "orderings"):
        for position, group in enumerate(_list(section.get(word))):
            for path in _list(group):
                if isinstance(path, str):
                    yield path, (word, position)
    private = _mapping(section.get("differential-privacy"))
    for path in _mapping(private.get("domain")):
        yield path, ("differential-privacy", "domain", path)
    for position, group in enumerate(_list(private.get("marginals"))):
        for path in _list(group):
            if isinstance(path, str):
                yield path, ("differential-privacy", "marginals", position)
    if isinstance(target := private.get("target"), str):
        yield target, ("differential-privacy", "target")


def _determinants(section: Mapping[str, object]) -> dict[str, list[str]]:
    return {
        path: [o for o in (_list(owners) or [owners]) if isinstance(o, str)]
        for path, owners in _mapping(section.get("dependencies")).items()
    }


def _check_one_table(section: Mapping[str, object], problems: Problems) -> None:
    """Refuse rules over several tables, and columns that stand twice in a rule."""
    rules: list[tuple[Place, list[object]]] = [
        (("dependencies", path), [path, *owners]) for path, owners in _determinants(section).items()
    ]
    for word in ("combinations", "orderings"):
        rules += [
            ((word, position), _list(group))
            for position, group in enumerate(_list(section.get(word)))
        ]
    for place, group in rules:
        paths = [path for path in group if isinstance(path, str)]
        if len(group) == 1:
            problems.add((_SECTION, *place), "a rule is about two columns or more; found one.")
        if len({path.partition(".")[0] for path in paths}) > 1:
            problems.add(
                (_SECTION, *place),
                "a rule is about columns of one table; this one names several tables.",
                "Name columns of one table.",
            )
        if len(set(paths)) < len(paths):
            problems.add((_SECTION, *place), "a column stands twice in a rule.", "Name it once.")


def _check_shares(shares: Mapping[str, object], problems: Problems) -> None:
    for path, values in shares.items():
        try:
            total = sum(float(str(share)) for share in _mapping(values).values())
        except ValueError:
            continue
        if total > 1 + 1e-9:
            problems.add(
                (_SECTION, "shares", path),
                f"the shares of its values add up to {total:g}.",
                "Let them add up to 1 or less; the rest is divided as learnt.",
            )


def _check_circles(determinants: Mapping[str, Sequence[str]], problems: Problems) -> None:
    """Refuse columns that determine each other: none of them could be made first."""
    for start in determinants:
        met: set[str] = set()
        waiting = list(determinants[start])
        while waiting:
            path = waiting.pop()
            if path == start:
                problems.add(
                    (_SECTION, "dependencies", start),
                    "it determines itself, by way of others.",
                    "Leave out one direction; columns that go together one to one need only one.",
                )
                return
            if path not in met:
                met.add(path)
                waiting += determinants.get(path, ())


def _check_private(section: Mapping[str, object], problems: Problems) -> None:
    """Refuse what a differential privacy guarantee cannot be given together with."""
    if not _mapping(section.get("differential-privacy")):
        if section.get("engine") == "opendp":
            problems.add(
                (_SECTION, "engine"),
                "opendp makes rows under a guarantee; none is asked for.",
                "Add 'differential-privacy', or use another engine.",
            )
        return
    for word in ("columns", "shares", "sequences"):
        if section.get(word):
            problems.add(
                (_SECTION, word),
                "cannot be combined with 'differential-privacy'.",
                "Leave one of them out.",
            )
    for word in ("combinations", "orderings"):
        if section.get(word):
            problems.add(
                (_SECTION, word),
                "rows drawn from noisy counts would not keep it: cannot be combined with "
                "'differential-privacy'.",
                "Leave it out; name columns that belong together in "
                "'differential-privacy.marginals', or what follows from them in 'dependencies'.",
            )
    if section.get("engine", "auto") not in ("auto", *GUARANTEEING_ENGINES):
        problems.add(
            (_SECTION, "engine"),
            "this engine gives no differential privacy guarantee.",
            f"Use {' or '.join(GUARANTEEING_ENGINES)}, or leave 'differential-privacy' out.",
        )
    if section.get("engine") == "tabular-argn":
        _check_trained(section, problems)


def _check_trained(section: Mapping[str, object], problems: Problems) -> None:
    """Refuse what a network that is trained under a guarantee cannot heed."""
    if section.get("minutes"):
        problems.add(
            (_SECTION, "minutes"),
            "a clock would end the training at a step that depends on the rows: no guarantee "
            "covers it.",
            "Leave it out; 'epochs' shortens the training.",
        )
    if _mapping(section.get("differential-privacy")).get("marginals"):
        problems.add(
            (_SECTION, "differential-privacy", "marginals"),
            "sets of columns are counted by opendp alone.",
            "Leave it out, or use opendp.",
        )
