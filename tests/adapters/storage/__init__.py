"""Pictures are kept whole, never over each other, and come back as they were."""
