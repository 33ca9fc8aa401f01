"""What a pipeline file says of the release to catalogues of data.

What lives here: the section ``catalogue``, and the names of the formats that a release can be
described in besides its own. What does not: the formats (:mod:`sector_data.release.exporters`).

Catalogues ask for facts that no program can learn from the data: under which law they are shared,
what health domain they belong to, who decides on access. What is not said here is not said there.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sector_data.spec.model import Model

ExportFormat = Literal["dcat-ap", "healthdcat-ap", "ro-crate", "openlineage"]

EXPORT_FORMATS: tuple[ExportFormat, ...] = ("dcat-ap", "healthdcat-ap", "ro-crate", "openlineage")

Iri = Annotated[str, Field(pattern=r"^https?://[^\s<>\"{}|\\^`]+$")]
"""Address of a term, a law, a place: what catalogues compare."""

Theme = Literal[
    "AGRI", "ECON", "EDUC", "ENER", "ENVI", "GOVE", "HEAL", "INTR", "JUST", "REGI", "SOCI", "TECH",
    "TRAN",
]  # fmt: skip
"""A data theme of the EU Publications Office."""

Age = Annotated[int, Field(ge=0, le=150)]


class CatalogueSpec(Model):
    """What catalogues of data are told, where `release.exports` asks for a description for them.

    Terms are named by their address, as the catalogues do.
    """

    publisher: str | None = None
    """Name of the organisation that publishes the release."""
    address: Iri | None = None
    """Web page about the release."""
    files: Iri | None = None
    """Address below which the bundle's files will lie, if the web has them."""
    themes: tuple[Theme, ...] = ()
    """Data themes of the EU Publications Office; a health release has `HEAL` anyhow."""
    type: Iri | None = None
    """Kind of data set, of the EU's vocabulary of dataset types."""
    places: tuple[Iri, ...] = ()
    """Countries or regions that the data are about."""
    begins: dt.date | None = None
    """First day of the time that the data are about, as far as you wish to tell it."""
    ends: dt.date | None = None
    """Last day of that time."""
    provenance: str | None = None
    """How the source came about, in a sentence."""
    legislation: tuple[Iri, ...] = ()
    """Laws under which the data are shared, by their ELI address; the regulation on the European
    Health Data Space is named for a health catalogue anyhow."""
    legal_basis: tuple[Iri, ...] = ()
    """Legal bases of the processing, as terms of the Data Privacy Vocabulary."""
    purposes: tuple[Iri, ...] = ()
    """Purposes of the processing, as terms of the Data Privacy Vocabulary."""
    personal_data: tuple[Iri, ...] = ()
    """Kinds of personal data that the source held, as terms of the Data Privacy Vocabulary."""
    data_use: tuple[Annotated[str, Field(pattern=r"^DUO:\d{7}$")], ...] = ()
    """Terms of the Data Use Ontology (GA4GH) that bind users, besides what recipient and licence
    say."""
    health_categories: tuple[Iri, ...] = ()
    """Categories of electronic health data (Article 51 of the EHDS regulation)."""
    health_themes: tuple[Iri, ...] = ()
    """What the data are about within medicine."""
    access_body: str | None = None
    """Health data access body that decides on applications."""
    access_body_email: Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")] | None = None
    """Its address for applications."""
    coding_systems: tuple[Iri, ...] = ()
    """Coding systems that the data use, such as ICD-10."""
    population: str | None = None
    """Whom the data cover, in a sentence."""
    youngest: Age | None = None
    """Lowest age that is typical in the data, as you wish to tell it."""
    oldest: Age | None = None
    """Highest age that is typical in the data."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.begins and self.ends and self.begins > self.ends:
            raise ValueError("'begins' is after 'ends': exchange them")
        if self.youngest is not None and self.oldest is not None and self.youngest > self.oldest:
            raise ValueError("'youngest' is above 'oldest': exchange them")
        return self
