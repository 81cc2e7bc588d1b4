# One line each; `just` alone lists them. See CONTRIBUTING.md.

_default:
    @just --list --unsorted

# Install the package and its tools into the active environment.
install:
    pip install -e ".[dev]" && pre-commit install

# Run the tests; arguments go to pytest.
test *arguments:
    pytest {{arguments}}

# Unit tests alone, with no framework importable, and their coverage.
unit:
    python -m pytest -p tests.without_frameworks tests/unit --cov=diffgentor.domain --cov=diffgentor.application

# Try every pair of optimizations on every kind of pipeline; arguments such as `--family sd15`.
matrix *arguments:
    python -m tests.matrix {{arguments}}

# Format, then mend what the linter can mend.
format:
    ruff format && ruff check --fix

# Format, lint and layer contracts, changing nothing.
lint:
    ruff format --check && ruff check && lint-imports

# Check the types.
types:
    mypy

# Build the documentation, strictly.
docs:
    mkdocs build --strict

# What to run before a commit.
check: lint types docs test

# Everything, in environments of its own, as it has to pass.
ci:
    .ci/run

# Regenerate src/entrypoints/rpc/v1 from proto/.
proto:
    python proto/generate.py

# Measure start, overhead and cancelling on the bundled model.
bench:
    python -m benchmarks.startup && python -m benchmarks.overhead && python -m benchmarks.cancelling

# Train the bundled model again from nothing, into `folder`.
train folder:
    python -m training.shapes.train --out {{folder}}

# Judge the bundled model on held-out prompts and write its card's figures.
measure:
    python -m training.shapes.measure
