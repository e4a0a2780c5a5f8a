"""What was done to the header of a message after it was signed?  (RFC 6376 section 3.7)"""
