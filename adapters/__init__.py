"""Where the outside world is. The only code that knows its libraries."""
