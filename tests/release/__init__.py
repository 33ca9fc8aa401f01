"""Tests of the release bundle."""
