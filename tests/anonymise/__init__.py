"""Tests of the privacy search and what it rests on."""
