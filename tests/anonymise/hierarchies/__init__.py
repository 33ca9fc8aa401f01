"""Tests of generalisation hierarchies."""
