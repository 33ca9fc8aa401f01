"""Evidence: what was measured on a release, and which gates it passed.

What lives here: the documents that go into ``evidence/`` of a bundle. What does not: the
measurements themselves (:mod:`sector_data.assessment`, :mod:`sector_data.validate`,
:mod:`sector_data.release`).
"""

from __future__ import annotations

from typing import Literal

from sector_data.spec.coarse import coarse_parts, steps_of
from sector_data.spec.evidence.events import EventFigures
from sector_data.spec.evidence.measurements import TableMeasurements
from sector_data.spec.model import Model
from sector_data.spec.pipeline import Gate


class SensitiveFigures(Model):
    """What the classes of a table tell about one sensitive column; the worst class of each figure.

    The distribution compared with is that of the table itself. Definitions and sources are those
    of :mod:`sector_data.anonymise.models`.
    """

    diversity: int
    """Distinct values (distinct l-diversity)."""
    entropy: float
    """exp(entropy): as many equally frequent values would be as diverse (entropy l-diversity)."""
    t_equal: float
    """Distance to the whole table, all values equally far apart (t-closeness)."""
    t_ordered: float | None
    """The same by the order of the values; None for values without one."""
    alpha: float
    """Largest share of one value ((alpha, k)-anonymity)."""
    beta: float
    """Largest gain of belief in a value (basic beta-likeness)."""
    delta: float | None
    """Largest change of belief, up or down (delta-disclosure); None when a class lacks a value,
    which makes it unbounded."""
    delta_present: float
    """The same among the values that a class has, as ARX and pycanon count it."""


class RiskFigures(Model):
    """Re-identification risk of one table, counted over subjects.

    Risks are shares in [0, 1]. Prosecutor risk of a subject is 1 / (subjects in its equivalence
    class); marketer risk is classes / subjects (El Emam, *Guide to the De-Identification of
    Personal Health Information*, 2013, ch. 16).
    """

    table: str
    rows: int
    subjects: int
    quasi_identifiers: tuple[str, ...]
    classes: int
    """Equivalence classes; 1 when there is no quasi-identifier, 0 when there is no row."""
    k: int
    """Subjects in the smallest class; 0 when there is no row."""
    unique_subjects: float
    """Share of subjects who are alone in a class."""
    subjects_below_k: float
    """Share of subjects in a class smaller than the k that was asked for; 0 when none was."""
    highest_risk: float
    average_risk: float
    """Mean prosecutor risk over subjects; equals the marketer risk."""
    l_diversity: dict[str, int] = {}
    """Sensitive column to the smallest number of distinct values in a class."""
    sensitive: dict[str, SensitiveFigures] = {}
    """Sensitive column to all that its classes tell; counted where it was asked for."""

    def coarse(self) -> RiskFigures:
        """Return figures of a source as a bundle tells them: no finer than ten people. The highest
        risk follows from the smallest class, and stays."""
        return coarse_parts(self, steps_of(self.subjects), but=("highest_risk",))


class ColumnUtility(Model):
    """How one released column compares with its source; shares in [0, 1], 1 is unchanged."""

    column: str
    retained: float
    """1 - loss: granularity kept (Iyengar 2002) for generalised columns, share of values left
    for suppressed ones."""
    shape: float | None = None
    """1 - total variation distance of the two distributions, where the values are comparable."""


class UtilityFigures(Model):
    """Utility of one table after protection against before."""

    table: str
    rows_before: int
    rows_after: int
    subjects_before: int
    subjects_after: int
    columns: tuple[ColumnUtility, ...]
    granularity: float | None
    """Mean retained granularity of the quasi-identifiers; None without any."""
    shapes: float | None
    """Mean of the column shapes that could be compared."""
    pair_trends: float | None
    """Mean agreement of pairwise dependence (1 - mean absolute difference of Cramér's V over
    pairs of comparable columns)."""


class GateResult(Model):
    """One gate and what was measured against it."""

    gate: Gate
    measured: float | None
    """None when it could not be measured; the gate then fails."""
    passed: bool
    subject: str | None = None
    """The table or column the worst value was measured on."""
    sentence: str


class ModelResult(Model):
    """One privacy model and what was counted in the classes that are released."""

    table: str
    model: str
    """With its threshold: ``5-anonymity``."""
    name: str
    """As the field calls it: ``t-closeness``."""
    column: str | None
    """The sensitive column that it is about, as ``table.column``."""
    asked: str
    """The threshold in words: ``at most 0.2``."""
    measured: float | None
    """That of the worst class, or the table's; None when it is unbounded or nothing is left."""
    passed: bool
    sentence: str


class Assessment(Model):
    """Risk and utility before and after, and the gates."""

    before: tuple[RiskFigures, ...]
    after: tuple[RiskFigures, ...]
    events_before: EventFigures | None = None
    """What numbers and events of subjects tell over tables; None where no table has events."""
    events_after: EventFigures | None = None
    models: tuple[ModelResult, ...] = ()
    """Every privacy model that was asked for, counted again from the values that are released; the
    distributions it compares with are those of the source."""
    utility: tuple[UtilityFigures, ...]
    gates: tuple[GateResult, ...] = ()
    tables: tuple[TableMeasurements, ...] = ()
    """Attacks, traces and use of each table, where they were asked for."""


class ExpectationOutcome(Model):
    """One expectation of the suite, without observed values."""

    table: str
    expectation: str
    column: str | None
    passed: bool
    unexpected: int | None = None
    """Rows that did not meet it, when the expectation counts rows."""


class ValidationReport(Model):
    """What Great Expectations said."""

    engine: str
    """``great-expectations 1.24.1``."""
    outcomes: tuple[ExpectationOutcome, ...]

    @property
    def passed(self) -> bool:
        """Whether every expectation was met."""
        return all(o.passed for o in self.outcomes)


class LeakFinding(Model):
    """A source value that was met in a file of the bundle; the value itself is not told."""

    file: str
    source_column: str
    hits: int
    where: str | None = None
    """Column of the file, when it is a table."""


class LeakReport(Model):
    """What the leak gate searched, and what it found."""

    files: int
    values: int | None
    """Distinct source values that were searched; not told under a guarantee of differential
    privacy, as the next two, of which a bundle tells no number from 1 to 9."""
    not_searchable: int | None
    """Distinct source values too short or too common to be told apart, by the documented rule."""
    excused: int | None
    """Matches that the documented rule lets stand."""
    findings: tuple[LeakFinding, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether nothing was found."""
        return not self.findings


class Claim(Model):
    """One line of an audit."""

    subject: str
    """What it is about: ``signature``, ``data/patients.csv``, ``k-anonymity of patients`` …"""
    verdict: Literal["holds", "does not hold", "cannot be told from here"]
    sentence: str


class AuditReport(Model):
    """All claims of a bundle with their verdicts."""

    bundle: str
    claims: tuple[Claim, ...]

    @property
    def passed(self) -> bool:
        """Whether no claim was refuted."""
        return all(c.verdict != "does not hold" for c in self.claims)
