"""Bundles made by attackers, and runs that are killed: refused, contained, cleared away."""
