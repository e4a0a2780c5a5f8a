"""What was done to the body of a message after it was signed?  (RFC 6376 section 3.4)"""
