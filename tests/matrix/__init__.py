"""Every pair of optimizations on every kind of pipeline: it draws, or a rule refuses it.

`python -m tests.matrix` tries them all; `test_sample.py` a sample that covers every pair once.
"""
