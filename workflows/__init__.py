"""In what order, and what we wait for. Orchestration only."""
