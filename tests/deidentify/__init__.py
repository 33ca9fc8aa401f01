"""Tests of the transforms of values, the replacement of text passages and the key ring."""
