"""Perturbation of whole columns: what becomes of a value depends on the other values as well.

What lives here: microaggregation, rank swapping, post-randomisation (PRAM), noise, and top and
bottom coding by count. What does not: transforms of single values, in the modules beside this
folder.

Everything random is drawn from a secret. Where the subject of each row is given, draws are keyed
by the subject: its rows move alike, and neither the order nor the number of other rows plays a
part. Without subjects, draws follow the rows, so that another order of rows gives another result
(as good, and the same for the same order).
"""

from sector_data.deidentify.perturbation.carrying_out import perturb
from sector_data.deidentify.perturbation.counted_codes import counted_bounds, top_bottom_by_count
from sector_data.deidentify.perturbation.microaggregation import microaggregate
from sector_data.deidentify.perturbation.noise import add_noise
from sector_data.deidentify.perturbation.post_randomisation import invariant, post_randomise
from sector_data.deidentify.perturbation.rank_swapping import rank_swap

__all__ = [
    "add_noise",
    "counted_bounds",
    "invariant",
    "microaggregate",
    "perturb",
    "post_randomise",
    "rank_swap",
    "top_bottom_by_count",
]
