"""The pure heart: what a check may ask, what it may say, and how both are carried.

Nothing here touches the network, the clock, a random source or a file (:mod:`deliverkit.core.data` alone reads
the data bundled with the package). Import names from the module that defines them.
"""
