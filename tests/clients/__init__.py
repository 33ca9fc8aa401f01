"""Bundles as others open them, and as others validate them."""
