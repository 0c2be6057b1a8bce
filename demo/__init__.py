"""The embedded default: a whole desk on one machine, and a clock to wind forward."""
