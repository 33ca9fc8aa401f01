"""Tests of the lists of names."""
