"""The people's side: web and command line, sharing actions."""
