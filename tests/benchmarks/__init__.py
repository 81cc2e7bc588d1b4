"""The programs that measure: that they run and tell all; never how fast."""
