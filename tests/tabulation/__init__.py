"""Tests of figures under differential privacy."""
