"""Mail in (imap, parse) and mail out (compose, smtp)."""
