"""How the tests of the rules look for counter-examples: without a stop watch."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile(
    "patient", settings(), deadline=None, max_examples=300
)  # machines are busy at times
settings.load_profile("patient")
