"""What do other engines say?  Second opinions of pyspf (later dkimpy, checkdmarc), each run in a process of its own.

They answer from the recording of our own run, ask nothing of the network, and whatever goes wrong with one of them
is an unknown, never an exception. Needs the extra ``crosscheck``; a missing engine is an unknown that says so.
"""

from .opinions import Opinion, spf

__all__ = ["Opinion", "spf"]
