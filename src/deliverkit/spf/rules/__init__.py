"""Everything that can be said of SPF, in four groups: syntax, publication, look-ups and evaluation.

The code of every rule is ``spf.`` and its name, whichever module declares it.
"""
