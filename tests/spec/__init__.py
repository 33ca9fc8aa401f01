"""Tests of the documents: reading, packs, schemas and their reference."""
