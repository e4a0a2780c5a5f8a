"""How is mail signed, and with which key?  (RFC 6376 section 5)"""
