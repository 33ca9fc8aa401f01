"""Tests of the finders of passages in running text."""
