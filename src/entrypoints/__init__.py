"""Where a person or another program meets diffgentor."""
