"""What was done to this message after it was signed?  Edits are undone until the signature fits again (RFC 6376)."""
