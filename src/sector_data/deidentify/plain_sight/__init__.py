"""Surrogates: passages of texts replaced by others of their kind, hidden in plain sight.

What lives here: what stands in the place of a name, a date, an address or a number, so that a
reader cannot tell the passages that were found from those that were missed (Carrell et al., *Hiding
in plain sight*, JAMIA 2013). What does not: finding the passages (:mod:`sector_data.detect`), and
random codes for keys (:mod:`sector_data.deidentify.surrogates`).
"""

from sector_data.deidentify.plain_sight.drawing import Forbidden
from sector_data.deidentify.plain_sight.replacing import PlainSight, joined

__all__ = ["Forbidden", "PlainSight", "joined"]
