"""Tests of the perturbation of whole columns."""
