"""The loss of a release: what generalisation and suppression take away, in one number.

What lives here: how the losses of quasi-identifiers become one figure. What does not: the loss of a
label, which is its hierarchy's (:mod:`sector_data.anonymise.hierarchies.hierarchy`), and other
metrics (:mod:`sector_data.anonymise.metrics`).

For each quasi-identifier d, ``v_d`` is the mean loss over all rows, where a suppressed row has lost
everything (1). They are aggregated by a geometric mean that a zero does not swallow::

    loss = (prod_d (1 + v_d)) ** (1 / D) - 1        in [0, 1]

as ARX's *loss* metric with its default settings does (ARX 3.9.2, MetricMDNMLoss, gs-factor 0.5,
geometric mean), after Iyengar (2002). The search compares products and takes the root at the end.
"""

from __future__ import annotations


def loss_of_product(product: float, dimensions: int) -> float:
    """Return the loss that a product of factors stands for; 0 without any dimension."""
    if not dimensions:
        return 0.0
    return float(min(max(product ** (1 / dimensions) - 1, 0.0), 1.0))
