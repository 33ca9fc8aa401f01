"""Licences by their SPDX identifier, as Data Package v2 describes them.

What lives here: title and address of the licences that data are commonly released under. What does
not: advice on which to take.

Sources: SPDX licence list 3.25 (identifiers and titles) and the Open Definition's list, whose
identifiers Data Package v2 asks for in ``licenses[].name``.
"""

from __future__ import annotations

import re

_NAME = re.compile(r"[-a-zA-Z0-9._]+")
"""What ``licenses[].name`` may look like (Data Package v2 profile)."""

_KNOWN = {
    "CC0-1.0": (
        "Creative Commons Zero v1.0 Universal",
        "https://creativecommons.org/publicdomain/zero/1.0/",
    ),
    "CC-BY-4.0": (
        "Creative Commons Attribution 4.0 International",
        "https://creativecommons.org/licenses/by/4.0/",
    ),
    "CC-BY-SA-4.0": (
        "Creative Commons Attribution Share Alike 4.0 International",
        "https://creativecommons.org/licenses/by-sa/4.0/",
    ),
    "CC-BY-NC-4.0": (
        "Creative Commons Attribution Non Commercial 4.0 International",
        "https://creativecommons.org/licenses/by-nc/4.0/",
    ),
    "CC-BY-NC-SA-4.0": (
        "Creative Commons Attribution Non Commercial Share Alike 4.0 International",
        "https://creativecommons.org/licenses/by-nc-sa/4.0/",
    ),
    "CC-BY-ND-4.0": (
        "Creative Commons Attribution No Derivatives 4.0 International",
        "https://creativecommons.org/licenses/by-nd/4.0/",
    ),
    "ODC-By-1.0": (
        "Open Data Commons Attribution License v1.0",
        "https://opendatacommons.org/licenses/by/1-0/",
    ),
    "ODbL-1.0": (
        "Open Data Commons Open Database License v1.0",
        "https://opendatacommons.org/licenses/odbl/1-0/",
    ),
    "PDDL-1.0": (
        "Open Data Commons Public Domain Dedication & License 1.0",
        "https://opendatacommons.org/licenses/pddl/1-0/",
    ),
    "OGL-UK-3.0": (
        "Open Government Licence v3.0",
        "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    ),
    "OGL-Canada-2.0": (
        "Open Government Licence - Canada",
        "https://open.canada.ca/en/open-government-licence-canada",
    ),
    "etalab-2.0": (
        "Etalab Open License 2.0",
        "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
    ),
    "DL-DE-BY-2.0": (
        "Data licence Germany – attribution – version 2.0",
        "https://www.govdata.de/dl-de/by-2-0",
    ),
    "MIT": ("MIT License", "https://opensource.org/license/mit"),
    "Apache-2.0": ("Apache License 2.0", "https://www.apache.org/licenses/LICENSE-2.0"),
}

_BY_LOWER_CASE = {name.lower(): name for name in _KNOWN}


def describe_licence(licence: str) -> dict[str, str]:
    """Return an entry for ``licenses``.

    Parameters
    ----------
    licence
        SPDX identifier in any case, an address, or the words of a private licence.
    """
    licence = licence.strip()
    if name := _BY_LOWER_CASE.get(licence.lower()):
        title, path = _KNOWN[name]
        return {"name": name, "path": path, "title": title}
    if re.match(r"https?://", licence):
        return {"path": licence}
    if _NAME.fullmatch(licence):
        return {"name": licence}
    return {
        "name": re.sub(r"[^-a-zA-Z0-9._]+", "-", licence).strip("-") or "other",
        "title": licence,
    }
