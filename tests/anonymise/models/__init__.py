"""Tests of privacy models."""
