"""Use cases: what diffgentor does for somebody, over ports. Knows the domain only."""
