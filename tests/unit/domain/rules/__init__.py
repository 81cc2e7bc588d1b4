"""Every rule, when it fires and when it does not."""
