"""Tests of what is done with samples: commands, pipelines, golden digests, detection."""
