"""Tests of set-valued columns."""
