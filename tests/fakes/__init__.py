"""One fake for each port, in a file of the port's name, and builders for the domain's values."""
