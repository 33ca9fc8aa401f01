"""Fictional source data of the project, and the generator that made it."""
