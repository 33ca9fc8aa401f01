"""The pipeline file as models: what a steward writes and reviews.

What lives here: the document after its shorthands are spelt out. What does not: reading YAML,
shorthands and line numbers (:mod:`sector_data.spec.reading`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from sector_data.spec.aggregation import AggregateSpec
from sector_data.spec.assessing import AssessSpec
from sector_data.spec.cataloguing import CatalogueSpec, ExportFormat
from sector_data.spec.detection import DetectionSpec
from sector_data.spec.documentation import Said
from sector_data.spec.gate_profiles import GateProfileName
from sector_data.spec.hierarchies import HierarchySpec
from sector_data.spec.ledger_settings import LedgerSpec
from sector_data.spec.model import ColumnPath, Model
from sector_data.spec.privacy import PrivacySpec
from sector_data.spec.synthesis import SynthesisSpec
from sector_data.spec.tabulation import TabulateSpec
from sector_data.spec.transforms.values import TransformSpec
from sector_data.spec.words import Language, Recipient, Role

Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$")]
"""A name that is safe in paths and URLs (Data Package v2, ``name``)."""

Fingerprint = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
"""SHA-256 of a public key in DER, as `sector-data keys show` prints it."""

TableName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
"""A name of a table: a :data:`Name` without a dot, since ``table.column`` is split at the first."""


class ReleaseSpec(Model):
    """What the release is called, for whom it is, and under which terms."""

    name: Name
    """Short name of the release; it becomes the name of the data package."""
    title: str | None = None
    """What a reader sees first."""
    version: str = "1.0.0"
    """Version of the release, for whoever gets the next one."""
    purpose: str | None = None
    """What the release is for, in one sentence."""
    recipient: Recipient = Recipient.PUBLIC
    """Who gets the release; it sets the thresholds that are not given."""
    licence: str | None = None
    """SPDX identifier, such as ``CC-BY-4.0``."""
    contact: str | None = None
    """Whom to ask about the data, and to tell about a leak."""
    languages: tuple[Language, ...] = ("en",)
    """Languages of the report and of the bundle's README; the first is the main one."""
    keywords: tuple[str, ...] = ()
    """Words that people search for."""
    exports: tuple[ExportFormat, ...] = ()
    """Further descriptions of the release inside the bundle, for catalogues and archives."""
    key: str = "default"
    """Name of the key in the key ring that makes pseudonyms and signs the bundle."""
    approved_by: tuple[Fingerprint, ...] = ()
    """Four eyes: fingerprints of keys of which one must have approved the plan with `sector-data
    release approve-plan` before it is carried out. The key that signs the bundle does not count."""
    link_versions: bool = True
    """Whether pseudonyms and shifts are the same in later versions of this release for the same
    recipient, so that versions can be joined; otherwise each version has its own."""


AGGREGATE = "(aggregate)"
"""Stands for the path of a table that is made of others."""


class SourceSpec(Model):
    """Where one table comes from: a file, a pattern of files with the same columns, or other tables
    that it adds up."""

    path: str
    """CSV or Parquet, relative to the pipeline file; ``*`` and ``?`` may stand in it."""
    aggregate: AggregateSpec | None = None
    """Tables that are added up, in place of a path; they are not released themselves."""
    format: Literal["csv", "parquet"] | None = None
    """Format of the files; told by their names when it is not given."""
    encoding: str | None = None
    """Encoding of CSV files, such as ``utf-8`` or ``shift_jis``; recognised when it is not
    given."""
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] | None = None
    """Character between the values of a CSV file; recognised when it is not given."""
    decimal: Literal[".", ","] = "."
    """Sign before the decimals of numbers in a CSV file. With a comma, ``1.234,50`` and
    ``1 234,50`` are read as 1234.5 in columns that hold nothing but numbers."""
    missing: tuple[str, ...] = ("",)
    """Texts that mean "no value" in a CSV file."""


