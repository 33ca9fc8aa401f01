"""Tests of risk, utility and gates."""
