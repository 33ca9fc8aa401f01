"""Tests of local suppression."""
