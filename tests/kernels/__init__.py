"""Tests of the compiled kernels and their twins."""
