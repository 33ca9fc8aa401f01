"""Identifiers of Switzerland and India.

What lives here: entries of the catalogue, as data. What does not: check digits and searching
(:mod:`sector_data.detect.identifiers`).
"""

from __future__ import annotations

from sector_data.detect.identifiers.record import Identifier

OTHERS = (
    Identifier(
        id="ch-ahv",
        entity="CH_AHV",
        country="CH",
        sector="social",
        subject="person",
        name="AHV-Nummer, numéro AVS, numero AVS",
        english="Swiss social security number (AHV)",
        text=r"756[ .]?\d{4}[ .]?\d{4}[ .]?\d{2}",
        column=r"756\d{10}",
        example="756.9217.0769.85",
        separators=" -.",
        check="ch.ssn",
        chance=0.1,
        alone=True,
        peculiar=r"756\.\d{4}\.\d{4}\.\d{2}",
        words={
            "any": (
                "AHV",
                "AVS",
                "NAVS",
                "OASI",
            ),
            "de": (
                "AHV-Nummer",
                "AHV-Nr",
                "Sozialversicherungsnummer",
                "Versichertennummer",
            ),
            "fr": (
                "numéro AVS",
                "n° AVS",
                "numéro d'assuré",
            ),
            "it": (
                "numero AVS",
                "n. AVS",
            ),
            "en": ("Swiss social security",),
        },
        source="AHVG Art. 50c; AHVV Art. 133 (EAN-13)",
    ),
    Identifier(
        id="ch-uid",
        entity="CH_UID",
        country="CH",
        sector="company",
        subject="organisation",
        name="Unternehmens-Identifikationsnummer (UID, IDE, IDI)",
        english="Swiss company number (UID)",
        text=r"CHE[ -]?\d{3}[ .]?\d{3}[ .]?\d{3}",
        column=r"CHE\d{9}",
        example="CHE-100.155.212",
        separators=" -.",
        check="ch.uid",
        chance=0.091,
        alone=True,
        peculiar=r"CHE-\d{3}\.\d{3}\.\d{3}",
        words={
            "any": (
                "UID",
                "IDE",
                "IDI",
            ),
            "de": (
                "MWST-Nr",
                "MWST",
            ),
            "fr": ("TVA",),
            "it": ("IVA",),
        },
        source="Bundesgesetz über die Unternehmens-Identifikationsnummer",
    ),
    Identifier(
        id="in-pan",
        entity="IN_PAN",
        country="IN",
        sector="tax",
        subject="person",
        name="permanent account number (PAN)",
        english="Indian tax number (PAN)",
        text=r"[A-Z]{3}[ABCFGHJLPT][A-Z]\d{4}[A-Z]",
        column=r"[A-Z]{3}[ABCFGHJLPT][A-Z]\d{4}[A-Z]",
        example="ACUPA7085R",
        words={"any": ("PAN",), "en": ("permanent account number",)},
        source="Income-tax Act 1961, s. 139A; the check letter is not published",
    ),
    Identifier(
        id="in-aadhaar",
        entity="IN_AADHAAR",
        country="IN",
        sector="national",
        subject="person",
        name="Aadhaar",
        english="Indian identity number (Aadhaar)",
        text=r"[2-9]\d{3}([ -]?)\d{4}\1\d{4}",
        column=r"[2-9]\d{11}",
        example="2341 2341 2346",
        check="in_.aadhaar",
        chance=0.1,
        words={
            "any": (
                "UIDAI",
                "UID",
            ),
            "en": (
                "Aadhaar",
                "Aadhar",
                "Adhaar",
            ),
        },
        source="Aadhaar Act 2016; UIDAI (Verhoeff)",
    ),
)
