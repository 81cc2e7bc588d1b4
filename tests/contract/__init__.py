"""The wire contract: its style, and the code generated from it."""
