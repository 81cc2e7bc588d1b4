"""What only a CUDA device can show; elsewhere every test here is skipped, and says so."""
