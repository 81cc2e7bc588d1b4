"""One technique a file: `apply` puts it in force, `probe` looks whether it is.

A per-request technique acts on the parts that a request has for itself (its copy of the VAE), so
that nothing needs to be taken back afterwards.
"""
