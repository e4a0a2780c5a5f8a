"""Does each signature of a message fit, and what is there to say of it?  (RFC 6376 section 6)"""
