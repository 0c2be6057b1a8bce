"""What we do to the world. One thing each, safe to repeat."""
