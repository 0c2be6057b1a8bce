"""What a person wrote themselves: quoted history and signatures told from it, line by line."""
