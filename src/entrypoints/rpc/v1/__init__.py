"""Generated from proto/diffgentor/v1 by proto/generate.py; not to be edited."""
