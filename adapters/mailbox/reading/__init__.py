"""Bytes → what a mail says of itself: headers, charsets, parts, files, HTML. See parse.py."""
