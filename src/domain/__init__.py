"""Requests, plans, rules and receipts; knows the standard library alone."""
