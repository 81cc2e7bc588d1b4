"""Measurements that the documentation quotes; no tests."""
