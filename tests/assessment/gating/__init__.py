"""Tests of the gate: its profiles, its lines, its verdict and its self-test."""
