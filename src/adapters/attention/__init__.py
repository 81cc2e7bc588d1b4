"""Attention by packages that diffusers alone does not, or not everywhere, reach."""
