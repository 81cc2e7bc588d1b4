"""The compatibility page of the documentation, made by asking the rules."""
