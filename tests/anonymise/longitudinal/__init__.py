"""Tests of numbers, known events and elapsed time."""
