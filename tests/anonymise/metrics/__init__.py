"""The metrics, recounted from their definitions."""
