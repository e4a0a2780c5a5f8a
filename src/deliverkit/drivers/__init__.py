"""How are a check's questions answered?  By the network, a zone file, a table, a recording, or a cache of these.

The only package that imports DNS, sockets and event loops. Every resolver has ``resolve(questions, timeout)``; one
that can wait without blocking also has ``resolve_async``. :func:`run` and :func:`run_async` take any of them.
"""

from .protocols import AsyncFetch, AsyncResolver, Fetch, Resolver
from .runner import run, run_async
from .table import TableResolver

__all__ = ["AsyncFetch", "AsyncResolver", "Fetch", "Resolver", "TableResolver", "run", "run_async"]
