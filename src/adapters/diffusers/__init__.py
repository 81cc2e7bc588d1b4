"""Models read, loaded and drawn with through Hugging Face diffusers."""
