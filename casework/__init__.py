"""What we decide: pure rules about complaints. No I/O, no clock, no Temporal, no SQL."""
