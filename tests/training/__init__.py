"""The core with fakes: plain Python, no framework is imported."""
