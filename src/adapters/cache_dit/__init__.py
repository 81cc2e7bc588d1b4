"""The step cache of cache-dit."""
