"""Models by name, from folders as real libraries write them and from a hub."""
