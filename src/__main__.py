"""`python -m diffgentor` is the `diffgentor` command."""

from .entrypoints.cli import run

if __name__ == "__main__":
    run()
