"""Tests of the ledger of releases."""
