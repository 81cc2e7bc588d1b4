"""Draw pictures with diffusion models, and say truthfully how each was drawn."""

__version__ = "0.1.0"
