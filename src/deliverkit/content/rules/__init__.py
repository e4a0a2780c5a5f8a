"""Everything that can be said of the form of a message, in four groups: originators, header, octets and MIME.

The code of every rule is ``content.`` and its name, whichever module declares it.
"""
