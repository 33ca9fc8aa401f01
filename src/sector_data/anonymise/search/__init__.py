"""The search for the generalisation that costs least among those that protect enough.

What lives here: the exact search in C and in numpy, and one for lattices too large for either. What
does not: privacy models (:mod:`sector_data.anonymise.models`) and what a generalisation costs
(:mod:`sector_data.anonymise.metrics`).

The exact search rests on four facts.

1. What generalisation costs depends on the levels alone, or never falls when classes merge. So a
   lower bound of every node's cost is known before most of the data are looked at.
2. Classes only merge as levels rise. What a *monotone* model accepts stays accepted: a node that
   suppresses too many rows for such models rules out all finer ones, and what it suppresses, they
   suppress too, which raises their bounds.
3. Of a *mergeable* model that is not monotone, such as t-closeness, less is known: what a finer
   node keeps of a class is itself acceptable as a whole. So each class that fails loses rows at
   every finer node as well, at least one. Where more is known of how many, it is used. Models of
   which nothing is known are looked at node by node.
4. A node can be looked at from the classes of any finer node. Candidates are therefore split
   recursively by dimension, coarse half first, and each half is looked at from the classes of its
   meet, the finest node that lies below them all.

Of nodes with equal cost the one that suppresses fewer rows is chosen, then the one with the lower
sum of levels, then the one whose levels come first in order.
"""

from sector_data.anonymise.search.anytime import Budget
from sector_data.anonymise.search.problem import Found, Problem
from sector_data.anonymise.search.running import search

__all__ = ["Budget", "Found", "Problem", "search"]
