"""Tests of the sample data and of the generator that makes it."""
