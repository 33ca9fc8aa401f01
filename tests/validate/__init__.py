"""Tests of the expectations, their check with Great Expectations, and the Data Docs."""
