"""Set-valued columns: k^m-anonymity of the items of each subject.

What lives here: counting how many subjects share any few items, and generalising or leaving out
items until enough do. What does not: columns with one value a row
(:mod:`sector_data.anonymise.models`).
"""

from sector_data.anonymise.itemsets.counting import Itemsets, ItemTable, itemsets, smallest_support
from sector_data.anonymise.itemsets.reaching import ItemPlan, apply_items, plan_items

__all__ = [
    "ItemPlan",
    "ItemTable",
    "Itemsets",
    "apply_items",
    "itemsets",
    "plan_items",
    "smallest_support",
]