class ColumnSpec(Model):
    """What the steward says of one column; what is not said comes from detection and policy."""

    role: Role | None = None
    """What the column is for whoever wants to recognise a subject."""
    transform: TransformSpec | None = None
    """What happens to its values."""
    hierarchy: HierarchySpec | None = None
    """How a quasi-identifier is generalised, step by step."""
    language: Language | None = None
    """Language of its free text."""
    entity: str | None = None
    """What its values are, where detection is wrong, such as ``PERSON``."""
    description: str | None = None
    """What its values say, in a few words, for whoever reads the release."""
    unit: str | None = None
    """Unit of its values, such as ``kWh``; that of the sector schema when it is not given."""


class Gate(Model):
    """A bound on a measured figure; a release that misses it is refused."""

    metric: str
    comparison: Literal["<=", ">="]
    bound: Annotated[float, Field(allow_inf_nan=False)]


class QualitySpec(Model):
    """What the released tables must satisfy beyond the expectations made from the schema."""

    expectations: tuple[dict[str, dict[str, Any]], ...] = ()
    """Great Expectations by name with their arguments; ``column`` is ``table.column``."""
    gates: tuple[Gate, ...] = ()
    """Bounds on measured figures; a release that misses one is refused."""
    profile: GateProfileName | None = None
    """What synthetic rows must show before they go out, by [profile](#gate-profiles). Without it
    that of the recipient holds: it refuses leaks that are found, and only tells what could not be
    assessed. A profile that is named must be passed."""


class Pipeline(Model):
    """A pipeline file."""

    release: ReleaseSpec
    """What the release is called, for whom it is, and under which terms."""
    sector: str | None = None
    """Sector schema that knows usual columns, such as ``health``."""
    policy: tuple[str, ...] = ()
    """Policy packs that must be satisfied; of several, the strictest word counts."""
    policy_confirmed: tuple[str, ...] = ()
    """Packs among these whose unverified numbers and readings you have checked yourself: they are
    applied then, not only told."""
    source: Annotated[dict[TableName, SourceSpec], Field(min_length=1)]
    """Tables and the files they come from: table name to path."""
    subject: ColumnPath | None = None
    """The column whose values stand for the people, households or assets to protect."""
    keys: dict[str, str] = {}
    """Primary key of each table: table name to column name."""
    references: dict[ColumnPath, ColumnPath] = {}
    """Foreign keys: referring column to the column it refers to."""
    columns: dict[ColumnPath, ColumnSpec] = {}
    """What you say of single columns; what is not said comes from detection and policy, and a
    column that nobody can classify is dropped."""
    detect: DetectionSpec = DetectionSpec()
    """Thresholds, exceptions and recognisers of your own for personal data in texts."""
    privacy: PrivacySpec = PrivacySpec()
    """Privacy models and their thresholds."""
    synthesise: SynthesisSpec | None = None
    """Replace the rows of some tables by synthetic ones."""
    tabulate: TabulateSpec | None = None
    """Tables of figures under differential privacy, which `sector-data tabulate` makes."""
    assess: AssessSpec | None = None
    """Attacks on the release and what it is good for, measured: with whom, and what is known.
    Without the section they are measured where rows are synthetic; `{}` asks for all of them."""
    quality: QualitySpec = QualitySpec()
    """What the released tables must satisfy."""
    catalogue: CatalogueSpec = CatalogueSpec()
    """What catalogues of data are told of the release."""
    ledger: LedgerSpec = LedgerSpec()
    """The local record of releases, so that this one is compared with earlier ones."""
    documentation: dict[str, Said] = {}
    """What only a person can answer of the release's papers: a question's name to a text, or to
    texts by language."""
    base: Path = Path()
    """Directory that relative paths start from: the pipeline file's own."""

    @property
    def guaranteed(self) -> bool:
        """Whether the release is under a guarantee of differential privacy."""
        return self.synthesise is not None and self.synthesise.differential_privacy is not None

    @property
    def assessed(self) -> AssessSpec:
        """The section on what is measured, every omission filled in."""
        return self.assess or AssessSpec()


def split_path(path: ColumnPath) -> tuple[str, str]:
    """Split ``table.column`` at its first dot.

    Raises
    ------
    ValueError
        If there is no dot.
    """
    table, dot, column = path.partition(".")
    if not dot or not table or not column:
        raise ValueError(f"{path!r} is not of the form table.column")
    return table, column
