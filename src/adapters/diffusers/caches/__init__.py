"""diffusers' step caches, and what step caches of all libraries have in common."""
