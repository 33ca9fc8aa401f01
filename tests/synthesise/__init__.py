"""Tests of synthetic tables: columns to and from engines, keys, and SDV's Gaussian copula."""
