"""The tests; see CONTRIBUTING.md for how they are divided."""
