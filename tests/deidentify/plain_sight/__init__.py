"""Tests of surrogates that hide passages in plain sight."""
