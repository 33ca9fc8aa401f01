"""Attacks: what they find where something leaks, and that they find nothing where nothing does."""
