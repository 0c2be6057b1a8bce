"""The record: tables, and one module of queries a purpose. SQL is only here."""
