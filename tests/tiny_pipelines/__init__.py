"""Tiny random-weight pipelines made of the real diffusers and transformers classes.

A mock only confirms the code against itself; these folders answer as the real ones do, at a size
that one processor core draws in a fraction of a second.
"""
