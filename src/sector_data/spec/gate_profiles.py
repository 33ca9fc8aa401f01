"""Gate profiles: what a synthetic release must show before it goes to a kind of recipient.

What lives here: the documents in ``schemas/gates/``, finding and reading them. What does not: the
figures (:mod:`sector_data.assessment.gating`) and the verdict
(:mod:`sector_data.spec.evidence.gates`).

No law names thresholds for synthetic rows. So each stands in a file with where it comes from, or
with the words that it was calibrated on one data set only, and every verdict comes with a self-test
on the release's own data.
"""

from __future__ import annotations

from functools import cache
from typing import Annotated, Literal, NamedTuple

from pydantic import Field, model_validator

from sector_data.errors import InputError
from sector_data.spec.model import Model
from sector_data.spec.packaged import names_in, packaged
from sector_data.spec.problems import Problems, nearest, quote, validate
from sector_data.spec.words import Recipient
from sector_data.spec.yaml_lines import load

GateProfileName = Literal["open", "registered", "secure-room"]

CheckFigure = Literal[
    "control-group",
    "traces",
    "exact-copies",
    "near-copies",
    "membership",
    "membership-auc",
    "membership-outliers",
    "inference",
    "inference-rare",
    "linkability",
    "singling-out",
    "broken-rules",
    "trained-on-release",
    "pair-score",
]


class FigureMeaning(NamedTuple):
    """What a check compares with its bound."""

    description: str
    end: Literal["upper", "lower", "value"]
    """``upper``: the upper end of an interval must keep the bound, and what few people leave open
    is not assessed. ``lower``: only what is surely beyond the bound fails. ``value``: a count or a
    share without an interval."""


CHECK_FIGURES: dict[CheckFigure, FigureMeaning] = {
    "control-group": FigureMeaning(
        "Subjects who were set aside before anything was learnt, for each one learnt from.", "value"
    ),
    "traces": FigureMeaning(
        "Kinds of traces of single people, copies apart, that nothing explains.", "value"
    ),
    "exact-copies": FigureMeaning(
        "Share of records that one subject alone has which are released as they are, beyond what "
        "the control group shows.",
        "lower",
    ),
    "near-copies": FigureMeaning("The same with one column changed or numbers moved.", "lower"),
    "membership": FigureMeaning(
        "Members told at 1 % of mistakes by the best of five attacks; chance is 0.01.", "lower"
    ),
    "membership-auc": FigureMeaning(
        "How well members are told from others by the best of five attacks; chance is 0.5.", "lower"
    ),
    "membership-outliers": FigureMeaning(
        "Members told at 1 % of mistakes among the twentieth that is farthest from others.", "lower"
    ),
    "inference": FigureMeaning(
        "What guessing a secret gains over guessing it of people who were never seen.", "upper"
    ),
    "inference-rare": FigureMeaning(
        "The same of people whose known values are rarest, and of single groups.", "lower"
    ),
    "linkability": FigureMeaning("What linking two parts of a person's data gains.", "upper"),
    "singling-out": FigureMeaning("What statements about single people gain.", "upper"),
    "broken-rules": FigureMeaning(
        "Released rows that break a declared dependency, combination, ordering, key or reference.",
        "value",
    ),
    "trained-on-release": FigureMeaning(
        "What a model trained on the release is worth beside one trained on real rows.", "value"
    ),
    "pair-score": FigureMeaning(
        "Likeness of the pairs of columns, between useless (0) and another sample of the source "
        "(1).",
        "value",
    ),
}
"""Name of each figure in a profile to its meaning."""


class GateCheck(Model):
    """One line of a profile."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,63}$")]
    """Name of the line; the figure's name, or one that begins with it."""
    figure: CheckFigure
    """What is measured."""
    at_most: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None
    """Largest figure that passes."""
    at_least: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None
    """Smallest figure that passes."""
    or_people: Annotated[int, Field(ge=1)] | None = None
    """People of a control group that are enough whatever their share."""
    otherwise: Literal["refuse", "not-assessed", "warn"] = "refuse"
    """What follows when the figure misses the bound: the release is refused, nothing can be said
    of it, or it is only told."""
    basis: Literal["definition", "norm", "literature", "calibrated on Adult only"]
    """What the bound rests on: it follows from the words, a norm names it, papers propose it, or it
    was found by trying on one data set (UCI Adult), which says little of others."""
    source: str
    """Exact citation, and how the bound follows from it."""

    @model_validator(mode="after")
    def _one_bound(self) -> GateCheck:
        if (self.at_most is None) == (self.at_least is None):
            raise ValueError("expected either 'at-most' or 'at-least'")
        return self

    @property
    def bound(self) -> float:
        """The bound, whichever side it is on."""
        bound = self.at_most if self.at_least is None else self.at_least
        assert bound is not None, "a check has a bound"
        return bound

    @property
    def upper(self) -> bool:
        """Whether the figure must not be larger than the bound."""
        return self.at_most is not None


class GateProfile(Model):
    """What synthetic rows must show before a kind of recipient gets them."""

    id: GateProfileName
    """Name of the profile, as pipeline files call it; the file's name, too."""
    version: str
    """Of this file."""
    title: str
    """For whom it is, in a few words."""
    recipient: Recipient
    """The recipient for whom it holds unless the pipeline names another profile."""
    note: str
    """What the profile rests on, and what is open."""
    checks: Annotated[tuple[GateCheck, ...], Field(min_length=1)]
    """In the order of the report."""

    @model_validator(mode="after")
    def _named_once(self) -> GateProfile:
        names = [check.id for check in self.checks]
        if len(set(names)) < len(names):
            raise ValueError("expected a different 'id' for each check")
        return self

    @property
    def figures(self) -> frozenset[CheckFigure]:
        """Figures that decide: what misses one of these bounds is refused."""
        return frozenset(c.figure for c in self.checks if c.otherwise == "refuse")


@cache
def gate_profile_names() -> tuple[str, ...]:
    """Return the names of the profiles, sorted."""
    return names_in(packaged("schemas") / "gates")


@cache
def load_gate_profile(name: str) -> GateProfile:
    """Return a profile by its name.

    Raises
    ------
    InputError
        If there is none of that name.
    """
    if name not in gate_profile_names():
        raise InputError(
            f"There is no gate profile {quote(name)}.", nearest(name, gate_profile_names())
        )
    text = (packaged("schemas") / "gates" / f"{name}.yaml").read_bytes()
    return parse_gate_profile(text, file=f"gates/{name}.yaml")


def parse_gate_profile(text: str | bytes, *, file: str) -> GateProfile:
    """Read a profile from YAML.

    Raises
    ------
    SpecificationError
        With all mistakes of the file.
    """
    document = load(text, file)
    problems = Problems(document)
    parsed = validate(GateProfile, document.content, problems)
    problems.raise_if_any(file)
    assert parsed is not None  # without a problem there is a document
    return parsed


def profile_of(recipient: Recipient) -> GateProfile:
    """Return the profile that holds for a recipient."""
    profiles = (load_gate_profile(name) for name in gate_profile_names())
    return next(profile for profile in profiles if profile.recipient is recipient)
