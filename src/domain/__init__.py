"""Requests, plans, rules, receipts and progress, in plain Python without any framework."""
