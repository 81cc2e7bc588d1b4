"""The step cache of DeepCache."""
