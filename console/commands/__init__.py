"""The command line, one file a noun. It shares its deeds with the web console: actions.py."""
