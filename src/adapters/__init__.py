"""One technology each behind a port of the application."""
