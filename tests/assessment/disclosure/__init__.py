"""Tests of :mod:`sector_data.assessment.disclosure`."""
