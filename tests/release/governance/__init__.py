"""Tests of the papers of a release."""
