"""Evidence of attacks: what an attacker gains from a release beyond what chance would give.

What lives here: the documents of :mod:`sector_data.assessment.attacks`. What does not: membership
inference (:mod:`sector_data.spec.evidence.membership`) and traces of single values
(:mod:`sector_data.spec.evidence.traces`).
"""

from __future__ import annotations

from typing import Literal

from sector_data.spec.model import Model

Attack = Literal["singling-out", "linkability", "inference", "record-linkage"]
"""What is tried:

singling-out
    To say something that is true of one subject only (Opinion 05/2014 of the Article 29 Working
    Party; Cohen & Nissim 2020, PNAS 117(15)).
linkability
    To find, through the release, which two sets of columns belong to the same subject.
inference
    To learn a secret of a subject from columns that are known of it.
record-linkage
    To find a subject's own row among the released ones: the motivated intruder.
"""

Method = Literal[
    "one-column",
    "several-columns",
    "nearest",
    "model",
    "exact",
    "fuzzy",
    "probabilistic",
    "splink",
]
"""How it is tried:

one-column, several-columns
    Statements about extremes or rare values of one column, or about several columns of a row.
nearest
    By the released rows that are nearest in the known columns.
model
    By a model that is learnt from the release.
exact
    By rows that agree in all known columns.
fuzzy
    By rows whose numbers and spellings are nearest.
probabilistic
    By weights of agreement (Fellegi & Sunter 1969, JASA 64).
splink
    The same by Splink, where it is installed.
"""

Verdict = Literal["found", "not found", "cannot tell"]

Reason = Literal[
    "no-control",
    "few-subjects",
    "wide-interval",
    "nothing-known",
    "too-few-columns",
    "no-secret",
    "all-missing",
    "constant",
    "always-guessed",
    "no-statement",
    "nobodys-rows",
    "no-guess",
    "not-learnt",
]
"""Why nothing can be told, or was not measured:

no-control
    Nobody was given whom the release never saw.
few-subjects
    Fewer than 100 subjects on a side.
wide-interval
    The gain may be nothing, and may be more than a tenth.
nothing-known, too-few-columns, no-secret
    The pipeline names no column that an attacker knows, fewer than the attack needs, or no secret.
all-missing, constant
    A column has no value in the release, or a single one.
always-guessed
    The control group's secrets are all guessed right, so that nothing is left to gain.
no-statement
    No statement of this kind is true of a single row of the release.
nobodys-rows
    Rows of a synthetic table belong to nobody.
no-guess
    No person has a value that could be guessed.
not-learnt
    Splink could not learn from these tables.
"""


class Rate(Model):
    """How often something went right, with its 95 % interval."""

    successes: float
    """Not whole where a guess among several equally good ones is right by its share."""
    attempts: int
    share: float
    lower: float
    upper: float


class Excess(Model):
    """What the release adds: (main - control) / (1 - control), with its 95 % interval."""

    value: float
    lower: float
    """-1 where it is lower."""
    upper: float


class SubgroupFigure(Model):
    """The subgroup of subjects for which an attack gains most; the value is not named."""

    column: str
    """Column whose values make the subgroups."""
    subgroups: int
    """Those with at least 100 subjects on each side."""
    share_of_subjects: float
    """Of all attacked subjects, how many are in this one."""
    main: Rate
    control: Rate
    excess: Excess
    """Its interval is that of 95 % for all subgroups at once (Bonferroni)."""
    verdict: Verdict


class RareFigure(Model):
    """The twentieth of people whose known values are rarest, who stand out by themselves."""

    share_of_subjects: float
    """Of all attacked subjects, how many are among them: more than a twentieth where that would be
    too few to tell anything."""
    main: Rate
    control: Rate
    excess: Excess
    verdict: Verdict


class AttackFigure(Model):
    """One attack by one method, judged by the same attack on people the release never saw."""

    attack: Attack
    method: Method
    secret: str | None = None
    """Column that is guessed; None where the attack guesses none."""
    known: tuple[str, ...] = ()
    """Columns that the attacker uses."""
    also_known: tuple[str, ...] = ()
    """For linkability the second set of columns."""
    main: Rate | None = None
    """Against people of the release; None when it could not be tried."""
    control: Rate | None = None
    """Against as many people whom the release never saw."""
    baseline: Rate | None = None
    """By guessing: with what columns tell one by one, or by chance."""
    claims: Rate | None = None
    """Record linkage: claims of a single best row that are right, of all claims made."""
    guesses: Rate | None = None
    """Record linkage: how often one of the best rows is right when any of them is taken."""
    false_claims: Rate | None = None
    """Record linkage: how often such a claim is made about people who are not in the release."""
    excess: Excess | None = None
    verdict: Verdict
    reason: Reason | None = None
    subgroups: tuple[SubgroupFigure, ...] = ()
    """The worst subgroup of each column that has several large enough."""
    rare: RareFigure | None = None
    """Inference: the same for those whose known values are rarest; None where they are too few."""

    @property
    def sentence(self) -> str:
        """What was found, for a steward."""
        return _sentence(self)

    @property
    def why_not(self) -> str:
        """Why it cannot be told, in words; empty where it can."""
        return _REASONS[self.reason] if self.reason is not None else ""


class AttackFigures(Model):
    """All attacks on one table."""

    table: str
    subjects: int
    """Subjects on either side that are compared."""
    members: int
    """Subjects of the source that the release was made from."""
    control: int
    """Subjects of the control group; 0 without one."""
    seed: int
    figures: tuple[AttackFigure, ...]

    def worst(self, attack: Attack) -> AttackFigure | None:
        """Return the figure with the largest excess of an attack; None when none has one."""
        measured = [f for f in self.figures if f.attack == attack and f.excess is not None]
        return max(measured, key=lambda f: f.excess.value if f.excess else -1.0, default=None)


_DONE = {
    "singling-out": "statements made from the release are true of exactly one person",
    "linkability": "two parts of a person's data are found to belong together",
    "inference": "guesses of {secret} are right",
    "record-linkage": "people's own rows are found and claimed",
}

_REASONS: dict[Reason, str] = {
    "no-control": "no control group was given, so nobody can say what chance alone would show",
    "few-subjects": "there are fewer than 100 people on one side",
    "wide-interval": "so few people leave room for a gain of more than a tenth",
    "nothing-known": "no column is named that an attacker may know",
    "too-few-columns": "an attacker knows fewer columns than this needs",
    "no-secret": "no column is named that must not be learnt",
    "all-missing": "a column has no value in the release",
    "constant": "the release has a single value there",
    "always-guessed": "anybody's value is guessed right without the release",
    "no-statement": "no such statement is true of a single row of the release",
    "nobodys-rows": "the rows of a synthetic table belong to nobody",
    "no-guess": "no person has a value there",
    "not-learnt": "Splink could not learn from these tables",
}


def _sentence(figure: AttackFigure) -> str:
    if figure.main is None:
        return f"Not measured: {figure.why_not}."
    done = _DONE[figure.attack].format(secret=figure.secret)
    told = f"{figure.main.share:.1%} of {done}"
    if figure.control is not None:
        told += f", {figure.control.share:.1%} for people who are not in it"
    if figure.verdict == "cannot tell":
        return f"{told}; whether that is a risk cannot be told: {figure.why_not}."
    if figure.verdict == "not found":
        return f"{told}: no gain that chance does not explain."
    return f"{told}: the release gives them away."
