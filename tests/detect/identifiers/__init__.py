"""Tests of the catalogue of identifiers."""
