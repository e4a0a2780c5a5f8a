"""What stands at a selector, is it right, and may it be used?  (RFC 6376 section 3.6)"""
